//! Where the group sleeps and how it changes cities: the choices.
//!
//! Days in a row in one city have one lodging; a lodging locked on one of them holds for all of them. A stay has a night for each of its
//! days, but the trip's last day has none. Without a night no bed is needed, and the day's base is the city's centre.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::build::{Nodes, sum};
use super::earlier;
use super::table::{Change, LegOption, Node, Run, StayOption, Table};
use crate::planning::problem::{Day, Leg, LegMode, Problem};
use crate::planning::rules::days::{arrives_in_time, before_departure, connects, locked_on, window};
use crate::planning::rules::group::Group;
use crate::planning::rules::{legs, lodging, prices, routes};

/// Legs of one change and kind that the search looks at.
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
                if segment.locked.iter().any(|id| *id != lodging.id) || !lodging::suits(problem, group, lodging, run.nights) {
                    continue;
                }
                let shares = prices::stay(lodging, group, run.nights);
                let rooms = u32::try_from(sum(&prices::rooms(lodging, group))).unwrap_or(u32::MAX);
                let remoteness = remoteness(table, city, *node);
                let earlier = earlier::slept(problem, &lodging.id, &run.days);
                run.options.push(StayOption { lodging: *index, node: *node, rooms, cost: sum(&shares), shares, remoteness, earlier });
            }
        }
        table.runs.push(run);
    }
    let mut before = routes::origin(problem);
    for (day, today) in problem.days.iter().enumerate() {
        if let Some(from) = before.replace(today.city_id()).filter(|from| *from != today.city_id()) {
            if let Some(info) = table.days.get_mut(day) {
                info.change = Some(table.changes.len());
            }
            let options = arrivals(problem, from, today, group);
            table.changes.push(Change { day, from, to: today.city_id(), ends: false, options });
        }
    }
    let (Some(last), Some(to)) = (problem.days.last(), routes::destination(problem)) else { return };
    if let Some(info) = table.days.last_mut() {
        info.departure = Some(table.changes.len());
    }
    let day = problem.days.len() - 1;
    table.changes.push(Change { day, from: last.city_id(), to, ends: true, options: departures(problem, group) });
}

/// Connections with which the group has settled in before the day is over.
pub(super) fn arrivals(problem: &Problem, from: &str, today: &Day, group: &Group) -> Vec<LegOption> {
    let fits = |leg: &Leg| connects(leg, from, today.city_id(), today.date) && arrives_in_time(today, &problem.families, leg.arrives);
    let ready = |leg: &Leg| window(today, &problem.families, Some(leg.arrives)).from.seconds();
    shortlist(problem, options(problem, fits, ready, group), |option| i64::from(option.ready))
}

/// Connections home from the trip's last city; none where the trip does not return.
pub(super) fn departures(problem: &Problem, group: &Group) -> Vec<LegOption> {
    let (Some(last), Some(home)) = (problem.days.last(), routes::destination(problem)) else { return Vec::new() };
    let fits = |leg: &Leg| connects(leg, last.city_id(), home, last.date);
    let ready = |leg: &Leg| before_departure(window(last, &problem.families, None), Some(leg.departs)).until.seconds();
    shortlist(problem, options(problem, fits, ready, group), |option| -i64::from(option.ready))
}

fn options(problem: &Problem, fits: impl Fn(&Leg) -> bool, ready: impl Fn(&Leg) -> u32, group: &Group) -> Vec<LegOption> {
    let option = |(index, leg): (usize, &Leg)| {
        let shares = prices::leg(leg, group);
        LegOption { leg: index, mode: leg.mode, ready: ready(leg), cost: sum(&shares), shares }
    };
    let open = problem.legs.iter().enumerate().filter(|(_, leg)| legs::allowed(&problem.constraints, leg.mode) && fits(leg));
    open.map(option).collect()
}

/// Whether such a leg does not go with every other.
const fn is_picky(mode: LegMode) -> bool {
    matches!(mode, LegMode::Drive | LegMode::Flight)
}

/// Of very many the cheapest and those that leave most of the day (`lost` is the less the more they leave), and for each family with a budget the cheapest for it: of own car, flights and all
/// others apart.
fn shortlist(problem: &Problem, options: Vec<LegOption>, lost: impl Fn(&LegOption) -> i64) -> Vec<LegOption> {
    if options.len() <= MOST_LEGS {
        return options;
    }
    let mut keep = BTreeSet::new();
    for kind in [Some(LegMode::Drive), Some(LegMode::Flight), None] {
        let mut of_kind: Vec<&LegOption> =
            options.iter().filter(|option| Some(option.mode).filter(|mode| is_picky(*mode)) == kind).collect();
        let mut best = |most: usize, key: &dyn Fn(&LegOption) -> (i64, i64)| {
            of_kind.sort_by_key(|option| (key(option), option.leg));
            keep.extend(of_kind.iter().take(most).map(|option| option.leg));
        };
        best(MOST_LEGS / 2, &|option| (option.cost, lost(option)));
        best(MOST_LEGS / 2, &|option| (lost(option), option.cost));
        for (index, _) in problem.families.iter().enumerate().filter(|(_, family)| family.budget.is_some()) {
            best(1, &|option| (option.shares.get(index).copied().unwrap_or(0), option.cost));
        }
    }
    options.into_iter().filter(|option| keep.contains(&option.leg)).collect()
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
