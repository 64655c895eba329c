//! Staying close to an earlier plan: what it had is worth points where it stands again, and the search begins with it.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::state::{Reserve, State};
use super::table::{REST, Table, TaskId, What};
use crate::clock_time::ClockTime;
use crate::planning::problem::{Earlier, Meal, Problem};

/// By task and day: whether the earlier plan had it.
pub(super) fn tasks(table: &Table<'_>) -> Vec<bool> {
    let problem = table.problem;
    if problem.earlier.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<(NaiveDate, &str, Option<Meal>)> =
        problem.earlier.iter().map(|earlier| (earlier.date, earlier.id.as_str(), earlier.meal)).collect();
    let had = |what: What, day: usize| {
        let date = problem.days.get(day).map(|day| day.date);
        date.zip(identity(problem, what)).is_some_and(|(date, (id, meal))| known.contains(&(date, id, meal)))
    };
    table.tasks.iter().flat_map(|task| (0..table.days.len()).map(move |day| had(task.what, day))).collect()
}

/// How an earlier plan names it: an id, and which meal.
fn identity(problem: &Problem, what: What) -> Option<(&str, Option<Meal>)> {
    match what {
        What::Visit(index) => problem.places.get(index).map(|place| (place.id.as_str(), None)),
        What::Meal(meal, index) => problem.restaurants.get(index).map(|restaurant| (restaurant.id.as_str(), Some(meal))),
    }
}

/// Whether the earlier plan slept there on one of these days.
pub(super) fn slept(problem: &Problem, lodging: &str, days: &Range<usize>) -> bool {
    let dates = problem.days.get(days.clone()).unwrap_or_default();
    problem.earlier.iter().any(|earlier| earlier.id == lodging && dates.iter().any(|day| day.date == earlier.date))
}

/// Puts what the earlier plan had into the days, in its order, as far as it still fits.
pub(super) fn restore(table: &Table<'_>, state: &mut State) {
    let problem = table.problem;
    let mut wanted: Vec<(usize, Option<ClockTime>, TaskId)> = Vec::new();
    for (day, date) in problem.days.iter().map(|day| day.date).enumerate() {
        for (id, task) in table.tasks.iter().enumerate() {
            let id = id as TaskId;
            if !table.had_earlier(id, day) || table.starts(id, day).is_empty() {
                continue;
            }
            let same = |earlier: &&Earlier| earlier.date == date && identity(problem, task.what) == Some((&earlier.id, earlier.meal));
            let earlier = problem.earlier.iter().find(same);
            wanted.push((day, earlier.and_then(|earlier| earlier.start), id));
        }
    }
    wanted.sort_unstable();
    for (day, _, id) in wanted {
        let (Some(task), Some(route)) = (table.task(id), state.routes.get(day)) else { continue };
        if (id as usize) < table.visits && (route.visits >= table.visits_a_day || state.used.get(id as usize) == Some(&true)) {
            continue;
        }
        let behind = route.stops.iter().rposition(|stop| stop.task != REST).map_or(0, |last| last + 1);
        let ordered = route.fit_from(table, id, task, behind);
        let fit = if ordered.found() { ordered } else { route.fit(table, id, task) };
        if fit.found() {
            state.place(table, day, fit, id, &Reserve::default());
        }
    }
}
