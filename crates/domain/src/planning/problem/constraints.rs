//! What must hold, and what weighs how much.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Closure, HouseRule, LegMode, Meals, Mode, RoomType};
use crate::money::Money;

/// What holds for the whole trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Constraints {
    /// The most that everything may cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    pub pace: Pace,
    /// In place of the pace's number of visits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 200))]
    pub max_visits_per_day: Option<u32>,
    /// Hard limit on walking in one day, minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub max_walk_minutes_per_day: Option<u32>,
    #[schemars(length(max = 4))]
    pub forbidden_modes: Vec<Mode>,
    /// Each must be had at least once.
    #[schemars(length(max = 64))]
    pub required_cuisines: Vec<String>,
    /// Ids of places that a plan must contain for nobody in particular: a wish of the group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub must_see: Vec<String>,
    /// Places and restaurants that the group threw out.
    #[schemars(length(max = 1000))]
    pub excluded: Vec<String>,
    /// What is closed against its opening hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub closures: Vec<Closure>,
    /// Dates on which it rains: nobody goes to a place that is outdoors only, save what is locked there or must be seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 60))]
    pub rainy_days: Vec<NaiveDate>,
    pub meals: Meals,
    /// Whether a bed is looked for in each city; off means that everybody sleeps at the city's centre for nothing.
    pub lodging: bool,
    /// In how many parts of days the families may part and meet again, in the whole trip; once a day at most. 0: always together.
    #[schemars(range(max = 60))]
    pub splits: u32,
    /// A lodging must be of one of these types; empty means any.
    pub room_types: BTreeSet<RoomType>,
    /// What every lodging must allow. A child under 10 in the group adds `childrenUnder10` by itself.
    #[schemars(length(max = 5))]
    pub house_rules: Vec<HouseRule>,
    /// Connections between cities that are not taken.
    #[schemars(length(max = 6))]
    pub forbidden_leg_modes: Vec<LegMode>,
    /// Whether a plan may both drive one's own car and fly. A car does not fly along, so usually not.
    pub mix_car_and_flights: bool,
}

impl Default for Constraints {
    fn default() -> Self {
        Self {
            budget: None,
            pace: Pace::default(),
            max_visits_per_day: None,
            max_walk_minutes_per_day: None,
            forbidden_modes: Vec::new(),
            required_cuisines: Vec::new(),
            must_see: Vec::new(),
            excluded: Vec::new(),
            closures: Vec::new(),
            rainy_days: Vec::new(),
            meals: Meals::default(),
            lodging: true,
            splits: 0,
            room_types: BTreeSet::new(),
            house_rules: Vec::new(),
            forbidden_leg_modes: Vec::new(),
            mix_car_and_flights: false,
        }
    }
}

impl Constraints {
    /// The most visits of one day.
    pub fn visits_a_day(&self) -> usize {
        self.max_visits_per_day.map_or_else(|| self.pace.visits_a_day(), |most| usize::try_from(most).unwrap_or(usize::MAX))
    }
}

/// How much each soft wish counts beside the families' satisfaction: 1 as usual, 0 not at all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Weights {
    /// Short ways.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub travel: f64,
    /// A low price.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub cost: f64,
    /// Days that hold different things, and other restaurants.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub variety: f64,
    /// The families that are worse off than others.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub fairness: f64,
    /// Short waits between one thing and the next.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub idle: f64,
    /// Keeping what the earlier plan had.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub closeness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { travel: 1.0, cost: 1.0, variety: 1.0, fairness: 1.0, idle: 1.0, closeness: 1.0 }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Pace {
    /// At most 2 visits a day, 30 minutes to breathe after each.
    Relaxed,
    /// At most 4 visits a day, 15 minutes to breathe after each.
    #[default]
    Balanced,
    /// At most 7 visits a day.
    Full,
}

impl Pace {
    pub const fn visits_a_day(self) -> usize {
        match self {
            Self::Relaxed => 2,
            Self::Balanced => 4,
            Self::Full => 7,
        }
    }

    /// Idle minutes after each visit.
    pub const fn breather_minutes(self) -> u32 {
        match self {
            Self::Relaxed => 30,
            Self::Balanced => 15,
            Self::Full => 0,
        }
    }
}
