//! `GET /api/v1/trips/{tripId}/families/{familyId}/wishes`: what a family of one's own wishes.

use axum::extract::{RawPathParams, State};
use axum::response::Response;
use http::Method;
use pathfinder_domain::ids::FamilyId;
use pathfinder_domain::trip::Wishes;
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::IfNoneMatch;
use crate::problem::{Answer, Problem};
use crate::store::trips;

pub fn function() -> Function<App> {
    Function::http(
        "wishes-read",
        Method::GET,
        "v1/trips/{tripId}/families/{familyId}/wishes",
        "Shows what a family of the caller's wishes; others' wishes are private.",
        handle,
    )
    .tag(TAG)
    .answers::<Wishes>(200, "The wishes.")
    .conditional()
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, path: RawPathParams, known: IfNoneMatch) -> Answer<Response> {
    let family = family_in_path(&path)?;
    // Needs and money are a family's own affair: for others they are not there.
    access.own(family).map_err(|_| Problem::not_found())?;
    let part = trips::participation(&app, access.id(), family).await?.ok_or_else(Problem::not_found)?;
    Ok(known.answer(&part.etag, &part.value.wishes))
}

/// The `{familyId}` of the path, which is not its last parameter's neighbour only by name.
///
/// # Errors
/// 404 for what cannot be an id.
pub(super) fn family_in_path(path: &RawPathParams) -> Answer<FamilyId> {
    let found = path.iter().find(|(name, _)| *name == "familyId").ok_or_else(Problem::not_found)?;
    found.1.parse().map_err(|_| Problem::not_found())
}
