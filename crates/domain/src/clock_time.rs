//! A local time of day, as on a clock on the wall: whole seconds inside, `HH:MM` outside.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds since local midnight, at most 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ClockTime(u32);

impl ClockTime {
    pub const MIDNIGHT: Self = Self(0);
    pub const END_OF_DAY: Self = Self(86_400);

    /// # Panics
    /// Never in practice: for constants; a time past 24:00 is cut to 24:00.
    pub const fn hm(hour: u32, minute: u32) -> Self {
        let seconds = hour * 3600 + minute * 60;
        Self(if seconds > 86_400 { 86_400 } else { seconds })
    }

    /// None past 24:00.
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds <= 86_400 { Some(Self(seconds)) } else { None }
    }

    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)?;
        if self.0.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", self.0 % 60) }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a time of day is written HH:MM, from 00:00 to 24:00, not {0:?}")]
pub struct NotAClockTime(String);

impl FromStr for ClockTime {
    type Err = NotAClockTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || NotAClockTime(text.chars().take(20).collect());
        let mut parts = text.split(':');
        let mut part = |max: u32| -> Option<u32> {
            let digits = parts.next()?;
            let value = (digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse::<u32>().ok())??;
            (value <= max).then_some(value)
        };
        let hour = part(24).ok_or_else(fault)?;
        let minute = part(59).ok_or_else(fault)?;
        let second = if text.len() > 5 { part(59).ok_or_else(fault)? } else { 0 };
        if parts.next().is_some() {
            return Err(fault());
        }
        Self::from_seconds(hour * 3600 + minute * 60 + second).ok_or_else(fault)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for ClockTime {
    fn schema_name() -> Cow<'static, str> {
        "ClockTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00)$",
            "description": "Local time of day, HH:MM, up to 24:00.",
            "examples": ["09:30"]
        })
    }
}

/// From a time of day until a later one of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Window {
    pub from: ClockTime,
    pub until: ClockTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_clock_times() {
        for text in ["00:00", "09:30", "23:59:59", "24:00"] {
            assert_eq!(text.parse::<ClockTime>().unwrap().to_string(), text);
        }
        for text in ["", "9:30", "24:01", "12:60", "12:00:", "12:00:00:00", "ab:cd", "１２:00", "-1:00"] {
            assert!(text.parse::<ClockTime>().is_err(), "{text}");
        }
    }
}
