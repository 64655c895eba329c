//! Every area of functions has its tests, and every function file declares a function.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pathfinder::registry;

use crate::house::{repo, rust_files};

/// Areas whose tests stand in a module with another name, for they are tested together. The list may only shrink.
const ELSEWHERE: [(&str, &str); 7] = [
    ("api_docs", "docs"),
    ("dead_letters", "jobs"),
    ("dev", "identity"),
    ("families", "accounts"),
    ("me", "accounts"),
    ("members", "accounts"),
    ("participations", "wishes"),
];

fn areas() -> BTreeSet<String> {
    let source = repo().join("handlers/src");
    let folders = fs::read_dir(&source).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    let with_functions = |area: &String| {
        let file = source.join(area).join("mod.rs");
        fs::read_to_string(file).is_ok_and(|text| text.contains("pub fn functions() -> Vec<Function<App>>"))
    };
    folders.filter(with_functions).collect()
}

#[test]
fn every_area_has_its_tests() {
    let ring = repo().join("tests/functions");
    let declared = fs::read_to_string(ring.join("main.rs")).unwrap();
    let there = |module: &str| {
        declared.contains(&format!("\nmod {module};"))
            && (ring.join(format!("{module}.rs")).is_file() || ring.join(module).join("mod.rs").is_file())
    };
    let mut untested = Vec::new();
    for area in areas() {
        let module = ELSEWHERE.iter().find(|(name, _)| *name == area).map_or(area.as_str(), |(_, module)| module);
        if !there(module) {
            untested.push(area.clone());
        } else if module != area {
            assert!(!there(&area), "{area} has tests of its own now: take it out of ELSEWHERE");
        }
    }
    assert!(untested.is_empty(), "tests/functions mirrors handlers/src: {untested:?} have no tests");
}

#[test]
fn every_function_stands_in_the_file_of_its_name() {
    let source = repo().join("handlers/src");
    let texts: Vec<_> = rust_files(&source).into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect();
    for function in registry::functions() {
        let quoted = format!("\"{}\"", function.name());
        let declares = |(_, text): &&(std::path::PathBuf, String)| text.contains("Function::") && text.contains(&quoted);
        assert_eq!(texts.iter().filter(declares).count(), 1, "{} is declared once", function.name());
    }
    // One function a file, so that a file's name says what it does; the page of the docs and its assets are one thing.
    let several: Vec<_> = texts
        .iter()
        .filter(|(_, text)| {
            ["Function::http(", "Function::queue(", "Function::timer("].iter().map(|make| text.matches(make).count()).sum::<usize>() > 1
        })
        .map(|(file, _)| relative(file))
        .collect();
    assert_eq!(several, ["handlers/src/api_docs/page.rs"]);
}

fn relative(file: &Path) -> String {
    file.strip_prefix(repo()).unwrap().to_string_lossy().into_owned()
}
