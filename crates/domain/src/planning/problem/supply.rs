//! What the cities offer: places, restaurants, lodgings, and the connections between them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Meal;
use crate::category::Category;
use crate::clock_time::ClockTime;
use crate::geo::Point;
use crate::money::Money;

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
    #[serde(default = "super::one_night")]
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
