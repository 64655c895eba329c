//! What a plan loses in points beside the worth of its visits: ways, money, sameness, skipped meals, late starts, long waits.

use crate::planning::problem::Problem;

/// Points (of 100) that an hour on the way per day costs.
const TRAVEL: f64 = 3.0;
/// Points that an hour on foot per day costs besides.
const WALK: f64 = 0.5;
/// Points that the usual cost of the trip is worth.
const COST: f64 = 4.0;
/// Points, shared by the days, for a second visit of a category on one day, and for a restaurant that comes again.
const SAME_DAY: f64 = 2.0;
const SAME_RESTAURANT: f64 = 6.0;
/// Points, shared by the days, for a meal that a visit excuses: people would rather sit down.
const SKIPPED_MEAL: f64 = 12.0;
/// Points that an hour costs, shared by the days, by which a leg makes the group miss the start of a day.
const LATE: f64 = 2.0;
/// Points that an hour of waiting beyond what is usual costs, shared by the days: about a tenth of a visit that everybody loves, so that a wait
/// decides where and when, not whether.
const IDLE: f64 = 2.0;

/// Points, shared by the days, that each thing kept of an earlier plan is worth: more than most visits, so that only what must change does.
const KEPT: f64 = 100.0;

/// The prices of one problem, its wishes' weights included.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Losses {
    /// Points a second on the way.
    travel: f64,
    /// Points a minute on foot.
    walk: f64,
    /// Points a minor unit.
    cost: f64,
    pub same_day: f64,
    pub same_restaurant: f64,
    pub skipped_meal: f64,
    /// Points an hour.
    pub late: f64,
    /// Points a second of waiting beyond what is usual.
    pub idle: f64,
    /// Points gained for each thing kept.
    pub kept: f64,
}

impl Losses {
    /// `usual_cost` is what a plan of this length usually costs, minor units.
    pub(super) fn of(problem: &Problem, usual_cost: f64) -> Self {
        let days = problem.days.len().max(1) as f64;
        let weights = problem.weights;
        Self {
            travel: weights.travel * TRAVEL / 3600.0 / days,
            walk: weights.travel * WALK / 60.0 / days,
            cost: weights.cost * COST / usual_cost.max(1.0),
            same_day: weights.variety * SAME_DAY / days,
            same_restaurant: weights.variety * SAME_RESTAURANT / days,
            skipped_meal: SKIPPED_MEAL / days,
            late: LATE / days,
            idle: weights.idle * IDLE / 3600.0 / days,
            kept: weights.closeness * KEPT / days,
        }
    }

    /// Of so many seconds on the way, minutes of them on foot, and minor units.
    pub(super) fn of_way(&self, travel: f64, walk: f64, cost: f64) -> f64 {
        self.travel * travel + self.walk * walk + self.cost * cost
    }
}
