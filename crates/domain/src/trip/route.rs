//! How a trip goes through its cities, where that is left to the planner.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::planning::problem::{CityCount, RouteOrder};

/// Leaves to the planner how the trip goes through its `cities`: in which order, for how many nights, and where `visit` says so, through
/// which of them. Each is visited once at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TripRoute {
    /// Where the trip starts: a destination, or a city of the trip's own catalogue, that is not one of `cities`. The first day begins with a
    /// connection from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub origin: Option<String>,
    /// Whether the last day ends with a connection back to the origin.
    #[serde(default = "yes")]
    pub returns: bool,
    /// How many of the cities are visited. Absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<CityCount>,
    /// Whether `cities` may be visited in any order, or only as listed.
    #[serde(default)]
    pub order: RouteOrder,
}

const fn yes() -> bool {
    true
}
