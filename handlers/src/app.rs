//! The application: everything a function may need from outside, behind one cheap handle, and what the protocol needs of it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use pathfinder_cloud::blobs::Blobs;
use pathfinder_cloud::cache::Cache;
use pathfinder_cloud::clock::Clock;
use pathfinder_cloud::documents::{Container, DocumentError, Documents, Write};
use pathfinder_cloud::ids::Ids;
use pathfinder_cloud::ledger::Ledger;
use pathfinder_cloud::queues::Queues;
use pathfinder_functions::{BoxError, DeadLetter, Runtime};
use pathfinder_print::Printer;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::config::Config;
use crate::identity::Verifier;
use crate::identity::local::LocalIssuer;

/// Cloned for every call; all clones share the same ports.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub documents: Arc<dyn Documents>,
    pub ledger: Arc<dyn Ledger>,
    pub queues: Arc<dyn Queues>,
    pub blobs: Arc<dyn Blobs>,
    pub cache: Arc<dyn Cache>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub verifier: Verifier,
    /// Present in the local profile only.
    pub local_issuer: Option<Arc<LocalIssuer>>,
    pub printer: Arc<Printer>,
    /// Signs cursors; the same on every instance.
    pub cursor_key: [u8; 32],
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A slot of a timer: one document per (timer, slot), plus the newest finished one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Slot {
    state: SlotState,
    slot: DateTime<Utc>,
    lease_until: DateTime<Utc>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum SlotState {
    Running,
    Finished,
}

/// Finished slots are kept this long: longer than any catch-up looks back.
const SLOT_LIFE: Duration = Duration::from_secs(40 * 24 * 3600);
/// Dead letters outlive the seven days of a queue message by far, so that somebody can look and redrive.
pub const DEAD_LETTER_LIFE: Duration = Duration::from_secs(90 * 24 * 3600);
const SLOT: &str = "timerSlot";
const LAST: &str = "last";

fn slot_id(slot: DateTime<Utc>) -> String {
    slot.format("%Y%m%dT%H%M%SZ").to_string()
}

fn timer_partition(timer: &str) -> String {
    format!("timer-{timer}")
}

/// A dead letter as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredDeadLetter {
    pub function: String,
    pub queue: String,
    pub body: String,
    pub reason: String,
    pub kept_at: DateTime<Utc>,
}

/// The one partition of dead letters of a function.
pub fn dead_letter_partition(function: &str) -> String {
    format!("dead-letter-{function}")
}

#[async_trait]
impl Runtime for App {
    fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    async fn keep_dead_letter(&self, letter: DeadLetter) -> Result<(), BoxError> {
        let digest = Sha256::new().chain_update(letter.queue).chain_update([0]).chain_update(&letter.body).finalize();
        // The same message that dies twice is one letter.
        let id: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let stored = StoredDeadLetter {
            function: letter.function.to_owned(),
            queue: letter.queue.to_owned(),
            body: letter.body,
            reason: letter.reason,
            kept_at: self.now(),
        };
        let write = Write::put(id.as_str(), "deadLetter", &stored)?.expiring(DEAD_LETTER_LIFE);
        self.documents.batch(Container::System, &dead_letter_partition(letter.function), vec![write]).await?;
        tracing::error!(function = letter.function, queue = letter.queue, letter = id, "a message was kept as a dead letter");
        Ok(())
    }

    async fn last_finished_slot(&self, timer: &str) -> Result<Option<DateTime<Utc>>, BoxError> {
        let last = self.documents.get(Container::System, &timer_partition(timer), LAST).await?;
        Ok(last.map(|stored| stored.parse::<Slot>()).transpose()?.map(|slot| slot.slot))
    }

    async fn claim_slot(&self, timer: &str, slot: DateTime<Utc>, lease: Duration) -> Result<bool, BoxError> {
        let partition = timer_partition(timer);
        let id = slot_id(slot);
        let claim = Slot { state: SlotState::Running, slot, lease_until: self.now() + TimeDelta::from_std(lease)? };
        let create = Write::create(id.as_str(), SLOT, &claim)?.expiring(SLOT_LIFE);
        match self.documents.batch(Container::System, &partition, vec![create]).await {
            Ok(_) => return Ok(true),
            Err(DocumentError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let Some(stored) = self.documents.get(Container::System, &partition, &id).await? else { return Ok(false) };
        let held: Slot = stored.parse()?;
        if held.state == SlotState::Finished || held.lease_until > self.now() {
            return Ok(false);
        }
        let take_over = Write::replace(id, SLOT, &claim, stored.etag)?.expiring(SLOT_LIFE);
        match self.documents.batch(Container::System, &partition, vec![take_over]).await {
            Ok(_) => Ok(true),
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn finish_slot(&self, timer: &str, slot: DateTime<Utc>) -> Result<(), BoxError> {
        let finished = Slot { state: SlotState::Finished, slot, lease_until: self.now() };
        let mut writes = vec![Write::put(slot_id(slot), SLOT, &finished)?.expiring(SLOT_LIFE)];
        if self.last_finished_slot(timer).await?.is_none_or(|last| last < slot) {
            writes.push(Write::put(LAST, "timerLast", &finished)?);
        }
        self.documents.batch(Container::System, &timer_partition(timer), writes).await?;
        Ok(())
    }
}
