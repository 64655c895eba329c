//! The files inside the binary.

use std::sync::OnceLock;

use super::destination::{Destination, Summary};

/// One embedded file and what has been parsed of it.
struct Entry {
    slug: &'static str,
    text: &'static str,
    parsed: OnceLock<Option<Destination>>,
}

macro_rules! embedded {
    ($($slug:literal),* $(,)?) => {
        /// In alphabetical order of the slugs.
        static ENTRIES: [Entry; [$($slug),*].len()] = [
            $(Entry { slug: $slug, text: include_str!(concat!("../../catalogue/", $slug, ".json")), parsed: OnceLock::new() }),*
        ];
    };
}

embedded![
    "amsterdam",
    "auckland",
    "barcelona",
    "berlin",
    "buenos-aires",
    "cape-town",
    "copenhagen",
    "lisbon",
    "london",
    "new-york",
    "paris",
    "prague",
    "rome",
    "san-diego",
    "singapore",
    "sydney",
    "tokyo",
    "vancouver",
    "vienna",
    "washington-dc",
];

/// The heads of all destinations, in alphabetical order of their slugs. Reads only the heads of the files.
pub fn destinations() -> &'static [Summary] {
    static SUMMARIES: OnceLock<Vec<Summary>> = OnceLock::new();
    SUMMARIES.get_or_init(|| ENTRIES.iter().filter_map(|entry| head(entry.text)).collect())
}

/// A destination by its slug; parsed on first use, about a millisecond.
pub fn destination(slug: &str) -> Option<&'static Destination> {
    let entry = ENTRIES.iter().find(|entry| entry.slug == slug)?;
    // A file that cannot be read is as good as absent; a test reads them all.
    entry.parsed.get_or_init(|| serde_json::from_str(entry.text).ok()).as_ref()
}

/// The head of a file: everything before its first list, closed as an object.
fn head(text: &str) -> Option<Summary> {
    let (head, _) = text.split_once("\"places\"")?;
    let head = head.trim_end().trim_end_matches(',');
    serde_json::from_str(&format!("{head}}}")).ok()
}
