//! A weather-proof spare for each day: an indoor place that nobody visits otherwise, in place of the outdoor visit that needs the sun most.

use super::build::Built;
use super::left_out::city_name;
use super::places::alone;
use super::route::Route;
use super::state::State;
use super::table::{REST, Table, TaskId, What, earliest};
use crate::clock_time::ClockTime;
use crate::money::Money;
use crate::planning::plan::Spare;
use crate::planning::problem::Place;
use crate::planning::rules::availability::indoor;

/// By day; `starts` are the planned starts of each day's stops.
pub(super) fn spares(built: &Built<'_>, state: &State, starts: &[Vec<u32>]) -> Vec<Option<Spare>> {
    let mut taken: Vec<TaskId> = Vec::new();
    let mut found = Vec::with_capacity(state.routes.len());
    for (route, starts) in state.routes.iter().zip(starts) {
        let spare = of_day(&built.table, state, (route, starts), &taken);
        taken.extend(spare.as_ref().map(|(id, _)| *id));
        found.push(spare.map(|(_, spare)| spare));
    }
    found
}

fn place<'p>(table: &Table<'p>, id: TaskId) -> Option<&'p Place> {
    match table.task(id)?.what {
        What::Visit(index) => table.problem.places.get(index),
        What::Meal(..) => None,
    }
}

/// The longest outdoor visit of the day that can be replaced, by the place that is worth most to all.
fn of_day(table: &Table<'_>, state: &State, (route, starts): (&Route, &[u32]), taken: &[TaskId]) -> Option<(TaskId, Spare)> {
    let outdoor = |index: &usize| {
        let stop = route.stops.get(*index).filter(|stop| stop.task != REST);
        stop.and_then(|stop| place(table, stop.task)).is_some_and(|place| !indoor(place))
    };
    let mut exposed: Vec<usize> = (0..route.stops.len()).filter(outdoor).collect();
    exposed.sort_by_key(|index| route.stops.get(*index).map_or(0, |stop| u32::MAX - stop.seconds));
    let mut candidates: Vec<(TaskId, &Place)> = table
        .days
        .get(route.day)?
        .visits
        .iter()
        .filter(|id| !taken.contains(id) && state.used.get(**id as usize) == Some(&false))
        .filter_map(|id| Some((*id, place(table, *id).filter(|place| indoor(place))?)))
        .collect();
    candidates.sort_by(|(_, a), (_, b)| alone(table.problem, b).total_cmp(&alone(table.problem, a)).then_with(|| a.id.cmp(&b.id)));
    exposed.into_iter().find_map(|index| {
        candidates.iter().find_map(|(id, place)| Some((*id, instead(table, state, (route, starts), index, (*id, place))?)))
    })
}

/// The day with this place instead of that stop, where everything else of it stays as it is.
fn instead(
    table: &Table<'_>,
    state: &State,
    (route, starts): (&Route, &[u32]),
    index: usize,
    (id, place): (TaskId, &Place),
) -> Option<Spare> {
    let task = table.task(id)?;
    let gone = route.stops.get(index)?;
    let outdoors = self::place(table, gone.task)?;
    let mut other = route.clone();
    other.stops.remove(index);
    if !other.insert(table, u8::try_from(index).ok()?, id, task) {
        return None;
    }
    let more = other.cost.saturating_sub(route.cost);
    if table.budget.is_some_and(|budget| state.cost.saturating_add(more) > budget) {
        return None;
    }
    let mut shares = state.shares.iter().zip(&route.shares).zip(&other.shares).zip(&table.family_budgets);
    if shares
        .any(|(((paid, before), after), budget)| budget.is_some_and(|budget| paid.saturating_sub(*before).saturating_add(*after) > budget))
    {
        return None;
    }
    let start = start(table, &other, starts, index)?;
    let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
    Some(Spare {
        place: place.id.clone(),
        name: place.name.clone(),
        location: place.location,
        instead_of: format!("visit-{}", outdoors.id),
        start: time(start),
        end: time(start.saturating_add(task.seconds)),
        cost: Money::new(task.cost, table.problem.currency),
        detail: format!("if it rains in {}: {} instead of {}", city_name(table.problem, &place.city), place.name, outdoors.name),
    })
}

/// When the stop at `index` can begin between its neighbours as they are planned; a round five minutes where that fits too.
fn start(table: &Table<'_>, route: &Route, starts: &[u32], index: usize) -> Option<u32> {
    const FIVE_MINUTES: u32 = 300;
    let city = table.days.get(route.day).and_then(|day| table.cities.get(day.city))?;
    let stop = route.stops.get(index)?;
    let before = index.checked_sub(1).and_then(|before| Some((route.stops.get(before)?, starts.get(before)?)));
    let (free, from) = before.map_or((route.open, route.base), |(before, start)| (start + before.hold(Some(stop)), before.node));
    let next = route.stops.get(index + 1);
    let (due, to) = next.map_or(Some((route.close, route.base)), |next| Some((*starts.get(index + 1)?, next.node)))?;
    let latest = due.checked_sub(stop.hold(next) + city.hop(stop.node, to).seconds)?;
    let possible = table.starts(stop.task, route.day);
    let exact = earliest(possible, free + city.hop(from, stop.node).seconds)?;
    let round = exact.next_multiple_of(FIVE_MINUTES);
    [round, exact].into_iter().find(|start| *start <= latest && earliest(possible, *start) == Some(*start))
}
