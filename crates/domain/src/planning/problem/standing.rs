//! What stands already: locks, closures, and what an earlier plan had.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Meal;
use crate::clock_time::ClockTime;

/// Something that must stay: this place or restaurant on this date; a lodging for all nights of the run of days in one city that has this
/// date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Locked {
    pub date: NaiveDate,
    /// Id of the place, restaurant or lodging.
    pub id: String,
    /// Required for a restaurant: which meal it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meal: Option<Meal>,
    /// Exactly this start; absent means any time of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<ClockTime>,
    /// In place of the usual visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 5, max = 1000))]
    pub minutes: Option<u32>,
}

/// A place or restaurant that is closed on a date, or on all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Closure {
    /// Id of the place or restaurant.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// Something that an earlier plan had: a visit or a meal on a date, or the lodging of the nights from a date on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Earlier {
    pub date: NaiveDate,
    /// Id of the place, restaurant or lodging. One that the problem does not know any more is passed over.
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    /// Which meal it was, for a restaurant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meal: Option<Meal>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<ClockTime>,
}
