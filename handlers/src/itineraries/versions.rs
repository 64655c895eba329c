//! How versions are stored: a small document for lists, the plan, and the problem that it solves, each for itself.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::{Container, ETag, Query, Write};
use pathfinder_domain::ids::{OperationId, TripId, UserId};
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem as PlanningProblem;
use serde::{Deserialize, Serialize};

use super::Request;
use crate::app::App;
use crate::planning::Adjustments;
use crate::problem::{Answer, Problem};
use crate::store::operations::{Operation, operation};
use crate::store::{Versioned, get};

/// Kind of [`Version`].
pub const ITINERARY: &str = "itinerary";
/// Kind of [`StoredPlan`].
pub const PLAN: &str = "plan";
/// Kind of [`Origin`].
pub const PROBLEM: &str = "problem";
/// Kind and id of [`Slot`].
pub const SLOT: &str = "generating";

/// The number of a version, in its one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub u32);

impl FromStr for Number {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == text).map(Self).ok_or(())
    }
}

/// A version's head. Whether it is approved says the trip, which knows one approved version at most.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    pub schema_version: u32,
    pub version: u32,
    pub request: Request,
    pub seed: u64,
    /// ETag of the inputs that it was planned from: with another one it is outdated.
    pub inputs: ETag,
    pub operation: OperationId,
    pub created_at: DateTime<Utc>,
    pub created_by: UserId,
    /// When it was last approved; it may have lost that since.
    pub approved_at: Option<DateTime<Utc>>,
    pub days: u32,
    pub total: Money,
    /// The least satisfied family's, 0 … 100.
    pub least_satisfaction: f64,
}

/// A version's plan; never changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredPlan {
    pub schema_version: u32,
    pub plan: Plan,
}

/// What a version's plan solves; never changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    pub schema_version: u32,
    pub problem: PlanningProblem,
    pub adjustments: Adjustments,
}

/// The newest generation of a trip. It is free when that operation has ended or is gone, so nobody has to give it back and nothing can
/// leave it taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    pub operation: OperationId,
}

/// The write that takes the trip's slot for an operation, or the other one that holds it.
///
/// # Errors
/// The store's.
pub async fn take_slot(app: &App, trip: TripId, id: OperationId) -> Answer<Result<Write, Box<Operation>>> {
    let found: Option<Versioned<Slot>> = get(app, Container::Trips, &trip.to_string(), SLOT).await?;
    let taken = Slot { operation: id };
    let Some(found) = found else { return Ok(Ok(Write::create(SLOT, SLOT, &taken)?)) };
    match operation(app, trip, found.value.operation).await? {
        Some(holder) if !holder.value.status.is_final() && holder.value.id != id => Ok(Err(Box::new(holder.value))),
        _ => Ok(Ok(Write::replace(SLOT, SLOT, &taken, found.etag)?)),
    }
}

/// Six digits, so that ids sort like numbers.
pub fn version_id(version: u32) -> String {
    format!("itinerary_{version:06}")
}

pub fn plan_id(version: u32) -> String {
    format!("plan_{version:06}")
}

pub fn problem_id(version: u32) -> String {
    format!("problem_{version:06}")
}

/// # Errors
/// 404 when there is no such version.
pub async fn version(app: &App, trip: TripId, version: u32) -> Answer<Versioned<Version>> {
    get(app, Container::Trips, &trip.to_string(), &version_id(version)).await?.ok_or_else(Problem::not_found)
}

/// # Errors
/// 404 when there is no such version.
pub async fn plan(app: &App, trip: TripId, version: u32) -> Answer<Plan> {
    let stored: Option<Versioned<StoredPlan>> = get(app, Container::Trips, &trip.to_string(), &plan_id(version)).await?;
    stored.map(|stored| stored.value.plan).ok_or_else(Problem::not_found)
}

/// # Errors
/// 404 when there is no such version.
pub async fn origin(app: &App, trip: TripId, version: u32) -> Answer<Origin> {
    let stored: Option<Versioned<Origin>> = get(app, Container::Trips, &trip.to_string(), &problem_id(version)).await?;
    stored.map(|stored| stored.value).ok_or_else(Problem::not_found)
}

/// The highest number so far.
///
/// # Errors
/// The store's.
pub async fn newest(app: &App, trip: TripId) -> Answer<Option<u32>> {
    let query = Query { newest_first: true, limit: 1, ..Query::kind(ITINERARY) };
    let page = app.documents.query(Container::Trips, &trip.to_string(), query).await?;
    Ok(page.items.first().map(|stored| stored.parse::<Version>()).transpose()?.map(|version| version.version))
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn a_version_has_one_address() {
        assert_eq!("7".parse(), Ok(Number(7)));
        for text in ["0", "07", "+7", "-1", "4294967296", "x", ""] {
            assert_eq!(text.parse::<Number>(), Err(()), "{text}");
        }
    }
}
