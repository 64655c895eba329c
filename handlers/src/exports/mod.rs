//! Exports: an itinerary as a file for paper, for a calendar, or for another program.

mod calendar;
mod create;
mod delete;
mod file_name;
mod list;
pub mod make;
mod pdf;
mod read;
mod stored;

use chrono::{DateTime, Utc};
use pathfinder_domain::ids::{ExportId, TripId};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;

pub use stored::{CONTAINER, EXPORT, delete_all, purge_expired, purge_orphans};

pub fn functions() -> Vec<Function<App>> {
    vec![create::function(), list::function(), read::function(), delete::function(), make::function()]
}

const TAG: &str = "Exports";

/// What is to be made; resolved and checked already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub export: ExportId,
    /// Version of the itinerary.
    pub itinerary: u32,
    pub format: Format,
    pub paper: Paper,
}

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// Pages to print.
    Pdf,
    /// iCalendar (RFC 5545); importing a later one again updates its events.
    Calendar,
    /// The itinerary as this API shows it.
    Json,
}

/// What a PDF is laid out for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Calendar => "ics",
            Self::Json => "json",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// As the ledger names it.
    const fn item(self) -> &'static str {
        match self {
            Self::Pdf => "export.pdf",
            Self::Calendar => "export.calendar",
            Self::Json => "export.json",
        }
    }
}

/// A finished export.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Export")]
struct ExportView {
    id: ExportId,
    /// Version of the itinerary.
    itinerary: u32,
    format: Format,
    file_name: String,
    bytes: u64,
    /// SHA-256 of the file, lower-case hex.
    sha256: String,
    created_at: DateTime<Utc>,
    /// The file is deleted then.
    expires_at: DateTime<Utc>,
}

impl From<&stored::Export> for ExportView {
    fn from(export: &stored::Export) -> Self {
        Self {
            id: export.id,
            itinerary: export.itinerary,
            format: export.format,
            file_name: export.file_name.clone(),
            bytes: export.bytes,
            sha256: export.sha256.clone(),
            created_at: export.created_at,
            expires_at: export.expires_at,
        }
    }
}

/// The path of an export.
fn path(trip: TripId, id: ExportId) -> String {
    format!("/api/v1/trips/{trip}/exports/{id}")
}
