//! The JSON envelope of queue and timer calls: what the host sends and what it must get back.
//!
//! Shapes after `reference/custom-handler-protocol.md` section 2: `{"Data":{<binding>:…},"Metadata":{…}}` in,
//! `{"Outputs":{},"Logs":[],"ReturnValue":null}` out.

mod depth;
mod message;
mod request;
mod response;

pub use depth::is_deeper_than;
pub use message::{decode_message, message_text};
pub use request::Call;
pub use response::{done, refused};

/// The most bytes of a trigger call. A 64 KiB message can grow tenfold by two levels of JSON escapes and its copy in `Metadata`.
pub const MAX_CALL: usize = 2 * 1024 * 1024;

/// The most levels of arrays and objects that are parsed, checked before parsing so that no parser's stack depends on a sender.
pub const MAX_DEPTH: usize = 64;

/// Why a call or its message cannot be read. `Display` may quote the message: for the dead letter, never for a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// Longer than [`MAX_CALL`].
    #[error("the call is longer than {MAX_CALL} bytes")]
    TooLong,
    /// Deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Not `{"Data":{…}}`.
    #[error("not an envelope: {0}")]
    NotAnEnvelope(String),
    /// The envelope has no value for the trigger's binding.
    #[error("the envelope has no value for the binding `{0}`")]
    NoInput(&'static str),
    /// The message has another shape than the function's queue declares.
    #[error("not a message of this queue: {0}")]
    WrongShape(String),
}

impl Undecodable {
    /// The kind of fault in a word, safe for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TooLong => "too long",
            Self::TooDeep => "too deep",
            Self::NotAnEnvelope(_) => "not an envelope",
            Self::NoInput(_) => "no input",
            Self::WrongShape(_) => "wrong shape",
        }
    }
}
