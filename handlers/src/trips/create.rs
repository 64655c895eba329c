//! `POST /api/v1/trips`: starts a trip that one of the caller's families organises.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::access::{FamilyAction, TripRole, family_may};
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::people::Family;
use pathfinder_domain::trip::{Participation, Trip, TripStatus, Wishes};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::TripForm;
use super::{TAG, TripView, path};
use crate::app::App;
use crate::http::conditional::created;
use crate::http::{Body, NewIds};
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::trips::{PARTICIPATION, TRIP, participation_id, touch_inputs};
use crate::store::{SCHEMA_VERSION, Versioned, accounts, first_etag, trip_links, trips};

pub fn function() -> Function<App> {
    Function::http("trips-create", Method::POST, "v1/trips", "Starts a trip that one of the caller's families organises.", handle)
        .tag(TAG)
        .takes::<NewTrip>()
        .creates::<TripView>("The new trip.")
}

/// A trip to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewTrip {
    /// The family that organises it; the caller must be one of its admins.
    family: FamilyId,
    trip: TripForm,
}

async fn handle(State(app): State<App>, caller: Caller, ids: NewIds, Body(new): Body<NewTrip>) -> Answer<Response> {
    may_start(accounts::family(&app, new.family).await?.as_ref().map(|family| &family.value), &caller)?;
    // A repetition on the next day must not fail on a first day that was allowed when the intent was first seen.
    let today = ids.started_at().date_naive();
    let faults: Vec<_> = new.trip.faults(&app.config.limits, today, today, &[]).into_iter().map(below_trip).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let family = new.family;
    let trip = start(&caller, new, TripId(ids.uuid()), ids.started_at());
    trip_links::link(&app, family, trip.id, |family| may_start(family, &caller)).await?;
    let trip = create(&app, trip).await?;
    Ok(created(&path(trip.value.id), &trip.etag, &TripView::of(&trip.value, TripRole::Organiser)))
}

fn may_start(family: Option<&Family>, caller: &Caller) -> Answer<()> {
    match family.and_then(|family| family.member_of(&caller.user)).map(|member| member.role) {
        None => Err(Problem::field("/family", "unknown-family", "this is none of your families")),
        Some(role) if !family_may(role, FamilyAction::Manage) => {
            Err(Problem::forbidden("only an admin of the family may start a trip for it"))
        }
        Some(_) => Ok(()),
    }
}

fn below_trip(mut fault: pathfinder_domain::fault::Fault) -> pathfinder_domain::fault::Fault {
    fault.pointer = format!("/trip{}", fault.pointer);
    fault
}

fn start(caller: &Caller, new: NewTrip, id: TripId, now: chrono::DateTime<chrono::Utc>) -> Trip {
    let form = new.trip;
    Trip {
        schema_version: SCHEMA_VERSION,
        id,
        title: form.title,
        first_day: form.first_day,
        last_day: form.last_day,
        cities: form.cities,
        route: form.route,
        currency: form.currency,
        budget: form.budget,
        pace: form.pace,
        modes: form.modes,
        day_window: form.day_window,
        constraints: form.constraints,
        status: TripStatus::Planning,
        organiser: new.family,
        created_by: caller.user.clone(),
        created_at: now,
        updated_at: now,
        approved_itinerary: None,
        deleted_at: None,
    }
}

async fn create(app: &App, trip: Trip) -> Answer<Versioned<Trip>> {
    let part = Participation {
        schema_version: SCHEMA_VERSION,
        family: trip.organiser,
        joined_at: trip.created_at,
        updated_at: trip.created_at,
        wishes: Wishes::default(),
    };
    let writes = vec![
        Write::create(TRIP, TRIP, &trip)?,
        Write::create(participation_id(trip.organiser), PARTICIPATION, &part)?,
        touch_inputs(app, trip.id).await?,
    ];
    match app.documents.batch(Container::Trips, &trip.id.to_string(), writes).await {
        Ok(etags) => Ok(Versioned { etag: first_etag(etags)?, value: trip }),
        // The same intent, run again after a crash: it is there already.
        Err(DocumentError::Exists { .. }) => trips::trip(app, trip.id).await?.ok_or_else(Problem::not_found),
        Err(error) => Err(error.into()),
    }
}
