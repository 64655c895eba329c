//! The part of a day between two common stops that stay, and how the stops behind it move.

use super::super::assemble::rounded;
use super::super::build::Built;
use super::super::idle;
use super::super::route::{Route, Stop};
use super::super::state::State;
use super::super::table::{CENTRE, Hop, REST, Table, Task, What, earliest};
use super::weigh::Skipped;
use crate::planning::problem::{Meal, Problem};
use crate::planning::rules::ends::Ends;
use crate::planning::rules::travel::Spot;

/// A gap shorter than this is no time apart, seconds.
const SHORTEST: u32 = 45 * 60;
const FIVE_MINUTES: u32 = 300;

pub(super) struct Gap<'p> {
    pub day: usize,
    /// Common stops before it.
    pub before: usize,
    /// The day without the visits that were in the gap, with the starts that people are told.
    pub route: Route,
    /// Where all part, when, and the time to breathe after what they did.
    pub here: Spot<'p>,
    pub from: u32,
    pub breather: u32,
    /// Where all meet, and by when; none at the day's end, where each party has its own hour.
    pub there: Spot<'p>,
    pub due: Option<u32>,
    /// Whether a visit is followed by time to breathe before all meet; rests and the day's end are that in themselves.
    pub breathes: bool,
    pub skipped: Skipped,
    /// Latest start of each stop of `route`.
    latest: Vec<u32>,
}

impl<'p> Gap<'p> {
    /// All gaps of a day that has no split yet.
    pub(super) fn of_day(built: &Built<'p>, state: &State, day: usize) -> Vec<Self> {
        let Some(route) = state.routes.get(day).filter(|route| route.open < route.close) else { return Vec::new() };
        let told: Vec<u32> = rounded(&built.table, route).stops.iter().map(|stop| stop.start).collect();
        let mut gaps = Vec::new();
        for first in 0..=route.stops.len() {
            for end in first..=route.stops.len() {
                gaps.extend(Self::between(built, state, route, &told, first, end));
                let task = route.stops.get(end).and_then(|stop| built.table.task(stop.task));
                let visit = task.is_some_and(|task| may_go(built.table.problem, task));
                if !visit {
                    break;
                }
            }
        }
        gaps
    }

    /// The gap that gives up the stops `first..end`.
    fn between(built: &Built<'p>, state: &State, route: &Route, told: &[u32], first: usize, end: usize) -> Option<Self> {
        let table = &built.table;
        let mut trimmed = route.clone();
        trimmed.stops.drain(first..end);
        // Only for its sums: whether everybody could still go from stop to stop does not matter any more.
        trimmed.retime(table);
        let kept = told.iter().take(first).chain(told.iter().skip(end));
        trimmed.stops.iter_mut().zip(kept).for_each(|(stop, start)| stop.start = *start);
        if table.losses.idle > 0.0 {
            trimmed.idle = idle::told(&trimmed, table.days.get(route.day).and_then(|day| table.cities.get(day.city))?, first);
        }
        let latest = route.stops.iter().take(first).chain(route.stops.iter().skip(end)).map(|stop| stop.latest).collect();
        let (before, behind) = (first.checked_sub(1).and_then(|index| route.stops.get(index)), route.stops.get(end));
        let from = first.checked_sub(1).and_then(|index| trimmed.stops.get(index)).map_or(route.open, |stop| stop.start + stop.seconds);
        let close =
            behind.map_or_else(|| table.problem.days.get(route.day).map_or(route.close, |day| day.end.seconds()), |stop| stop.latest);
        if from + SHORTEST > close || Meal::ALL.into_iter().any(|meal| trimmed.misses(table, meal)) {
            return None;
        }
        let (from_node, to_node) = (before.map_or(route.start, |stop| stop.node), behind.map_or(route.end, |stop| stop.node));
        let stays = trimmed.stops.is_empty() && trimmed.travel == 0;
        let skipped = if stays { Skipped::default() } else { Skipped::between(table, route.day, from_node, to_node) };
        let ends = Ends::of(table.problem.days.get(route.day)?, base(table, state, route)?);
        Some(Self {
            day: route.day,
            before: first,
            here: before.map_or(Some(ends.start), |stop| spot(table, stop, &ends))?,
            from,
            breather: before.map_or(0, |stop| stop.breather),
            there: behind.map_or(Some(ends.end), |stop| spot(table, stop, &ends))?,
            due: behind.map(|stop| stop.latest),
            breathes: behind.is_some_and(|stop| stop.task != REST),
            skipped,
            route: trimmed,
            latest,
        })
    }

    /// The day when the last party is there at this time: what follows is pushed back as far as need be.
    pub(super) fn pushed(&self, table: &Table<'_>, arrival: u32) -> Option<Route> {
        let mut route = self.route.clone();
        let city = table.days.get(self.day).and_then(|day| table.cities.get(day.city))?;
        let mut ready = arrival;
        for index in self.before..route.stops.len() {
            let next = route.stops.get(index + 1).copied();
            let stop = route.stops.get_mut(index)?;
            if ready > stop.start {
                let (possible, latest) = (stop.starts(table, self.day), *self.latest.get(index)?);
                let round = ready.next_multiple_of(FIVE_MINUTES);
                let on_the_dot = (round <= latest).then(|| earliest(possible, round)).flatten().filter(|start| *start <= latest);
                stop.start = on_the_dot.or_else(|| earliest(possible, ready)).filter(|start| *start <= latest)?;
            }
            let onward: Hop = city.hop(stop.node, next.map_or(route.end, |next| next.node));
            ready = stop.start.saturating_add(stop.hold(next.as_ref())).saturating_add(onward.seconds);
        }
        if table.losses.idle > 0.0 {
            route.idle = idle::told(&route, city, self.before);
        }
        // A visit that moves may leave room for a meal that it excused.
        let owes = Meal::ALL.into_iter().any(|meal| route.misses(table, meal));
        (!owes).then_some(route)
    }
}

/// A visit may be given up where nobody locked it and it is no wish of the whole group.
pub(super) fn may_go(problem: &Problem, task: &Task) -> bool {
    let place = match task.what {
        What::Visit(place) => problem.places.get(place),
        What::Meal(..) => None,
    };
    place.is_some_and(|place| !task.locked && !problem.constraints.must_see.contains(&place.id))
}

/// Where a stop is, for travel; rests are at the base.
fn spot<'p>(table: &Table<'p>, stop: &Stop, ends: &Ends<'p>) -> Option<Spot<'p>> {
    let problem = table.problem;
    match table.task(stop.task).map(|task| task.what) {
        Some(What::Visit(place)) => problem.places.get(place).map(|place| Spot { id: &place.id, point: place.location }),
        Some(What::Meal(_, index)) => problem.restaurants.get(index).map(|one| Spot { id: &one.id, point: one.location }),
        None => Some(ends.base),
    }
}

fn base<'p>(table: &Table<'p>, state: &State, route: &Route) -> Option<Spot<'p>> {
    let day = table.days.get(route.day)?;
    if route.base != CENTRE {
        let option = state.stays.get(day.run).copied().flatten()?;
        let lodging = table.problem.lodgings.get(table.runs.get(day.run)?.options.get(option)?.lodging)?;
        return Some(Spot { id: &lodging.id, point: lodging.location });
    }
    let city = table.problem.cities.get(table.cities.get(day.city)?.city)?;
    Some(Spot { id: &city.id, point: city.center })
}
