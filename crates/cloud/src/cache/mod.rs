//! Cache and counters: what may be lost at any time, kept near; in process here, in Redis in Azure.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod memory;

/// A token bucket: `burst` at once, refilled evenly so that `quota` are given in `window`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    pub quota: u32,
    pub window: Duration,
    pub burst: u32,
}

/// What a bucket answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub allowed: bool,
    /// Whole tokens left.
    pub remaining: u32,
    /// Until one token is there again (when refused), or until the bucket is full.
    pub reset_after: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    #[error("the cache failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Cache: Send + Sync + std::fmt::Debug {
    /// # Errors
    /// [`CacheError::Unavailable`]; absence is `None`.
    async fn get(&self, key: &str) -> Result<Option<Bytes>, CacheError>;

    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn put(&self, key: &str, value: Bytes, life: Duration) -> Result<(), CacheError>;

    /// True when `key` was free and is now taken for `life`: a lock for single flights.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn put_if_absent(&self, key: &str, value: Bytes, life: Duration) -> Result<bool, CacheError>;

    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn remove(&self, key: &str) -> Result<(), CacheError>;

    /// Draws one token from the bucket of `key`.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn draw(&self, key: &str, bucket: Bucket) -> Result<Drawn, CacheError>;
}
