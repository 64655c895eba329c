//! Secrets: keys that every instance of the application shares, and that never show in a log.

use async_trait::async_trait;

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod folder;

/// Bytes without Debug or Display text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves; the caller answers for where they go.
    pub const fn reveal(&self) -> &[u8; 32] {
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
    #[error("{name:?} is no name of a secret: lower-case letters, digits and hyphens, at most 64")]
    Name { name: String },
    /// What is stored is not a key; it is never replaced silently, for what it signed would become invalid.
    #[error("what is stored as {name} is not a key of 32 bytes; take it away and start again")]
    Damaged { name: String },
    #[error("the secret store failed: {reason}")]
    Unavailable { reason: String },
}

/// Keys by name. A key is made at random when it is first asked for; from then on everybody gets the same one, whoever asks first.
#[async_trait]
pub trait Secrets: Send + Sync + std::fmt::Debug {
    /// The key of 32 random bytes that has this name.
    ///
    /// # Errors
    /// [`SecretError`] says which.
    async fn key(&self, name: &str) -> Result<Secret, SecretError>;
}

/// Names as every adapter takes them.
///
/// # Errors
/// [`SecretError::Name`].
pub fn check_name(name: &str) -> Result<(), SecretError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=64).contains(&name.len()) && name.chars().all(plain) { Ok(()) } else { Err(SecretError::Name { name: name.to_owned() }) }
}
