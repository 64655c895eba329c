//! One host per data folder: two of them would run every timer twice and steal each other's past-due ticks.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::HostError;
use crate::settings::DATA_FOLDER;

/// Held until dropped; the operating system also frees it when the process dies.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(folder: &Path) -> Result<Self, HostError> {
        let path = folder.join("devhost.lock");
        let wrong = |error: std::io::Error| HostError::File { file: path.clone(), reason: error.to_string() };
        create_private(folder).map_err(wrong)?;
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // The holder may be between taking the lock and writing its number.
                let known = file.read_to_string(&mut pid).is_ok() && !pid.trim().is_empty();
                let owner = if known { format!("devhost with process id {}", pid.trim()) } else { "another devhost".to_owned() };
                return Err(HostError::Locked { folder: folder.to_owned(), owner, setting: DATA_FOLDER });
            }
            Err(TryLockError::Error(error)) => return Err(wrong(error)),
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id())).map_err(wrong)?;
        Ok(Self { _file: file })
    }
}

/// The data is the developer's own: mode 0700 where the folder is made here.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
