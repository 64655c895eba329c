//! `GET /api/v1/destinations`: where the built-in catalogue knows its way.

use axum::extract::State;
use http::Method;
use pathfinder_domain::catalogue::{Summary, destinations};
use pathfinder_functions::Function;

use super::TAG;
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::identity::Caller;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http("destinations-list", Method::GET, "v1/destinations", "Lists the destinations of the built-in catalogue.", handle)
        .tag(TAG)
        .query::<PageQuery>()
        .answers::<List<Summary>>(200, "The destinations, all on one page.")
}

async fn handle(State(app): State<App>, _: Caller, paging: Paging) -> Answer<List<Summary>> {
    paging.list(&app, destinations().to_vec(), None)
}
