//! `PATCH /api/v1/trips/{tripId}`: changes what is planned; an approval of an earlier plan falls with it.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::trip::TripStatus;
use pathfinder_functions::Function;

use super::form::TripForm;
use super::{TAG, TripView};
use crate::access::{OnTrip, trip::Edit};
use crate::app::App;
use crate::catalog;
use crate::http::{IfMatch, Patch, tagged};
use crate::problem::{Answer, Problem};
use crate::store::first_etag;
use crate::store::trips::{TRIP, touch_inputs};

pub fn function() -> Function<App> {
    Function::http(
        "trips-update",
        Method::PATCH,
        "v1/trips/{tripId}",
        "Changes what is planned; a confirmed trip goes back to planning.",
        handle,
    )
    .tag(TAG)
    .takes_patch::<TripForm>()
    .changes::<TripView>("The changed trip.")
}

async fn handle(State(app): State<App>, access: OnTrip<Edit>, read: IfMatch, patch: Patch) -> Answer<Response> {
    access.open()?;
    read.check(&access.trip.etag)?;
    let before = TripForm::of(&access.trip.value);
    let form: TripForm = patch.apply(&before)?;
    let own_cities = catalog::cities(&app, access.id()).await?;
    // A trip that has begun may keep its first day; it just cannot be moved further into the past.
    let today = app.now().date_naive();
    let faults = form.faults(&app.config.limits, today, before.first_day.min(today), &own_cities);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let role = access.role;
    let mut trip = access.trip.value;
    let only_title = TripForm { title: before.title.clone(), ..form.clone() } == before;
    form.put_into(&mut trip);
    trip.updated_at = app.now();
    let mut writes = Vec::new();
    if !only_title {
        writes.push(touch_inputs(&app, trip.id).await?);
        if trip.status == TripStatus::Confirmed {
            trip.status = TripStatus::Planning;
            trip.approved_itinerary = None;
        }
    }
    writes.insert(0, Write::replace(TRIP, TRIP, &trip, access.trip.etag)?);
    let etag = first_etag(app.documents.batch(Container::Trips, &trip.id.to_string(), writes).await?)?;
    Ok(tagged(StatusCode::OK, &etag, &TripView::of(&trip, role)))
}
