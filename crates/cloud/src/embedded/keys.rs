//! Small files made on first use, whole or not at all, and the same for every process: signing keys.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::database::sync_folder;
use crate::ids::{Ids as _, SystemIds};

/// Reads `folder/name`, or writes what `make` gives (readable by this user only) where it is absent. Of several processes one wins, and all
/// get the winner's content.
///
/// # Errors
/// What the file system says; `InvalidInput` when `name` is not a plain file name.
pub fn read_or_create_file(folder: &Path, name: &str, make: impl FnOnce() -> Vec<u8>) -> io::Result<Vec<u8>> {
    if name.is_empty() || name.starts_with('.') || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{name:?} is not a plain file name")));
    }
    let file = folder.join(name);
    match fs::read(&file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    let mut random = [0; 8];
    SystemIds.fill(&mut random);
    let draft = folder.join(format!(".{name}.{:016x}", u64::from_be_bytes(random)));
    let published = write_private(&draft, &make()).and_then(|()| publish(&draft, &file));
    let _ = fs::remove_file(&draft); // gone already where it was renamed
    published?;
    sync_folder(folder)?;
    fs::read(&file)
}

/// Gives the draft its name unless somebody else was first. A hard link never replaces; where the file system has none, a rename does, and
/// two processes in the same millisecond could disagree until the next start.
fn publish(draft: &Path, file: &Path) -> io::Result<()> {
    match fs::hard_link(draft, file) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) if !file.exists() => fs::rename(draft, file),
        other => other,
    }
}

fn write_private(draft: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(draft)?;
    file.write_all(content)?;
    file.sync_all()
}
