//! `PUT /api/v1/trips/{tripId}/status`: moves a trip along its life.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::trip::TripStatus;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{TAG, TripView};
use crate::access::{OnTrip, trip::Edit};
use crate::app::App;
use crate::http::{Body, IfMatch, tagged};
use crate::problem::{Answer, Problem};
use crate::store::first_etag;
use crate::store::trips::TRIP;

pub fn function() -> Function<App> {
    Function::http("trips-status", Method::PUT, "v1/trips/{tripId}/status", "Moves a trip along its life.", handle)
        .tag(TAG)
        .takes::<NewStatus>()
        .changes::<TripView>("The trip in its new status.")
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewStatus {
    status: TripStatus,
}

async fn handle(State(app): State<App>, access: OnTrip<Edit>, read: IfMatch, Body(new): Body<NewStatus>) -> Answer<Response> {
    read.check(&access.trip.etag)?;
    let role = access.role;
    let mut trip = access.trip.value;
    if trip.status == new.status {
        return Ok(tagged(StatusCode::OK, &access.trip.etag, &TripView::of(&trip, role)));
    }
    if !trip.status.may_become(new.status) {
        let allowed: Vec<_> = trip.status.next().iter().map(|status| format!("{status:?}").to_lowercase()).collect();
        let detail = match allowed.as_slice() {
            [] => "the trip is completed; nothing of it changes any more".to_owned(),
            some => format!("from here a trip may only become {}", some.join(" or ")),
        };
        let hint = if new.status == TripStatus::Confirmed { "; to confirm it, approve an itinerary" } else { "" };
        return Err(Problem::conflict(format!("{detail}{hint}")));
    }
    if new.status == TripStatus::Planning {
        trip.approved_itinerary = None;
    }
    trip.status = new.status;
    trip.updated_at = app.now();
    let write = Write::replace(TRIP, TRIP, &trip, access.trip.etag)?;
    let etag = first_etag(app.documents.batch(Container::Trips, &trip.id.to_string(), vec![write]).await?)?;
    Ok(tagged(StatusCode::OK, &etag, &TripView::of(&trip, role)))
}
