//! The planning problem: everything the planner knows. Its JSON form is documented by `docs/planning-problem.schema.json`.
//!
//! One currency stands at the top; every amount must be in it. Times are local clock times of the day's city.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::clock_time::{ClockTime, Window};
use crate::geo::Point;
use crate::money::{Currency, Money};

/// Version of this form. Readers refuse others.
pub const VERSION: u32 = 1;

/// Everything the planner knows of a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
}

/// One date of the trip and the part of it that may be planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Day {
    pub date: NaiveDate,
    /// Id of the city in which the day is spent; absent where the planner chooses it by [`Problem::route`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Nobody leaves the lodging earlier.
    pub start: ClockTime,
    /// Everybody is back at the lodging.
    pub end: ClockTime,
}

impl Day {
    /// Id of the city; empty, which is no city's id, while the planner has still to choose it.
    pub fn city_id(&self) -> &str {
        self.city.as_deref().unwrap_or_default()
    }
}

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
    #[serde(default = "one_night")]
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Family {
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    #[schemars(length(min = 1, max = 50))]
    pub members: Vec<Member>,
    /// How much this family's satisfaction counts beside the others'.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub weight: f64,
    /// 0 not at all … 1 very much. A category that is not named counts 0.3.
    #[serde(default)]
    pub interests: BTreeMap<Category, f64>,
    /// Ids of places that a plan must contain.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub must_see: Vec<String>,
    /// Ids of places and restaurants that a plan must not contain.
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub must_avoid: Vec<String>,
    #[serde(default)]
    pub needs: Needs,
    /// The most this family can pay in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member {
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    /// Whole years at the start of the trip.
    #[schemars(range(max = 120))]
    pub age: u8,
}

/// What a family cannot do without. All of these are hard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Needs {
    /// Only places with `wheelchair` = `yes` or `limited`; a place without the mark is not one. Restaurants and lodgings are
    /// refused where it is `no`.
    #[serde(default)]
    pub step_free: bool,
    /// No places, restaurants or lodgings with `stroller` = `no`.
    #[serde(default)]
    pub stroller: bool,
    /// Restaurants must be marked for each of these diets.
    #[serde(default)]
    #[schemars(length(max = 5))]
    pub diets: Vec<Diet>,
    /// No visit, no meal and no way in this time: everybody rests at the base from its start on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap: Option<Window>,
    /// Back at the lodging by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bedtime: Option<ClockTime>,
    /// Longest single walk, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 240))]
    pub max_walk_minutes: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Diet {
    Vegetarian,
    Vegan,
    Halal,
    Kosher,
    GlutenFree,
}

impl Diet {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Vegetarian => "vegetarian",
            Self::Vegan => "vegan",
            Self::Halal => "halal",
            Self::Kosher => "kosher",
            Self::GlutenFree => "gluten free",
        }
    }

    /// The OpenStreetMap tag whose `yes` or `only` serves the diet.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vegetarian => "diet:vegetarian",
            Self::Vegan => "diet:vegan",
            Self::Halal => "diet:halal",
            Self::Kosher => "diet:kosher",
            Self::GlutenFree => "diet:gluten_free",
        }
    }
}

/// OpenStreetMap-style tags that the planner reads: `wheelchair`, `stroller` (`yes`, `limited`, `no`), `indoor` (`yes`, `no`, `both`),
/// `toddler` (`yes`), `min_age` (years), `diet:*` (`yes`, `only`), `highchair` (`yes`). Others are kept and ignored.
pub type Tags = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    /// Unique among places, restaurants and lodgings.
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub city: String,
    pub location: Point,
    pub category: Category,
    /// Usual visit.
    #[schemars(range(min = 5, max = 1000))]
    pub visit_minutes: u32,
    /// OpenStreetMap `opening_hours`; absent means always open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    pub opening_hours: Option<String>,
    /// Nobody is let in later than so many minutes before closing, however short the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 600))]
    pub last_entry_minutes: Option<u32>,
    /// Steps by age, ascending; empty means free entry.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub fees: Vec<Fee>,
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50))]
    pub tags: Tags,
    /// Worth to everybody, in place of the families' interests; on the scale of 100 x interest, and not diminished by others of the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub score: Option<f64>,
}

/// Entrance fee from an age on, until the next step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fee {
    #[schemars(range(max = 120))]
    pub from_age: u8,
    pub price: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Restaurant {
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub city: String,
    pub location: Point,
    /// OpenStreetMap style: `italian`, `ice_cream`.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub cuisines: Vec<String>,
    /// The meals that one can have there; absent means all. An ice-cream parlour has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 5))]
    pub meals: Option<Vec<Meal>>,
    /// A main meal for somebody of 12 or older; from 3 to 11 half of it (rounded up), under 3 nothing.
    pub price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    pub opening_hours: Option<String>,
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50))]
    pub tags: Tags,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lodging {
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    pub city: String,
    pub location: Point,
    /// One room or flat for one night.
    pub per_night: Money,
    /// Persons of 2 and older in one room; each family takes rooms of its own.
    #[schemars(range(min = 1, max = 50))]
    pub sleeps: u32,
    /// Absent means unknown, which satisfies no wish for a type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_type: Option<RoomType>,
    /// The fewest nights in a row that one can book.
    #[serde(default = "one_night")]
    #[schemars(range(min = 1, max = 60))]
    pub min_nights: u32,
    /// What the house does not allow.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub forbids: BTreeSet<HouseRule>,
    #[serde(default)]
    #[schemars(extend("maxProperties" = 50))]
    pub tags: Tags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RoomType {
    EntireHome,
    PrivateRoom,
    SharedRoom,
    HotelRoom,
}

impl RoomType {
    pub const fn label(self) -> &'static str {
        match self {
            Self::EntireHome => "entire home",
            Self::PrivateRoom => "private room",
            Self::SharedRoom => "shared room",
            Self::HotelRoom => "hotel room",
        }
    }
}

/// What a house may forbid, and a group may need to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum HouseRule {
    Smoking,
    Parties,
    Pets,
    Visitors,
    ChildrenUnder10,
}

impl HouseRule {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Smoking => "smoking",
            Self::Parties => "parties",
            Self::Pets => "pets",
            Self::Visitors => "visitors",
            Self::ChildrenUnder10 => "children under 10",
        }
    }
}

/// A connection between two cities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Leg {
    #[schemars(length(min = 1, max = 100))]
    pub id: String,
    pub from: String,
    pub to: String,
    pub mode: LegMode,
    /// The only date on which it goes; absent means daily.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// By the clocks of `from`.
    pub departs: ClockTime,
    /// By the clocks of `to`, on the same date.
    pub arrives: ClockTime,
    pub price: Money,
    #[serde(default)]
    pub per: PricedPer,
    /// Persons in one vehicle, where the price is per vehicle; a larger group takes several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub seats: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LegMode {
    Flight,
    Train,
    Bus,
    Ferry,
    /// The group's own (or a rented) car.
    Drive,
    /// A car with a driver.
    Taxi,
}

impl LegMode {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Flight => "flight",
            Self::Train => "train",
            Self::Bus => "bus",
            Self::Ferry => "ferry",
            Self::Drive => "drive",
            Self::Taxi => "taxi",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PricedPer {
    #[default]
    Person,
    Vehicle,
}

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
    /// One ride for one person of 6 or older; absent means free.
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
    /// Ids of places, restaurants, lodgings, or cities (for their centre).
    #[schemars(length(max = 1000))]
    pub ids: Vec<String>,
    /// `seconds[from][to]`, square.
    pub seconds: Vec<Vec<u32>>,
}

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
    /// Keeping what the earlier plan had.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub closeness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { travel: 1.0, cost: 1.0, variety: 1.0, fairness: 1.0, closeness: 1.0 }
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

/// When and how long the group eats out. An absent meal is not planned; a meal that does not fit the day's window is not either.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Meals {
    /// Breakfast out; usually the lodging serves it, so it is not planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakfast: Option<MealRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lunch: Option<MealRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dinner: Option<MealRule>,
}

impl Default for Meals {
    fn default() -> Self {
        Self {
            breakfast: None,
            lunch: Some(MealRule { from: ClockTime::hm(11, 30), until: ClockTime::hm(14, 0), minutes: 60 }),
            dinner: Some(MealRule { from: ClockTime::hm(17, 30), until: ClockTime::hm(20, 0), minutes: 75 }),
        }
    }
}

impl Meals {
    /// No meal out at all.
    pub const NONE: Self = Self { breakfast: None, lunch: None, dinner: None };

    /// The rule of a meal, if that meal is planned at all.
    pub const fn rule(&self, meal: Meal) -> Option<MealRule> {
        match meal {
            Meal::Breakfast => self.breakfast,
            Meal::Lunch => self.lunch,
            Meal::Dinner => self.dinner,
        }
    }

    pub const fn rule_mut(&mut self, meal: Meal) -> &mut Option<MealRule> {
        match meal {
            Meal::Breakfast => &mut self.breakfast,
            Meal::Lunch => &mut self.lunch,
            Meal::Dinner => &mut self.dinner,
        }
    }
}

/// A meal starts between `from` and `until` and takes `minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MealRule {
    pub from: ClockTime,
    pub until: ClockTime,
    #[schemars(range(min = 10, max = 240))]
    pub minutes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Meal {
    Breakfast,
    Lunch,
    Dinner,
}

impl Meal {
    /// In the order of the day.
    pub const ALL: [Self; 3] = [Self::Breakfast, Self::Lunch, Self::Dinner];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Breakfast => "breakfast",
            Self::Lunch => "lunch",
            Self::Dinner => "dinner",
        }
    }
}

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

const fn one() -> f64 {
    1.0
}

const fn yes() -> bool {
    true
}

const fn one_night() -> u32 {
    1
}
