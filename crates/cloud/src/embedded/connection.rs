//! One SQLite connection, set up: how long it waits for another process, how it syncs, and what its errors mean to us.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How a database is opened; tests shorten the waits and shrink the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tuning {
    /// How long one statement waits for a lock that another process holds.
    pub(crate) busy_wait: Duration,
    /// Whether a commit waits until the disk has it. Off only for scratch folders.
    pub(crate) synced: bool,
    /// `PRAGMA max_page_count`: makes the file "full" early.
    pub(crate) max_pages: Option<u32>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { busy_wait: Duration::from_secs(5), synced: true, max_pages: None }
    }
}

/// What went wrong below a port; each port turns it into its own error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoreError {
    /// Another process held the lock for too long.
    Busy,
    /// No room on the disk.
    Full,
    Failed(String),
}

impl StoreError {
    pub(crate) fn failed(reason: impl std::fmt::Display) -> Self {
        Self::Failed(reason.to_string())
    }

    /// The words for a port's `Unavailable { reason }`.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Busy => "another process holds the data file's lock for too long".to_owned(),
            Self::Full => "the disk of the data folder is full".to_owned(),
            Self::Failed(reason) => reason,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Failed(format!("the data file is damaged ({error}); stop the program and restore pathfinder.db from a backup"))
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Opens `file` for writing, creating it where it is absent.
pub(crate) fn open_writer(file: &Path, tuning: Tuning) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    wait_when_busy(&mut connection, tuning.busy_wait)?;
    if let Some(pages) = tuning.max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    // FULL: a commit is answered after fsync, so it survives a power cut as well as a killed process. NORMAL would lose the last commits in a power
    // cut, and an accepted command must survive any single crash (promise R1). The writer's group commit pays one fsync for many writes.
    connection.pragma_update(None, "synchronous", if tuning.synced { "FULL" } else { "OFF" })?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens `file` for reading; it exists because the writer was opened first.
pub(crate) fn open_reader(file: &Path, tuning: Tuning) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    wait_when_busy(&mut connection, tuning.busy_wait)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// SQLite's own busy timeout sleeps up to 100 ms between looks, too coarse to catch the short gap that another process's writer leaves
/// (`writer.rs`); this one looks every 0.1 ms at first and every 2 ms later.
fn wait_when_busy(connection: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    let mut since = Instant::now();
    connection.busy_handler(Some(move |looks: i32| {
        if looks == 0 {
            since = Instant::now();
        }
        if since.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(if looks < 200 { Duration::from_micros(100) } else { Duration::from_millis(2) });
        true
    }))
}
