//! Timer `operations-sweep`: sends what a crash left unsent and announces again what nobody works on.

use chrono::TimeDelta;
use pathfinder_functions::{Function, JobError, Schedule, Tick};

use crate::app::App;
use crate::jobs::{job_error, sweep};
use crate::store::outbox;

/// Messages younger than this are being sent by whoever wrote them.
const IN_FLIGHT: TimeDelta = TimeDelta::seconds(30);
/// Messages of one sweep; the rest waits a minute.
const MOST: usize = 500;

pub fn function() -> Function<App> {
    let schedule = Schedule::new("0 * * * * *", "every minute");
    Function::timer(
        "operations-sweep",
        schedule,
        "Sends messages that a crash left unsent, and announces operations again that nobody works on.",
        handle,
    )
}

async fn handle(app: App, _: Tick) -> Result<(), JobError> {
    // Both are tried: an outbox that cannot be sent must not keep orphans waiting.
    let sent = outbox::sweep(&app, app.now() - IN_FLIGHT, MOST).await.map_err(job_error);
    let announced = sweep::sweep(&app).await.map_err(job_error);
    let (sent, announced) = (sent?, announced?);
    if sent + announced > 0 {
        tracing::warn!(sent, announced, "messages or operations had been left behind");
    }
    Ok(())
}
