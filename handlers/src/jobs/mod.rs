//! Jobs: what makes an operation run to its end although messages are lost, doubled and late, and processes die at any instruction.
//!
//! A message names a job and carries nothing else. Whoever gets it takes the operation's lease with a conditional write, which raises its
//! generation; every later write of that run is conditional on the document it wrote last, so a run that was overtaken changes nothing.
//! Retries are ours: a failed run writes when it may be tried again and sends itself a delayed message in the same batch.

mod give_up;
mod reopen;
pub mod run;
pub mod sweep;

use pathfinder_domain::ids::{OperationId, TripId};
use pathfinder_functions::JobError;
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

pub use reopen::{Reopened, reopen};
pub use run::{CommitFault, Failure, Run, run};

/// The message of every job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Job {
    pub trip: TripId,
    pub operation: OperationId,
}

/// What the store's answer means to a job's message: it comes again, unless it can never be understood.
pub fn job_error(problem: Problem) -> JobError {
    match problem.code {
        Code::Internal => JobError::retry(format!("internal: {}", problem.detail)),
        _ => JobError::retry(problem.detail),
    }
}
