//! The notes of a planned day.

use super::route::Route;
use super::table::{Table, slot};
use crate::clock_time::{ClockTime, Window};
use crate::planning::plan::Item;
use crate::planning::problem::{City, Meal};
use crate::planning::rules::meals::rule;
use crate::planning::rules::notes::without_meal;

/// `items` are those of the route's stops.
pub(super) fn of(table: &Table<'_>, city: &City, route: &Route, items: &[Item]) -> Vec<String> {
    let problem = table.problem;
    let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
    let window = Window { from: time(route.open), until: time(route.close) };
    let note = |meal: Meal| {
        let rule = rule(&problem.constraints.meals, meal)?;
        let at = slot(meal);
        if route.had.get(at) == Some(&true) {
            return None;
        }
        let owed = route.owed.get(at) == Some(&true);
        let instead = if owed { route.excusing(table, at).and_then(|stop| items.get(stop)) } else { None };
        without_meal(problem, city, (meal, rule), instead, window)
    };
    [Meal::Lunch, Meal::Dinner].into_iter().filter_map(note).collect()
}
