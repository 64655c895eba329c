//! The plan: what the planner answers, complete enough to be checked, stored, printed and compared.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::clock_time::ClockTime;
use crate::geo::Point;
use crate::money::{Currency, Money};

use super::problem::{LegMode, Meal, Mode};

mod conflict;
mod split;

pub use conflict::{Conflict, ConflictingWish, Relaxation};
pub use split::{Meeting, Party, Split};

/// Version of this form.
pub const VERSION: u32 = 1;
/// Candidates that a plan tells of, though they are not in it.
pub const MOST_LEFT_OUT: usize = 50;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    pub version: u32,
    pub title: String,
    pub currency: Currency,
    pub seed: u64,
    pub days: Vec<PlannedDay>,
    pub stays: Vec<Stay>,
    pub families: Vec<FamilyReport>,
    /// Candidates that are not in the plan, best first, each with its reason; at most 50.
    pub left_out: Vec<LeftOut>,
    pub costs: Costs,
    /// The rules that the validator checked, each with what it looked at.
    pub proof: Vec<ProvenRule>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlannedDay {
    pub date: NaiveDate,
    /// Id and name of the city.
    pub city: String,
    pub city_name: String,
    /// IANA zone of all times of this day.
    pub time_zone: String,
    /// Where the day starts and ends (lodging, else the city's centre), unless `startsAt` or `endsAt` says otherwise, and where the group rests.
    /// On a day with a leg the day starts where the leg arrives: the new city's base.
    pub base: Base,
    /// Where the day starts in place of the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Base>,
    /// Where the day ends in place of the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Base>,
    /// The connection that brings the group here, when the city changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<PlannedLeg>,
    /// The connection back to the trip's origin, on its last day; the time in the city ends an hour before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departure: Option<PlannedLeg>,
    /// What all do together, in order of time; nothing overlaps.
    pub items: Vec<Item>,
    /// The way back to the base, or to `endsAt`, after the last item; on a day without items the way from its start to its end, where these
    /// differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<Way>,
    /// Families apart for a part of the day, between two of `items`; one a day at most. Where they meet again, `items` has no way of its
    /// own (nor has `wayBack`): each party has its way there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Split>,
    /// An indoor place for the case that it rains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spare: Option<Spare>,
    /// The most that any family walks.
    pub walk_minutes: u32,
    /// Everything of the day except lodging, of all parties.
    pub cost: Money,
    /// What the day goes without: "no lunch: the visit to the Louvre from 11:30 to 14:30 takes its time".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Base {
    /// Id of the lodging, of the city where there is none, or of the point at which the day starts or ends.
    pub id: String,
    pub name: String,
    pub location: Point,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlannedLeg {
    pub id: String,
    pub from: String,
    pub from_name: String,
    pub to: String,
    /// Empty in plans that were made before trips had an origin.
    #[serde(default)]
    pub to_name: String,
    pub mode: LegMode,
    pub departs: ClockTime,
    pub arrives: ClockTime,
    pub cost: Money,
    pub shares: Vec<Share>,
}

/// What the group can do instead of an outdoor visit, with nothing else of the day changed. No part of the plan's costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spare {
    /// Id of the place.
    pub place: String,
    pub name: String,
    pub location: Point,
    /// Id of the item that it stands in for.
    pub instead_of: String,
    pub start: ClockTime,
    pub end: ClockTime,
    /// Entrance of everybody.
    pub cost: Money,
    /// For people: "if it rains in Rome: Explora instead of Villa Borghese".
    pub detail: String,
}

/// One thing the group does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Item {
    /// Stable for the same thing in another version of the plan: `visit-<place>`, `breakfast-<date>`, `lunch-<date>`, `dinner-<date>`, `rest-<date>`.
    pub id: String,
    pub activity: Activity,
    pub name: String,
    pub location: Point,
    pub start: ClockTime,
    pub end: ClockTime,
    /// The way here from the item before (or from where the day starts); none where all meet here after a split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    /// Entrance fees or meals, without the way.
    pub cost: Money,
    /// What each family pays of `cost`.
    pub shares: Vec<Share>,
    #[serde(default)]
    pub locked: bool,
    /// Short remarks: "stroller: limited", "last entry 17:00".
    #[serde(default)]
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind", deny_unknown_fields)]
pub enum Activity {
    /// A visit to a place.
    Visit { place: String, category: Category },
    /// A meal in a restaurant.
    Meal { meal: Meal, restaurant: String },
    /// Quiet time at the base, for instance a small child's nap.
    Rest,
}

impl PlannedDay {
    /// Where the day starts.
    pub fn start(&self) -> &Base {
        self.starts_at.as_ref().unwrap_or(&self.base)
    }

    /// Where the day ends.
    pub fn end(&self) -> &Base {
        self.ends_at.as_ref().unwrap_or(&self.base)
    }
}

impl Activity {
    /// Id of the place or restaurant, where there is one.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Visit { place, .. } => Some(place),
            Self::Meal { restaurant, .. } => Some(restaurant),
            Self::Rest => None,
        }
    }
}

/// The way from one point to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Way {
    pub mode: Mode,
    pub seconds: u32,
    /// Metres as planned for, not as the crow flies.
    pub metres: u32,
    pub cost: Money,
    pub shares: Vec<Share>,
}

impl Way {
    /// Whole minutes, rounded up: what people read, and what limits on walking count.
    pub const fn minutes(&self) -> u32 {
        self.seconds.div_ceil(60)
    }
}

/// What one family pays of a cost. The shares of a cost add up to it exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    pub family: String,
    pub amount: Money,
}

/// A lodging for one or more nights in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stay {
    /// `stay-<lodging>-<first date>`.
    pub id: String,
    pub lodging: String,
    pub name: String,
    pub city: String,
    pub city_name: String,
    pub location: Point,
    pub check_in: NaiveDate,
    pub check_out: NaiveDate,
    pub nights: u32,
    /// Rooms of all families together.
    pub rooms: u32,
    pub cost: Money,
    pub shares: Vec<Share>,
    #[serde(default)]
    pub locked: bool,
}

/// What the plan means for one family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilyReport {
    pub id: String,
    pub name: String,
    /// Persons.
    pub members: u32,
    /// 0 … 100: the worth of the plan's visits to this family against the best that this family alone could have had
    /// in as many visits.
    pub satisfaction: f64,
    pub cost: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Item ids of this family's favourite moments, best first, at most 8.
    pub highlights: Vec<String>,
    /// Wishes that the plan meets: "sees the Colosseum", "vegetarian food at every meal".
    pub met: Vec<String>,
    /// What it did without, and for whom: "no beach: 45 minutes away, not wished by the Ito family".
    pub gave_up: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeftOut {
    pub id: String,
    pub name: String,
    pub reason: LeftOutReason,
    /// A sentence for people.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LeftOutReason {
    /// Somebody asked not to go there.
    Avoided,
    /// Closed whenever the group could come.
    Closed,
    /// Somebody's need rules it out (steps, stroller, age, diet).
    Need,
    /// It would break a budget.
    Cost,
    /// Too far for the time and the ways that are allowed.
    Distance,
    /// The days are full of what the group likes better.
    Time,
}

/// The costs of the whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Costs {
    pub visits: Money,
    pub meals: Money,
    pub lodging: Money,
    /// Inside cities.
    pub travel: Money,
    /// Between cities.
    pub legs: Money,
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProvenRule {
    /// Stable name of the rule: `opening-hours`.
    pub rule: String,
    /// What was looked at: "31 visits and meals lie inside the opening hours of their dates".
    pub detail: String,
}
