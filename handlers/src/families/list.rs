//! `GET /api/v1/families`: the caller's families.

use axum::extract::State;
use http::Method;
use pathfinder_functions::Function;

use super::{FamilyView, TAG};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::identity::Caller;
use crate::problem::Answer;
use crate::store::accounts;

pub fn function() -> Function<App> {
    Function::http("families-list", Method::GET, "v1/families", "Lists the caller's families.", handle)
        .tag(TAG)
        .query::<PageQuery>()
        .answers::<List<FamilyView>>(200, "The families, all on one page: their number is limited.")
}

async fn handle(State(app): State<App>, caller: Caller, paging: Paging) -> Answer<List<FamilyView>> {
    let families = accounts::families_of(&app, &caller.user).await?;
    paging.list(&app, families.iter().map(|family| FamilyView::from(&family.value)).collect(), None)
}
