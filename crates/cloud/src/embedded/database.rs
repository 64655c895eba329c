//! The shared data file: opened and checked once, then one writer and a few readers.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use super::connection::{StoreError, Tuning, open_writer};
use super::error::OpenError;
use super::readers::Readers;
use super::schema;
use super::writer::Writer;
use crate::ids::{Ids as _, SystemIds};

/// The data file's name in its folder.
pub const FILE: &str = "pathfinder.db";

/// A write that met another process's lock is worth repeating after this.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Database {
    // Dropped in this order: the writer answers what it has, the readers close, the scratch folder goes.
    writer: Writer,
    readers: Readers,
    stamps: Stamps,
    synced: bool,
    _scratch: Option<TempDir>,
}

impl Database {
    /// Opens or creates the data file in `folder`, which is created where it is absent.
    pub(crate) fn open(folder: &Path, tuning: Tuning, scratch: Option<TempDir>) -> Result<Self, OpenError> {
        create_private(folder).map_err(|e| OpenError::from_io(folder, &e))?;
        let file = folder.join(FILE);
        let connection = prepare(folder, &file, tuning)?;
        let writer = Writer::start(connection).map_err(|e| OpenError::from_io(folder, &e))?;
        Ok(Self { writer, readers: Readers::new(file, tuning), stamps: Stamps::new(), synced: tuning.synced, _scratch: scratch })
    }

    /// See [`Writer::write`].
    pub(crate) async fn write<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// See [`Readers::read`].
    pub(crate) async fn read<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// See [`Readers::read_here`].
    pub(crate) fn read_here<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.readers.read_here(work)
    }

    /// A text that no other call gets, in this process or another: ETags, receipts, message ids, file names.
    pub(crate) fn stamp(&self) -> String {
        self.stamps.next()
    }

    /// Whether content must reach the disk before it is acknowledged.
    pub(crate) fn synced(&self) -> bool {
        self.synced
    }
}

fn prepare(folder: &Path, file: &Path, tuning: Tuning) -> Result<Connection, OpenError> {
    let sqlite = |e: rusqlite::Error| OpenError::from_sqlite(folder, file, &e);
    let mut connection = open_writer(file, tuning).map_err(sqlite)?;
    if connection.is_readonly("main").map_err(sqlite)? {
        return Err(OpenError::NotWritable { folder: folder.to_owned(), reason: format!("{FILE} is read-only") });
    }
    let found = schema::version(&connection).map_err(sqlite)?;
    if schema::is_foreign(&connection).map_err(sqlite)? {
        return Err(OpenError::Damaged { file: file.to_owned(), reason: "it belongs to another program".to_owned() });
    }
    if found > schema::CURRENT {
        return Err(OpenError::Newer { file: file.to_owned(), found, known: schema::CURRENT });
    }
    if found < schema::CURRENT {
        // The mode is kept in the file; it is set before the first table, so a file with a version is in WAL mode.
        let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(sqlite)?;
        if mode != "wal" {
            let reason = "its file system has no shared memory for SQLite's write-ahead log".to_owned();
            return Err(OpenError::Failed { folder: folder.to_owned(), reason });
        }
        schema::migrate(&mut connection).map_err(sqlite)?;
        sync_folder(folder).map_err(|e| OpenError::from_io(folder, &e))?;
    }
    Ok(connection)
}

/// Creates the folder, and its parents, for this user only: it holds personal data and keys.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes new names in `folder` survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// 48 random bits per process and a counter.
#[derive(Debug)]
struct Stamps {
    process: String,
    count: AtomicU64,
}

impl Stamps {
    fn new() -> Self {
        let mut random = [0; 8];
        SystemIds.fill(&mut random[2..]);
        Self { process: format!("{:012x}", u64::from_be_bytes(random)), count: AtomicU64::new(1) }
    }

    fn next(&self) -> String {
        format!("{}-{:x}", self.process, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Where blobs and keys lie next to the data file.
pub(crate) fn blob_folder(folder: &Path) -> PathBuf {
    folder.join("blobs")
}
