//! The embedded column of design section 4: one data folder with one SQLite file, one blob folder and the keys made on first use.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use crate::blobs::folder::FolderBlobs;
use crate::blobs::links::LinkKey;
use crate::cache::memory::MemoryCache;
use crate::clock::Clock;
use crate::documents::sqlite::SqliteDocuments;
use crate::ledger::sqlite::SqliteLedger;
use crate::queues::sqlite::SqliteQueues;
use crate::secrets::folder::FolderSecrets;

pub(crate) mod connection;
pub(crate) mod database;
mod error;
mod keys;
mod readers;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

use connection::Tuning;
pub use database::FILE;
use database::{Database, blob_folder};
pub use error::OpenError;
pub use keys::read_or_create_file;

/// Where the embedded stores live.
#[derive(Debug, Clone)]
pub struct EmbeddedOptions {
    /// Created where it is absent. Several processes on one machine may share it; a network file system will not do.
    pub data_folder: PathBuf,
    /// What signed links start with, such as `http://127.0.0.1:7071/blobs`.
    pub link_base: Url,
    pub clock: Arc<dyn Clock>,
}

/// All embedded adapters over one data folder. They stay usable after this struct is dropped.
#[derive(Debug, Clone)]
pub struct Embedded {
    pub documents: Arc<SqliteDocuments>,
    pub ledger: Arc<SqliteLedger>,
    pub queues: Arc<SqliteQueues>,
    pub blobs: Arc<FolderBlobs>,
    pub cache: Arc<MemoryCache>,
    pub secrets: Arc<FolderSecrets>,
    pub clock: Arc<dyn Clock>,
    data_folder: PathBuf,
}

impl Embedded {
    /// Opens the data folder, creating what is absent. Costs one file open and three small reads; readers, blob folder and keys come when needed.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the folder and what to do.
    pub fn open(options: EmbeddedOptions) -> Result<Self, OpenError> {
        let database = Database::open(&options.data_folder, Tuning::default(), None)?;
        Ok(Self::over(database, options))
    }

    /// Stores for one test: the same code over a fresh scratch folder without fsync, removed when the last adapter is dropped.
    /// (SQLite's real in-memory mode has no write-ahead log, so its readers would block its writer: another machine than the one we ship.)
    ///
    /// # Errors
    /// As [`Embedded::open`], for the machine's temporary folder.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let scratch =
            tempfile::Builder::new().prefix("pathfinder-").tempdir().map_err(|e| OpenError::from_io(&std::env::temp_dir(), &e))?;
        let data_folder = scratch.path().to_owned();
        // A constant that parses; the fallback cannot be reached but spares an `expect`.
        let link_base = Url::parse("http://127.0.0.1:7071/blobs")
            .map_err(|e| OpenError::Failed { folder: data_folder.clone(), reason: e.to_string() })?;
        let database = Database::open(&data_folder, Tuning { synced: false, ..Tuning::default() }, Some(scratch))?;
        Ok(Self::over(database, EmbeddedOptions { data_folder, link_base, clock }))
    }

    fn over(database: Database, options: EmbeddedOptions) -> Self {
        let EmbeddedOptions { data_folder, link_base, clock } = options;
        let database = Arc::new(database);
        Self {
            documents: Arc::new(SqliteDocuments::new(Arc::clone(&database), Arc::clone(&clock))),
            ledger: Arc::new(SqliteLedger::new(Arc::clone(&database))),
            queues: Arc::new(SqliteQueues::new(Arc::clone(&database), Arc::clone(&clock))),
            blobs: Arc::new(FolderBlobs::new(database, blob_folder(&data_folder), data_folder.clone(), link_base, Arc::clone(&clock))),
            cache: Arc::new(MemoryCache::new(Arc::clone(&clock))),
            secrets: Arc::new(FolderSecrets::new(data_folder.clone())),
            clock,
            data_folder,
        }
    }

    pub fn data_folder(&self) -> &Path {
        &self.data_folder
    }

    /// The key that signs blob links; made on first use, the same for every process on this folder.
    ///
    /// # Errors
    /// What the file system says; `InvalidData` when `link.key` is not a key.
    pub fn link_key(&self) -> io::Result<LinkKey> {
        LinkKey::read_or_create(&self.data_folder)
    }
}
