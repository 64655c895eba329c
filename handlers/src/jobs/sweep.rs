//! Repairs what a message missed: operations that nobody works on are announced again.

use chrono::{DateTime, TimeDelta, Utc};
use pathfinder_cloud::documents::{Container, Continuation, DocumentError, Query};
use pathfinder_functions::Queue;
use serde_json::Value;
use std::time::Duration;

use crate::app::App;
use crate::jobs::Job;
use crate::problem::{Answer, Problem};
use crate::store::operations::{OPERATION, Operation, Work, replace};
use crate::store::{Versioned, parse_page};

/// A lease that ended this long ago belongs to a dead run.
const LEASE_GRACE: TimeDelta = TimeDelta::seconds(60);
/// A message that did not lead to a run in this time is lost.
const MESSAGE_GRACE: TimeDelta = TimeDelta::seconds(120);
/// Operations announced in one sweep; the rest waits a minute.
const MOST: usize = 1_000;
/// Operations looked at in one sweep: many more than are announced, so that those which only wait their turn do not hide an orphan behind them.
const MOST_SEEN: usize = 50_000;

/// The queue that starts an operation of this kind.
pub fn queue_of(work: &Work) -> &'static Queue<Job> {
    match work {
        Work::Itinerary { .. } => &crate::itineraries::generate::QUEUE,
        Work::Export { .. } => &crate::exports::make::QUEUE,
    }
}

/// Whether nobody works on it and no message is on its way.
fn is_orphan(operation: &Operation, now: DateTime<Utc>) -> bool {
    let waits_for_news_until = match (operation.lease_until, operation.not_before) {
        (Some(until), _) => until + LEASE_GRACE,
        (None, Some(at)) => at + MESSAGE_GRACE,
        (None, None) => operation.updated_at + MESSAGE_GRACE,
    };
    let announced_until = operation.announced_at.map(|at| at + MESSAGE_GRACE);
    announced_until.map_or(waits_for_news_until, |until| until.max(waits_for_news_until)) < now
}

/// Announces orphans again; returns how many.
///
/// # Errors
/// The store's or the queue's; what was announced stays announced.
pub async fn sweep(app: &App) -> Answer<usize> {
    let now = app.now();
    let mut after: Option<Continuation> = None;
    let (mut seen, mut announced) = (0, 0);
    loop {
        let query = Query { equals: vec![("active", Value::Bool(true))], limit: 200, after: after.take(), ..Query::kind(OPERATION) };
        let page = app.documents.scan(Container::Trips, query).await?;
        for found in parse_page::<Operation>(&page)? {
            seen += 1;
            if is_orphan(&found.value, now) {
                if announced == MOST {
                    return Ok(announced);
                }
                announced += usize::from(announce(app, found, now).await?);
            }
        }
        match page.next {
            Some(next) if seen < MOST_SEEN => after = Some(next),
            _ => return Ok(announced),
        }
    }
}

/// Marks it before the message is sent: who gets the message works on the marked one, and the next sweep has time for others. A crash in
/// between costs the time until the mark is old.
async fn announce(app: &App, mut found: Versioned<Operation>, now: DateTime<Utc>) -> Answer<bool> {
    found.value.announced_at = Some(now);
    let (trip, operation, queue) = (found.value.trip, found.value.id, queue_of(&found.value.work));
    match app.documents.batch(Container::Trips, &trip.to_string(), vec![replace(&found)?]).await {
        Ok(_) => {}
        // Somebody is at it.
        Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let body = queue.encode(&Job { trip, operation }).map_err(Problem::internal)?;
    app.queues.send(queue.name(), &body, Duration::ZERO).await?;
    Ok(true)
}
