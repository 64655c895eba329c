//! `POST /api/v1/trips/{tripId}/itineraries/{version}/edits`: starts making a version in which these changes hold.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_domain::planning::edit::Edit;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::start::start;
use super::versions::{self, Number};
use super::{Request, TAG};
use crate::access::{OnTrip, trip::Generate};
use crate::app::App;
use crate::http::{Body, NewIds, PathId};
use crate::operations::OperationView;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    let purpose = "Starts making a new version in which these changes hold; the rest is planned anew around them.";
    Function::http("itineraries-edit", Method::POST, "v1/trips/{tripId}/itineraries/{version}/edits", purpose, handle)
        .tag(TAG)
        .takes::<Edits>()
        .accepts::<OperationView>("The operation that makes it.")
}

/// Changes of a version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Edits {
    /// In their order.
    #[schemars(length(min = 1, max = 50))]
    edits: Vec<Edit>,
}

async fn handle(
    State(app): State<App>,
    access: OnTrip<Generate>,
    PathId(Number(version)): PathId<Number>,
    ids: NewIds,
    Body(form): Body<Edits>,
) -> Answer<Response> {
    // Here the version is the address, so its absence is a 404.
    versions::version(&app, access.id(), version).await?;
    start(&app, &access, &ids, Request { based_on: Some(version), edits: form.edits, ..Request::default() }).await
}
