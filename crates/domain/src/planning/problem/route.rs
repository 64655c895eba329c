//! Which cities a trip visits, where the planner chooses them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The choice of cities. A city is visited once at most, on days in a row; days that name their city keep it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Route {
    /// Id of the city in which the trip starts, which is not visited: the first day begins with a leg from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whether the last day ends with a leg back to the origin; its time in the city ends an hour before the leg departs.
    #[serde(default = "yes")]
    pub returns: bool,
    /// The cities to choose from. Empty means all of `region`, or without one all of the problem but the origin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub cities: Vec<Candidate>,
    /// The region whose cities can be chosen, in place of `cities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub region: Option<String>,
    /// How many cities are visited, those of fixed days included. Absent means all of `cities`, or any number where none are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<CityCount>,
    #[serde(default)]
    pub order: RouteOrder,
}

/// A city that the planner may choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Candidate {
    /// Id of the city.
    pub city: String,
    /// If it is visited at all. The trip's last day has no night.
    #[serde(default = "super::one_night")]
    #[schemars(range(max = 60))]
    pub min_nights: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 60))]
    pub max_nights: Option<u32>,
    /// Whether it must be visited.
    #[serde(default)]
    pub required: bool,
}

/// From `min` to `max` cities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CityCount {
    #[schemars(range(min = 1, max = 20))]
    pub min: u32,
    #[schemars(range(min = 1, max = 20))]
    pub max: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RouteOrder {
    #[default]
    Free,
    /// As `cities` lists them, or as they stand in the problem.
    AsListed,
}

const fn yes() -> bool {
    true
}
