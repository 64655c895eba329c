//! The tables of the data file, numbered by `PRAGMA user_version`: forward migrations only, each in one transaction.

use rusqlite::{Connection, TransactionBehavior};

/// `PRAGMA application_id`: "PATH" in ASCII. Tells our file from another program's.
pub(crate) const APPLICATION: i32 = 0x5041_5448;

/// One step per version; step n leads from version n to n + 1. Released steps are never edited.
const STEPS: [&str; 1] = [V1];

/// The version this program writes.
pub(crate) const CURRENT: i32 = STEPS.len() as i32;

/// Instants are microseconds since 1970, UTC, except `expires_at` of documents: milliseconds.
const V1: &str = "
CREATE TABLE documents (
    container  TEXT NOT NULL,
    partition  TEXT NOT NULL,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    etag       TEXT NOT NULL,
    body       TEXT NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE UNIQUE INDEX documents_by_address ON documents (container, partition, id);
-- Serves queries in one partition and scans across all of them.
CREATE INDEX documents_by_kind ON documents (container, kind, partition, id);
CREATE INDEX documents_by_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE messages (
    sequence      INTEGER PRIMARY KEY,
    queue         TEXT NOT NULL,
    id            TEXT NOT NULL UNIQUE,
    receipt       TEXT NOT NULL,
    body          TEXT NOT NULL,
    dequeue_count INTEGER NOT NULL,
    inserted      INTEGER NOT NULL,
    expires       INTEGER NOT NULL,
    visible       INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_visibility ON messages (queue, visible, sequence);

CREATE TABLE blobs (
    container    TEXT NOT NULL,
    name         TEXT NOT NULL,
    etag         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    length       INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    modified     INTEGER NOT NULL,
    file         TEXT NOT NULL UNIQUE,
    PRIMARY KEY (container, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    key           TEXT PRIMARY KEY,
    at            INTEGER NOT NULL,
    item          TEXT NOT NULL,
    quantity      INTEGER NOT NULL,
    micro_usd     INTEGER NOT NULL,
    price_version TEXT NOT NULL,
    trip          TEXT,
    account       TEXT,
    operation     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_by_trip ON entries (trip, at) WHERE trip IS NOT NULL;
CREATE INDEX entries_by_account ON entries (account, at) WHERE account IS NOT NULL;
CREATE INDEX entries_by_time ON entries (at);

CREATE TABLE budgets (
    name     TEXT PRIMARY KEY,
    settled  INTEGER NOT NULL,
    reserved INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reservations (
    key       TEXT PRIMARY KEY,
    micro_usd INTEGER NOT NULL,
    made      INTEGER NOT NULL,
    settled   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX reservations_open ON reservations (made, key) WHERE settled = 0;

CREATE TABLE reservation_budgets (
    reservation TEXT NOT NULL,
    budget      TEXT NOT NULL,
    PRIMARY KEY (reservation, budget)
) STRICT, WITHOUT ROWID;
";

/// Which version a file has, read without any lock that a writer could hold.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether the file is somebody else's: it has tables but not our mark.
pub(crate) fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    let mark: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if mark == APPLICATION {
        return Ok(false);
    }
    connection.query_row("SELECT count(*) > 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// Brings the file to [`CURRENT`]. Two processes may do it at once: the version is read again under the write lock.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = version(&transaction)?;
    for step in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    if from < CURRENT {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", CURRENT)?;
    }
    transaction.commit()
}
