//! `PUT /api/v1/trips/{tripId}/families/{familyId}/wishes`: says what a family of one's own wishes.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::ids::FamilyId;
use pathfinder_domain::money::MAX_MAJOR_UNITS;
use pathfinder_domain::trip::{Trip, Wishes};
use pathfinder_functions::Function;

use super::TAG;
use super::wishes_read::family_in_path;
use crate::access::{OnTrip, trip::EditOwnWishes};
use crate::app::App;
use crate::catalog;
use crate::http::{Body, IfMatch, tagged};
use crate::problem::{Answer, Problem};
use crate::store::first_etag;
use crate::store::trips::{self, PARTICIPATION, participation_id, touch_inputs};

pub fn function() -> Function<App> {
    Function::http(
        "wishes-write",
        Method::PUT,
        "v1/trips/{tripId}/families/{familyId}/wishes",
        "Says what a family of the caller's wishes.",
        handle,
    )
    .tag(TAG)
    .takes::<Wishes>()
    .changes::<Wishes>("The wishes as they stand now.")
}

async fn handle(
    State(app): State<App>,
    access: OnTrip<EditOwnWishes>,
    path: axum::extract::RawPathParams,
    read: IfMatch,
    Body(wishes): Body<Wishes>,
) -> Answer<Response> {
    let family: FamilyId = family_in_path(&path)?;
    access.own(family)?;
    access.open()?;
    let id = access.id();
    let mut part = trips::participation(&app, id, family).await?.ok_or_else(Problem::not_found)?;
    read.check(&part.etag)?;
    let known = catalog::known_ids(&app, &access.trip.value).await?;
    let faults = faults(&access.trip.value, &wishes, &known);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    part.value.wishes = wishes;
    part.value.updated_at = app.now();
    let writes = vec![Write::replace(participation_id(family), PARTICIPATION, &part.value, part.etag)?, touch_inputs(&app, id).await?];
    let etags = app.documents.batch(Container::Trips, &id.to_string(), writes).await?;
    Ok(tagged(StatusCode::OK, &first_etag(etags)?, &part.value.wishes))
}

/// What the schema cannot say.
fn faults(trip: &Trip, wishes: &Wishes, known: &catalog::KnownIds) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |pointer: String, code: &str, detail: String| faults.push(Fault::new(pointer, code, detail));
    for (at, id) in wishes.must_see.iter().enumerate() {
        if !known.places.contains(id) {
            fault(
                format!("/mustSee/{at}"),
                "unknown-place",
                format!("{id:?} is not a place of this trip's cities; ids look like rome/colosseum (see GET /api/v1/destinations/…)"),
            );
        }
        if wishes.must_avoid.contains(id) {
            fault(format!("/mustSee/{at}"), "contradiction", format!("{id:?} cannot be both a must-see and a must-avoid"));
        }
    }
    for (at, id) in wishes.must_avoid.iter().enumerate() {
        if !known.places.contains(id) && !known.restaurants.contains(id) {
            fault(format!("/mustAvoid/{at}"), "unknown-place", format!("{id:?} is not a place or restaurant of this trip's cities"));
        }
    }
    if let Some(nap) = wishes.nap.filter(|nap| nap.until <= nap.from) {
        fault("/nap/until".to_owned(), "before-from", format!("the nap must end after it starts at {}", nap.from));
    }
    if let Some(bedtime) = wishes.bedtime.filter(|bedtime| bedtime.seconds() < trip.day_window.from.seconds() + 3600) {
        fault("/bedtime".to_owned(), "too-early", format!("{bedtime} leaves no time after the day starts at {}", trip.day_window.from));
    }
    if let Some(budget) = wishes.budget {
        if budget.currency != trip.currency {
            fault("/budget/currency".to_owned(), "currency", format!("the budget must be in the trip's currency, {}", trip.currency));
        }
        if budget.minor <= 0 {
            fault("/budget/amount".to_owned(), "minimum", "the budget must be more than nothing; leave it out for none".to_owned());
        }
        if !budget.within_reason() {
            fault("/budget/amount".to_owned(), "maximum", format!("the budget must stay below {MAX_MAJOR_UNITS} {}", budget.currency));
        }
    }
    if wishes.budget_share.is_some() && wishes.budget.is_none() && trip.budget.is_none() {
        fault("/budgetShare".to_owned(), "no-budget", "the trip has no budget that could be shared; set budget instead".to_owned());
    }
    faults
}
