//! Takes a part of a plan away, so that filling it up again may give a better one.
//!
//! Ruin and recreate: Schrimpf et al. 2000, doi:10.1006/jcph.1999.6413. What is locked is never taken away.

use super::palettes::{Booking, Palette};
use super::random::Random;
use super::route::Route;
use super::state::{Reserve, State};
use super::table::{Change, REST, Table, What};
use crate::planning::problem::Meal;

/// Takes something away. The sums of the state are stale afterwards.
pub(super) fn ruin(table: &Table<'_>, state: &mut State, random: &mut Random) {
    match random.below(20) {
        0..=5 => (0..1 + random.below(4)).for_each(|_| one_visit(table, state, random)),
        6..=9 => (0..1 + random.below(2)).for_each(|_| stretch(table, state, random)),
        10..=11 => near(table, state, random),
        12..=13 => {
            meal(table, state, random);
            one_visit(table, state, random);
        }
        14..=15 => {
            let day = random.below(state.routes.len());
            clear(table, state, day, |_| true);
        }
        16 => day_out(table, state, random),
        17..=18 => other_stay(table, state, random),
        _ => other_leg(table, state, random),
    }
}

/// Everything anew, with other lodgings and legs: for when nothing valid was found yet. Where money is short most choices break a budget,
/// so every other time only one thing differs from the cheapest.
pub(super) fn raze(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let Some(palette) = random.pick(&table.palettes) else { return };
    let Booking { mut stays, mut legs } = palette.cheapest.clone();
    let (runs, changes) = (table.runs.len(), table.changes.len());
    let one = (random.below(2) == 0).then(|| random.below(runs + changes));
    for (index, (run, stay)) in table.runs.iter().zip(&mut stays).enumerate() {
        if one.is_none_or(|one| one == index) && !run.options.is_empty() {
            *stay = Some(random.below(run.options.len()));
        }
    }
    for (index, (change, leg)) in table.changes.iter().zip(&mut legs).enumerate() {
        if one.is_none_or(|one| one == runs + index) {
            *leg = palette.any(change, random).unwrap_or(*leg);
        }
    }
    *state = State::empty(table, Booking { stays, legs });
}

/// Clears a day on which a meal is missing, and a stretch of any day, which may have room for what fills that one. False where no day
/// misses any.
pub(super) fn starve(table: &Table<'_>, state: &mut State, random: &mut Random) -> bool {
    let misses = |route: &&Route| Meal::ALL.into_iter().any(|meal| route.misses(table, meal));
    let hungry: Vec<usize> = state.routes.iter().filter(misses).map(|route| route.day).collect();
    let Some(day) = random.pick(&hungry).copied() else { return false };
    clear(table, state, day, |_| true);
    stretch(table, state, random);
    true
}

fn removable(table: &Table<'_>, route: &Route, index: usize) -> bool {
    route.stops.get(index).is_some_and(|stop| stop.task != REST && table.task(stop.task).is_some_and(|task| !task.locked))
}

fn remove(table: &Table<'_>, route: &mut Route, which: impl Fn(usize) -> bool) {
    let mut index = 0;
    let before = route.stops.len();
    let keep: Vec<bool> = (0..before).map(|index| !(which(index) && removable(table, route, index))).collect();
    route.stops.retain(|_| {
        index += 1;
        keep.get(index - 1).copied().unwrap_or(true)
    });
    if route.stops.len() != before {
        route.retime(table);
    }
}

fn one_visit(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let day = random.below(state.routes.len());
    if let Some(route) = state.routes.get_mut(day) {
        let victim = random.below(route.stops.len());
        remove(table, route, |index| index == victim);
    }
}

/// Some stops in a row.
fn stretch(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let day = random.below(state.routes.len());
    if let Some(route) = state.routes.get_mut(day) {
        let from = random.below(route.stops.len());
        let until = from + 2 + random.below(4);
        remove(table, route, |index| (from..until).contains(&index));
    }
}

/// Visits near one of the visits, on any day of the city.
fn near(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let day = random.below(state.routes.len());
    let Some(route) = state.routes.get(day) else { return };
    let Some(centre) = random.pick(&route.stops).map(|stop| stop.node) else { return };
    let Some(city) = table.days.get(day).map(|day| day.city) else { return };
    let Some(hops) = table.cities.get(city) else { return };
    let mut close: Vec<(u32, usize, u32)> = Vec::new();
    for route in state.routes.iter().filter(|route| table.days.get(route.day).is_some_and(|day| day.city == city)) {
        close.extend(
            route.stops.iter().filter(|stop| stop.task != REST).map(|stop| (hops.hop(centre, stop.node).seconds, route.day, stop.task)),
        );
    }
    close.sort_unstable();
    close.truncate(2 + random.below(4));
    for route in &mut state.routes {
        let gone: Vec<u32> = close.iter().filter(|(_, day, _)| *day == route.day).map(|(_, _, task)| *task).collect();
        let tasks: Vec<u32> = route.stops.iter().map(|stop| stop.task).collect();
        remove(table, route, |index| tasks.get(index).is_some_and(|task| gone.contains(task)));
    }
}

fn meal(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let day = random.below(state.routes.len());
    let had: Vec<Meal> = Meal::ALL.into_iter().filter(|meal| state.routes.get(day).is_some_and(|route| route.had[*meal])).collect();
    let Some(which) = random.pick(&had).copied() else { return };
    clear(table, state, day, |what| matches!(what, What::Meal(meal, _) if meal == which));
}

fn clear(table: &Table<'_>, state: &mut State, day: usize, which: impl Fn(What) -> bool) {
    if let Some(route) = state.routes.get_mut(day) {
        let hit: Vec<bool> = route.stops.iter().map(|stop| table.task(stop.task).is_some_and(|task| which(task.what))).collect();
        remove(table, route, |index| hit.get(index).copied().unwrap_or(false));
    }
}

/// Clears a day and begins it with a long visit, which may stand in for a meal.
fn day_out(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let day = random.below(state.routes.len());
    clear(table, state, day, |_| true);
    state.recount(table);
    let Some(info) = table.days.get(day) else { return };
    let long = |id: &&u32| {
        table.task(**id).is_some_and(|task| task.seconds >= 3 * 3600) && !state.used.get(**id as usize).copied().unwrap_or(true)
    };
    let candidates: Vec<u32> = info.visits.iter().filter(long).copied().collect();
    let Some(id) = random.pick(&candidates).copied() else { return };
    if let (Some(task), Some(route)) = (table.task(id), state.routes.get(day)) {
        let fit = route.fit(table, id, task);
        if fit.found() {
            state.place(table, day, fit, id, &Reserve::default());
        }
    }
}

fn other_stay(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let run = random.below(table.runs.len());
    let (Some(info), Some(stay)) = (table.runs.get(run), state.stays.get_mut(run)) else { return };
    if info.options.len() < 2 {
        return one_visit(table, state, random);
    }
    *stay = Some(random.below(info.options.len()));
    for day in info.days.clone() {
        state.reframe(table, day);
    }
}

fn other_leg(table: &Table<'_>, state: &mut State, random: &mut Random) {
    let change = random.below(table.changes.len());
    let Some(info) = table.changes.get(change) else { return stretch(table, state, random) };
    let Some(new) = (!info.options.is_empty()).then(|| random.below(info.options.len())) else { return };
    let Some(palette) = palette_for(table, state, info, new) else { return stretch(table, state, random) };
    for (index, info) in table.changes.iter().enumerate() {
        let Some(leg) = state.legs.get_mut(index) else { continue };
        if index == change {
            *leg = new;
        } else if palette.has(info, *leg) {
            continue;
        } else {
            *leg = palette.any(info, random).unwrap_or(*leg);
        }
        state.reframe(table, info.day);
    }
}

/// Legs that go together with this one: those that all others are of already, if they can stay.
fn palette_for<'t>(table: &'t Table<'_>, state: &State, change: &Change<'_>, new: usize) -> Option<&'t Palette> {
    let keeps = |palette: &&Palette| {
        table
            .changes
            .iter()
            .zip(&state.legs)
            .all(|(info, leg)| (info.day, info.ends) == (change.day, change.ends) || palette.has(info, *leg))
    };
    let fitting = table.palettes.iter().filter(|palette| palette.has(change, new));
    fitting.clone().find(keeps).or_else(|| fitting.clone().next())
}
