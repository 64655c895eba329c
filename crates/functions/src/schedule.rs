//! Timer schedules: NCRONTAB text with its meaning in words, and the slots that follow from it. All in UTC.

use chrono::{DateTime, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};

/// The most slots that one call of a catching-up timer runs; what is left waits for the next call.
pub const MAX_CATCH_UP: usize = 31;

/// When a timer fires. Six NCRONTAB fields: `{second} {minute} {hour} {day} {month} {day-of-week}`, in UTC because time zones are
/// not supported on Flex Consumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    ncrontab: &'static str,
    words: &'static str,
    catching_up: bool,
}

/// Why an NCRONTAB text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("schedule `{ncrontab}`: {reason}")]
pub struct ScheduleError {
    ncrontab: &'static str,
    reason: String,
}

/// One run of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    /// The scheduled instant, not the time of the run: what is done for a slot is done once.
    pub slot: DateTime<Utc>,
    /// The host said that it is late, or a newer slot is due already.
    pub past_due: bool,
}

impl Schedule {
    /// A schedule; `words` says the same for people ("every minute").
    pub const fn new(ncrontab: &'static str, words: &'static str) -> Self {
        Self { ncrontab, words, catching_up: false }
    }

    /// Runs every missed slot, oldest first, at most [`MAX_CATCH_UP`] per call. Without it only the latest missed slot is run.
    #[must_use]
    pub const fn catching_up(mut self) -> Self {
        self.catching_up = true;
        self
    }

    /// The NCRONTAB text.
    pub const fn ncrontab(&self) -> &'static str {
        self.ncrontab
    }

    /// The meaning in words.
    pub const fn words(&self) -> &'static str {
        self.words
    }

    /// Whether every missed slot is run.
    pub const fn is_catching_up(&self) -> bool {
        self.catching_up
    }

    /// The newest slot at or before `now`; `None` when there never was one.
    ///
    /// # Errors
    /// When the text is not NCRONTAB.
    pub fn latest(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, ScheduleError> {
        Ok(self.parse()?.find_previous_occurrence(&now, true).ok())
    }

    /// The slots after `last` up to and including `until`, ascending, at most `limit`.
    ///
    /// # Errors
    /// When the text is not NCRONTAB.
    pub fn between(&self, last: DateTime<Utc>, until: DateTime<Utc>, limit: usize) -> Result<Vec<DateTime<Utc>>, ScheduleError> {
        Ok(self.parse()?.iter_after(last).take_while(|slot| *slot <= until).take(limit).collect())
    }

    /// Reads the text.
    ///
    /// # Errors
    /// When it is not NCRONTAB of six fields: croner's own extensions (`L`, `W`, `#`, `?`) are refused, the host does not know them.
    pub(crate) fn parse(&self) -> Result<Cron, ScheduleError> {
        let refuse = |reason: String| ScheduleError { ncrontab: self.ncrontab, reason };
        let fields = self.ncrontab.split(' ').collect::<Vec<_>>();
        if fields.len() != 6 {
            return Err(refuse(format!("{} fields separated by one space, not 6", fields.len())));
        }
        for (position, field) in fields.iter().enumerate() {
            check_field(position, field).map_err(&refuse)?;
        }
        let parser = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
        parser.parse(self.ncrontab).map_err(|error| refuse(error.to_string()))
    }
}

/// Only what NCRONTAB knows: numbers, names of months and weekdays, `*`, `,`, `-`, `/`.
fn check_field(position: usize, field: &str) -> Result<(), String> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    let names: &[&str] = match position {
        4 => &MONTHS,
        5 => &WEEKDAYS,
        _ => &[],
    };
    for atom in field.split([',', '-', '/']) {
        let known = atom == "*"
            || (!atom.is_empty() && atom.bytes().all(|byte| byte.is_ascii_digit()))
            || names.iter().any(|name| name.eq_ignore_ascii_case(atom));
        if !known {
            return Err(format!("field {} is not NCRONTAB: `{field}`", position + 1));
        }
        // NCRONTAB counts weekdays 0 to 6; croner would take 7 for Sunday.
        if position == 5 && atom == "7" {
            return Err("weekday 7 is unknown to NCRONTAB, Sunday is 0".to_owned());
        }
    }
    Ok(())
}
