//! How a queue or timer handler fails, and what is kept of a message that can never succeed.

use std::fmt::Display;

/// Why a queue or timer handler did not finish. Reasons are logged: never put message content into them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// May succeed later. The host gets a non-2xx answer and delivers the message again.
    #[error("to be tried again: {reason}")]
    Retry { reason: String },
    /// Never succeeds. The message is kept as a [`DeadLetter`] and the host is told that it is done.
    #[error("given up: {reason}")]
    Fatal { reason: String },
}

impl JobError {
    /// A failure worth another attempt.
    pub fn retry(reason: impl Display) -> Self {
        Self::Retry { reason: reason.to_string() }
    }

    /// A failure that another attempt would only repeat.
    pub fn fatal(reason: impl Display) -> Self {
        Self::Fatal { reason: reason.to_string() }
    }
}

/// What is kept of a message that could not be decoded, or that a handler gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub function: &'static str,
    /// The queue it came from; empty for a timer.
    pub queue: &'static str,
    /// The message text as its producer wrote it (of an undecodable call: the whole request body; of a timer: the slot, RFC 3339);
    /// base64 when it is not UTF-8; capped at [`DeadLetter::MAX_BODY`] bytes.
    pub body: String,
    /// Why, in words for the operator. May quote the message, so it is stored but not logged.
    pub reason: String,
    pub invocation_id: Option<String>,
}

impl DeadLetter {
    /// The most bytes of a body that are kept: the size limit of a storage queue message, 64 KiB.
    pub const MAX_BODY: usize = 64 * 1024;
}
