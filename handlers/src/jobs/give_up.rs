//! When a job is tried again, and what is kept of one that is given up.

use chrono::TimeDelta;
use pathfinder_functions::{DeadLetter, Queue, Runtime as _};

use crate::app::App;
use crate::jobs::Job;
use crate::problem::{Answer, Code, Problem};
use crate::registry;
use crate::store::operations::OperationError;

/// Runs of one operation before it is given up.
pub(super) const MAX_ATTEMPTS: u32 = 8;
/// Runs that may begin, whether they failed or died without a word: work that kills its process must not start for ever.
pub(super) const MAX_RUNS: u32 = 2 * MAX_ATTEMPTS;
/// Code of the error of an operation that was given up.
pub(super) const EXHAUSTED: &str = "exhausted";

/// Keeps the job's message as a dead letter, so that the operator hears of it as well as the user (promise R6). Comes before the operation's end:
/// a process that dies in between is followed by a run that keeps the same letter, or finds the work done after all.
pub(super) async fn bury(app: &App, queue: &'static Queue<Job>, job: &Job, reason: String) -> Answer<()> {
    let function = registry::consumer(queue.name()).ok_or_else(|| Problem::internal("a job's queue has no function"))?;
    let body = queue.encode(job).map_err(Problem::internal)?;
    let letter = DeadLetter { function, queue: queue.name(), body, reason, invocation_id: None };
    app.keep_dead_letter(letter).await.map_err(|error| {
        tracing::error!(%error, "a dead letter could not be kept");
        Problem::new(Code::Unavailable, "the dead letter could not be kept")
    })
}

pub(super) fn exhausted(attempts: u32) -> OperationError {
    let detail = format!("this did not work in {attempts} attempts; it was noted for the operator, please start it again later");
    OperationError { code: EXHAUSTED.to_owned(), detail, errors: Vec::new() }
}

/// Full jitter over min(15 min, 5 s x 2^n) (AWS Architecture Blog, "Exponential Backoff And Jitter"; design section 5).
pub(super) fn backoff(attempt: u32, app: &App) -> TimeDelta {
    let most = (5_u64 << attempt.min(10)).min(900) * 1000;
    let mut random = [0; 8];
    app.ids.fill(&mut random);
    TimeDelta::milliseconds(i64::try_from(u64::from_be_bytes(random) % most).unwrap_or(900_000).max(1000))
}
