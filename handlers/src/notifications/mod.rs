//! Notifications: what a user should know, kept for ninety days.

pub mod deliver;
mod list;
mod mark_read;

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::{Container, DocumentError, Query, Write};
use pathfinder_domain::ids::{NotificationId, OperationId, TripId, UserId};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::Answer;

pub fn functions() -> Vec<Function<App>> {
    vec![deliver::function(), list::function(), mark_read::function()]
}

const TAG: &str = "Notifications";
pub const NOTIFICATION: &str = "notification";

/// The message of the queue `notifications`: that something happened on a trip. Who is told is looked up when it is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    pub trip: TripId,
    pub event: Event,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind", deny_unknown_fields)]
pub enum Event {
    /// A new version of the itinerary is there.
    ItineraryReady { version: u32, operation: OperationId },
    /// The group's itinerary was approved.
    ItineraryApproved {
        version: u32,
        /// Each approval is an event of its own: a version may be approved again after the trip went back to planning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_at: Option<DateTime<Utc>>,
    },
}

impl Event {
    /// The same event is one notification, however often it is delivered.
    fn key(&self) -> String {
        match self {
            Self::ItineraryReady { version, operation } => format!("ready/{version}/{operation}"),
            Self::ItineraryApproved { version, approved_at: None } => format!("approved/{version}"),
            Self::ItineraryApproved { version, approved_at: Some(at) } => format!("approved/{version}/{}", at.timestamp_micros()),
        }
    }
}

/// A notification's document, in its user's partition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    schema_version: u32,
    id: NotificationId,
    trip: TripId,
    event: Event,
    /// A sentence for people.
    text: String,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

/// A notification, as its user sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Notification")]
struct NotificationView {
    id: NotificationId,
    trip: TripId,
    event: Event,
    text: String,
    created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<DateTime<Utc>>,
}

impl From<Notification> for NotificationView {
    fn from(n: Notification) -> Self {
        Self { id: n.id, trip: n.trip, event: n.event, text: n.text, created_at: n.created_at, read_at: n.read_at }
    }
}

/// Deletes what a user was told of a trip.
///
/// # Errors
/// The store's.
pub async fn forget(app: &App, user: &UserId, trip: TripId) -> Answer<()> {
    loop {
        let query = Query { equals: vec![("trip", trip.to_string().into())], limit: 100, ..Query::kind(NOTIFICATION) };
        let page = app.documents.query(Container::Accounts, user.as_str(), query).await?;
        if page.items.is_empty() {
            return Ok(());
        }
        for stored in page.items {
            match app.documents.batch(Container::Accounts, user.as_str(), vec![Write::delete(stored.id, None)]).await {
                Ok(_) | Err(DocumentError::Missing { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn document_id(id: NotificationId) -> String {
    format!("notification_{id}")
}
