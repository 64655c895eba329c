//! Trips: one partition holds a trip, its families' parts, its own catalogue, itineraries, exports, operations and outbox.

use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::trip::{Participation, Trip};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::Answer;
use crate::store::{Versioned, all, get};

pub const TRIP: &str = "trip";
pub const PARTICIPATION: &str = "participation";
/// Changes whenever something changes that a plan depends on; a finishing plan requires it unchanged.
pub const INPUTS: &str = "inputs";

/// Counts the changes of what plans depend on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Inputs {
    pub revision: u64,
}

pub fn participation_id(family: FamilyId) -> String {
    format!("family_{family}")
}

/// None for a trip that is being deleted, too.
///
/// # Errors
/// The store's.
pub async fn trip(app: &App, id: TripId) -> Answer<Option<Versioned<Trip>>> {
    Ok(trip_or_rest(app, id).await?.filter(|found| found.value.deleted_at.is_none()))
}

/// The trip, even where an interrupted deletion has left only a part of it: for the deletion itself.
///
/// # Errors
/// The store's.
pub async fn trip_or_rest(app: &App, id: TripId) -> Answer<Option<Versioned<Trip>>> {
    get(app, Container::Trips, &id.to_string(), TRIP).await
}

/// # Errors
/// The store's.
pub async fn participation(app: &App, trip: TripId, family: FamilyId) -> Answer<Option<Versioned<Participation>>> {
    get(app, Container::Trips, &trip.to_string(), &participation_id(family)).await
}

/// The parts of all families, in the order in which the families were made.
///
/// # Errors
/// The store's.
pub async fn participations(app: &App, trip: TripId) -> Answer<Vec<Versioned<Participation>>> {
    all(app, Container::Trips, &trip.to_string(), PARTICIPATION).await
}

/// # Errors
/// The store's.
pub async fn inputs(app: &App, trip: TripId) -> Answer<Option<Versioned<Inputs>>> {
    get(app, Container::Trips, &trip.to_string(), INPUTS).await
}

/// The write that tells running plans that their inputs changed; goes into the batch of the change.
///
/// # Errors
/// The store's.
pub async fn touch_inputs(app: &App, trip: TripId) -> Answer<Write> {
    let revision = inputs(app, trip).await?.map_or(0, |found| found.value.revision);
    // No condition: two changes at once may count as one, but the ETag differs after each.
    Ok(Write::put(INPUTS, INPUTS, &Inputs { revision: revision + 1 })?)
}
