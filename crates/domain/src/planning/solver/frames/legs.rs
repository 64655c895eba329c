//! The legs between the cities of a frame: for each pair, date and number of meals that the arrival leaves to the day, the cheapest.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::super::hours::HoursOf;
use super::owed::{Owed, Owes};
use super::stops::Stops;
use crate::planning::problem::{Day, Leg, Problem};
use crate::planning::rules::days::{arrives_in_time, before_departure, can_leave_after, connects, window};
use crate::planning::rules::group::Group;
use crate::planning::rules::{prices, routes};

/// A way into a city, and where the trip's last day has only that city, out of it again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ride {
    /// Meals of the day.
    pub owes: Owes,
    pub cost: i64,
    /// Indices in `problem.legs`; none where the trip begins in the city, or does not end there.
    pub leg: Option<usize>,
    pub back: Option<usize>,
}

pub(super) struct Rides {
    stops: usize,
    days: usize,
    /// `[(from * stops + to) * days + day]`, with the origin after all stops.
    arriving: Vec<Vec<Ride>>,
    /// By stop: the ways out of it on the last day, where the trip returns.
    leaving: Vec<Vec<Ride>>,
}

/// What all legs are looked at with.
struct Source<'a, 'h, 'p> {
    problem: &'p Problem,
    /// Indices of legs by their ends.
    between: BTreeMap<(&'p str, &'p str), Vec<usize>>,
    /// By leg, minor units.
    cost: Vec<i64>,
    owed: &'a [Owed<'p>],
    hours: &'a RefCell<&'h mut HoursOf>,
}

impl Rides {
    /// `allowed` says which legs may be taken at all: where legs exclude each other, frames are priced once for each set of them.
    pub(super) fn of<'p>(
        problem: &'p Problem,
        stops: &Stops<'p>,
        owed: &[Owed<'p>],
        hours: &RefCell<&mut HoursOf>,
        allowed: &dyn Fn(&Leg) -> bool,
    ) -> Self {
        let group = Group::of(&problem.families);
        let mut between: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, leg) in problem.legs.iter().enumerate().filter(|(_, leg)| allowed(leg)) {
            between.entry((leg.from.as_str(), leg.to.as_str())).or_default().push(index);
        }
        let cost = problem.legs.iter().map(|leg| prices::total(&prices::leg(leg, &group))).collect();
        let source = Source { problem, between, cost, owed, hours };
        let (count, days) = (stops.list.len(), stops.days);
        let mut rides = Self { stops: count, days, arriving: Vec::with_capacity((count + 1) * count * days), leaving: Vec::new() };
        let ends = stops.list.iter().map(|stop| Some(stop.id)).chain([routes::origin(problem)]);
        for (from, id) in ends.enumerate() {
            for (to, stop) in stops.list.iter().enumerate() {
                for day in 0..days {
                    // Only the first day comes from the origin.
                    let due = (from == count) == (day == 0) && from != to;
                    rides.arriving.push(if due { source.to(id, (to, stop.id), day) } else { Vec::new() });
                }
            }
        }
        rides.leaving = stops.list.iter().enumerate().map(|(from, stop)| source.back((from, stop.id))).collect();
        rides
    }

    /// None comes from the origin, or begins in the city.
    pub(super) fn to(&self, from: Option<usize>, to: usize, day: usize) -> &[Ride] {
        let at = (from.unwrap_or(self.stops) * self.stops + to) * self.days + day;
        self.arriving.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn leaving(&self, from: usize) -> &[Ride] {
        self.leaving.get(from).map(Vec::as_slice).unwrap_or_default()
    }
}

impl<'p> Source<'_, '_, 'p> {
    fn legs(&self, from: &str, to: &str) -> Vec<(usize, &'p Leg)> {
        let known = self.between.get(&(from, to)).into_iter().flatten();
        known.filter_map(|index| Some((*index, self.problem.legs.get(*index)?))).collect()
    }

    fn to(&self, from: Option<&str>, (to, id): (usize, &str), day: usize) -> Vec<Ride> {
        let (Some(owed), Some(known)) = (self.owed.get(to), self.problem.days.get(day)) else { return Vec::new() };
        let Some(from) = from else { return vec![Ride { owes: owed.day(day), cost: 0, leg: None, back: None }] };
        let today = Day { city: Some(id.to_owned()), ..known.clone() };
        let families = &self.problem.families;
        let returns = if day + 1 == self.problem.days.len() { routes::destination(self.problem) } else { None };
        let back: Vec<(usize, &Leg)> = returns
            .iter()
            .flat_map(|home| self.legs(id, home).into_iter().filter(|(_, leg)| connects(leg, id, home, known.date)))
            .collect();
        let mut best = BTreeMap::new();
        let comes = |leg: &Leg| connects(leg, from, id, known.date) && arrives_in_time(&today, families, leg.arrives);
        for (index, leg) in self.legs(from, id).into_iter().filter(|(_, leg)| comes(leg)) {
            let from = window(&today, families, Some(leg.arrives)).from.seconds();
            let cost = self.cost.get(index).copied().unwrap_or(0);
            if returns.is_none() {
                keep(&mut best, Ride { owes: owed.span(day, Some(from), None), cost, leg: Some(index), back: None });
            }
            for (last, home) in back.iter().filter(|(_, home)| can_leave_after(leg.arrives, home.departs)) {
                let until = before_departure(window(&today, families, None), Some(home.departs)).until.seconds();
                let owes = owed.between(self.hours, day, from, until);
                let cost = cost.saturating_add(self.cost.get(*last).copied().unwrap_or(0));
                keep(&mut best, Ride { owes, cost, leg: Some(index), back: Some(*last) });
            }
        }
        best.into_values().collect()
    }

    fn back(&self, (from, id): (usize, &str)) -> Vec<Ride> {
        let (Some(home), Some(owed), Some(last)) = (routes::destination(self.problem), self.owed.get(from), self.problem.days.last())
        else {
            return Vec::new();
        };
        let mut best = BTreeMap::new();
        for (index, leg) in self.legs(id, home).into_iter().filter(|(_, leg)| connects(leg, id, home, last.date)) {
            let until = before_departure(window(last, &self.problem.families, None), Some(leg.departs)).until.seconds();
            let owes = owed.span(self.problem.days.len() - 1, None, Some(until));
            keep(&mut best, Ride { owes, cost: self.cost.get(index).copied().unwrap_or(0), leg: None, back: Some(index) });
        }
        best.into_values().collect()
    }
}

/// Of rides that leave the same meals the cheapest, of equal ones the first.
fn keep(best: &mut BTreeMap<Owes, Ride>, ride: Ride) {
    best.entry(ride.owes).and_modify(|known| *known = if ride.cost < known.cost { ride } else { *known }).or_insert(ride);
}
