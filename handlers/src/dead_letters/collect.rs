//! Timer `dead-letters-collect`: takes messages out of the host's poison queues, where they would vanish after seven days.

use std::time::Duration;

use pathfinder_cloud::queues::QueueError;
use pathfinder_functions::{DeadLetter, Function, JobError, Runtime as _, Schedule, Tick, Trigger};

use crate::app::App;
use crate::registry;

/// Messages taken from one queue in one run; the rest waits a minute.
const MOST: usize = 320;
/// A message is hidden this long while it is kept; after a crash it shows again.
const HIDE: Duration = Duration::from_secs(60);

pub fn function() -> Function<App> {
    let schedule = Schedule::new("30 * * * * *", "every minute, half a minute after the sweep");
    Function::timer(
        "dead-letters-collect",
        schedule,
        "Keeps messages that the host gave up, before they vanish from the poison queues.",
        handle,
    )
}

async fn handle(app: App, _: Tick) -> Result<(), JobError> {
    // Each is tried: one queue that cannot be read must not keep the messages of the others until they vanish.
    let mut outcome = Ok(());
    for function in registry::functions() {
        if let Trigger::Queue { queue } = function.trigger() {
            let collected = collect(&app, function.name(), queue).await;
            outcome = outcome.and(collected);
        }
    }
    outcome
}

async fn collect(app: &App, function: &'static str, queue: &'static str) -> Result<(), JobError> {
    // Named by the Functions host (queue trigger, "Poison messages").
    let poison = format!("{queue}-poison");
    let mut taken = 0;
    while taken < MOST {
        let messages = app.queues.receive(&poison, 32, HIDE).await.map_err(JobError::retry)?;
        if messages.is_empty() {
            return Ok(());
        }
        for message in messages {
            taken += 1;
            let letter = DeadLetter {
                function,
                queue,
                body: message.body.clone(),
                reason: "the host gave it up after the most deliveries".to_owned(),
                invocation_id: None,
            };
            app.keep_dead_letter(letter).await.map_err(JobError::retry)?;
            match app.queues.delete(&poison, &message).await {
                Ok(()) | Err(QueueError::ReceiptLost) => {}
                Err(error) => return Err(JobError::retry(error)),
            }
        }
    }
    Ok(())
}
