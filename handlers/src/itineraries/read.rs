//! `GET /api/v1/trips/{tripId}/itineraries/{version}`: one version with its plan.

use axum::extract::State;
use axum::response::Response;
use futures::future::try_join3;
use http::Method;
use pathfinder_functions::Function;

use super::TAG;
use super::versions::{self, Number};
use super::view::{Against, ItineraryView};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::{IfNoneMatch, PathId};
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http(
        "itineraries-read",
        Method::GET,
        "v1/trips/{tripId}/itineraries/{version}",
        "Shows one version with its plan, day by day.",
        handle,
    )
    .tag(TAG)
    .answers::<ItineraryView>(200, "The version.")
    .conditional()
}

async fn handle(
    State(app): State<App>,
    access: OnTrip<Read>,
    PathId(Number(version)): PathId<Number>,
    known: IfNoneMatch,
) -> Answer<Response> {
    let trip = access.id();
    let reads =
        try_join3(versions::version(&app, trip, version), versions::plan(&app, trip, version), Against::of(&app, &access.trip.value));
    let (found, plan, against) = reads.await?;
    let summary = against.summary(&found.value);
    let etag = summary.etag(&found.etag);
    Ok(known.answer(&etag, &ItineraryView { summary, plan: access.viewer().plan(plan) }))
}
