//! Secrets from environment variables: `smtp-password` is `PATHFINDER_SECRET_SMTP_PASSWORD`.

use std::collections::HashMap;

use async_trait::async_trait;

use super::{Secret, SecretError, Secrets};

/// What every secret's variable starts with.
pub const PREFIX: &str = "PATHFINDER_SECRET_";

/// The secrets as they were when this was made; later changes of the environment are not seen.
#[derive(Debug, Default)]
pub struct EnvironmentSecrets(HashMap<String, Secret>);

impl EnvironmentSecrets {
    /// From this process's environment. Variables that are not UTF-8 are passed over.
    pub fn from_process() -> Self {
        let texts = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::from_variables(texts)
    }

    /// From (variable, value) pairs; those without [`PREFIX`] and empty ones are passed over.
    pub fn from_variables(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let secrets = variables.into_iter().filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty());
        Self(secrets.map(|(name, value)| (name, Secret::new(value))).collect())
    }

    /// The variable that holds the secret `name`.
    pub fn variable(name: &str) -> String {
        let upper = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        PREFIX.chars().chain(upper).collect()
    }
}

#[async_trait]
impl Secrets for EnvironmentSecrets {
    async fn get(&self, name: &str) -> Result<Secret, SecretError> {
        self.0.get(&Self::variable(name)).cloned().ok_or_else(|| SecretError::Missing { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_secret_is_found_by_its_name_and_never_shown() {
        let variables = [("PATHFINDER_SECRET_SMTP_PASSWORD", "hunter2"), ("PATHFINDER_SECRET_EMPTY", ""), ("PATH", "/bin")];
        let secrets = EnvironmentSecrets::from_variables(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(secrets.get("smtp-password").await.unwrap().reveal(), "hunter2");
        for missing in ["empty", "path", "other"] {
            assert!(matches!(secrets.get(missing).await, Err(SecretError::Missing { name }) if name == missing));
        }
        assert!(!format!("{secrets:?}").contains("hunter2"));
    }
}
