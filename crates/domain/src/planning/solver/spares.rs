//! A weather-proof spare for each day: an indoor place that nobody visits otherwise, in place of the outdoor visit that needs the sun most.

use super::assemble::told;
use super::build::Built;
use super::left_out::city_name;
use super::places::alone;
use super::route::Route;
use super::split::Parted;
use super::state::State;
use super::table::{REST, Table, Task, TaskId, What, earliest};
use crate::clock_time::ClockTime;
use crate::money::Money;
use crate::planning::plan::Spare;
use crate::planning::problem::Place;
use crate::planning::rules::availability::indoor;

/// By day.
pub(super) fn spares(built: &Built<'_>, parted: &Parted) -> Vec<Option<Spare>> {
    let table = &built.table;
    let apart: Vec<usize> =
        parted.apart.values().flat_map(|apart| &apart.sides).flat_map(|side| &side.visits).map(|visit| visit.place).collect();
    let seen = |task: &Task| matches!(task.what, What::Visit(place) if apart.contains(&place));
    let mut taken: Vec<TaskId> = table.tasks.iter().zip(0..).filter(|(task, _)| seen(task)).map(|(_, id)| id).collect();
    let paid = Paid { cost: parted.cost(), shares: parted.shares() };
    let mut found = Vec::with_capacity(parted.state.routes.len());
    for route in &parted.state.routes {
        let apart = parted.apart.get(&route.day);
        let day = Planned { route, starts: told(table, route, apart), before: apart.map(|apart| apart.before) };
        let spare = of_day(table, (&parted.state, &paid), &day, &taken);
        taken.extend(spare.as_ref().map(|(id, _)| *id));
        found.push(spare.map(|(_, spare)| spare));
    }
    found
}

/// What the whole plan costs, and each family's part of it.
struct Paid {
    cost: i64,
    shares: Vec<i64>,
}

/// A day as it is planned.
struct Planned<'a> {
    route: &'a Route,
    /// Of its stops, as people are told.
    starts: Vec<u32>,
    /// Common stops before the families part.
    before: Option<usize>,
}

impl Planned<'_> {
    /// Whether families part or meet at this stop: their ways lead there.
    fn joins(&self, index: usize) -> bool {
        self.before.is_some_and(|before| index == before || index + 1 == before)
    }
}

fn place<'p>(table: &Table<'p>, id: TaskId) -> Option<&'p Place> {
    match table.task(id)?.what {
        What::Visit(index) => table.problem.places.get(index),
        What::Meal(..) => None,
    }
}

/// The longest outdoor visit of the day that can be replaced, by the place that is worth most to all.
fn of_day(table: &Table<'_>, (state, paid): (&State, &Paid), day: &Planned<'_>, taken: &[TaskId]) -> Option<(TaskId, Spare)> {
    let route = day.route;
    let outdoor = |index: &usize| {
        let stop = route.stops.get(*index).filter(|stop| stop.task != REST);
        stop.and_then(|stop| place(table, stop.task)).is_some_and(|place| !indoor(place))
    };
    let mut exposed: Vec<usize> = (0..route.stops.len()).filter(|index| outdoor(index) && !day.joins(*index)).collect();
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
    let try_out = |index: usize| candidates.iter().find_map(|(id, place)| Some((*id, instead(table, paid, day, index, (*id, place))?)));
    exposed.into_iter().find_map(try_out)
}

/// The day with this place instead of that stop, where everything else of it stays as it is.
fn instead(table: &Table<'_>, paid: &Paid, day: &Planned<'_>, index: usize, (id, place): (TaskId, &Place)) -> Option<Spare> {
    let (route, starts) = (day.route, &day.starts);
    let task = table.task(id)?;
    let gone = route.stops.get(index)?;
    let outdoors = self::place(table, gone.task)?;
    let mut other = route.clone();
    other.stops.remove(index);
    if !other.insert(table, u8::try_from(index).ok()?, id, task) {
        return None;
    }
    let more = other.cost.saturating_sub(route.cost);
    if table.budget.is_some_and(|budget| paid.cost.saturating_add(more) > budget) {
        return None;
    }
    let mut shares = paid.shares.iter().zip(&route.shares).zip(&other.shares).zip(&table.family_budgets);
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
    let (free, from) = before.map_or((route.open, route.start), |(before, start)| (start + before.hold(Some(stop)), before.node));
    let next = route.stops.get(index + 1);
    let (due, to) = next.map_or(Some((route.close, route.end)), |next| Some((*starts.get(index + 1)?, next.node)))?;
    let latest = due.checked_sub(stop.hold(next) + city.hop(stop.node, to).seconds)?;
    let possible = table.starts(stop.task, route.day);
    let exact = earliest(possible, free + city.hop(from, stop.node).seconds)?;
    let round = exact.next_multiple_of(FIVE_MINUTES);
    [round, exact].into_iter().find(|start| *start <= latest && earliest(possible, *start) == Some(*start))
}
