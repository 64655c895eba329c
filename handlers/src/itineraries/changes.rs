//! `GET /api/v1/trips/{tripId}/itineraries/{version}/changes`: what a version does otherwise than another one.

use axum::Json;
use axum::extract::State;
use futures::future::try_join;
use http::Method;
use pathfinder_domain::planning::compare::{Change, compare};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TAG;
use super::versions::{self, Number};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::{Params, PathId};
use crate::problem::{Answer, Code, Problem};

pub fn function() -> Function<App> {
    Function::http(
        "itineraries-changes",
        Method::GET,
        "v1/trips/{tripId}/itineraries/{version}/changes",
        "Tells what a version does otherwise than another one.",
        handle,
    )
    .tag(TAG)
    .query::<SinceQuery>()
    .answers::<Changes>(200, "The differences, each with a sentence.")
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SinceQuery {
    /// The version to compare with. Absent: the one that this version was made from, else the one before it.
    #[schemars(range(min = 1))]
    since: Option<u32>,
}

/// From one version to another.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ItineraryChanges")]
struct Changes {
    since: u32,
    version: u32,
    changes: Vec<Change>,
}

async fn handle(
    State(app): State<App>,
    access: OnTrip<Read>,
    PathId(Number(version)): PathId<Number>,
    Params(query): Params<SinceQuery>,
) -> Answer<Json<Changes>> {
    let trip = access.id();
    let found = versions::version(&app, trip, version).await?.value;
    let since = query.since.or(found.request.based_on).unwrap_or(version - 1);
    let absent = |problem: Problem| match problem.code {
        Code::NotFound => Problem::new(Code::InvalidQuery, format!("since: the trip has no itinerary {since} to compare with")),
        _ => problem,
    };
    let (older, newer) =
        try_join(async { versions::plan(&app, trip, since).await.map_err(absent) }, versions::plan(&app, trip, version)).await?;
    Ok(Json(Changes { since, version, changes: compare(&older, &newer) }))
}
