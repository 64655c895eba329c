//! Timer `retention-purge`: deletes exports that have expired and files that nothing points to, and frees what time has passed.

use std::time::Duration;

use pathfinder_functions::{Function, JobError, Schedule, Tick};

use crate::app::App;
use crate::exports;
use crate::jobs::job_error;

/// Exports deleted in one run; the rest waits a day.
const MOST_EXPORTS: usize = 5_000;
/// Expired documents, messages and contents, each, freed in one run.
const MOST_EXPIRED: usize = 100_000;
/// Longer than any upload takes.
const ORPHAN_GRACE: Duration = Duration::from_secs(3600);
/// Files looked at in one run.
const MOST_FILES: usize = 50_000;

pub fn function() -> Function<App> {
    // Without catching up: one run deletes whatever the missed ones would have.
    let schedule = Schedule::new("0 20 3 * * *", "every day at 03:20 UTC");
    Function::timer("retention-purge", schedule, "Deletes exports that have expired, and files that no export points to.", handle)
}

async fn handle(app: App, _: Tick) -> Result<(), JobError> {
    let now = app.now();
    let exports = exports::purge_expired(&app, now, MOST_EXPORTS).await.map_err(job_error)?;
    let orphans = exports::purge_orphans(&app, now, MOST_FILES).await.map_err(job_error)?;
    let documents = app.documents.free_expired(MOST_EXPIRED).await.map_err(JobError::retry)?;
    let messages = app.queues.free_expired(MOST_EXPIRED).await.map_err(JobError::retry)?;
    let contents = app.blobs.free_orphans(ORPHAN_GRACE, MOST_EXPIRED).await.map_err(JobError::retry)?;
    tracing::info!(exports, orphans, documents, messages, contents, "retention is done");
    Ok(())
}
