//! Secrets as files of the data folder: `<name>.key`, readable by their owner only.

use std::io::ErrorKind;
use std::path::PathBuf;

use async_trait::async_trait;

use super::{Secret, SecretError, Secrets, check_name};
use crate::embedded::read_or_create_file;
use crate::ids::{Ids as _, SystemIds};

#[derive(Debug, Clone)]
pub struct FolderSecrets {
    folder: PathBuf,
}

impl FolderSecrets {
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

#[async_trait]
impl Secrets for FolderSecrets {
    async fn key(&self, name: &str) -> Result<Secret, SecretError> {
        check_name(name)?;
        let make = || {
            let mut key = [0; 32];
            SystemIds.fill(&mut key);
            key.to_vec()
        };
        let damaged = || SecretError::Damaged { name: format!("{name}.key") };
        let bytes = read_or_create_file(&self.folder, &format!("{name}.key"), make).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => damaged(),
            _ => SecretError::Unavailable { reason: error.to_string() },
        })?;
        bytes.try_into().map(Secret::new).map_err(|_| damaged())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_contract_holds_and_a_damaged_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let open = || FolderSecrets::new(folder.path().to_owned());
        super::super::contract::holds(&open(), &open()).await;
        std::fs::write(folder.path().join("short.key"), "short").unwrap();
        assert!(matches!(open().key("short").await, Err(SecretError::Damaged { name }) if name == "short.key"));
        assert_eq!(std::fs::read(folder.path().join("short.key")).unwrap(), b"short");
    }
}
