//! The printer: from a document to the bytes of a PDF.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::comemo;
use typst::diag::{SourceDiagnostic, SourceResult};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::document::{ItineraryDocument, Pdf, PrintError};
use crate::fonts::Fonts;
use crate::pages::Pages;
use crate::world::Sheet;

/// Renders documents one after another. Nothing is loaded before the first one; share it in an `Arc`.
pub struct Printer {
    fonts: Fonts,
    /// One document at a time: Typst's cache is one for the process, and its size is what one document leaves in it.
    press: Mutex<()>,
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printer").finish_non_exhaustive()
    }
}

impl Printer {
    /// `font_folders` are searched with their sub-folders, in this order, for scripts that Noto Sans does not have; a folder that does
    /// not exist is an empty one. `system_fonts` adds the fonts of the machine.
    pub const fn new(font_folders: Vec<PathBuf>, system_fonts: bool) -> Self {
        Self { fonts: Fonts::new(font_folders, system_fonts), press: Mutex::new(()) }
    }

    /// Bound to the processor for its whole time: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`PrintError`]; never because of what people typed or a missing glyph.
    pub fn itinerary(&self, document: &ItineraryDocument<'_>) -> Result<Pdf, PrintError> {
        let json = serde_json::to_string(&Pages::of(document))?;
        let _turn = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let choice = self.fonts.choose(&json);
        let sheet = Sheet::new(choice.store, json);
        let pdf = print(&sheet, choice.missing, document.made_at);
        // Memory stays bounded by one document; templates are parsed once all the same.
        comemo::evict(0);
        pdf
    }
}

fn print(sheet: &Sheet<'_>, missing_glyphs: Vec<char>, made_at: DateTime<Utc>) -> Result<Pdf, PrintError> {
    let laid_out = typst::compile::<PagedDocument>(sheet);
    for warning in &laid_out.warnings {
        tracing::debug!(warning = %warning.message, "typst");
    }
    let document = laid_out.output.map_err(|faults| PrintError::Layout(sentence(&faults)))?;
    let pages = document.pages().len();
    // PDF/UA refuses a file with a missing glyph; such a file is written tagged but without the claim.
    let accessible =
        if missing_glyphs.is_empty() { export(&document, made_at, &[PdfStandard::Ua_1]) } else { Err("missing glyphs".into()) };
    let (bytes, universal_access) = match accessible {
        Ok(bytes) => (bytes, true),
        Err(reason) => {
            tracing::debug!(reason, "the document does not claim PDF/UA-1");
            (export(&document, made_at, &[]).map_err(PrintError::Export)?, false)
        }
    };
    Ok(Pdf { bytes, pages, missing_glyphs, universal_access })
}

fn export(document: &PagedDocument, made_at: DateTime<Utc>, standards: &[PdfStandard]) -> Result<Vec<u8>, String> {
    let standards = PdfStandards::new(standards).map_err(|fault| fault.message().to_string())?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Pathfinder".to_owned())),
        timestamp: timestamp(made_at),
        standards,
        ..PdfOptions::default()
    };
    let written: SourceResult<Vec<u8>> = typst_pdf::pdf(document, &options);
    written.map_err(|faults| sentence(&faults))
}

fn timestamp(at: DateTime<Utc>) -> Option<Timestamp> {
    // All five parts fit their types: chrono gives months 1-12, days 1-31, hours, minutes and seconds below 60.
    let part = |value: u32| u8::try_from(value).ok();
    let datetime =
        Datetime::from_ymd_hms(at.year(), part(at.month())?, part(at.day())?, part(at.hour())?, part(at.minute())?, part(at.second())?)?;
    Some(Timestamp::new_utc(datetime))
}

fn sentence(faults: &[SourceDiagnostic]) -> String {
    faults.iter().take(3).map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}
