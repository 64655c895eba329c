//! How the group moves within a city.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// Ways to move inside a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    Walk,
    Transit,
    Taxi,
    Car,
}

impl Mode {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Transit => "public transport",
            Self::Taxi => "taxi",
            Self::Car => "own car",
        }
    }
}

/// How the group moves inside a city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Travel {
    #[schemars(length(min = 1, max = 4))]
    pub modes: Vec<Mode>,
    /// Longest single walk that the group accepts, minutes; a longer way takes another mode.
    #[schemars(range(min = 1, max = 240))]
    pub max_walk_minutes: u32,
    /// One ride for one person of 6 or older, in cities without a fare of their own; absent means free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transit_fare: Option<Money>,
    /// One taxi for four persons; absent means free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxi_base: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxi_per_km: Option<Money>,
    /// Exact times in place of the estimate from coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
}

impl Default for Travel {
    fn default() -> Self {
        Self {
            modes: vec![Mode::Walk, Mode::Transit],
            max_walk_minutes: 25,
            transit_fare: None,
            taxi_base: None,
            taxi_per_km: None,
            matrix: None,
        }
    }
}

/// Travel times between named things, seconds; counts as walking where [`Travel::modes`] has `walk` only, else as the first other mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Matrix {
    /// Ids of places, restaurants, lodgings, cities (for their centre), or points at which days start and end.
    #[schemars(length(max = 1000))]
    pub ids: Vec<String>,
    /// `seconds[from][to]`, square.
    pub seconds: Vec<Vec<u32>>,
}
