//! Opening hours of the trip's dates: each different text is read once and evaluated once per date.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::table::Span;
use crate::clock_time::Window;
use crate::opening::Hours;

/// One text as it is read in one country.
struct Read {
    country: Option<String>,
    hours: Option<Hours>,
    known: HashMap<NaiveDate, Vec<Window>>,
}

#[derive(Default)]
pub(super) struct HoursOf {
    read: HashMap<String, Vec<Read>>,
}

impl HoursOf {
    /// When it is open; the whole day without a text, never where the text cannot be read.
    pub(super) fn on(&mut self, text: Option<&str>, country: Option<&str>, date: NaiveDate) -> Vec<Window> {
        let Some(text) = text else {
            return vec![Window { from: crate::clock_time::ClockTime::MIDNIGHT, until: crate::clock_time::ClockTime::END_OF_DAY }];
        };
        if !self.read.contains_key(text) {
            self.read.insert(text.to_owned(), Vec::new());
        }
        let Some(reads) = self.read.get_mut(text) else { return Vec::new() };
        let index = reads.iter().position(|read| read.country.as_deref() == country).unwrap_or_else(|| {
            let hours = Hours::parse(text, country).ok();
            reads.push(Read { country: country.map(ToOwned::to_owned), hours, known: HashMap::new() });
            reads.len() - 1
        });
        let Some(Read { hours, known, .. }) = reads.get_mut(index) else { return Vec::new() };
        known.entry(date).or_insert_with(|| hours.as_ref().map(|hours| hours.on(date)).unwrap_or_default()).clone()
    }
}

/// The possible starts of something that takes so many seconds, wholly inside one of the windows, and started inside `allowed`.
pub(super) fn starts(open: &[Window], seconds: u32, allowed: Span) -> impl Iterator<Item = Span> {
    open.iter().filter_map(move |window| {
        let from = window.from.seconds().max(allowed.0);
        let until = window.until.seconds().checked_sub(seconds)?.min(allowed.1);
        (from <= until).then_some((from, until))
    })
}
