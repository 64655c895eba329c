//! The rows that say which content file is a blob's current one.

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::blobs::{BlobError, BlobInfo, Condition};

pub(super) const COLUMNS: &str = "name, etag, content_type, length, sha256, modified, file";

#[derive(Debug)]
pub(super) struct Row {
    pub(super) info: BlobInfo,
    /// Name of the content file in the blob folder.
    pub(super) file: String,
}

impl Row {
    /// Reads [`COLUMNS`].
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let info = BlobInfo {
            name: row.get(0)?,
            etag: row.get(1)?,
            content_type: row.get(2)?,
            length: u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
            sha256: row.get(4)?,
            modified: DateTime::from_timestamp_micros(row.get(5)?).unwrap_or_default(),
        };
        Ok(Self { info, file: row.get(6)? })
    }
}

pub(super) fn find(connection: &Connection, container: &str, name: &str) -> Result<Option<Row>, BlobError> {
    let statement = format!("SELECT {COLUMNS} FROM blobs WHERE container = ?1 AND name = ?2");
    Ok(connection.prepare_cached(&statement)?.query_row([container, name], Row::read).optional()?)
}

/// Checks the condition and points the name to the new content; the content file that it pointed to before.
pub(super) fn put(connection: &Connection, container: &str, row: &Row, condition: &Condition) -> Result<Option<String>, BlobError> {
    let Row { info, file } = row;
    let name = &info.name;
    let old = find(connection, container, name)?;
    match (condition, &old) {
        (Condition::Absent, Some(_)) => return Err(BlobError::Exists { name: name.clone() }),
        (Condition::Match(_), None) => return Err(BlobError::Changed { name: name.clone() }),
        (Condition::Match(wanted), Some(old)) if *wanted != old.info.etag => return Err(BlobError::Changed { name: name.clone() }),
        _ => {}
    }
    let statement = "INSERT INTO blobs (container, name, etag, content_type, length, sha256, modified, file) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (container, name) DO UPDATE SET etag = excluded.etag, \
                     content_type = excluded.content_type, length = excluded.length, sha256 = excluded.sha256, modified = excluded.modified, file = excluded.file";
    let length = i64::try_from(info.length).unwrap_or(i64::MAX);
    let modified = info.modified.timestamp_micros();
    let mut insert = connection.prepare_cached(statement)?;
    insert.execute(params![container, name, info.etag, info.content_type, length, info.sha256, modified, file])?;
    Ok(old.map(|old| old.file))
}

/// The content file of the deleted row, if there was one.
pub(super) fn delete(connection: &Connection, container: &str, name: &str) -> Result<Option<String>, BlobError> {
    let statement = "DELETE FROM blobs WHERE container = ?1 AND name = ?2 RETURNING file";
    Ok(connection.prepare_cached(statement)?.query_row([container, name], |row| row.get(0)).optional()?)
}

/// Those of `files` that no row names, at most `max`.
pub(super) fn without_row(connection: &Connection, files: Vec<String>, max: usize) -> Result<Vec<String>, BlobError> {
    let mut select = connection.prepare_cached("SELECT 1 FROM blobs WHERE file = ?1")?;
    let mut orphans = Vec::new();
    for file in files {
        if orphans.len() == max {
            break;
        }
        if !select.exists([&file])? {
            orphans.push(file);
        }
    }
    Ok(orphans)
}
