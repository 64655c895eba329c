//! Watches an operation until it ends, as often as the API says that it is worth a look.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::api::{Api, Person, path_of, retry_after};
use super::error::{JourneyError, Refusal};
use super::progress::Progress;

/// Operations of an example end in seconds; one that does not is stuck.
const MINUTES: u64 = 5;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    status: Status,
    percent_complete: u8,
    phase: String,
    resource_location: Option<String>,
    error: Option<Refusal>,
}

/// Spelt as the API spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Status {
    NotStarted,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

/// Returns the path of what the operation made.
pub(super) async fn watch(api: &Api, person: &Person, operation: &str, doing: &str, progress: &Progress) -> Result<String, JourneyError> {
    let began = Instant::now();
    let limit = Duration::from_secs(MINUTES * 60);
    loop {
        let reply = api.get(person, operation, doing).await?;
        let wait = retry_after(&reply.headers);
        let seen: Operation = reply.read()?;
        match seen.status {
            Status::NotStarted | Status::Running => progress.step(doing, seen.percent_complete, &seen.phase),
            Status::Succeeded => {
                progress.done(doing, began.elapsed());
                let made = seen.resource_location.unwrap_or_default();
                return path_of(&made, doing);
            }
            Status::Failed | Status::Canceled => {
                progress.clear();
                let refusal = seen.error.unwrap_or_else(|| Refusal {
                    title: format!("the operation was {:?}", seen.status).to_lowercase(),
                    ..Refusal::default()
                });
                return Err(JourneyError::Refused { doing: doing.to_owned(), refusal });
            }
        }
        if began.elapsed() > limit {
            return Err(JourneyError::Slow { doing: doing.to_owned(), minutes: MINUTES });
        }
        tokio::time::sleep(wait).await;
    }
}
