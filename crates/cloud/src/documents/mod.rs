//! Documents: whole JSON objects by container, partition and id, changed under an ETag, batched inside one partition.
//!
//! Semantics are those of Cosmos DB for NoSQL, which every adapter keeps:
//! * a document's address is (container, partition, id); ids are at most 255 characters without `/ \ ? #`;
//! * every write gives the document a new ETag; `if_match` makes a write conditional;
//! * [`Documents::batch`] is atomic inside one partition: at most 100 writes and 2 MB; one failure undoes all
//!   (Azure Cosmos DB, "transactional batch operations");
//! * a document with a time to live is gone when it has passed: reads, queries and creates behave as if it did not exist.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod sqlite;

/// The containers of design section 4, each with its partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// Everything of one trip, by `/tripId`.
    Trips,
    /// Users, families, invitations, notifications, by `/accountId`.
    Accounts,
    /// Idempotency records, timer slots, leases, dead letters, by `/key`.
    System,
}

impl Container {
    pub const ALL: [Self; 3] = [Self::Trips, Self::Accounts, Self::System];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Trips => "trips",
            Self::Accounts => "accounts",
            Self::System => "system",
        }
    }
}

/// The version of a stored document: opaque, compared for equality only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ETag(pub String);

/// A document as it stands in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub partition: String,
    pub id: String,
    /// What sort of document it is (`trip`, `family`, `operation` …); queries select by it.
    pub kind: String,
    pub etag: ETag,
    pub body: Value,
}

impl Stored {
    /// Reads the body as `T`.
    ///
    /// # Errors
    /// [`DocumentError::Corrupt`] names the document when its body is not a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DocumentError> {
        serde_json::from_value(self.body.clone()).map_err(|e| DocumentError::Corrupt {
            id: self.id.clone(),
            kind: self.kind.clone(),
            reason: e.to_string(),
        })
    }
}

/// One write of a batch.
#[derive(Debug, Clone)]
pub struct Write {
    pub id: String,
    pub action: Action,
}

#[derive(Debug, Clone)]
pub enum Action {
    /// Fails with [`DocumentError::Exists`] when the id is taken.
    Create { kind: &'static str, body: Value, ttl: Option<Duration> },
    /// Fails with [`DocumentError::Missing`] or [`DocumentError::Changed`].
    Replace { kind: &'static str, body: Value, if_match: ETag, ttl: Option<Duration> },
    /// Creates or overwrites without a condition.
    Put { kind: &'static str, body: Value, ttl: Option<Duration> },
    /// Fails with [`DocumentError::Missing`], or [`DocumentError::Changed`] where `if_match` is given and stale.
    Delete { if_match: Option<ETag> },
    /// Fails with [`DocumentError::Missing`] or [`DocumentError::Changed`]; writes nothing.
    Require { if_match: ETag },
}

impl Write {
    /// # Errors
    /// [`DocumentError::Corrupt`] when `body` cannot be JSON.
    pub fn create<T: Serialize>(id: impl Into<String>, kind: &'static str, body: &T) -> Result<Self, DocumentError> {
        Ok(Self { id: id.into(), action: Action::Create { kind, body: to_value(kind, body)?, ttl: None } })
    }

    /// # Errors
    /// [`DocumentError::Corrupt`] when `body` cannot be JSON.
    pub fn replace<T: Serialize>(id: impl Into<String>, kind: &'static str, body: &T, if_match: ETag) -> Result<Self, DocumentError> {
        Ok(Self { id: id.into(), action: Action::Replace { kind, body: to_value(kind, body)?, if_match, ttl: None } })
    }

    /// # Errors
    /// [`DocumentError::Corrupt`] when `body` cannot be JSON.
    pub fn put<T: Serialize>(id: impl Into<String>, kind: &'static str, body: &T) -> Result<Self, DocumentError> {
        Ok(Self { id: id.into(), action: Action::Put { kind, body: to_value(kind, body)?, ttl: None } })
    }

    pub fn delete(id: impl Into<String>, if_match: Option<ETag>) -> Self {
        Self { id: id.into(), action: Action::Delete { if_match } }
    }

    pub fn require(id: impl Into<String>, if_match: ETag) -> Self {
        Self { id: id.into(), action: Action::Require { if_match } }
    }

    /// The document vanishes this long after the write.
    #[must_use]
    pub fn expiring(mut self, after: Duration) -> Self {
        match &mut self.action {
            Action::Create { ttl, .. } | Action::Replace { ttl, .. } | Action::Put { ttl, .. } => *ttl = Some(after),
            Action::Delete { .. } | Action::Require { .. } => {}
        }
        self
    }
}

fn to_value<T: Serialize>(kind: &'static str, body: &T) -> Result<Value, DocumentError> {
    serde_json::to_value(body).map_err(|e| DocumentError::Corrupt { id: String::new(), kind: kind.to_owned(), reason: e.to_string() })
}

/// A query inside one partition, or (for timers and admin only) across all of them.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub kind: String,
    /// Top-level body fields that must equal these JSON scalars.
    pub equals: Vec<(&'static str, Value)>,
    /// Top-level string body field that must be smaller than this text (RFC 3339 instants in UTC compare as text).
    pub before: Option<(&'static str, String)>,
    /// Ids descending instead of ascending: newest first for UUIDv7.
    pub newest_first: bool,
    /// At most this many a page; 0 means 100; never more than 1,000.
    pub limit: usize,
    /// Where an earlier page ended.
    pub after: Option<Continuation>,
}

impl Query {
    pub fn kind(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }
}

/// Opaque place in a query's results; good for the same query only.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Continuation(pub String);

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Stored>,
    /// Present when there may be more.
    pub next: Option<Continuation>,
}

#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("document {id} exists already")]
    Exists { id: String },
    #[error("document {id} does not exist")]
    Missing { id: String },
    #[error("document {id} was changed by somebody else")]
    Changed { id: String },
    #[error("the batch has {writes} writes and {bytes} bytes; at most 100 and 2,000,000 are taken")]
    TooLarge { writes: usize, bytes: usize },
    #[error("document {id} of kind {kind} cannot be read or written: {reason}")]
    Corrupt { id: String, kind: String, reason: String },
    #[error("the document store is busy")]
    Busy { retry_after: Duration },
    #[error("the document store failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Documents: Send + Sync + std::fmt::Debug {
    /// A point read.
    ///
    /// # Errors
    /// [`DocumentError::Busy`] or [`DocumentError::Unavailable`]; absence is `None`.
    async fn get(&self, container: Container, partition: &str, id: &str) -> Result<Option<Stored>, DocumentError>;

    /// All writes or none; the new ETags in the order of the writes (a delete's is empty, a require's is the one it named).
    ///
    /// # Errors
    /// The first failed write's error; then nothing was written.
    async fn batch(&self, container: Container, partition: &str, writes: Vec<Write>) -> Result<Vec<ETag>, DocumentError>;

    /// Documents of one kind in one partition, ordered by id.
    ///
    /// # Errors
    /// [`DocumentError::Busy`] or [`DocumentError::Unavailable`].
    async fn query(&self, container: Container, partition: &str, query: Query) -> Result<Page, DocumentError>;

    /// Documents of one kind across partitions, in a stable order. For timers and admin commands only: its cost grows with the data.
    ///
    /// # Errors
    /// [`DocumentError::Busy`] or [`DocumentError::Unavailable`].
    async fn scan(&self, container: Container, query: Query) -> Result<Page, DocumentError>;

    /// Frees the room of at most `max` documents whose time has passed; how many there were. Nothing to do where the service does so itself.
    ///
    /// # Errors
    /// [`DocumentError::Busy`] or [`DocumentError::Unavailable`].
    async fn free_expired(&self, max: usize) -> Result<usize, DocumentError> {
        let _ = max;
        Ok(0)
    }

    /// Answers whether the store can be reached and written to.
    ///
    /// # Errors
    /// What stands in the way, in words for an operator.
    async fn ready(&self) -> Result<(), DocumentError>;
}
