//! How a version looks from outside.

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::ETag;
use pathfinder_domain::ids::TripId;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::edit::{Edit, Feedback};
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::trip::Trip;
use schemars::JsonSchema;
use serde::Serialize;

use super::versions::Version;
use crate::app::App;
use crate::problem::Answer;
use crate::store::trips;

/// What a group made of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ItineraryStatus {
    /// A proposal.
    Draft,
    /// The one that the group said yes to.
    Approved,
    /// Was approved once; another one is now, or the trip went back to planning.
    Superseded,
}

/// A version without its plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItinerarySummary {
    /// Counts up from 1 within the trip.
    pub version: u32,
    pub status: ItineraryStatus,
    /// The trip or a family's wishes changed since it was planned.
    pub outdated: bool,
    /// The version that this one changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<u32>,
    /// How it was changed.
    pub edits: Vec<Edit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    pub seed: u64,
    pub days: u32,
    /// Of all families together.
    pub total: Money,
    /// 0 … 100, of the family that is least satisfied.
    pub least_satisfaction: f64,
    pub created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<DateTime<Utc>>,
}

/// A version with its plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Itinerary")]
pub struct ItineraryView {
    #[serde(flatten)]
    pub summary: ItinerarySummary,
    pub plan: Plan,
}

/// What versions are seen against: the trip, and its inputs as they are now.
#[derive(Debug, Clone)]
pub struct Against<'a> {
    trip: &'a Trip,
    inputs: Option<ETag>,
}

impl<'a> Against<'a> {
    /// # Errors
    /// The store's.
    pub async fn of(app: &App, trip: &'a Trip) -> Answer<Self> {
        Ok(Self { trip, inputs: trips::inputs(app, trip.id).await?.map(|found| found.etag) })
    }

    pub fn summary(&self, found: &Version) -> ItinerarySummary {
        let status = match (self.trip.approved_itinerary == Some(found.version), found.approved_at) {
            (true, _) => ItineraryStatus::Approved,
            (false, Some(_)) => ItineraryStatus::Superseded,
            (false, None) => ItineraryStatus::Draft,
        };
        ItinerarySummary {
            version: found.version,
            status,
            outdated: self.inputs.as_ref() != Some(&found.inputs),
            based_on: found.request.based_on,
            edits: found.request.edits.clone(),
            feedback: found.request.feedback.clone(),
            seed: found.seed,
            days: found.days,
            total: found.total,
            least_satisfaction: found.least_satisfaction,
            created_at: found.created_at,
            approved_at: found.approved_at,
        }
    }
}

impl ItinerarySummary {
    /// The version's document alone does not tell the whole: the trip may approve another one, or change.
    pub fn etag(&self, stored: &ETag) -> ETag {
        ETag(format!("{}.{:?}{}", stored.0, self.status, if self.outdated { ".outdated" } else { "" }))
    }
}

/// The address of a version.
pub fn path(trip: TripId, version: u32) -> String {
    format!("/api/v1/trips/{trip}/itineraries/{version}")
}
