//! Who may depend on whom (design section 2), and what every file keeps.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The checkout.
pub fn repo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the repository").to_owned()
}

/// All Rust files below a folder.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// All files below a folder that could be committed.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let ignored = ["target", "out", "dist", "fonts", "node_modules"].contains(&name.as_ref())
            || (name.starts_with('.') && name != ".github" && name != ".ci");
        match entry.file_type().unwrap() {
            kind if kind.is_dir() && !ignored => found.extend(files(&path)),
            kind if kind.is_file() && !name.starts_with('.') => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

/// Names in the `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(repo().join(manifest)).unwrap_or_else(|error| panic!("{manifest}: {error}"));
    let lines = text.lines().map(str::trim).skip_while(|line| *line != "[dependencies]").skip(1).take_while(|line| !line.starts_with('['));
    let names = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(['=', '.', ' ']).next().unwrap_or_default().to_owned());
    names.collect()
}

/// The crates of the house and those that each may use.
const LAYERS: [(&str, &[&str]); 7] = [
    ("crates/domain", &[]),
    ("crates/functions", &[]),
    ("crates/cloud", &["pathfinder-domain"]),
    ("crates/print", &["pathfinder-domain"]),
    ("crates/devhost", &["pathfinder-functions", "pathfinder-cloud"]),
    ("handlers", &["pathfinder-domain", "pathfinder-cloud", "pathfinder-functions", "pathfinder-print"]),
    ("benches", &["pathfinder-domain", "pathfinder-cloud", "pathfinder-functions", "pathfinder-print", "pathfinder-devhost", "pathfinder"]),
];

#[test]
fn crates_depend_on_whom_they_may() {
    for (folder, allowed) in LAYERS {
        let own = dependencies(&format!("{folder}/Cargo.toml")).into_iter().filter(|name| name.starts_with("pathfinder"));
        let wrong: Vec<_> = own.filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{folder} must not depend on {wrong:?}");
    }
    let crates: BTreeSet<String> = fs::read_dir(repo().join("crates"))
        .unwrap()
        .map(|entry| format!("crates/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    let known: BTreeSet<String> =
        LAYERS.iter().map(|(folder, _)| (*folder).to_owned()).filter(|folder| folder.starts_with("crates/")).collect();
    assert_eq!(crates, known, "every crate has its row");
}

/// Crates that only one place of the house may know: IO stays in `cloud`, the host's wire in `functions`, pages in `print`.
const KEPT_APART: [(&str, &[&str]); 7] = [
    ("rusqlite", &["crates/cloud"]),
    ("typst", &["crates/print"]),
    ("icalendar", &["handlers"]),
    ("jsonwebtoken", &["handlers"]),
    ("tokio", &["crates/cloud", "crates/functions", "crates/devhost", "handlers", "benches"]),
    ("axum", &["crates/functions", "crates/devhost", "handlers"]),
    ("reqwest", &["crates/devhost", "handlers", "benches"]),
];

#[test]
fn some_dependencies_are_kept_in_one_place() {
    for (dependency, allowed) in KEPT_APART {
        let users =
            LAYERS.iter().map(|(folder, _)| *folder).filter(|folder| dependencies(&format!("{folder}/Cargo.toml")).contains(dependency));
        let wrong: Vec<_> = users.filter(|folder| !allowed.contains(folder)).collect();
        assert!(wrong.is_empty(), "{wrong:?} must not depend on {dependency}");
    }
}

#[test]
fn only_one_file_maps_errors_to_statuses() {
    let mapping = rust_files(&repo().join("handlers/src"))
        .into_iter()
        .filter(|file| fs::read_to_string(file).unwrap().contains("From<DocumentError> for"));
    let names: Vec<_> = mapping.map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["problem.rs"]);
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    let all = ["crates", "handlers", "tests", "benches"].into_iter().flat_map(|folder| rust_files(&repo().join(folder)));
    let silent: Vec<_> = all.filter(|file| !fs::read_to_string(file).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // In pieces, lest this file finds itself.
    let machine = [["/ro", "ot/"], ["/wo", "rk/"], ["/ho", "me/"], ["/tmp/ta", "rget"], ["C:\\Us", "ers"]].map(|pieces| pieces.concat());
    let text = |file: &PathBuf| fs::read_to_string(file).ok();
    let found = |file: &PathBuf| text(file).is_some_and(|text| machine.iter().any(|path| text.contains(path.as_str())));
    let telling: Vec<_> = files(&repo()).into_iter().filter(found).collect();
    assert!(telling.is_empty(), "{telling:#?}");
}

#[test]
fn no_module_is_a_drawer_for_odds_and_ends() {
    let drawer = |file: &PathBuf| {
        file.iter().any(|part| {
            ["utils", "common", "helpers", "utils.rs", "common.rs", "helpers.rs", "misc.rs", "util.rs"].iter().any(|name| part == *name)
        })
    };
    let drawers: Vec<_> =
        ["crates", "handlers", "tests"].into_iter().flat_map(|folder| rust_files(&repo().join(folder))).filter(drawer).collect();
    assert!(drawers.is_empty(), "{drawers:#?}");
}
