//! Timer triggers: one run at a time, a missed tick made up for once, the status kept in a file as the host keeps it in a blob.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::function_json::TimerTrigger;
use crate::invoke::Invoker;
use crate::retry::Retry;

/// Longest sleep before the clock is read again: the machine may be suspended or its clock moved.
const NAP: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(crate) struct Timer {
    pub(crate) function: String,
    pub(crate) binding: String,
    pub(crate) trigger: Box<TimerTrigger>,
    pub(crate) retry: Option<Retry>,
    pub(crate) invoker: Arc<Invoker>,
    /// Where the status is kept: `{data}/timers/{function}.json`.
    pub(crate) status_file: PathBuf,
}

/// The host's own record of a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    /// `None` before the first run; the host writes the year 1 there.
    last: Option<DateTime<Utc>>,
    next: DateTime<Utc>,
    last_updated: DateTime<Utc>,
}

impl Timer {
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let monitor = self.trigger.use_monitor && !self.trigger.schedule.ticks_within_a_minute(self.invoker.clock.now());
        let mut status = if monitor { self.check() } else { None };
        let now = self.invoker.clock.now();
        let past_due = status.as_ref().is_some_and(|status| now > status.next);
        if past_due {
            self.invoker.console.host(format!("Function '{}' is past due on startup. Executing now.", self.function));
        }
        if past_due || self.trigger.run_on_startup {
            self.execute(&mut status, now, past_due, &mut stop).await;
        }
        while let Some(tick) = self.trigger.schedule.next_after(self.invoker.clock.now()) {
            loop {
                let left = (tick - self.invoker.clock.now()).to_std().unwrap_or_default();
                if left.is_zero() {
                    break;
                }
                tokio::select! {
                    () = sleep(left.min(NAP)) => {}
                    _ = stop.wait_for(|stop| *stop) => return,
                }
            }
            if *stop.borrow() {
                return;
            }
            self.execute(&mut status, tick, false, &mut stop).await;
        }
    }

    /// The recorded status, begun or corrected where the schedule has changed since.
    fn check(&self) -> Option<Status> {
        let now = self.invoker.clock.now();
        let recorded = std::fs::read(&self.status_file).ok().and_then(|bytes| serde_json::from_slice::<Status>(&bytes).ok());
        let (last, from) = recorded.as_ref().map_or((None, now), |status| (status.last, status.last.unwrap_or(status.last_updated)));
        let next = self.trigger.schedule.next_after(from)?;
        let status = match recorded {
            Some(status) if status.next == next => return Some(status),
            _ => Status { last, next, last_updated: now },
        };
        self.record(&status);
        Some(status)
    }

    /// Runs once to its end; a failed run counts as a run, the next one is the next tick.
    async fn execute(&self, status: &mut Option<Status>, tick: DateTime<Utc>, past_due: bool, stop: &mut watch::Receiver<bool>) {
        tokio::select! {
            available = self.invoker.handler.available() => if available.is_err() { return },
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let mut envelope = self.invoker.envelope(&self.function);
        envelope.data(&self.binding, info(status.as_ref(), past_due));
        // The failure is on the console already.
        let _ = self.invoker.call(&self.function, envelope, self.retry.as_ref()).await;
        if let Some(status) = status
            && let Some(next) = self.trigger.schedule.next_after(tick)
        {
            *status = Status { last: Some(tick), next, last_updated: tick };
            self.record(status);
        }
    }

    fn record(&self, status: &Status) {
        let write = || -> std::io::Result<()> {
            if let Some(folder) = self.status_file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let new = self.status_file.with_extension("new");
            std::fs::write(&new, serde_json::to_vec(status)?)?;
            std::fs::rename(&new, &self.status_file)
        };
        if let Err(error) = write() {
            self.invoker.console.error(format!("{}: {error}", self.status_file.display()));
        }
    }
}

/// `TimerInfo` on the wire; the status is null when nothing is monitored (E9, E10).
fn info(status: Option<&Status>, past_due: bool) -> Value {
    let status = status.map(|status| {
        let last = status.last.map_or_else(|| json!("0001-01-01T00:00:00"), |last| json!(last));
        json!({"Last": last, "Next": status.next, "LastUpdated": status.last_updated})
    });
    json!({"Schedule": {"AdjustForDST": true}, "ScheduleStatus": status, "IsPastDue": past_due})
}

/// What a run by hand is given.
pub(crate) fn by_hand() -> Value {
    info(None, false)
}
