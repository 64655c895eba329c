//! `GET /api/v1/trips/{tripId}`: a trip of one of the caller's families.

use axum::response::Response;
use http::Method;
use pathfinder_functions::Function;

use super::{TAG, TripView};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::IfNoneMatch;

pub fn function() -> Function<App> {
    Function::http("trips-read", Method::GET, "v1/trips/{tripId}", "Shows a trip of one of the caller's families.", handle)
        .tag(TAG)
        .answers::<TripView>(200, "The trip.")
        .conditional()
}

async fn handle(access: OnTrip<Read>, known: IfNoneMatch) -> Response {
    known.answer(&access.trip.etag, &TripView::of(&access.trip.value, access.role))
}
