//! Reopening: an operation that was given up as exhausted gets its attempts anew, because the operator has mended the reason.

use pathfinder_cloud::documents::{Container, DocumentError};

use crate::app::App;
use crate::itineraries::versions::take_slot;
use crate::jobs::Job;
use crate::jobs::give_up::EXHAUSTED;
use crate::jobs::sweep::queue_of;
use crate::problem::Answer;
use crate::store::operations::{Operation, Status, Work, operation, replace};
use crate::store::{RACES, Versioned, lost, outbox};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopened {
    /// It is announced again.
    Yes,
    /// It is gone, running, or over for another reason than that its attempts were used up.
    NothingToDo,
    /// The trip makes another itinerary meanwhile.
    Busy,
}

/// Gives an exhausted operation its attempts anew and announces it, in one batch.
///
/// # Errors
/// The store's.
pub async fn reopen(app: &App, job: &Job) -> Answer<Reopened> {
    let partition = job.trip.to_string();
    for _ in 0..RACES {
        let Some(mut found) = operation(app, job.trip, job.operation).await? else { return Ok(Reopened::NothingToDo) };
        if found.value.error.as_ref().is_none_or(|error| error.code != EXHAUSTED) {
            return Ok(Reopened::NothingToDo);
        }
        let mut writes = Vec::new();
        if matches!(found.value.work, Work::Itinerary { .. }) {
            match take_slot(app, job.trip, job.operation).await? {
                Ok(slot) => writes.push(slot),
                Err(_) => return Ok(Reopened::Busy),
            }
        }
        begin_anew(app, &mut found);
        let (entry, message) = outbox::message(app, job.trip, app.ids.uuid(app.now()), queue_of(&found.value.work), job, None)?;
        writes.extend([replace(&found)?, message]);
        match app.documents.batch(Container::Trips, &partition, writes).await {
            Ok(_) => {
                outbox::send(app, &[entry]).await;
                return Ok(Reopened::Yes);
            }
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. } | DocumentError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

/// The generation stays: a run of old that still lives has been overtaken.
fn begin_anew(app: &App, found: &mut Versioned<Operation>) {
    let operation = &mut found.value;
    operation.status = Status::NotStarted;
    operation.active = true;
    operation.phase = "waiting for its turn".to_owned();
    (operation.attempts, operation.runs) = (0, 0);
    operation.error = None;
    operation.updated_at = app.now();
}
