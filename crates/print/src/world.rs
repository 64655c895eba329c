//! Typst's view of the outside for one document: the templates, the values and the faces. No disk, no network, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;

const TEMPLATES: [(&str, &str); 9] = [
    ("/itinerary.typ", include_str!("../templates/itinerary.typ")),
    ("/theme.typ", include_str!("../templates/theme.typ")),
    ("/cover.typ", include_str!("../templates/cover.typ")),
    ("/glance.typ", include_str!("../templates/glance.typ")),
    ("/sketch.typ", include_str!("../templates/sketch.typ")),
    ("/day.typ", include_str!("../templates/day.typ")),
    ("/money.typ", include_str!("../templates/money.typ")),
    ("/family.typ", include_str!("../templates/family.typ")),
    ("/closing.typ", include_str!("../templates/closing.typ")),
];

/// What all documents share.
struct Press {
    library: LazyHash<Library>,
    sources: Vec<Source>,
    data: FileId,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| Press {
    library: LazyHash::new(Library::default()),
    sources: TEMPLATES.iter().map(|(path, text)| Source::new(file(path), (*text).to_owned())).collect(),
    data: file("/data.json"),
});

fn file(path: &'static str) -> FileId {
    let path = VirtualPath::new(path).expect("constant absolute paths without `..` are valid");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One document in the making.
pub(crate) struct Sheet<'a> {
    press: &'static Press,
    fonts: &'a FontStore,
    values: Bytes,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(fonts: &'a FontStore, json: String) -> Self {
        Self { press: &PRESS, fonts, values: Bytes::from_string(json) }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.press.sources[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data { Ok(self.values.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
