//! Redriving: a dead letter's message is sent again, and its operation, where it was given up, begins anew.

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use pathfinder_cloud::documents::{Container, Write};

use crate::app::{App, StoredDeadLetter, dead_letter_partition};
use crate::jobs::{Job, Reopened, reopen};
use crate::problem::Problem;
use crate::{exports, itineraries};

/// Sends the letter again and forgets it; says what was done.
///
/// # Errors
/// When there is no such letter, when it cannot be sent now, or when the stores fail.
pub async fn redrive(app: &App, function: &str, letter: &str) -> anyhow::Result<String> {
    let partition = dead_letter_partition(function);
    let stored = app
        .documents
        .get(Container::System, &partition, letter)
        .await?
        .context("there is no such letter; see `pathfinder dead-letters list`")?;
    let found: StoredDeadLetter = stored.parse()?;
    if found.queue.is_empty() {
        bail!("this was a timer's slot, not a message; the timer runs again by itself");
    }
    // Sent before it is forgotten: a crash in between sends it twice, which every job survives.
    let done = match job(&found) {
        Some(job) => again(app, &job).await?,
        None => {
            app.queues.send(&found.queue, &found.body, Duration::ZERO).await?;
            format!("sent to {}", found.queue)
        }
    };
    app.documents.batch(Container::System, &partition, vec![Write::delete(letter, Some(stored.etag))]).await?;
    Ok(done)
}

/// The operation that the letter is about.
fn job(letter: &StoredDeadLetter) -> Option<Job> {
    let of_jobs = [itineraries::generate::QUEUE.name(), exports::make::QUEUE.name()].contains(&letter.queue.as_str());
    of_jobs.then(|| serde_json::from_str(&letter.body).ok()).flatten()
}

async fn again(app: &App, job: &Job) -> anyhow::Result<String> {
    match reopen(app, job).await.map_err(|problem: Problem| anyhow!(problem.detail))? {
        Reopened::Yes => Ok(format!("operation {} begins anew", job.operation)),
        Reopened::NothingToDo => {
            Ok(format!("operation {} needs nothing: it is gone, running, or over; the letter is forgotten", job.operation))
        }
        Reopened::Busy => bail!("the trip makes another itinerary just now; redrive when that is over"),
    }
}
