//! Queues in the embedded SQLite file, safe between threads and processes: every change of a message is one statement.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{MAX_BODY, Message, QueueError, Queues, TIME_TO_LIVE};
use crate::clock::Clock;
use crate::embedded::connection::StoreError;
use crate::embedded::database::Database;
use crate::names::is_storage_name;

/// Storage Queues hand out at most this many messages in one call; so does this.
pub const MAX_RECEIVE: usize = 32;

const COLUMNS: &str = "id, receipt, body, dequeue_count, inserted, expires, visible";

#[derive(Debug)]
pub struct SqliteQueues {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
}

impl SqliteQueues {
    pub(crate) fn new(database: Arc<Database>, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock }
    }

    /// Deletes at most `max` messages whose life has passed (no receive finds them anyway). Returns how many.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`].
    pub async fn purge_expired(&self, max: usize) -> Result<usize, QueueError> {
        let now = self.now();
        let statement = "DELETE FROM messages WHERE sequence IN (SELECT sequence FROM messages WHERE expires <= ?1 LIMIT ?2)";
        self.database.write(move |connection| Ok(connection.prepare_cached(statement)?.execute(params![now, limit(max)])?)).await
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_micros()
    }
}

impl From<StoreError> for QueueError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable { reason: error.reason() }
    }
}

impl From<rusqlite::Error> for QueueError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

#[async_trait]
impl Queues for SqliteQueues {
    async fn free_expired(&self, max: usize) -> Result<usize, QueueError> {
        self.purge_expired(max).await
    }

    async fn send(&self, queue: &str, body: &str, delay: Duration) -> Result<String, QueueError> {
        if !is_storage_name(queue) {
            return Err(QueueError::Name(queue.to_owned()));
        }
        if body.len() > MAX_BODY {
            return Err(QueueError::TooLarge { bytes: body.len() });
        }
        let (queue, body, now, id) = (queue.to_owned(), body.to_owned(), self.now(), self.database.stamp());
        let statement = "INSERT INTO messages (queue, id, receipt, body, dequeue_count, inserted, expires, visible) VALUES (?1, ?2, '', ?3, 0, ?4, ?5, ?6)";
        self.database
            .write(move |connection| {
                connection.prepare_cached(statement)?.execute(params![
                    queue,
                    id,
                    body,
                    now,
                    later(now, TIME_TO_LIVE),
                    later(now, delay)
                ])?;
                Ok(id)
            })
            .await
    }

    async fn receive(&self, queue: &str, max: usize, hide: Duration) -> Result<Vec<Message>, QueueError> {
        let (queue, now, receipt) = (queue.to_owned(), self.now(), self.database.stamp());
        // One receipt serves all messages of a receive: it counts together with the message's id.
        let statement = format!(
            "UPDATE messages SET receipt = ?1, dequeue_count = dequeue_count + 1, visible = ?2 WHERE sequence IN \
             (SELECT sequence FROM messages WHERE queue = ?3 AND visible <= ?4 AND expires > ?4 ORDER BY visible, sequence LIMIT ?5) \
             RETURNING {COLUMNS}"
        );
        self.database
            .write(move |connection| {
                let mut update = connection.prepare_cached(&statement)?;
                let rows = update.query_map(params![receipt, later(now, hide), queue, now, limit(max.min(MAX_RECEIVE))], message)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn hide(&self, queue: &str, message: &Message, hide: Duration) -> Result<String, QueueError> {
        let (queue, id, old, now, new) = (queue.to_owned(), message.id.clone(), message.receipt.clone(), self.now(), self.database.stamp());
        let statement = "UPDATE messages SET receipt = ?1, visible = ?2 \
                         WHERE id = ?3 AND queue = ?4 AND receipt = ?5 AND receipt <> '' AND expires > ?6";
        self.database
            .write(move |connection| {
                match connection.prepare_cached(statement)?.execute(params![new, later(now, hide), id, queue, old, now])? {
                    0 => Err(QueueError::ReceiptLost),
                    _ => Ok(new),
                }
            })
            .await
    }

    async fn delete(&self, queue: &str, message: &Message) -> Result<(), QueueError> {
        let (queue, id, receipt, now) = (queue.to_owned(), message.id.clone(), message.receipt.clone(), self.now());
        let statement = "DELETE FROM messages WHERE id = ?1 AND queue = ?2 AND receipt = ?3 AND receipt <> '' AND expires > ?4";
        self.database
            .write(move |connection| match connection.prepare_cached(statement)?.execute(params![id, queue, receipt, now])? {
                0 => Err(QueueError::ReceiptLost),
                _ => Ok(()),
            })
            .await
    }

    async fn peek(&self, queue: &str, max: usize) -> Result<Vec<Message>, QueueError> {
        let (queue, now) = (queue.to_owned(), self.now());
        // Without the receipt: who only looked may not delete.
        let statement = "SELECT id, '', body, dequeue_count, inserted, expires, visible FROM messages \
             WHERE queue = ?1 AND visible <= ?2 AND expires > ?2 ORDER BY visible, sequence LIMIT ?3";
        self.database
            .read(move |connection| {
                let mut select = connection.prepare_cached(statement)?;
                let rows = select.query_map(params![queue, now, limit(max.min(MAX_RECEIVE))], message)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn length(&self, queue: &str) -> Result<u64, QueueError> {
        let (queue, now) = (queue.to_owned(), self.now());
        let statement = "SELECT count(*) FROM messages WHERE queue = ?1 AND expires > ?2";
        self.database
            .read(move |connection| {
                let count: Option<i64> =
                    connection.prepare_cached(statement)?.query_row(params![queue, now], |row| row.get(0)).optional()?;
                Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
            })
            .await
    }
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        receipt: row.get(1)?,
        body: row.get(2)?,
        dequeue_count: row.get(3)?,
        inserted: instant(row.get(4)?),
        expires: instant(row.get(5)?),
        next_visible: instant(row.get(6)?),
    })
}

/// Microseconds since 1970 as this file wrote them; out of range only in a damaged file.
fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

fn later(now: i64, by: Duration) -> i64 {
    now.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX))
}

fn limit(max: usize) -> i64 {
    i64::try_from(max).unwrap_or(i64::MAX)
}
