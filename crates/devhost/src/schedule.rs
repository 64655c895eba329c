//! NCRONTAB: six fields with seconds, five allowed, always UTC.

use chrono::{DateTime, TimeDelta, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};

#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    text: String,
    cron: Cron,
}

const NAMES: [&str; 19] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Schedule {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |reason: &str| format!("the schedule expression '{text}' was not recognized as an NCRONTAB expression: {reason}");
        let fields: Vec<&str> = text.split_whitespace().collect();
        let six = match fields.as_slice() {
            [_, _, _, _, _] => format!("0 {}", fields.join(" ")),
            [_, _, _, _, _, _] => fields.join(" "),
            _ => return Err(wrong("six fields are needed: second minute hour day month day-of-week")),
        };
        // croner also knows `L`, `#`, `?` and `W`; the host's parser does not, so a schedule with them must fail here too.
        if let Some(odd) = fields.iter().flat_map(|field| field.split([',', '-', '/'])).find(|part| !is_plain(part)) {
            return Err(wrong(&format!("{odd:?} is unknown")));
        }
        let parser = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
        let cron = parser.parse(&six).map_err(|error| wrong(&error.to_string()))?;
        Ok(Self { text: text.to_owned(), cron })
    }

    /// The first tick after `instant`; `None` when none is near enough to be found.
    pub(crate) fn next_after(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_next_occurrence(&instant, false).ok()
    }

    /// Schedules that tick more than once a minute are not monitored: the host looks at the next five ticks.
    pub(crate) fn ticks_within_a_minute(&self, now: DateTime<Utc>) -> bool {
        let ticks: Vec<_> = std::iter::successors(self.next_after(now), |tick| self.next_after(*tick)).take(5).collect();
        ticks.windows(2).any(|pair| pair[1] - pair[0] < TimeDelta::minutes(1))
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_plain(part: &str) -> bool {
    part == "*"
        || (!part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit()))
        || NAMES.iter().any(|name| part.len() >= 3 && part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn ticks_in_utc_with_seconds() {
        let nightly = Schedule::parse("0 30 2 * * *").unwrap();
        assert_eq!(nightly.next_after(at("2026-11-24T02:30:00Z")), Some(at("2026-11-25T02:30:00Z")));
        let five = Schedule::parse("*/5 * * * *").unwrap();
        assert_eq!(five.next_after(at("2026-11-24T02:31:10Z")), Some(at("2026-11-24T02:35:00Z")));
        let both = Schedule::parse("0 0 0 13 * FRI").unwrap();
        assert_eq!(both.next_after(at("2026-11-24T00:00:00Z")), Some(at("2027-08-13T00:00:00Z")), "day and weekday must both hold");
    }

    #[test]
    fn only_quick_schedules_tick_within_a_minute() {
        let now = at("2026-11-24T02:30:00Z");
        assert!(Schedule::parse("*/30 * * * * *").unwrap().ticks_within_a_minute(now));
        assert!(!Schedule::parse("0 * * * * *").unwrap().ticks_within_a_minute(now));
    }

    #[test]
    fn what_ncrontab_does_not_know_is_refused() {
        for bad in ["", "0 0 0 L * *", "0 0 0 ? * *", "0 0 0 * * 5#2", "0 0 0 15W * *", "00:05:00", "0 0 25 * * *", "* * * * * * *"] {
            assert!(Schedule::parse(bad).is_err(), "{bad}");
        }
    }
}
