//! Queues: messages that are delivered at least once, in no promised order, hidden while somebody works on them.
//!
//! Semantics are those of Azure Storage Queues: a received message is invisible for a while and comes back with a higher dequeue count
//! unless it is deleted with the receipt of its latest receive; bodies are text of at most 48 KiB here (64 KiB after base64 on the wire);
//! a message vanishes seven days after it was sent.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod sqlite;

/// Largest body, bytes of UTF-8 (Storage Queues take 64 KiB after base64).
pub const MAX_BODY: usize = 48 * 1024;

/// Life of a message that nobody deletes.
pub const TIME_TO_LIVE: Duration = Duration::from_secs(7 * 24 * 3600);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    /// Proof of the latest receive; an older one no longer deletes or delays.
    pub receipt: String,
    pub body: String,
    /// 1 at the first receive.
    pub dequeue_count: u32,
    pub inserted: DateTime<Utc>,
    pub expires: DateTime<Utc>,
    pub next_visible: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("a message of {bytes} bytes is larger than {MAX_BODY}")]
    TooLarge { bytes: usize },
    #[error("the message was received again or is gone; this receipt no longer counts")]
    ReceiptLost,
    #[error("queue names have 3 to 63 lower-case letters, digits and single dashes, not {0:?}")]
    Name(String),
    #[error("the queue store failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Queues: Send + Sync + std::fmt::Debug {
    /// Sends a message that becomes visible after `delay`; creates the queue where needed. Returns the message's id.
    ///
    /// # Errors
    /// [`QueueError::TooLarge`], [`QueueError::Name`], [`QueueError::Unavailable`].
    async fn send(&self, queue: &str, body: &str, delay: Duration) -> Result<String, QueueError>;

    /// Takes at most `max` visible messages and hides them for `hide`. An absent queue is an empty one.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`].
    async fn receive(&self, queue: &str, max: usize, hide: Duration) -> Result<Vec<Message>, QueueError>;

    /// Moves the moment at which a received message shows again to now + `hide`; returns the new receipt.
    ///
    /// # Errors
    /// [`QueueError::ReceiptLost`], [`QueueError::Unavailable`].
    async fn hide(&self, queue: &str, message: &Message, hide: Duration) -> Result<String, QueueError>;

    /// # Errors
    /// [`QueueError::ReceiptLost`], [`QueueError::Unavailable`].
    async fn delete(&self, queue: &str, message: &Message) -> Result<(), QueueError>;

    /// Visible messages without receiving them.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`].
    async fn peek(&self, queue: &str, max: usize) -> Result<Vec<Message>, QueueError>;

    /// About how many messages there are, hidden ones included.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`].
    async fn length(&self, queue: &str) -> Result<u64, QueueError>;

    /// Frees the room of at most `max` messages whose time has passed; how many there were. Nothing to do where the service does so itself.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`].
    async fn free_expired(&self, max: usize) -> Result<usize, QueueError> {
        let _ = max;
        Ok(0)
    }
}
