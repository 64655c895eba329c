//! Printed pages: an itinerary as a tagged PDF, laid out by Typst inside the process.
//!
//! Templates are part of the program (`templates/`); everything that people typed enters them as values of `/data.json`, never as
//! Typst source. Heavy to build, so a crate of its own.

mod clean;
mod document;
mod figures;
mod fonts;
mod pages;
mod printer;
mod sketch;
mod world;

pub use document::{FamilyFacts, ItineraryDocument, Paper, Pdf, PrintError, TripFacts};
pub use printer::Printer;
