//! Secrets: values by name that never show in a log; from the environment here, from Key Vault in Azure.

use async_trait::async_trait;

pub mod environment;

/// A value without Debug or Display text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself; the caller answers for where it goes.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("there is no secret {name}")]
    Missing { name: String },
    #[error("the secret store failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Secrets: Send + Sync + std::fmt::Debug {
    /// # Errors
    /// [`SecretError::Missing`], [`SecretError::Unavailable`].
    async fn get(&self, name: &str) -> Result<Secret, SecretError>;
}
