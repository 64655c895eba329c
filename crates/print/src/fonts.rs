//! The faces of a document: Noto Sans inside the program, all other scripts and emoji from folders and the system.

use std::path::PathBuf;
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::{self, FontStore};

/// Two sets of faces, each loaded when it is first needed.
pub(crate) struct Fonts {
    folders: Vec<PathBuf>,
    system: bool,
    embedded: OnceLock<FontStore>,
    all: OnceLock<FontStore>,
}

/// The faces for one document.
pub(crate) struct Choice<'a> {
    pub(crate) store: &'a FontStore,
    /// Characters that none of them has, in order.
    pub(crate) missing: Vec<char>,
}

impl Fonts {
    pub(crate) const fn new(folders: Vec<PathBuf>, system: bool) -> Self {
        Self { folders, system, embedded: OnceLock::new(), all: OnceLock::new() }
    }

    /// Text in Latin, Greek and Cyrillic needs the embedded faces only: no folder is read for it, and it looks alike on every machine.
    pub(crate) fn choose(&self, text: &str) -> Choice<'_> {
        let embedded = self.embedded.get_or_init(embedded);
        let missing = missing(embedded, text);
        if missing.is_empty() {
            return Choice { store: embedded, missing };
        }
        let all = self.all.get_or_init(|| self.scan());
        Choice { store: all, missing: self::missing(all, text) }
    }

    fn scan(&self) -> FontStore {
        let mut store = embedded();
        for folder in &self.folders {
            store.extend(fonts::scan(folder));
        }
        if self.system {
            store.extend(fonts::system());
        }
        store
    }
}

fn embedded() -> FontStore {
    let mut store = FontStore::new();
    for data in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
        store.extend(Font::iter(Bytes::new(data)).map(|font| {
            let info = font.info().clone();
            (font, info)
        }));
    }
    store
}

fn missing(store: &FontStore, text: &str) -> Vec<char> {
    let mut foreign: Vec<char> = text.chars().filter(|&c| c > '\u{7e}' && !is_invisible(c)).collect();
    foreign.sort_unstable();
    foreign.dedup();
    let book = store.book();
    foreign.retain(|&c| !(0..).map_while(|index| book.info(index)).any(|info| info.coverage.contains(c.into())));
    foreign
}

/// Default-ignorable code points (Unicode DerivedCoreProperties) that text in use contains: nothing is drawn for them.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
