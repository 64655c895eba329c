//! Trips: dates, cities, money and the life of a journey that families share.

mod create;
mod delete;
mod form;
mod list;
mod read;
mod route;
mod status;
mod update;

use chrono::{DateTime, Utc};
use pathfinder_domain::access::TripRole;
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::trip::{Trip, TripStatus};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use form::TripForm;

pub fn functions() -> Vec<Function<App>> {
    vec![create::function(), list::function(), read::function(), update::function(), status::function(), delete::function()]
}

const TAG: &str = "Trips";

/// A trip, as those on it see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Trip")]
struct TripView {
    id: TripId,
    #[serde(flatten)]
    form: TripForm,
    status: TripStatus,
    /// Where the status may go from here.
    next_statuses: &'static [TripStatus],
    organiser: FamilyId,
    /// What the caller is to the trip: `organiser`, `familyAdmin` or `adult`.
    my_role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_itinerary: Option<u32>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TripView {
    fn of(trip: &Trip, role: TripRole) -> Self {
        Self {
            id: trip.id,
            form: TripForm::of(trip),
            status: trip.status,
            next_statuses: trip.status.next(),
            organiser: trip.organiser,
            my_role: match role {
                TripRole::Organiser => "organiser",
                TripRole::FamilyAdmin => "familyAdmin",
                TripRole::Adult => "adult",
            },
            approved_itinerary: trip.approved_itinerary,
            created_at: trip.created_at,
            updated_at: trip.updated_at,
        }
    }
}

fn path(id: TripId) -> String {
    format!("/api/v1/trips/{id}")
}
