//! When an example begins: on a date, or on a weekday so many weeks from today, because the API refuses trips in the past.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum StartsOn {
    Date(NaiveDate),
    Relative(Relative),
}

/// The first such weekday that is at least so many weeks from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relative {
    /// `saturday` or `sat`.
    weekday: Weekday,
    weeks_ahead: u16,
}

impl StartsOn {
    pub fn date(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Relative(Relative { weekday, weeks_ahead }) => {
                let earliest = today + Days::new(7 * u64::from(weeks_ahead));
                earliest + Days::new(u64::from(weekday.days_since(earliest.weekday())))
            }
        }
    }
}

/// `YYYY-MM` for somebody of this age on `date`, half a year after the birthday, so that a trip does not run over one.
pub(super) fn birth_month(age: u8, date: NaiveDate) -> String {
    (date - Months::new(12 * u32::from(age) + 6)).format("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_weekday_is_found_at_or_after_the_weeks() {
        let relative: StartsOn = serde_json::from_str(r#"{"weekday": "saturday", "weeksAhead": 12}"#).unwrap();
        // A Tuesday, a Saturday and a Sunday.
        for (today, first) in [("2026-11-24", "2027-02-20"), ("2026-11-28", "2027-02-20"), ("2026-11-29", "2027-02-27")] {
            let found = relative.date(day(today));
            assert_eq!((found, found.weekday()), (day(first), Weekday::Sat), "{today}");
        }
    }

    #[test]
    fn a_date_stays_as_it_is() {
        let fixed: StartsOn = serde_json::from_str(r#""2027-05-01""#).unwrap();
        assert_eq!(fixed.date(day("2026-11-24")), day("2027-05-01"));
    }

    #[test]
    fn a_misspelt_weekday_is_refused() {
        for text in [r#"{"weekday": "someday", "weeksAhead": 1}"#, r#"{"weekday": "saturday"}"#, r#""soon""#] {
            assert!(serde_json::from_str::<StartsOn>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ages_hold_on_the_first_day() {
        assert_eq!(birth_month(2, day("2027-02-20")), "2024-08");
        assert_eq!(birth_month(0, day("2027-08-31")), "2027-02");
    }
}
