//! The notes of a planned day.

use super::route::Route;
use super::table::Table;
use crate::clock_time::{ClockTime, Window};
use crate::planning::plan::Item;
use crate::planning::problem::{City, Meal};
use crate::planning::rules::notes::without_meal;

/// `items` are those of the route's stops.
pub(super) fn of(table: &Table<'_>, city: &City, route: &Route, items: &[Item]) -> Vec<String> {
    let problem = table.problem;
    let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
    let window = Window { from: time(route.open), until: time(route.close) };
    let note = |meal: Meal| {
        let rule = problem.constraints.meals.rule(meal)?;
        if route.had[meal] {
            return None;
        }
        let instead = if route.owed[meal] { route.excusing(table, meal).and_then(|stop| items.get(stop)) } else { None };
        without_meal(problem, city, (meal, rule), instead, window)
    };
    Meal::ALL.into_iter().filter_map(note).collect()
}
