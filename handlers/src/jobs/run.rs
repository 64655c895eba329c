//! One run of a job: lease, heartbeat, cancellation, commit under fencing, and what becomes of a failure.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_functions::{JobError, Queue};
use tokio::sync::Mutex;

use crate::app::App;
use crate::jobs::give_up::{MAX_ATTEMPTS, MAX_RUNS, backoff, bury, exhausted};
use crate::jobs::{Job, job_error};
use crate::problem::{Answer, Problem};
use crate::store::operations::{Operation, OperationError, Status, operation, operation_id, replace};
use crate::store::{Versioned, outbox};

/// A run holds its operation this long without a sign of life (promise R7).
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often a run looks whether it should stop, and shows how far it is.
const HEARTBEAT: Duration = Duration::from_millis(400);

/// Why a run did not commit.
#[derive(Debug)]
pub enum Failure {
    /// May succeed later.
    Retry(String),
    /// Will not succeed; the operation fails with these words.
    Fatal(OperationError),
    /// Somebody asked for it, or somebody else finished it: nothing more to do here.
    Over,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Retry(problem.detail)
    }
}

/// Why a commit was not taken.
#[derive(Debug)]
pub enum CommitFault {
    /// The operation is no longer this run's: cancelled, overtaken, or deleted.
    Over,
    /// A document that the batch required or replaced has changed, or a created one exists: look again.
    Changed {
        id: String,
    },
    Store(Problem),
}

/// A run that holds its operation's lease.
#[derive(Debug)]
pub struct Run {
    pub app: App,
    /// As it was when the run began.
    pub operation: Operation,
    held: Mutex<Versioned<Operation>>,
    /// True when the work should end early.
    pub stop: Arc<AtomicBool>,
    shown: std::sync::Mutex<(u8, String)>,
}

/// Runs the job's work under its lease. `queue` is where a later attempt is announced.
///
/// # Errors
/// [`JobError::Retry`] when even the failure could not be written down: the message then comes again.
pub async fn run<F, Fut>(
    app: App,
    queue: &'static Queue<Job>,
    job: Job,
    release: fn(&Operation) -> Option<Write>,
    work: F,
) -> Result<(), JobError>
where
    F: FnOnce(Arc<Run>) -> Fut,
    Fut: Future<Output = Result<(), Failure>>,
{
    let Some(found) = begin(&app, queue, &job, release).await.map_err(job_error)? else { return Ok(()) };
    let (progress, phase) = (found.value.percent_complete, found.value.phase.clone());
    let run = Arc::new(Run {
        app: app.clone(),
        operation: found.value.clone(),
        held: Mutex::new(found),
        stop: Arc::new(AtomicBool::new(false)),
        shown: std::sync::Mutex::new((progress, phase)),
    });
    let outcome = tokio::select! {
        outcome = work(Arc::clone(&run)) => outcome,
        over = run.heartbeat() => Err(over),
    };
    let failure = match outcome {
        Ok(()) => return Ok(()),
        Err(failure) => failure,
    };
    run.stop.store(true, Ordering::Relaxed);
    run.fail(queue, &job, failure, release).await.map_err(job_error)
}

/// Takes the lease where there is something to do.
///
/// # Errors
/// The store's.
async fn begin(
    app: &App,
    queue: &'static Queue<Job>,
    job: &Job,
    release: fn(&Operation) -> Option<Write>,
) -> Answer<Option<Versioned<Operation>>> {
    let Some(mut found) = operation(app, job.trip, job.operation).await? else {
        // The trip or the operation was deleted.
        return Ok(None);
    };
    let now = app.now();
    let held = found.value.lease_until.is_some_and(|until| until > now);
    let early = found.value.not_before.is_some_and(|at| at > now);
    if found.value.status.is_final() || held || early {
        return Ok(None);
    }
    if found.value.cancel_requested {
        found.value.end(Status::Canceled, "canceled", now);
        let writes = std::iter::once(replace(&found)?).chain(release(&found.value)).collect();
        settled(app.documents.batch(Container::Trips, &job.trip.to_string(), writes).await)?;
        return Ok(None);
    }
    if found.value.runs >= MAX_RUNS {
        bury(app, queue, job, format!("{MAX_RUNS} runs began and none of them came to an end")).await?;
        found.value.error = Some(exhausted(MAX_RUNS));
        found.value.end(Status::Failed, "failed", now);
        let writes = std::iter::once(replace(&found)?).chain(release(&found.value)).collect();
        settled(app.documents.batch(Container::Trips, &job.trip.to_string(), writes).await)?;
        return Ok(None);
    }
    found.value.status = Status::Running;
    found.value.generation += 1;
    found.value.runs += 1;
    found.value.announced_at = None;
    found.value.lease_until = Some(now + LEASE);
    found.value.not_before = None;
    found.value.updated_at = now;
    match app.documents.batch(Container::Trips, &job.trip.to_string(), vec![replace(&found)?]).await {
        Ok(etags) => {
            found.etag = crate::store::first_etag(etags)?;
            Ok(Some(found))
        }
        // Another delivery of the same message was faster.
        Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A last write that somebody else may have made before us.
fn settled<T>(outcome: Result<T, DocumentError>) -> Answer<()> {
    match outcome {
        Ok(_) | Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl Run {
    /// Shows how far the work is; written with the next heartbeat.
    pub fn show(&self, percent: u8, phase: impl Into<String>) {
        *self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = (percent.min(99), phase.into());
    }

    /// Renews the lease, writes progress, and notices cancellation. Returns only when the run is over.
    async fn heartbeat(&self) -> Failure {
        let mut ticks = tokio::time::interval(HEARTBEAT);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            ticks.tick().await;
            match self.beat().await {
                Ok(true) => {}
                Ok(false) => return Failure::Over,
                // The lease is long enough to miss a few beats.
                Err(problem) => tracing::warn!(detail = problem.detail, "a heartbeat could not be written"),
            }
        }
    }

    async fn beat(&self) -> Answer<bool> {
        let mut held = self.held.lock().await;
        if held.value.status.is_final() {
            // Committed by this very run, which is about to send its messages.
            return Ok(true);
        }
        let Some(now_stored) = operation(&self.app, held.value.trip, held.value.id).await? else { return Ok(false) };
        if now_stored.value.generation != held.value.generation || now_stored.value.status.is_final() || now_stored.value.cancel_requested {
            return Ok(false);
        }
        *held = now_stored;
        let now = self.app.now();
        let (percent, phase) = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let news = percent != held.value.percent_complete || phase != held.value.phase;
        let renew = held.value.lease_until.is_none_or(|until| until - now < LEASE / 2);
        if !news && !renew {
            return Ok(true);
        }
        held.value.percent_complete = percent.max(held.value.percent_complete);
        held.value.phase = phase;
        held.value.lease_until = Some(now + LEASE);
        held.value.updated_at = now;
        match self.app.documents.batch(Container::Trips, &held.value.trip.to_string(), vec![replace(&held)?]).await {
            Ok(etags) => {
                held.etag = crate::store::first_etag(etags)?;
                Ok(true)
            }
            // Somebody asked for cancellation between the read and the write; the next beat sees it.
            Err(DocumentError::Changed { .. }) => Ok(true),
            Err(DocumentError::Missing { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Ends the operation well: its final state, `writes` and the outbox `entries` in one batch, or nothing at all.
    ///
    /// # Errors
    /// [`CommitFault`]; nothing was written.
    pub async fn commit(&self, result: String, writes: Vec<Write>, entries: &[outbox::Entry]) -> Result<(), CommitFault> {
        let mut held = self.held.lock().await;
        let before = held.value.clone();
        held.value.result = Some(result);
        held.value.end(Status::Succeeded, "done", self.app.now());
        let first = replace(&held).map_err(CommitFault::Store)?;
        let own = operation_id(held.value.id);
        let trip = held.value.trip.to_string();
        let batch = std::iter::once(first).chain(writes).collect();
        match self.app.documents.batch(Container::Trips, &trip, batch).await {
            Ok(_) => {
                drop(held);
                outbox::send(&self.app, entries).await;
                Ok(())
            }
            Err(DocumentError::Changed { id } | DocumentError::Missing { id }) if id == own => Err(CommitFault::Over),
            Err(DocumentError::Changed { id } | DocumentError::Missing { id } | DocumentError::Exists { id }) => {
                held.value = before;
                Err(CommitFault::Changed { id })
            }
            Err(error) => {
                held.value = before;
                Err(CommitFault::Store(error.into()))
            }
        }
    }

    /// Writes down what becomes of a failure.
    async fn fail(&self, queue: &'static Queue<Job>, job: &Job, failure: Failure, release: fn(&Operation) -> Option<Write>) -> Answer<()> {
        let Some(mut found) = operation(&self.app, job.trip, job.operation).await? else { return Ok(()) };
        if found.value.generation != self.operation.generation || found.value.status.is_final() {
            return Ok(());
        }
        let now = self.app.now();
        let mut entries = Vec::new();
        let mut writes = Vec::new();
        match failure {
            _ if found.value.cancel_requested => found.value.end(Status::Canceled, "canceled", now),
            // Overtaken without a trace of by whom: leave it to the sweeper.
            Failure::Over => return Ok(()),
            Failure::Fatal(error) => {
                found.value.error = Some(error);
                found.value.end(Status::Failed, "failed", now);
            }
            Failure::Retry(reason) if found.value.attempts + 1 >= MAX_ATTEMPTS => {
                bury(&self.app, queue, job, format!("{MAX_ATTEMPTS} attempts failed; the last one: {reason}")).await?;
                found.value.attempts += 1;
                found.value.error = Some(exhausted(MAX_ATTEMPTS));
                found.value.end(Status::Failed, "failed", now);
            }
            Failure::Retry(reason) => {
                found.value.attempts += 1;
                let at = now + backoff(found.value.attempts, &self.app);
                tracing::warn!(operation = %found.value.id, attempt = found.value.attempts, reason, "a job failed and is tried again");
                found.value.phase = "waiting to be tried again".to_owned();
                found.value.lease_until = None;
                found.value.not_before = Some(at);
                found.value.updated_at = now;
                let (entry, write) = outbox::message(&self.app, job.trip, self.app.ids.uuid(now), queue, job, Some(at))?;
                entries.push(entry);
                writes.push(write);
            }
        }
        if found.value.status.is_final() {
            writes.extend(release(&found.value));
        }
        writes.insert(0, replace(&found)?);
        settled(self.app.documents.batch(Container::Trips, &job.trip.to_string(), writes).await)?;
        outbox::send(&self.app, &entries).await;
        Ok(())
    }
}
