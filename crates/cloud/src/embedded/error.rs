//! Why a data folder cannot be used, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Every variant names the place and the next step.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data folder {} cannot be written to ({reason}); make it writable for this user, or name another folder", folder.display())]
    NotWritable { folder: PathBuf, reason: String },
    #[error("the disk of the data folder {} is full; free some space, or name a folder on another disk", folder.display())]
    Full { folder: PathBuf },
    #[error("{} is not a Pathfinder database or is damaged ({reason}); restore it from a backup, or move it away to start empty", file.display())]
    Damaged { file: PathBuf, reason: String },
    #[error(
        "{} was written by a newer program (schema {found}, this program knows {known}); install that version or name another data folder",
        file.display()
    )]
    Newer { file: PathBuf, found: i32, known: i32 },
    #[error("the data folder {} is locked by another process; stop that process (or its backup) and start again", folder.display())]
    InUse { folder: PathBuf },
    #[error("the data folder {} cannot be used: {reason}; check the disk, or name another folder", folder.display())]
    Failed { folder: PathBuf, reason: String },
}

impl OpenError {
    pub(crate) fn from_io(folder: &Path, error: &io::Error) -> Self {
        let folder = folder.to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { folder },
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::NotFound => Self::NotWritable { folder, reason: error.to_string() },
            _ => Self::Failed { folder, reason: error.to_string() },
        }
    }

    pub(crate) fn from_sqlite(folder: &Path, file: &Path, error: &rusqlite::Error) -> Self {
        let reason = error.to_string();
        let folder = folder.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => Self::InUse { folder },
            Some(ErrorCode::DiskFull) => Self::Full { folder },
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { file: file.to_owned(), reason },
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::NotWritable { folder, reason },
            _ => Self::Failed { folder, reason },
        }
    }
}
