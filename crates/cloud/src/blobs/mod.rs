//! Blobs: files by container and name, whole or not at all, and links that let a browser fetch one of them for a few minutes.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use url::Url;

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod folder;
pub mod links;
#[cfg(test)]
mod tests;

/// Longest life of a link (reliability reference, section 3.4).
pub const MAX_LINK_LIFE: Duration = Duration::from_secs(15 * 60);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobInfo {
    pub name: String,
    pub etag: String,
    pub content_type: String,
    /// Bytes.
    pub length: u64,
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
    pub modified: DateTime<Utc>,
}

/// When a write may happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Condition {
    #[default]
    Always,
    /// Only when no blob has the name.
    Absent,
    /// Only when the blob still has this ETag.
    Match(String),
}

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("blob {name} exists already")]
    Exists { name: String },
    #[error("blob {name} does not exist")]
    Missing { name: String },
    #[error("blob {name} was changed by somebody else")]
    Changed { name: String },
    #[error(
        "blob names have 1 to 1,024 characters and no empty, `.` or `..` segment; container names 3 to 63 lower-case letters, digits and dashes: {name:?}"
    )]
    Name { name: String },
    #[error("the disk or the account is full")]
    Full,
    #[error("the blob store failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Blobs: Send + Sync + std::fmt::Debug {
    /// Stores the whole content; readers see the old or the new one, never a part.
    ///
    /// # Errors
    /// [`BlobError::Exists`] or [`BlobError::Changed`] by the condition, [`BlobError::Name`], [`BlobError::Full`], [`BlobError::Unavailable`].
    async fn put(
        &self,
        container: &str,
        name: &str,
        content: Bytes,
        content_type: &str,
        condition: Condition,
    ) -> Result<BlobInfo, BlobError>;

    /// # Errors
    /// [`BlobError::Unavailable`]; absence is `None`.
    async fn get(&self, container: &str, name: &str) -> Result<Option<(BlobInfo, Bytes)>, BlobError>;

    /// # Errors
    /// [`BlobError::Unavailable`]; absence is `None`.
    async fn head(&self, container: &str, name: &str) -> Result<Option<BlobInfo>, BlobError>;

    /// Absent is fine: a deletion may be repeated.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    async fn delete(&self, container: &str, name: &str) -> Result<(), BlobError>;

    /// Blobs whose names start with `prefix`, by name, at most `max` after the name `after`.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    async fn list(&self, container: &str, prefix: &str, after: Option<&str>, max: usize) -> Result<Vec<BlobInfo>, BlobError>;

    /// Frees at most `max` contents that no blob has had for longer than `grace` (left by a process that died while it wrote); how many there
    /// were. Nothing to do where the service does so itself.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    async fn free_orphans(&self, grace: Duration, max: usize) -> Result<usize, BlobError> {
        let _ = (grace, max);
        Ok(0)
    }

    /// A link that reads this one blob until `life` has passed (at most [`MAX_LINK_LIFE`]) and names the download `file_name`.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Unavailable`].
    async fn link(&self, container: &str, name: &str, file_name: &str, life: Duration) -> Result<Url, BlobError>;
}
