//! The planning problem: everything the planner knows. Its JSON form is documented by `docs/planning-problem.schema.json`.
//!
//! One currency stands at the top; every amount must be in it. Times are local clock times of the day's city.

mod constraints;
mod meals;
mod people;
mod route;
mod standing;
mod supply;
mod travel;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock_time::ClockTime;
use crate::geo::Point;
use crate::money::{Currency, Money};
pub use constraints::{Constraints, Pace, Weights};
pub use meals::{Meal, MealRule, Meals};
pub use people::{Diet, Family, Member, Needs};
pub use route::{Candidate, CityCount, Route, RouteOrder};
pub use standing::{Closure, Earlier, Locked};
pub use supply::{Fee, HouseRule, Leg, LegMode, Lodging, Place, PricedPer, Restaurant, RoomType, Tags};
pub use travel::{Matrix, Mode, Travel};

/// Version of this form. Readers refuse others.
pub const VERSION: u32 = 1;

/// Everything the planner knows of a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PlanningProblem")]
pub struct Problem {
    /// Version of this form: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    pub currency: Currency,
    /// The same problem with the same seed gives the same plan.
    #[serde(default)]
    pub seed: u64,
    #[schemars(length(min = 1, max = 20))]
    pub cities: Vec<City>,
    /// In order of their dates, one for each date of the trip.
    #[schemars(length(min = 1, max = 60))]
    pub days: Vec<Day>,
    #[schemars(length(min = 1, max = 20))]
    pub families: Vec<Family>,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub places: Vec<Place>,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub restaurants: Vec<Restaurant>,
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub lodgings: Vec<Lodging>,
    /// Connections between cities. Where a day's city differs from the day before, one of them is taken.
    #[serde(default)]
    #[schemars(length(max = 5000))]
    pub legs: Vec<Leg>,
    #[serde(default)]
    pub travel: Travel,
    /// Which cities, in which order, for how many nights: where days leave that to the planner, or where the trip has an origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    #[serde(default)]
    pub constraints: Constraints,
    #[serde(default)]
    pub weights: Weights,
    /// What must stay as it is: from an earlier plan, or booked already.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub locked: Vec<Locked>,
    /// What an earlier plan had: the new plan keeps as much of it as it can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub earlier: Vec<Earlier>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct City {
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    /// Where days start and end while no lodging is chosen.
    pub center: Point,
    /// IANA time zone.
    #[schemars(length(min = 1, max = 64))]
    pub time_zone: String,
    /// ISO 3166-1 alpha-2; its public holidays count in opening hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[A-Z]{2}$"))]
    pub country: Option<String>,
    /// What a route may name its cities by: a state, a country, an island.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub region: Option<String>,
    /// One ride here for one person of 6 or older, in place of the fare of `travel`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_fare: Option<Money>,
}

/// One date of the trip and the part of it that may be planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Day {
    pub date: NaiveDate,
    /// Id of the city in which the day is spent; absent where the planner chooses it by [`Problem::route`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Nobody leaves the lodging (or `startsAt`) earlier.
    pub start: ClockTime,
    /// Everybody is back at the lodging (or at `endsAt`).
    pub end: ClockTime,
    /// Where the day starts in place of the lodging; on a day with a leg, half an hour after it arrives. Such a day names its city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Endpoint>,
    /// Where the day ends in place of the lodging; before a leg that ends the trip, an hour before it departs. Such a day names its city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Endpoint>,
}

/// A point at which a day starts or ends: a station, an airport, a friend's flat, a car park. Several days may have the same one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// Unlike every id of a city, place, restaurant or lodging; travel matrices may name it.
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub location: Point,
}

impl Day {
    /// Id of the city; empty, which is no city's id, while the planner has still to choose it.
    pub fn city_id(&self) -> &str {
        self.city.as_deref().unwrap_or_default()
    }

    /// The points named in place of the lodging: at the start, at the end.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.starts_at.iter().chain(&self.ends_at)
    }
}

const fn one_night() -> u32 {
    1
}
