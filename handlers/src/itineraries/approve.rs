//! `POST /api/v1/trips/{tripId}/itineraries/{version}/approve`: the organiser says yes to a version for the group.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::trip::{Trip, TripStatus};
use pathfinder_functions::Function;

use super::TAG;
use super::versions::{self, ITINERARY, Number, version_id};
use super::view::{Against, ItinerarySummary};
use crate::access::{OnTrip, trip::Approve};
use crate::app::App;
use crate::http::{PathId, tagged};
use crate::notifications::{self, Event, Notice};
use crate::problem::{Answer, Problem};
use crate::store::trips::{self, TRIP};
use crate::store::{RACES, Versioned, lost, outbox};

pub fn function() -> Function<App> {
    Function::http(
        "itineraries-approve",
        Method::POST,
        "v1/trips/{tripId}/itineraries/{version}/approve",
        "Says yes to a version for the group; the trip is confirmed.",
        handle,
    )
    .tag(TAG)
    .answers::<ItinerarySummary>(200, "The approved version.")
}

async fn handle(State(app): State<App>, access: OnTrip<Approve>, PathId(Number(version)): PathId<Number>) -> Answer<Response> {
    for _ in 0..RACES {
        // Read anew: the trip says which version is approved, and a race was lost by its change.
        let mut trip = trips::trip(&app, access.id()).await?.ok_or_else(Problem::not_found)?;
        let mut found = versions::version(&app, access.id(), version).await?;
        if !trip.value.status.is_open() {
            return Err(Problem::conflict("the trip is over or called off; nothing of it changes any more"));
        }
        let confirmed = trip.value.status != TripStatus::Planning;
        if confirmed && trip.value.approved_itinerary == Some(version) {
            return answer(&app, &trip, &found).await;
        }
        let now = app.now();
        if !confirmed {
            trip.value.status = TripStatus::Confirmed;
        }
        trip.value.approved_itinerary = Some(version);
        trip.value.updated_at = now;
        found.value.approved_at = Some(now);
        let notice = Notice { trip: access.id(), event: Event::ItineraryApproved { version, approved_at: Some(now) } };
        let (entry, message) = outbox::message(&app, access.id(), app.ids.uuid(now), &notifications::deliver::QUEUE, &notice, None)?;
        let writes = vec![
            Write::replace(TRIP, TRIP, &trip.value, trip.etag.clone())?,
            Write::replace(version_id(version), ITINERARY, &found.value, found.etag.clone())?,
            message,
        ];
        match app.documents.batch(Container::Trips, &access.id().to_string(), writes).await {
            Ok(etags) => {
                outbox::send(&app, &[entry]).await;
                found.etag = etags.into_iter().nth(1).ok_or_else(|| Problem::internal("a batch of three writes gave no second ETag"))?;
                return answer(&app, &trip, &found).await;
            }
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

async fn answer(app: &App, trip: &Versioned<Trip>, found: &Versioned<versions::Version>) -> Answer<Response> {
    let summary = Against::of(app, &trip.value).await?.summary(&found.value);
    Ok(tagged(StatusCode::OK, &summary.etag(&found.etag), &summary))
}
