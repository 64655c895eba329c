//! Feedback on a plan as a whole, as a changed problem.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::money::Money;
use crate::planning::plan::Plan;
use crate::planning::problem::{Pace, Problem};
use crate::planning::rules::days::later;
use crate::planning::rules::prices::scaled;

use super::{earlier, throw_out};

/// What feedback "more" or "less" adds to or takes from every family's interest of 0 … 1.
const INTEREST_STEP: f64 = 0.3;
/// Interest in a category that a family does not name (documented at `Family::interests`).
const UNNAMED_INTEREST: f64 = 0.3;
/// Feedback "cheaper" asks for a plan at this part of the present cost, percent.
const CHEAPER_PERCENT: i64 = 90;
/// How close a plan after feedback stays to the one before, beside one after an edit: the group asked for something else.
const CLOSENESS: f64 = 0.25;
/// Feedback "more rest" at the slowest pace lets days begin later, minutes.
const SLEEP_IN_MINUTES: u32 = 30;

/// What a group says of a plan as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Feedback {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<Pace>,
    /// Categories that everybody wants more of.
    pub more: Vec<Category>,
    pub less: Vec<Category>,
    /// A plan for at most nine tenths of the present cost.
    pub cheaper: bool,
    /// Ids of places and restaurants that the group throws out.
    pub avoid: Vec<String>,
    /// One step slower; at the slowest pace days begin half an hour later.
    pub more_rest: bool,
}

/// The problem after feedback on its plan. Ids that the problem does not know are passed over.
pub fn apply_feedback(problem: &Problem, plan: &Plan, feedback: &Feedback) -> Problem {
    let mut changed = Problem { earlier: earlier(plan), ..problem.clone() };
    changed.weights.closeness *= CLOSENESS;
    if let Some(pace) = feedback.pace {
        changed.constraints.pace = pace;
    }
    for (categories, step) in [(&feedback.more, INTEREST_STEP), (&feedback.less, -INTEREST_STEP)] {
        for category in categories {
            for family in &mut changed.families {
                let interest = family.interests.entry(*category).or_insert(UNNAMED_INTEREST);
                *interest = (*interest + step).clamp(0.0, 1.0);
            }
        }
    }
    if feedback.cheaper {
        let target = scaled(plan.costs.total.minor, CHEAPER_PERCENT, 100);
        let most = changed.constraints.budget.map_or(target, |budget| budget.minor.min(target));
        changed.constraints.budget = Some(Money::new(most, changed.currency));
    }
    for id in &feedback.avoid {
        if changed.places.iter().any(|place| place.id == *id) || changed.restaurants.iter().any(|restaurant| restaurant.id == *id) {
            throw_out(&mut changed, id);
        }
    }
    if feedback.more_rest {
        rest(&mut changed);
    }
    changed
}

fn rest(problem: &mut Problem) {
    match problem.constraints.pace {
        Pace::Full => problem.constraints.pace = Pace::Balanced,
        Pace::Balanced => problem.constraints.pace = Pace::Relaxed,
        Pace::Relaxed => {
            for day in &mut problem.days {
                let start = later(day.start, SLEEP_IN_MINUTES);
                if start < day.end {
                    day.start = start;
                }
            }
        }
    }
}
