//! `GET /api/v1/trips/{tripId}/operations`: the operations of a trip, newest first.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::{Container, Query};
use pathfinder_functions::Function;

use super::{OperationView, TAG};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;
use crate::store::operations::{OPERATION, Operation};
use crate::store::parse_page;

pub fn function() -> Function<App> {
    Function::http(
        "operations-list",
        Method::GET,
        "v1/trips/{tripId}/operations",
        "Lists the operations of a trip's last days, newest first.",
        handle,
    )
    .tag(TAG)
    .query::<PageQuery>()
    .answers::<List<OperationView>>(200, "The operations.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, paging: Paging) -> Answer<List<OperationView>> {
    let query = Query { newest_first: true, limit: paging.limit, after: paging.after.clone(), ..Query::kind(OPERATION) };
    let page = app.documents.query(Container::Trips, &access.id().to_string(), query).await?;
    let viewer = access.viewer();
    let value = parse_page::<Operation>(&page)?.iter().map(|found| OperationView::of(&app, &found.value, &viewer)).collect();
    paging.list(&app, value, page.next)
}
