//! `GET /api/v1/trips/{tripId}/itineraries`: the versions of a trip's itinerary, newest first.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::{Container, Query};
use pathfinder_functions::Function;

use super::TAG;
use super::versions::{ITINERARY, Version};
use super::view::{Against, ItinerarySummary};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;
use crate::store::parse_page;

pub fn function() -> Function<App> {
    Function::http(
        "itineraries-list",
        Method::GET,
        "v1/trips/{tripId}/itineraries",
        "Lists the versions of a trip's itinerary, newest first.",
        handle,
    )
    .tag(TAG)
    .query::<PageQuery>()
    .answers::<List<ItinerarySummary>>(200, "The versions, without their plans.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, paging: Paging) -> Answer<List<ItinerarySummary>> {
    let query = Query { newest_first: true, limit: paging.limit, after: paging.after.clone(), ..Query::kind(ITINERARY) };
    let page = app.documents.query(Container::Trips, &access.id().to_string(), query).await?;
    let against = Against::of(&app, &access.trip.value).await?;
    let value = parse_page::<Version>(&page)?.iter().map(|found| against.summary(&found.value)).collect();
    paging.list(&app, value, page.next)
}
