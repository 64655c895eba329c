//! Writes the `function.json` tree into the folder of `host.json`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use super::bindings::{GENERATED_BY, function_json};
use crate::function::Function;

/// The file the host looks for in every folder beside `host.json`.
const FILE: &str = "function.json";

/// What staging changed, by function name, each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staged {
    pub written: Vec<String>,
    /// Left alone, so that a running host does not reload.
    pub unchanged: Vec<String>,
    /// Generated folders of functions that are gone.
    pub removed: Vec<String>,
}

/// Writes `<dir>/<name>/function.json` for every function and removes generated ones that are not in the list any more.
/// A file appears whole or not at all.
///
/// # Errors
/// Whatever the file system says, and [`io::ErrorKind::AlreadyExists`] when a `function.json` that was not generated is in the way.
pub fn stage<S>(functions: &[Function<S>], dir: &Path) -> io::Result<Staged> {
    let mut staged = Staged::default();
    for function in functions {
        let folder = dir.join(function.name());
        let mut text = serde_json::to_string_pretty(&function_json(function)).map_err(io::Error::other)?;
        text.push('\n');
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(present) if present == text => {
                staged.unchanged.push(function.name().to_owned());
                continue;
            }
            Ok(present) if !is_generated(&present) => {
                let message = format!("{} was not generated; it is in the way", path.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(&folder)?,
            Err(error) => return Err(error),
        }
        replace(&path, text.as_bytes())?;
        staged.written.push(function.name().to_owned());
    }
    staged.removed = remove_stale(dir, |name| functions.iter().any(|function| function.name() == name))?;
    staged.written.sort_unstable();
    staged.unchanged.sort_unstable();
    Ok(staged)
}

/// Writes beside the file and renames over it, which is atomic within a folder.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("json.new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

fn remove_stale(dir: &Path, is_listed: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
    let mut removed = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if is_listed(&name) || !entry.file_type()?.is_dir() {
            continue;
        }
        let path = entry.path().join(FILE);
        if !fs::read_to_string(&path).is_ok_and(|text| is_generated(&text)) {
            continue;
        }
        fs::remove_file(&path)?;
        // Only an empty folder goes: what else lies in it is not ours.
        match fs::remove_dir(entry.path()) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => return Err(error),
            _ => removed.push(name),
        }
    }
    removed.sort_unstable();
    Ok(removed)
}

fn is_generated(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|value| value.get("generatedBy").and_then(Value::as_str) == Some(GENERATED_BY))
}
