//! A typed queue, declared once by its consumer and imported by its producers.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

/// A storage queue whose messages are JSON of shape `M`.
pub struct Queue<M> {
    name: &'static str,
    // `fn() -> M`: a queue neither owns nor borrows a message, so it is Send, Sync and Copy whatever `M` is.
    message: PhantomData<fn() -> M>,
}

impl<M> Queue<M> {
    /// The queue called `name`: lower-case letters, digits and single dashes, 3 to 56 characters ([`crate::check_list`]).
    pub const fn new(name: &'static str) -> Self {
        Self { name, message: PhantomData }
    }

    /// The queue's name in the storage account.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<M: Serialize> Queue<M> {
    /// The text of a message, as it is put on the queue (before any base64 of the transport).
    ///
    /// # Errors
    /// When `message` cannot be written as JSON (a map with keys that are not text).
    pub fn encode(&self, message: &M) -> serde_json::Result<String> {
        serde_json::to_string(message)
    }
}

impl<M> Clone for Queue<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Queue<M> {}

impl<M> fmt::Debug for Queue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Queue").field(&self.name).finish()
    }
}

/// One delivery of a message.
#[derive(Debug, Clone)]
pub struct Delivery<M> {
    pub message: M,
    /// The host's id of this attempt; another attempt has another one, so it is no idempotency key. `None` when absent or not an id.
    pub invocation_id: Option<String>,
    /// How often the queue has handed the message out. For logs only: a property of the message itself can overwrite it.
    pub dequeue_count: Option<u32>,
}
