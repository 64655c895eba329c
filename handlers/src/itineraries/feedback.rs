//! `POST /api/v1/trips/{tripId}/itineraries/{version}/feedback`: starts making a version that follows what the group says of this one.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_domain::planning::edit::Feedback;
use pathfinder_functions::Function;

use super::start::start;
use super::versions::{self, Number};
use super::{Request, TAG};
use crate::access::{OnTrip, trip::Generate};
use crate::app::App;
use crate::http::{Body, NewIds, PathId};
use crate::operations::OperationView;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    let purpose = "Starts making a new version that follows what the group says of this one: slower, cheaper, more of this, less of that.";
    Function::http("itineraries-feedback", Method::POST, "v1/trips/{tripId}/itineraries/{version}/feedback", purpose, handle)
        .tag(TAG)
        .takes::<Feedback>()
        .accepts::<OperationView>("The operation that makes it.")
}

async fn handle(
    State(app): State<App>,
    access: OnTrip<Generate>,
    PathId(Number(version)): PathId<Number>,
    ids: NewIds,
    Body(feedback): Body<Feedback>,
) -> Answer<Response> {
    // Here the version is the address, so its absence is a 404.
    versions::version(&app, access.id(), version).await?;
    start(&app, &access, &ids, Request { based_on: Some(version), feedback: Some(feedback), ..Request::default() }).await
}
