//! `GET /api/v1/trips/{tripId}/operations/{operationId}`: how far an operation is.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_domain::ids::OperationId;
use pathfinder_functions::Function;

use super::{OperationView, TAG, shown};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Problem};
use crate::store::operations::operation;

pub fn function() -> Function<App> {
    Function::http("operations-read", Method::GET, "v1/trips/{tripId}/operations/{operationId}", "Shows how far an operation is.", handle)
        .tag(TAG)
        .answers::<OperationView>(200, "The operation, running, ended or failed.")
        .response_header(200, "Retry-After", "Seconds until it is worth another look; absent when the operation has ended.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, PathId(id): PathId<OperationId>) -> Answer<Response> {
    let found = operation(&app, access.id(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(&app, &found.value, &access.viewer()))
}
