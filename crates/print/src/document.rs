//! What goes into a document and what comes out.

use chrono::{DateTime, NaiveDate, Utc};
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::Plan;

/// An itinerary to print. The same document gives the same bytes on the same machine.
#[derive(Debug, Clone)]
pub struct ItineraryDocument<'a> {
    pub trip: TripFacts,
    pub plan: &'a Plan,
    /// Shown on the cover and written into the file as its date.
    pub made_at: DateTime<Utc>,
    pub paper: Paper,
}

/// What the cover and the family pages say beyond the plan. Text of any length and content is accepted; pages show a bounded part of it.
#[derive(Debug, Clone)]
pub struct TripFacts {
    pub title: String,
    pub destination: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// In the order of the cover.
    pub families: Vec<FamilyFacts>,
    /// Version of the itinerary.
    pub version: u32,
    pub budget: Option<Money>,
    /// Remarks for the cover; the first six are shown.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct FamilyFacts {
    /// The id that the plan's family reports and shares use.
    pub id: String,
    pub name: String,
    /// Display lines such as "Mia (6)".
    pub people: Vec<String>,
    /// Short lines: what this family asked for.
    pub wishes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Characters that no font at hand can show, in order; they appear as empty boxes. Empty in a good document.
    pub missing_glyphs: Vec<char>,
    /// Whether the file declares PDF/UA-1. A file with missing glyphs cannot; it is tagged all the same.
    pub universal_access: bool,
}

/// Why there is no document. None of these depends on what people typed, so a repetition does not help.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error("the document's values could not be written: {0}")]
    Values(#[from] serde_json::Error),
    #[error("the pages could not be laid out: {0}")]
    Layout(String),
    #[error("the PDF could not be written: {0}")]
    Export(String),
}

impl Paper {
    /// Millimetres between the margins that `templates/theme.typ` sets.
    pub(crate) const fn text_width(self) -> f64 {
        match self {
            Self::A4 => 210.0 - 36.0,
            Self::Letter => 215.9 - 36.0,
        }
    }
}
