//! Which slots of a timer are due, and running each of them once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::function::Run;
use crate::guard::{Outcome, guarded};
use crate::job::JobError;
use crate::runtime::{BoxError, Runtime};
use crate::schedule::{MAX_CATCH_UP, Schedule, Tick};

/// How early the host may fire: its clock and ours differ, and .NET timers round down.
const EARLY: TimeDelta = TimeDelta::seconds(1);
/// How much longer than a run its claim lasts, for the writes around it and for clocks that differ.
const LEASE_MARGIN: Duration = Duration::from_secs(60);

/// A timer whose slots are run.
pub(crate) struct Slots {
    pub(crate) timer: &'static str,
    pub(crate) schedule: Schedule,
    pub(crate) deadline: Duration,
}

/// Why a due slot is not finished.
pub(crate) enum Unfinished {
    /// The handler gave the slot up.
    Fatal { slot: DateTime<Utc>, reason: String },
    /// Logged already; the slot stays claimed until its lease expires.
    Failed,
}

impl Slots {
    /// Runs what is due, oldest first; stops at the first slot that does not finish, so that later ones keep their order.
    pub(crate) async fn run<S: Runtime>(
        &self,
        state: &S,
        start: &(dyn Fn(S, Tick) -> Run + Send + Sync),
        late: bool,
    ) -> Result<(), Unfinished> {
        let began = tokio::time::Instant::now();
        let due = self.due(state).await?;
        let newest = due.last().copied();
        for slot in due {
            // Each slot gets the whole deadline, so none is started in the second half: a call stays below 1.5 deadlines.
            if began.elapsed() > self.deadline / 2 {
                tracing::warn!(next = %slot, "out of time, the remaining slots wait for the next call");
                break;
            }
            let claimed = self.stored(state.claim_slot(self.timer, slot, self.deadline.saturating_add(LEASE_MARGIN))).await?;
            if !claimed {
                let finished = self.stored(state.last_finished_slot(self.timer)).await?;
                if finished.is_some_and(|finished| finished >= slot) {
                    continue;
                }
                break; // another run is at it, and will go on with the slots behind it
            }
            let tick = Tick { slot, past_due: late || Some(slot) != newest };
            self.run_slot(start(state.clone(), tick), slot).await?;
            self.finish(state, slot).await?;
        }
        Ok(())
    }

    /// Marks a slot as finished.
    pub(crate) async fn finish<S: Runtime>(&self, state: &S, slot: DateTime<Utc>) -> Result<(), Unfinished> {
        self.stored(state.finish_slot(self.timer, slot)).await
    }

    /// The slots to run, ascending.
    async fn due<S: Runtime>(&self, state: &S) -> Result<Vec<DateTime<Utc>>, Unfinished> {
        let horizon = state.now() + EARLY;
        let last = self.stored(state.last_finished_slot(self.timer)).await?;
        let Some(latest) = self.scheduled(self.schedule.latest(horizon))? else { return Ok(Vec::new()) };
        match last {
            Some(last) if last >= latest => {
                tracing::info!(timer = self.timer, slot = %latest, "nothing is due, this slot is finished: a call by hand runs no slot twice");
                Ok(Vec::new())
            }
            Some(last) if self.schedule.is_catching_up() => self.scheduled(self.schedule.between(last, latest, MAX_CATCH_UP)),
            _ => Ok(vec![latest]),
        }
    }

    async fn run_slot(&self, run: Run, slot: DateTime<Utc>) -> Result<(), Unfinished> {
        match guarded(self.deadline, run).await {
            Outcome::Done(Ok(())) => Ok(()),
            Outcome::Done(Err(JobError::Fatal { reason })) => Err(Unfinished::Fatal { slot, reason }),
            Outcome::Done(Err(JobError::Retry { reason })) => {
                tracing::warn!(%slot, reason, "to be tried again");
                Err(Unfinished::Failed)
            }
            Outcome::Panicked => {
                tracing::error!(%slot, "the handler panicked");
                Err(Unfinished::Failed)
            }
            Outcome::Late => {
                tracing::error!(%slot, "the handler missed its deadline");
                Err(Unfinished::Failed)
            }
        }
    }

    fn scheduled<T>(&self, result: Result<T, crate::schedule::ScheduleError>) -> Result<T, Unfinished> {
        result.map_err(|error| {
            tracing::error!(%error, "the schedule is invalid");
            Unfinished::Failed
        })
    }

    /// A call of the slot store, bounded like a run.
    async fn stored<T>(&self, call: impl Future<Output = Result<T, BoxError>> + Send) -> Result<T, Unfinished> {
        match guarded(self.deadline, call).await {
            Outcome::Done(Ok(value)) => Ok(value),
            Outcome::Done(Err(error)) => {
                tracing::error!(%error, "the slot store failed");
                Err(Unfinished::Failed)
            }
            Outcome::Panicked | Outcome::Late => {
                tracing::error!("the slot store did not answer");
                Err(Unfinished::Failed)
            }
        }
    }
}
