//! Opening hours of the trip's dates: each different text is read once and evaluated once per date.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::table::Span;
use crate::clock_time::Window;
use crate::opening::Hours;

type Key<'p> = (&'p str, Option<&'p str>);

#[derive(Default)]
pub(super) struct HoursOf<'p> {
    read: HashMap<Key<'p>, Option<Hours>>,
    known: HashMap<(Key<'p>, NaiveDate), Vec<Window>>,
}

impl<'p> HoursOf<'p> {
    /// When it is open; the whole day without a text, never where the text cannot be read.
    pub(super) fn on(&mut self, text: Option<&'p str>, country: Option<&'p str>, date: NaiveDate) -> Vec<Window> {
        let Some(text) = text else {
            return vec![Window { from: crate::clock_time::ClockTime::MIDNIGHT, until: crate::clock_time::ClockTime::END_OF_DAY }];
        };
        let Self { read, known } = self;
        let key = (text, country);
        let windows = known.entry((key, date)).or_insert_with(|| {
            let hours = read.entry(key).or_insert_with(|| Hours::parse(text, country).ok());
            hours.as_ref().map(|hours| hours.on(date)).unwrap_or_default()
        });
        windows.clone()
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
