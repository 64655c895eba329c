//! A few read-only connections, opened when first needed and lent to one user at a time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connection::{StoreError, Tuning, open_reader};

#[derive(Debug)]
pub(crate) struct Readers {
    lender: Lender,
    permits: Arc<Semaphore>,
}

#[derive(Debug, Clone)]
struct Lender {
    file: Arc<Path>,
    tuning: Tuning,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Lender {
    fn lend<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // A variable of its own: a lock taken in the `match` itself would be held through the opening.
        let lent = idle().pop();
        let connection = match lent {
            Some(connection) => connection,
            None => open_reader(&self.file, self.tuning).map_err(StoreError::from)?,
        };
        let result = work(&connection);
        idle().push(connection);
        result
    }
}

impl Readers {
    /// As many readers as the machine runs at once; never fewer than two, so that one slow scan does not stop point reads.
    pub(crate) fn new(file: PathBuf, tuning: Tuning) -> Self {
        let count = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
        let lender = Lender { file: file.into(), tuning, idle: Arc::default() };
        Self { lender, permits: Arc::new(Semaphore::new(count)) }
    }

    /// Runs `work` right here. For point reads only: one row by its key takes less time than waking another thread, and a reader of a
    /// write-ahead log waits for nobody.
    pub(crate) fn read_here<T, E: From<StoreError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.lender.lend(work)
    }

    /// Runs `work` on a blocking thread. Statements of one call may see different commits; one statement sees one.
    pub(crate) async fn read<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|e| E::from(StoreError::failed(e)))?;
        let lender = self.lender.clone();
        let run = move || {
            let _permit = permit;
            lender.lend(work)
        };
        tokio::task::spawn_blocking(run).await.unwrap_or_else(|e| Err(E::from(StoreError::failed(e))))
    }
}
