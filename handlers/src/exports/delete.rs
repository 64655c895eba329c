//! `DELETE /api/v1/trips/{tripId}/exports/{exportId}`: deletes a file before its time.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_domain::ids::ExportId;
use pathfinder_functions::Function;

use super::TAG;
use super::stored::{export, remove};
use crate::access::{OnTrip, trip::Export};
use crate::app::App;
use crate::http::PathId;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    // Without If-Match: an export never changes, so there is nothing that a deletion could miss.
    Function::http("exports-delete", Method::DELETE, "v1/trips/{tripId}/exports/{exportId}", "Deletes an export and its file.", handle)
        .tag(TAG)
        .answers_empty(204, "It is gone; links to it lead nowhere.")
}

async fn handle(State(app): State<App>, access: OnTrip<Export>, PathId(id): PathId<ExportId>) -> Answer<StatusCode> {
    if let Some(found) = export(&app, access.id(), id).await? {
        remove(&app, &found.value).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
