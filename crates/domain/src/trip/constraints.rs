//! What the group settles for the whole trip, beside its budget and pace.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::planning::problem::{HouseRule, LegMode, RoomType};

/// What must hold on the whole trip; in the words and with the meaning of the planning problem's `constraints`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TripConstraints {
    /// In how many parts of days the families may part and meet again, in the whole trip; once a day at most. 0: always together.
    #[schemars(range(max = 60))]
    pub splits: u32,
    /// A lodging must be of one of these types; empty means any.
    #[schemars(length(max = 4))]
    pub room_types: BTreeSet<RoomType>,
    /// What every lodging must allow. A child under 10 on the trip adds `childrenUnder10` by itself.
    #[schemars(length(max = 5))]
    pub house_rules: BTreeSet<HouseRule>,
    /// Each must be had at least once.
    #[schemars(length(max = 20), inner(length(min = 1, max = 100)))]
    pub required_cuisines: BTreeSet<String>,
    /// Connections between cities that are not taken.
    #[schemars(length(max = 6))]
    pub forbidden_leg_modes: BTreeSet<LegMode>,
}
