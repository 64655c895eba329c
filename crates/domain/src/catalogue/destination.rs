//! A destination as its file has it. Amounts are decimal text in the destination's currency.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::geo::Point;
use crate::money::{Currency, Money};
use crate::planning::problem::Meal;

/// The head of a destination: enough for a list to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub slug: String,
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub continent: Continent,
    /// IANA time zone.
    pub time_zone: String,
    /// Currency of the destination's own prices.
    pub currency: Currency,
    /// Latitude and longitude, degrees, WGS 84.
    pub center: [f64; 2],
    /// One sentence that tells a family why to go.
    pub summary: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Continent {
    Africa,
    Asia,
    Europe,
    #[serde(rename = "North America")]
    NorthAmerica,
    Oceania,
    #[serde(rename = "South America")]
    SouthAmerica,
}

/// A whole destination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Destination {
    pub slug: String,
    pub name: String,
    pub country: String,
    pub continent: Continent,
    pub time_zone: String,
    pub currency: Currency,
    /// Year and month in which a person last read the file: `2026-11`.
    pub checked: String,
    pub center: [f64; 2],
    /// South, west, north, east.
    pub bounds: [f64; 4],
    pub summary: String,
    /// One ride of public transport for one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_fare: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxi_base: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxi_per_km: Option<String>,
    pub places: Vec<Sight>,
    pub restaurants: Vec<Eatery>,
    pub lodgings: Vec<Quarter>,
}

impl Destination {
    /// An amount of the file; none where it is not an amount in the destination's currency.
    pub fn money(&self, amount: &str) -> Option<Money> {
        Money::parse(amount, self.currency).ok()
    }
}

/// Something to see or do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sight {
    pub id: String,
    pub name: String,
    pub at: [f64; 2],
    pub category: Category,
    /// Usual visit of a family.
    pub minutes: u32,
    /// Entrance fee from an age on; empty is free.
    #[serde(default)]
    pub fees: Vec<(u8, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A restaurant or food hall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Eatery {
    pub id: String,
    pub name: String,
    pub at: [f64; 2],
    pub cuisine: Vec<String>,
    /// The meals that one can have there; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meals: Option<Vec<Meal>>,
    /// A usual main meal for one adult.
    pub price: String,
    /// 1 cheap, 2 middle, 3 dear.
    pub price_class: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// An area to stay in, with the price of a usual family room there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quarter {
    pub id: String,
    pub name: String,
    pub at: [f64; 2],
    pub per_night: String,
    pub sleeps: u32,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// `[latitude, longitude]` as a point.
pub(super) const fn point([lat, lon]: [f64; 2]) -> Point {
    Point::new(lat, lon)
}
