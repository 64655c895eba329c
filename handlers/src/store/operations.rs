//! Operations: the rows of long-running work. State is truth; a message is a hint to look at it.

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::ids::{FamilyId, OperationId, TripId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::app::App;
use crate::problem::Answer;
use crate::store::{Versioned, get};

pub const OPERATION: &str = "operation";
/// Operations are kept seven days.
pub const LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// A long-running operation's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    pub schema_version: u32,
    pub id: OperationId,
    pub trip: TripId,
    pub work: Work,
    pub status: Status,
    /// Not in a final state: what the sweeper looks through.
    pub active: bool,
    /// 0 … 100.
    pub percent_complete: u8,
    /// What is being done, in words.
    pub phase: String,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Counts the runs; a result is written only by the newest (fencing).
    pub generation: u32,
    /// Failed runs so far.
    pub attempts: u32,
    /// While it runs: another run may start after this.
    pub lease_until: Option<DateTime<Utc>>,
    /// Not before, after a failed run.
    pub not_before: Option<DateTime<Utc>>,
    /// When the sweeper announced it last, because nobody worked on it.
    #[serde(default)]
    pub announced_at: Option<DateTime<Utc>>,
    /// Runs that began since it was started, or reopened by the operator.
    #[serde(default)]
    pub runs: u32,
    pub cancel_requested: bool,
    /// Path of what came out.
    pub result: Option<String>,
    pub error: Option<OperationError>,
}

/// What is to be done; a message carries only the operation's id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Work {
    /// A new itinerary, from nothing or from an earlier version with edits or feedback.
    Itinerary {
        request: crate::itineraries::Request,
    },
    Export {
        request: crate::exports::Request,
    },
}

impl Work {
    /// As the wire names it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Itinerary { .. } => "itinerary.generate",
            Self::Export { .. } => "export",
        }
    }
}

/// Never moves backwards, unless the operator reopens what was given up as exhausted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Status {
    NotStarted,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

impl Operation {
    pub fn new(id: OperationId, trip: TripId, work: Work, created_by: UserId, now: DateTime<Utc>) -> Self {
        Self {
            schema_version: crate::store::SCHEMA_VERSION,
            id,
            trip,
            work,
            status: Status::NotStarted,
            active: true,
            percent_complete: 0,
            phase: "waiting for its turn".to_owned(),
            created_by,
            created_at: now,
            updated_at: now,
            generation: 0,
            attempts: 0,
            lease_until: None,
            not_before: None,
            announced_at: None,
            runs: 0,
            cancel_requested: false,
            result: None,
            error: None,
        }
    }

    /// Ends the operation in a final state.
    pub fn end(&mut self, status: Status, phase: &str, now: DateTime<Utc>) {
        self.status = status;
        self.active = false;
        self.phase = phase.to_owned();
        self.updated_at = now;
        self.lease_until = None;
        self.not_before = None;
        if status == Status::Succeeded {
            self.percent_complete = 100;
        }
    }
}

impl Status {
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Canceled)
    }
}

/// Why an operation failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationError {
    /// Stable, for programs: `no-plan`, `exhausted`.
    pub code: String,
    pub detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<StoredFault>,
}

/// A [`Fault`] as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredFault {
    pub pointer: String,
    pub code: String,
    pub detail: String,
    /// Present where `detail` tells something private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veil: Option<Veil>,
}

/// What those read of a fault who may not read its detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Veil {
    /// Whose private matter the detail tells.
    pub families: Vec<FamilyId>,
    pub neutral: String,
}

impl From<Fault> for StoredFault {
    fn from(fault: Fault) -> Self {
        Self { pointer: fault.pointer, code: fault.code, detail: fault.detail, veil: None }
    }
}

pub fn operation_id(id: OperationId) -> String {
    format!("op_{id}")
}

/// # Errors
/// The store's.
pub async fn operation(app: &App, trip: TripId, id: OperationId) -> Answer<Option<Versioned<Operation>>> {
    get(app, Container::Trips, &trip.to_string(), &operation_id(id)).await
}

/// The write that replaces an operation which was read as `found`.
///
/// # Errors
/// The store's, when it cannot be written as JSON.
pub fn replace(found: &Versioned<Operation>) -> Answer<Write> {
    Ok(Write::replace(operation_id(found.value.id), OPERATION, &found.value, found.etag.clone())?.expiring(LIFE))
}
