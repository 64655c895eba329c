//! Which meals are planned, and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock_time::ClockTime;

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
