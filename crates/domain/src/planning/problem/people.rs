//! The families: who travels, and what they wish and need.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::clock_time::{ClockTime, Window};
use crate::money::Money;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PlanningFamily")]
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
#[schemars(rename = "PlanningMember")]
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

const fn one() -> f64 {
    1.0
}
