//! `GET /api/v1/trips/{tripId}/catalog`: what the trip brings along.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::ETag;
use pathfinder_functions::Function;

use super::{TAG, TripCatalog, of};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::IfNoneMatch;
use crate::problem::Answer;
use crate::store::Versioned;

/// ETag of a catalogue that nobody wrote yet.
pub(super) const NONE: &str = "none";

pub fn function() -> Function<App> {
    Function::http(
        "catalog-read",
        Method::GET,
        "v1/trips/{tripId}/catalog",
        "Shows the places, restaurants, lodgings and connections that the trip brings along.",
        handle,
    )
    .tag(TAG)
    .answers::<TripCatalog>(200, "The trip's own catalogue; empty where it has none.")
    .conditional()
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, known: IfNoneMatch) -> Answer<Response> {
    let none = || Versioned { etag: ETag(NONE.to_owned()), value: TripCatalog::default() };
    let found = of(&app, access.id()).await?.unwrap_or_else(none);
    Ok(known.answer(&found.etag, &found.value))
}
