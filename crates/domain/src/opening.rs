//! Opening hours of one date, from OpenStreetMap `opening_hours` text.
//!
//! The grammar and the calendars of public holidays come from the `opening-hours` crate. Holidays of a region (a single German state) are
//! not known to it by country alone and do not count.

use chrono::NaiveDate;
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};

use crate::clock_time::{ClockTime, Window};

/// Parsed opening hours; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(OpeningHours);

impl Hours {
    /// Reads OpenStreetMap `opening_hours` text. `country` (ISO 3166-1 alpha-2) says which days are `PH`; a country whose calendar is not
    /// known, like no country, has no public holidays.
    ///
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn parse(text: &str, country: Option<&str>) -> Result<Self, String> {
        let hours: OpeningHours =
            text.parse().map_err(|fault| format!("{text:?} is not in the opening_hours form: {}", one_line(&fault)))?;
        let holidays = country.and_then(|code| code.parse::<Country>().ok()).map(Country::holidays).unwrap_or_default();
        Ok(Self(hours.with_context(Context::default().with_holidays(holidays))))
    }

    /// When it is open on this local date, ascending and merged. What runs past midnight ends at 24:00 here and starts at 00:00 on the next
    /// date. Hours marked `unknown` (or only "by appointment") count as closed.
    pub fn on(&self, date: NaiveDate) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        for range in self.0.schedule_at(date) {
            if range.kind != RuleKind::Open {
                continue;
            }
            let from = ClockTime::hm(u32::from(range.range.start.hour()), u32::from(range.range.start.minute()));
            let until = ClockTime::hm(u32::from(range.range.end.hour()), u32::from(range.range.end.minute()));
            match windows.last_mut() {
                Some(last) if last.until >= from => last.until = last.until.max(until),
                _ if from < until => windows.push(Window { from, until }),
                _ => {}
            }
        }
        windows
    }
}

/// The parser draws a picture of several lines around a fault, under its line and column; a sentence needs its last line only.
fn one_line(fault: &opening_hours_syntax::Error) -> String {
    let picture = fault.to_string();
    let mut lines = picture.lines().map(|line| line.trim_start_matches([' ', '-', '>', '=']));
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(what)) => format!("at {place} {what}"),
        (Some(what), None) => what.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str, country: &str, date: &str) -> Vec<String> {
        let windows = Hours::parse(text, Some(country)).unwrap().on(date.parse().unwrap());
        windows.iter().map(|w| format!("{}-{}", w.from, w.until)).collect()
    }

    #[test]
    fn reads_the_hours_of_a_date() {
        // 2026-11-02 is a Monday.
        for (text, date, expected) in [
            ("24/7", "2026-11-02", vec!["00:00-24:00"]),
            ("Mo-Fr 09:00-12:00,14:00-18:00", "2026-11-02", vec!["09:00-12:00", "14:00-18:00"]),
            ("Tu-Su 09:00-18:00; Mo off", "2026-11-02", vec![]),
            ("Tu-Su 09:00-18:00", "2026-11-03", vec!["09:00-18:00"]),
            ("Mo-Su 18:00-02:00", "2026-11-02", vec!["00:00-02:00", "18:00-24:00"]),
            ("Mo 18:00-02:00", "2026-11-03", vec!["00:00-02:00"]),
            ("Mo-Su 09:00-12:00, Mo-Su 12:00-17:00", "2026-11-02", vec!["09:00-17:00"]),
            ("Mo-Su 08:00-24:00", "2026-11-02", vec!["08:00-24:00"]),
            ("Apr-Sep: Mo-Su 09:00-19:00; Oct-Mar: Mo-Su 09:00-16:30", "2026-11-02", vec!["09:00-16:30"]),
            ("Mo-Su 10:00-18:00 unknown", "2026-11-02", vec![]),
            ("Mo-Su 09:00-18:00; Dec 25 off", "2026-12-25", vec![]),
        ] {
            assert_eq!(on(text, "IT", date), expected, "{text} on {date}");
        }
    }

    #[test]
    fn public_holidays_are_those_of_the_country() {
        assert_eq!(on("Mo-Su 09:00-18:00; PH off", "FR", "2026-07-14"), Vec::<String>::new());
        assert_eq!(on("Mo-Su 09:00-18:00; PH off", "IT", "2026-07-14"), ["09:00-18:00"]);
        assert_eq!(on("Mo-Su 09:00-18:00; PH off", "XX", "2026-07-14"), ["09:00-18:00"]);
    }

    #[test]
    fn says_what_it_cannot_read() {
        let fault = Hours::parse("nine to five", None).unwrap_err();
        assert!(fault.contains("nine to five") && !fault.contains('\n'), "{fault}");
    }
}
