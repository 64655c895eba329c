//! A trip, its life, and what each family wishes of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::category::Category;
use crate::clock_time::{ClockTime, Window};
use crate::ids::{FamilyId, TripId, UserId};
use crate::money::{Currency, Money};
use crate::planning::problem::{Diet, Mode, Pace};
pub use constraints::TripConstraints;
pub use route::TripRoute;

mod constraints;
mod route;

/// A trip's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trip {
    pub schema_version: u32,
    pub id: TripId,
    pub title: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// In travelling order, unless the route leaves that open.
    pub cities: Vec<TripCity>,
    /// Where the planner chooses how the trip goes through its cities. Trips from before that have none.
    #[serde(default)]
    pub route: Option<TripRoute>,
    pub currency: Currency,
    /// The most that the trip may cost all families together.
    pub budget: Option<Money>,
    pub pace: Pace,
    pub modes: Vec<Mode>,
    /// Every day starts no earlier and ends no later, unless a family's bedtime is earlier.
    pub day_window: Window,
    #[serde(default)]
    pub constraints: TripConstraints,
    pub status: TripStatus,
    /// Its admins organise the trip.
    pub organiser: FamilyId,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The version that the group said yes to.
    pub approved_itinerary: Option<u32>,
    /// When its deletion began: from then on it is there for nobody, and only its deletion goes on.
    #[serde(default)]
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Trip {
    /// Number of dates, first and last included.
    pub fn days(&self) -> i64 {
        (self.last_day - self.first_day).num_days() + 1
    }
}

/// A city of a trip: a destination of the built-in catalogue, or one that the trip's own catalogue describes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TripCity {
    /// Slug of a destination, or id of a city in the trip's own catalogue.
    #[schemars(length(min = 1, max = 100), regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub destination: String,
    /// Nights spent there. Absent in the last city (and in an only one): the nights that are left. Absent on a trip with a route: as many as
    /// the planner gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60))]
    pub nights: Option<u32>,
    /// On a trip with a route: the fewest nights there, in place of `nights`, if it is visited. Absent: one. The trip's last day has no night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 60))]
    pub min_nights: Option<u32>,
    /// On a trip with a route: the most nights there, in place of `nights`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 60))]
    pub max_nights: Option<u32>,
    /// On a trip whose route visits some of its cities: this one is among them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

impl TripCity {
    /// The fewest and the most nights there on a trip with a route; no most where there is no limit.
    pub fn nights_from_to(&self) -> (u32, Option<u32>) {
        match self.nights {
            Some(nights) => (nights, Some(nights)),
            None => (self.min_nights.unwrap_or(1), self.max_nights),
        }
    }
}

/// The life of a trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TripStatus {
    /// Families join and wish.
    Planning,
    /// An itinerary is approved; changing it goes back to planning.
    Confirmed,
    /// On the way.
    Ongoing,
    Completed,
    Cancelled,
}

impl TripStatus {
    pub const ALL: [Self; 5] = [Self::Planning, Self::Confirmed, Self::Ongoing, Self::Completed, Self::Cancelled];

    /// Where an organiser may move a trip from here. Nobody moves it to confirmed: approving an itinerary does.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Planning => &[Self::Cancelled],
            Self::Confirmed => &[Self::Planning, Self::Ongoing, Self::Cancelled],
            Self::Ongoing => &[Self::Completed, Self::Cancelled],
            Self::Completed => &[],
            Self::Cancelled => &[Self::Planning],
        }
    }

    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    /// Whether wishes, dates and itineraries may still change.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planning | Self::Confirmed | Self::Ongoing)
    }
}

/// A family's part in a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participation {
    pub schema_version: u32,
    pub family: FamilyId,
    pub joined_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub wishes: Wishes,
}

/// Each of the categories from 0 to 1, and no other field.
fn from_zero_to_one(schema: &mut schemars::Schema) {
    let categories = schema.get_mut("properties").and_then(Value::as_object_mut);
    for category in categories.into_iter().flat_map(|categories| categories.values_mut()).filter_map(Value::as_object_mut) {
        category.insert("minimum".to_owned(), Value::from(0));
        category.insert("maximum".to_owned(), Value::from(1));
    }
    schema.insert("additionalProperties".to_owned(), Value::from(false));
}

/// What a family wishes of a trip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Wishes {
    /// 0 not at all … 1 very much.
    #[schemars(transform = from_zero_to_one)]
    pub interests: BTreeMap<Category, f64>,
    /// Ids of places, as the catalogue of the trip names them (`rome/colosseum`).
    #[schemars(length(max = 20), inner(length(min = 1, max = 100)))]
    pub must_see: Vec<String>,
    /// Ids of places and restaurants.
    #[schemars(length(max = 50), inner(length(min = 1, max = 100)))]
    pub must_avoid: Vec<String>,
    #[schemars(length(max = 5))]
    pub diets: Vec<Diet>,
    pub step_free: bool,
    pub stroller: bool,
    pub nap: Option<Window>,
    pub bedtime: Option<ClockTime>,
    /// Longest single walk, minutes.
    #[schemars(range(min = 1, max = 240))]
    pub max_walk_minutes: Option<u32>,
    /// Hundredths of the trip's budget that this family pays at most.
    #[schemars(range(min = 1, max = 100))]
    pub budget_share: Option<u8>,
    /// The most this family pays, in the trip's currency; stands before `budgetShare`.
    pub budget: Option<Money>,
}
