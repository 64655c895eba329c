//! How long the disk takes to say that data is safe: the floor under every write of the embedded stores.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use crate::samples::Samples;

/// Writes and syncs a page so many times in `folder`.
///
/// # Errors
/// What the file system says.
pub fn sync_times(folder: &Path, times: u32) -> io::Result<Samples> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut samples = Samples::default();
    for _ in 0..times {
        file.write_all(&[0; 4096])?;
        let began = Instant::now();
        File::sync_data(&file)?;
        samples.add(began.elapsed());
    }
    Ok(samples)
}
