//! Content files: written once under a name that is never used again, `<hex milliseconds of the put's begin>-<unique>`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::embedded::database::sync_folder;

#[derive(Debug)]
pub(super) struct ContentFolder {
    folder: PathBuf,
    synced: bool,
}

impl ContentFolder {
    pub(super) fn new(folder: PathBuf, synced: bool) -> Self {
        Self { folder, synced }
    }

    /// Writes and syncs. No draft and rename: nobody knows the name before the row is committed, so nobody can see a part.
    pub(super) fn write(&self, file: &str, content: &[u8]) -> io::Result<()> {
        let path = self.folder.join(file);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let mut opened = match options.open(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder)?;
                self.folder.parent().filter(|_| self.synced).map_or(Ok(()), sync_folder)?;
                options.open(&path)?
            }
            opened => opened?,
        };
        let written = opened
            .write_all(content)
            .and_then(|()| if self.synced { opened.sync_all().and_then(|()| sync_folder(&self.folder)) } else { Ok(()) });
        if written.is_err() {
            // Frees what a full disk was given in vain.
            let _ = fs::remove_file(&path);
        }
        written
    }

    /// `None` when there is no such file.
    pub(super) fn read(&self, file: &str) -> io::Result<Option<Bytes>> {
        match fs::read(self.folder.join(file)) {
            Ok(content) => Ok(Some(content.into())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Absent is fine.
    pub(super) fn remove(&self, file: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(file)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// Names of files begun before `limit`; files of other shapes are not ours and stay.
    pub(super) fn begun_before(&self, limit: DateTime<Utc>) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let Ok(name) = entry?.file_name().into_string() else { continue };
            let begun = name.split_once('-').and_then(|(millis, _)| i64::from_str_radix(millis, 16).ok());
            if begun.is_some_and(|begun| begun < limit.timestamp_millis()) {
                names.push(name);
            }
        }
        Ok(names)
    }
}
