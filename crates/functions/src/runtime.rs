//! What the protocol needs from the application state.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::job::DeadLetter;

/// Any error of the application's stores.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the protocol needs from the application state: the time, a place for dead letters, and the slots of timers.
///
/// Every method may be called from several processes at once; the claims must be made in a shared store.
#[async_trait]
pub trait Runtime: Clone + Send + Sync + 'static {
    /// The present.
    fn now(&self) -> DateTime<Utc>;

    /// Keeps a message that will not be delivered again. After `Ok` the message is acknowledged.
    async fn keep_dead_letter(&self, letter: DeadLetter) -> Result<(), BoxError>;

    /// The newest slot of `timer` that was finished, `None` before the first.
    async fn last_finished_slot(&self, timer: &str) -> Result<Option<DateTime<Utc>>, BoxError>;

    /// Claims `slot` for `lease`. `false`: another run holds it, or it is finished.
    async fn claim_slot(&self, timer: &str, slot: DateTime<Utc>, lease: Duration) -> Result<bool, BoxError>;

    /// Marks `slot` as finished; it is never run again.
    async fn finish_slot(&self, timer: &str, slot: DateTime<Utc>) -> Result<(), BoxError>;
}
