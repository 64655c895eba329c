//! `GET /api/v1/trips/{tripId}/exports`: the files that were made of a trip, newest first.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::{Container, Query};
use pathfinder_functions::Function;

use super::stored::{EXPORT, Export};
use super::{ExportView, TAG};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;
use crate::store::parse_page;

pub fn function() -> Function<App> {
    Function::http(
        "exports-list",
        Method::GET,
        "v1/trips/{tripId}/exports",
        "Lists the files that were made of a trip, newest first.",
        handle,
    )
    .tag(TAG)
    .query::<PageQuery>()
    .answers::<List<ExportView>>(200, "The exports that can be fetched.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, paging: Paging) -> Answer<List<ExportView>> {
    let query = Query { newest_first: true, limit: paging.limit, after: paging.after.clone(), ..Query::kind(EXPORT) };
    let page = app.documents.query(Container::Trips, &access.id().to_string(), query).await?;
    let now = app.now();
    let exports = parse_page::<Export>(&page)?;
    let value = exports.iter().filter(|found| found.value.expires_at > now).map(|found| ExportView::from(&found.value)).collect();
    paging.list(&app, value, page.next)
}
