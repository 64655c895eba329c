//! The outbox of a trip: messages are written in the same batch as the change they tell of, and sent after it.
//!
//! A crash in between leaves the entry; the sweeper sends it within two minutes. Sending twice is harmless: a message is a hint.

use std::time::Duration;

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::{Container, Query, Write};
use pathfinder_domain::ids::TripId;
use pathfinder_functions::Queue;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::store::parse_page;

pub const OUTBOX: &str = "outbox";

/// A message that waits to be sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub id: Uuid,
    pub trip: TripId,
    pub queue: String,
    pub body: String,
    /// Visible in the queue from then on.
    pub not_before: Option<DateTime<Utc>>,
    /// RFC 3339, UTC; the sweeper looks for old ones.
    pub created_at: String,
}

/// A message for the batch of the change it tells of. `id` is the caller's, so that a repeated change is one message.
///
/// # Errors
/// An internal fault when the message cannot be JSON.
pub fn message<M: Serialize>(
    app: &App,
    trip: TripId,
    id: Uuid,
    queue: &Queue<M>,
    body: &M,
    not_before: Option<DateTime<Utc>>,
) -> Answer<(Entry, Write)> {
    let entry = Entry {
        id,
        trip,
        queue: queue.name().to_owned(),
        body: queue.encode(body).map_err(Problem::internal)?,
        not_before,
        created_at: app.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
    };
    let write = Write::put(document_id(entry.id), OUTBOX, &entry)?;
    Ok((entry, write))
}

fn document_id(id: Uuid) -> String {
    format!("outbox_{id}")
}

/// Sends entries whose batch was committed. Failing here fails nothing: the sweeper sends what stays.
pub async fn send(app: &App, entries: &[Entry]) {
    for entry in entries {
        if let Err(problem) = send_one(app, entry).await {
            tracing::warn!(queue = entry.queue, detail = problem.detail, "a message stays in the outbox for the sweeper");
        }
    }
}

async fn send_one(app: &App, entry: &Entry) -> Answer<()> {
    let delay = entry.not_before.and_then(|at| (at - app.now()).to_std().ok()).unwrap_or(Duration::ZERO);
    app.queues.send(&entry.queue, &entry.body, delay).await?;
    // Taken out only after it was sent: a crash in between sends it twice, never not at all.
    let delete = Write::delete(document_id(entry.id), None);
    match app.documents.batch(Container::Trips, &entry.trip.to_string(), vec![delete]).await {
        Ok(_) | Err(pathfinder_cloud::documents::DocumentError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Sends what has waited since before `before`, at most `max` entries; returns how many there were.
///
/// # Errors
/// The store's.
pub async fn sweep(app: &App, before: DateTime<Utc>, max: usize) -> Answer<usize> {
    let text = before.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let query = Query { before: Some(("createdAt", text)), limit: max, ..Query::kind(OUTBOX) };
    let page = app.documents.scan(Container::Trips, query).await?;
    let entries: Vec<Entry> = parse_page(&page)?.into_iter().map(|found| found.value).collect();
    send(app, &entries).await;
    Ok(entries.len())
}
