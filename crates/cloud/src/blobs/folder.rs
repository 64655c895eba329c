//! Blobs in a folder: content in files of their own, the truth about which one is current in the embedded SQLite file.
//!
//! A put writes the content under a name that nobody knows yet, syncs it, then commits the row that points to it; only then is the old content
//! removed. So a crash leaves at most a file without a row, which [`FolderBlobs::collect_garbage`] removes later, never a row without a file.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::SubsecRound as _;
use rusqlite::params;
use sha2::{Digest as _, Sha256};
use url::Url;

use self::files::ContentFolder;
use self::rows::Row;
use super::links::{LinkKey, hex};
use super::{BlobError, BlobInfo, Blobs, Condition};
use crate::clock::Clock;
use crate::embedded::connection::StoreError;
use crate::embedded::database::Database;
use crate::names::is_storage_name;

mod files;
mod rows;

/// How often a read starts again because the blob was replaced while its content was being opened.
const REREADS: usize = 5;

#[derive(Debug)]
pub struct FolderBlobs {
    database: Arc<Database>,
    content: Arc<ContentFolder>,
    data_folder: PathBuf,
    link_base: Url,
    link_key: OnceLock<LinkKey>,
    clock: Arc<dyn Clock>,
}

impl FolderBlobs {
    pub(crate) fn new(database: Arc<Database>, folder: PathBuf, data_folder: PathBuf, link_base: Url, clock: Arc<dyn Clock>) -> Self {
        let content = Arc::new(ContentFolder::new(folder, database.synced()));
        Self { database, content, data_folder, link_base, link_key: OnceLock::new(), clock }
    }

    /// Removes at most `max` content files that no blob points to and that were begun more than `grace` ago (a put that is still writing must not
    /// lose its file: an hour is plenty). Returns how many.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn collect_garbage(&self, grace: Duration, max: usize) -> Result<usize, BlobError> {
        let content = Arc::clone(&self.content);
        let before = self.clock.now() - grace;
        let old = blocking(move || content.begun_before(before)).await?;
        let orphans = self.database.read(move |connection| rows::without_row(connection, old, max)).await?;
        let content = Arc::clone(&self.content);
        blocking(move || orphans.iter().try_fold(0, |count, file| content.remove(file).map(|()| count + 1))).await
    }

    async fn row(&self, container: &str, name: &str) -> Result<Option<Row>, BlobError> {
        let (container, name) = (container.to_owned(), name.to_owned());
        self.database.read(move |connection| rows::find(connection, &container, &name)).await
    }

    /// Content that nothing points to any more. Best effort: what stays is garbage, not damage.
    async fn discard(&self, file: String) {
        let content = Arc::clone(&self.content);
        if let Err(error) = blocking(move || content.remove(&file)).await {
            tracing::warn!(%error, "old blob content was not removed; the next garbage collection will");
        }
    }

    async fn key(&self) -> Result<&LinkKey, BlobError> {
        if let Some(key) = self.link_key.get() {
            return Ok(key);
        }
        let folder = self.data_folder.clone();
        let key = blocking(move || LinkKey::read_or_create(&folder)).await?;
        Ok(self.link_key.get_or_init(|| key))
    }
}

impl From<StoreError> for BlobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            other => Self::Unavailable { reason: other.reason() },
        }
    }
}

impl From<rusqlite::Error> for BlobError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Unavailable { reason: error.to_string() },
        }
    }
}

#[async_trait]
impl Blobs for FolderBlobs {
    async fn free_orphans(&self, grace: Duration, max: usize) -> Result<usize, BlobError> {
        self.collect_garbage(grace, max).await
    }

    async fn put(
        &self,
        container: &str,
        name: &str,
        content: Bytes,
        content_type: &str,
        condition: Condition,
    ) -> Result<BlobInfo, BlobError> {
        check(container, name)?;
        // To the microsecond, as the row keeps it.
        let now = self.clock.now().trunc_subsecs(6);
        let file = format!("{:x}-{}", now.timestamp_millis(), self.database.stamp());
        let (folder, begun, bytes) = (Arc::clone(&self.content), file.clone(), content.clone());
        let sha256 = blocking(move || {
            folder.write(&begun, &bytes)?;
            Ok(hex(&Sha256::digest(&bytes)))
        })
        .await?;
        let info = BlobInfo {
            name: name.to_owned(),
            etag: self.database.stamp(),
            content_type: content_type.to_owned(),
            length: content.len() as u64,
            sha256,
            modified: now,
        };
        let row = Row { info, file };
        let (container, written) = (container.to_owned(), row.file.clone());
        let put = self.database.write(move |connection| Ok((rows::put(connection, &container, &row, &condition)?, row.info))).await;
        match put {
            Ok((replaced, info)) => {
                if let Some(old) = replaced {
                    self.discard(old).await;
                }
                Ok(info)
            }
            // A refusal is certain; after a failure the row may be there, and garbage collection decides.
            Err(refused @ (BlobError::Exists { .. } | BlobError::Missing { .. } | BlobError::Changed { .. })) => {
                self.discard(written).await;
                Err(refused)
            }
            Err(failed) => Err(failed),
        }
    }

    async fn get(&self, container: &str, name: &str) -> Result<Option<(BlobInfo, Bytes)>, BlobError> {
        for _ in 0..REREADS {
            let Some(Row { info, file }) = self.row(container, name).await? else { return Ok(None) };
            let content = Arc::clone(&self.content);
            match blocking(move || content.read(&file)).await? {
                Some(bytes) if bytes.len() as u64 == info.length => return Ok(Some((info, bytes))),
                Some(_) => {
                    return Err(BlobError::Unavailable {
                        reason: format!("the content of {container}/{name} has another length than it was stored with"),
                    });
                }
                None => {} // replaced or deleted since the row was read
            }
        }
        Err(BlobError::Unavailable { reason: format!("the content of {container}/{name} is missing from the blob folder") })
    }

    async fn head(&self, container: &str, name: &str) -> Result<Option<BlobInfo>, BlobError> {
        Ok(self.row(container, name).await?.map(|row| row.info))
    }

    async fn delete(&self, container: &str, name: &str) -> Result<(), BlobError> {
        let (container, name) = (container.to_owned(), name.to_owned());
        let removed = self.database.write(move |connection| rows::delete(connection, &container, &name)).await?;
        if let Some(file) = removed {
            self.discard(file).await;
        }
        Ok(())
    }

    async fn list(&self, container: &str, prefix: &str, after: Option<&str>, max: usize) -> Result<Vec<BlobInfo>, BlobError> {
        let (container, prefix, after) = (container.to_owned(), prefix.to_owned(), after.map(str::to_owned));
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        self.database
            .read(move |connection| {
                // Names with a common prefix lie together in the primary key; `substr` stops where they end without a pattern to escape.
                let statement = format!(
                    "SELECT {} FROM blobs WHERE container = ?1 AND name >= ?2 AND name > ?3 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?4",
                    rows::COLUMNS
                );
                let mut select = connection.prepare_cached(&statement)?;
                let rows = select.query_map(params![container, prefix, after.unwrap_or_default(), max], |row| Ok(Row::read(row)?.info))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn link(&self, container: &str, name: &str, file_name: &str, life: Duration) -> Result<Url, BlobError> {
        if self.head(container, name).await?.is_none() {
            return Err(BlobError::Missing { name: name.to_owned() });
        }
        let url = self.key().await?.sign(&self.link_base, container, name, file_name, life, self.clock.now());
        url.ok_or_else(|| BlobError::Unavailable { reason: format!("links cannot start with {}", self.link_base) })
    }
}

/// Names never become paths here, but Azure's rules hold for every adapter.
fn check(container: &str, name: &str) -> Result<(), BlobError> {
    let good = is_storage_name(container)
        && (1..=1024).contains(&name.chars().count())
        && !name.chars().any(|c| c.is_control() || c == '\\')
        && !name.split('/').any(|segment| matches!(segment, "" | "." | ".."));
    if good { Ok(()) } else { Err(BlobError::Name { name: format!("{container}/{name}") }) }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(error) => Err(BlobError::Unavailable { reason: error.to_string() }),
    }
}
