//! Documents in the embedded SQLite file.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use self::query::{Selection, stored};
use super::{Action, Container, DocumentError, Documents, ETag, Page, Query, Stored, Write};
use crate::clock::Clock;
use crate::embedded::connection::StoreError;
use crate::embedded::database::{Database, RETRY_AFTER};

mod query;

/// Cosmos DB's limits on one transactional batch.
const MAX_WRITES: usize = 100;
const MAX_BYTES: usize = 2_000_000;

#[derive(Debug)]
pub struct SqliteDocuments {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
}

impl SqliteDocuments {
    pub(crate) fn new(database: Arc<Database>, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock }
    }

    /// Deletes at most `max` documents whose time to live has passed (readers never saw them again anyway). Returns how many; fewer than `max`
    /// means that none is left.
    ///
    /// # Errors
    /// [`DocumentError::Busy`] or [`DocumentError::Unavailable`].
    pub async fn purge_expired(&self, max: usize) -> Result<usize, DocumentError> {
        let now = self.clock.now().timestamp_millis();
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        let statement = "DELETE FROM documents WHERE rowid IN \
                         (SELECT rowid FROM documents WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";
        self.database.write(move |connection| Ok(connection.prepare_cached(statement)?.execute(params![now, max])?)).await
    }

    async fn select(&self, selection: Result<Selection, DocumentError>) -> Result<Page, DocumentError> {
        let selection = selection?;
        self.database.read(move |connection| selection.run(connection)).await
    }
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy { retry_after: RETRY_AFTER },
            other => Self::Unavailable { reason: other.reason() },
        }
    }
}

impl From<rusqlite::Error> for DocumentError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

#[async_trait]
impl Documents for SqliteDocuments {
    async fn free_expired(&self, max: usize) -> Result<usize, DocumentError> {
        self.purge_expired(max).await
    }

    async fn get(&self, container: Container, partition: &str, id: &str) -> Result<Option<Stored>, DocumentError> {
        let now = self.clock.now().timestamp_millis();
        let statement = "SELECT partition, id, kind, etag, body FROM documents \
                         WHERE container = ?1 AND partition = ?2 AND id = ?3 AND (expires_at IS NULL OR expires_at > ?4)";
        self.database.read_here(|connection| {
            let mut select = connection.prepare_cached(statement)?;
            select.query_row(params![container.name(), partition, id, now], |row| Ok(stored(row))).optional()?.transpose()
        })
    }

    async fn batch(&self, container: Container, partition: &str, writes: Vec<Write>) -> Result<Vec<ETag>, DocumentError> {
        let now = self.clock.now();
        let count = writes.len();
        let steps = writes.into_iter().map(|write| Step::new(write, now, || self.database.stamp())).collect::<Result<Vec<_>, _>>()?;
        let bytes = steps.iter().map(Step::bytes).sum();
        if count > MAX_WRITES || bytes > MAX_BYTES {
            return Err(DocumentError::TooLarge { writes: count, bytes });
        }
        let place = Place { container, partition: partition.to_owned(), now: now.timestamp_millis() };
        self.database.write(move |connection| steps.into_iter().map(|step| step.run(connection, &place)).collect()).await
    }

    async fn query(&self, container: Container, partition: &str, query: Query) -> Result<Page, DocumentError> {
        self.select(Selection::new(container, Some(partition), &query, self.clock.now())).await
    }

    async fn scan(&self, container: Container, query: Query) -> Result<Page, DocumentError> {
        self.select(Selection::new(container, None, &query, self.clock.now())).await
    }

    async fn ready(&self) -> Result<(), DocumentError> {
        // A change of the file that leaves nothing behind: it needs the lock, the log and room on the disk.
        self.database
            .write(|connection| {
                connection.execute_batch(
                    "INSERT INTO documents (container, partition, id, kind, etag, body) VALUES ('system', '', '/ready', '', '', '');
                     DELETE FROM documents WHERE container = 'system' AND partition = '' AND id = '/ready'",
                )?;
                Ok(())
            })
            .await
    }
}

/// Where a batch writes, and when.
struct Place {
    container: Container,
    partition: String,
    now: i64,
}

/// One write, checked and turned into text before it reaches the writer's thread.
struct Step {
    id: String,
    expects: Expects,
    change: Change,
}

enum Expects {
    Nothing,
    Absent,
    Present,
    Match(ETag),
}

enum Change {
    Store { kind: &'static str, body: String, etag: ETag, expires_at: Option<i64> },
    Delete,
    None,
}

impl Step {
    fn new(write: Write, now: DateTime<Utc>, stamp: impl FnOnce() -> String) -> Result<Self, DocumentError> {
        let Write { id, action } = write;
        let (expects, kind, body, ttl) = match action {
            Action::Create { kind, body, ttl } => (Expects::Absent, kind, body, ttl),
            Action::Replace { kind, body, if_match, ttl } => (Expects::Match(if_match), kind, body, ttl),
            Action::Put { kind, body, ttl } => (Expects::Nothing, kind, body, ttl),
            Action::Delete { if_match } => {
                let expects = if_match.map_or(Expects::Present, Expects::Match);
                return Ok(Self { id, expects, change: Change::Delete });
            }
            Action::Require { if_match } => return Ok(Self { id, expects: Expects::Match(if_match), change: Change::None }),
        };
        let corrupt = |reason: &str| DocumentError::Corrupt { id: id.clone(), kind: kind.to_owned(), reason: reason.to_owned() };
        if id.is_empty() || id.chars().count() > 255 || id.contains(['/', '\\', '?', '#']) {
            return Err(corrupt("an id has 1 to 255 characters without / \\ ? #"));
        }
        let Value::Object(_) = body else { return Err(corrupt("a body is a JSON object")) };
        let expires_at = ttl.map(|ttl| now.timestamp_millis().saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)));
        Ok(Self { id, expects, change: Change::Store { kind, body: body.to_string(), etag: ETag(stamp()), expires_at } })
    }

    fn bytes(&self) -> usize {
        if let Change::Store { body, .. } = &self.change { body.len() } else { 0 }
    }

    /// Checks and writes; the new ETag.
    fn run(self, connection: &Connection, place: &Place) -> Result<ETag, DocumentError> {
        let Self { id, expects, change } = self;
        let (container, partition) = (place.container.name(), &place.partition);
        if !matches!(expects, Expects::Nothing) {
            let statement = "SELECT etag FROM documents WHERE container = ?1 AND partition = ?2 AND id = ?3 \
                             AND (expires_at IS NULL OR expires_at > ?4)";
            let mut select = connection.prepare_cached(statement)?;
            let found: Option<String> = select.query_row(params![container, partition, id, place.now], |row| row.get(0)).optional()?;
            match (&expects, found) {
                (Expects::Absent, Some(_)) => return Err(DocumentError::Exists { id }),
                (Expects::Present | Expects::Match(_), None) => return Err(DocumentError::Missing { id }),
                (Expects::Match(wanted), Some(found)) if wanted.0 != found => return Err(DocumentError::Changed { id }),
                _ => {}
            }
        }
        match change {
            Change::Store { kind, body, etag, expires_at } => {
                // An expired document in the way is overwritten: it does not exist any more.
                let statement = "INSERT INTO documents (container, partition, id, kind, etag, body, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                                 ON CONFLICT (container, partition, id) DO UPDATE SET \
                                 kind = excluded.kind, etag = excluded.etag, body = excluded.body, expires_at = excluded.expires_at";
                connection.prepare_cached(statement)?.execute(params![container, partition, id, kind, etag.0, body, expires_at])?;
                Ok(etag)
            }
            Change::Delete => {
                let statement = "DELETE FROM documents WHERE container = ?1 AND partition = ?2 AND id = ?3";
                connection.prepare_cached(statement)?.execute(params![container, partition, id])?;
                Ok(ETag(String::new()))
            }
            Change::None => match expects {
                Expects::Match(etag) => Ok(etag),
                Expects::Nothing | Expects::Absent | Expects::Present => Ok(ETag(String::new())),
            },
        }
    }
}
