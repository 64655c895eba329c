//! Where the group sleeps and how it changes cities: the choices, and the meals that each day owes under each of them.
//!
//! Days in a row in one city have one lodging; a lodging locked on one of them holds for all of them. A stay has a night for each of its
//! days, but the trip's last day has none. Without a night no bed is needed, and the day's base is the city's centre.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::build::{Nodes, sum};
use super::hours::HoursOf;
use super::table::{CENTRE, Change, DayTable, LegOption, Node, Owed, Run, Span, StayOption, Table, slot};
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{Day, Leg, Meal, Problem};
use crate::planning::rules::days::{before_departure, connects, locked_on, window};
use crate::planning::rules::group::Group;
use crate::planning::rules::travel::{Spot, Ways};
use crate::planning::rules::{meals, prices, routes};

/// Legs of one change that the search looks at: the cheapest and the earliest.
const MOST_LEGS: usize = 12;

/// Days in a row in one city, and the lodgings locked for them (more than one cannot be kept).
pub(super) struct Segment<'p> {
    pub days: std::ops::Range<usize>,
    pub nights: u32,
    /// Ids of lodgings.
    pub locked: Vec<&'p str>,
}

/// The stays of a trip, in order.
pub(super) fn segments(problem: &Problem) -> Vec<Segment<'_>> {
    let mut segments: Vec<Segment<'_>> = Vec::new();
    for (index, day) in problem.days.iter().enumerate() {
        let same_city = index.checked_sub(1).and_then(|before| problem.days.get(before)).is_some_and(|before| before.city == day.city);
        match segments.last_mut() {
            Some(open) if same_city => open.days.end = index + 1,
            _ => segments.push(Segment { days: index..index + 1, nights: 0, locked: Vec::new() }),
        }
        let locks = locked_on(problem, day.date).filter(|lock| problem.lodgings.iter().any(|lodging| lodging.id == lock.id));
        if let Some(segment) = segments.last_mut() {
            segment.locked.extend(locks.map(|lock| lock.id.as_str()));
        }
    }
    for segment in &mut segments {
        let nights = segment.days.len() - usize::from(segment.days.end == problem.days.len());
        segment.nights = u32::try_from(nights).unwrap_or(0);
        segment.locked.sort_unstable();
        segment.locked.dedup();
    }
    segments
}

pub(super) fn add(table: &mut Table<'_>, nodes: &[Rc<Nodes>], group: &Group) {
    let problem = table.problem;
    for segment in segments(problem) {
        let city = table.days.get(segment.days.start).map_or(0, |day| day.city);
        for day in segment.days.clone() {
            if let Some(day) = table.days.get_mut(day) {
                day.run = table.runs.len();
            }
        }
        let mut run = Run { days: segment.days, nights: segment.nights, options: Vec::new(), locked: !segment.locked.is_empty() };
        if problem.constraints.lodging && run.nights > 0 {
            let known = nodes.get(city).map(|nodes| nodes.lodgings.iter()).into_iter().flatten();
            for (index, node) in known {
                let Some(lodging) = problem.lodgings.get(*index) else { continue };
                if segment.locked.iter().any(|id| *id != lodging.id) {
                    continue;
                }
                let shares = prices::stay(lodging, group, run.nights);
                let rooms = u32::try_from(sum(&prices::rooms(lodging, group))).unwrap_or(u32::MAX);
                let remoteness = remoteness(table, city, *node);
                run.options.push(StayOption { lodging: *index, node: *node, rooms, cost: sum(&shares), shares, remoteness });
            }
        }
        table.runs.push(run);
    }
    let mut before = routes::origin(problem);
    for (day, today) in problem.days.iter().enumerate() {
        if let Some(from) = before.replace(today.city_id()).filter(|from| *from != today.city_id()) {
            let legs = arriving(problem, problem.legs.iter().enumerate(), from, today);
            let ready = |leg: &Leg| window(today, &problem.families, Some(leg.arrives)).from.seconds();
            if let Some(info) = table.days.get_mut(day) {
                info.change = Some(table.changes.len());
            }
            table.changes.push(Change { day, from, to: today.city_id(), ends: false, options: options(&legs, ready, group) });
        }
    }
    let (Some(last), Some(to)) = (problem.days.last(), routes::destination(problem)) else { return };
    let legs: Vec<_> = problem.legs.iter().enumerate().filter(|(_, leg)| connects(leg, last.city_id(), to, last.date)).collect();
    let whole = window(last, &problem.families, None);
    let ready = |leg: &Leg| before_departure(whole, Some(leg.departs)).until.seconds();
    if let Some(info) = table.days.last_mut() {
        info.departure = Some(table.changes.len());
    }
    let day = problem.days.len() - 1;
    table.changes.push(Change { day, from: last.city_id(), to, ends: true, options: options(&legs, ready, group) });
}

/// Connections that leave something of the day: the group has settled in before the day is over. Only where there is none, those that
/// arrive later, to a day without anything.
pub(super) fn arriving<'p>(
    problem: &Problem,
    legs: impl Iterator<Item = (usize, &'p Leg)>,
    from: &str,
    today: &Day,
) -> Vec<(usize, &'p Leg)> {
    let in_time = |leg: &Leg| {
        let rest = window(today, &problem.families, Some(leg.arrives));
        rest.from <= rest.until
    };
    let going = legs.filter(|(_, leg)| connects(leg, from, today.city_id(), today.date));
    let (good, late): (Vec<_>, Vec<_>) = going.partition(|(_, leg)| in_time(leg));
    if good.is_empty() { late } else { good }
}

fn options(legs: &[(usize, &Leg)], ready: impl Fn(&Leg) -> u32, group: &Group) -> Vec<LegOption> {
    let option = |(index, leg): &(usize, &Leg)| {
        let shares = prices::leg(leg, group);
        LegOption { leg: *index, ready: ready(leg), cost: sum(&shares), shares }
    };
    let mut options: Vec<LegOption> = legs.iter().map(option).collect();
    if options.len() > MOST_LEGS {
        options.sort_by_key(|option| (option.cost, option.ready, option.leg));
        let mut others = options.split_off(MOST_LEGS / 2);
        others.sort_by_key(|option| (option.ready, option.cost, option.leg));
        others.truncate(MOST_LEGS - MOST_LEGS / 2);
        options.append(&mut others);
    }
    options
}

/// Mean seconds to the places that can be visited in the city.
fn remoteness(table: &Table<'_>, city: usize, node: Node) -> f64 {
    let Some(hops) = table.cities.get(city) else { return 0.0 };
    let open_here =
        |id: &usize| table.days.iter().enumerate().any(|(day, info)| info.city == city && !table.starts(*id as u32, day).is_empty());
    let targets = table.tasks.iter().take(table.visits).enumerate().filter(|(id, _)| open_here(id)).map(|(_, task)| task.node);
    let (count, seconds) = targets.fold((0_u32, 0.0), |(count, sum), to| (count + 1, sum + f64::from(hops.hop(node, to).seconds)));
    seconds / f64::from(count.max(1))
}

/// For each base and each arrival of each day: which meals the day owes ([`meals`] has the rule in words).
pub(super) fn add_owed<'p>(table: &mut Table<'p>, ways: &Ways<'p>, hours: &mut HoursOf) {
    let problem = table.problem;
    let mut owed = Vec::with_capacity(table.days.len());
    for (index, info) in table.days.iter().enumerate() {
        let mut known = Vec::new();
        let Some(day) = problem.days.get(index) else { continue };
        let bases = table.runs.get(info.run).map(|run| run.options.as_slice()).unwrap_or_default();
        let bases = bases.iter().map(|option| (option.node, Some(option.lodging))).chain(bases.is_empty().then_some((CENTRE, None)));
        let times = |change: Option<usize>, usual: u32| {
            let options = change.and_then(|change| table.changes.get(change)).map(|change| change.options.as_slice()).unwrap_or_default();
            let times: BTreeSet<u32> = options.iter().map(|option| option.ready).collect();
            if times.is_empty() { BTreeSet::from([usual]) } else { times }
        };
        let (opens, closes) = (times(info.change, info.open), times(info.departure, info.close));
        for (node, lodging) in bases {
            let Some(base) = base_spot(table, info, lodging) else { continue };
            for (open, close) in opens.iter().flat_map(|open| closes.iter().map(move |close| (*open, *close))) {
                let meals = [Meal::Lunch, Meal::Dinner].map(|meal| {
                    let locked = info.meal_locked.get(slot(meal)).copied().unwrap_or(false);
                    locked || owes(table, ways, hours, (day, info), base, (open, close), meal)
                });
                known.push(Owed { base: node, open, close, meals });
            }
        }
        owed.push(known);
    }
    table.owed = owed;
}

fn base_spot<'p>(table: &Table<'p>, info: &DayTable, lodging: Option<usize>) -> Option<Spot<'p>> {
    match lodging {
        Some(lodging) => table.problem.lodgings.get(lodging).map(|lodging| Spot { id: &lodging.id, point: lodging.location }),
        None => {
            let city = table.problem.cities.get(table.cities.get(info.city)?.city)?;
            Some(Spot { id: &city.id, point: city.center })
        }
    }
}

fn owes<'p>(
    table: &Table<'p>,
    ways: &Ways<'p>,
    hours: &mut HoursOf,
    (day, info): (&'p Day, &DayTable),
    base: Spot<'p>,
    (open, close): Span,
    meal: Meal,
) -> bool {
    let problem = table.problem;
    let Some(rule) = meals::rule(&problem.constraints.meals, meal) else { return false };
    let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
    let window = Window { from: time(open), until: time(close) };
    let taken = meals::taken(problem, day, window);
    let room = meals::Table { rule, window, taken: &taken, base };
    let country = table.cities.get(info.city).and_then(|city| problem.cities.get(city.city)).and_then(|city| city.country.as_deref());
    meals::admissible(problem, day.city_id()).any(|restaurant| {
        let open = hours.on(restaurant.opening_hours.as_deref(), country, day.date);
        room.earliest(Spot { id: &restaurant.id, point: restaurant.location }, &open, ways).is_some()
    })
}
