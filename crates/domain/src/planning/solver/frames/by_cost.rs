//! Frames in the order of their prices: best-first search (Hart, Nilsson and Raphael 1968, doi:10.1109/TSSC.1968.300136).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::bounds::Due;
use super::{Frame, NEVER, Priced};

/// The beginning of a frame, or with its last day a whole one.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Index of the part that it continues.
    before: Option<usize>,
    cost: i64,
    /// First day that is not decided.
    day: usize,
    /// The city that the days before it were spent in; none at the start.
    city: Option<usize>,
    visited: u32,
    due: Due,
    /// Where the group has arrived on `day`: in this city, by this way.
    arrived: Option<(usize, usize)>,
    /// Cuisines of the last stay.
    cuisines: usize,
}

/// Where a part ends: first open day, city, visited cities, dues, arrival. Of all parts that end alike only the cheapest can be the best.
type Standing = (usize, Option<usize>, u32, Due, Option<(usize, usize)>);

/// One stay of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PricedStay {
    pub city: usize,
    pub days: std::ops::Range<usize>,
    pub way: usize,
    pub cuisines: usize,
}

/// A part in the queue: the least that a frame with it costs; of equal ones what is decided furthest, then what came first.
type Entry = Reverse<(i64, Reverse<usize>, usize)>;

pub(super) struct ByCost<'f, 'p> {
    frames: &'f Priced<'p>,
    limit: i64,
    parts: Vec<Part>,
    queue: BinaryHeap<Entry>,
    /// What was looked at already; of use where only the cheapest frame is asked for.
    closed: Option<HashSet<Standing>>,
    given: HashSet<Frame>,
}

impl<'f, 'p> ByCost<'f, 'p> {
    /// `single` finds the cheapest frame faster, and no others reliably.
    pub(super) fn new(frames: &'f Priced<'p>, limit: Option<i64>, single: bool) -> Self {
        let limit = limit.map_or(NEVER - 1, |limit| limit.saturating_sub(frames.stops.cost).min(NEVER - 1));
        let mut search =
            Self { frames, limit, parts: Vec::new(), queue: BinaryHeap::new(), closed: single.then(HashSet::new), given: HashSet::new() };
        let due = frames.bounds.all();
        search.push(Part { before: None, cost: 0, day: 0, city: None, visited: 0, due, arrived: None, cuisines: 0 });
        search
    }

    /// The next frame with its price and its stays.
    pub(super) fn next_stays(&mut self) -> Option<(i64, Vec<PricedStay>)> {
        while let Some(Reverse((_, _, index))) = self.queue.pop() {
            let part = *self.parts.get(index)?;
            if let Some(closed) = &mut self.closed
                && !closed.insert((part.day, part.city, part.visited, part.due, part.arrived))
            {
                continue;
            }
            match part.arrived {
                Some((city, way)) => self.stay(index, &part, city, way),
                None if part.day == self.frames.stops.days => {
                    let stays = self.stays(index);
                    if part.visited & self.frames.stops.required == self.frames.stops.required && self.given.insert(self.frame(&stays)) {
                        return Some((part.cost.saturating_add(self.frames.stops.cost), stays));
                    }
                }
                None => self.go_on(index, &part),
            }
        }
        None
    }

    /// To each city that can come next.
    fn go_on(&mut self, index: usize, part: &Part) {
        let frames = self.frames;
        for next in 0..frames.stops.list.len() {
            if !frames.stops.follows(part.city, next) || !frames.stops.open(part.visited, next) {
                continue;
            }
            for ride in frames.stays.rides.to(part.city, next, part.day) {
                let arrived = Some((next, frames.stays.way(next, part.day, ride)));
                let cost = part.cost.saturating_add(ride.cost);
                let due = frames.bounds.after(part.due, next);
                self.push(Part { before: Some(index), cost, arrived, visited: part.visited | 1 << next, due, ..*part });
            }
        }
    }

    /// For each number of days, with each set of cuisines that is due.
    fn stay(&mut self, index: usize, part: &Part, city: usize, way: usize) {
        let frames = self.frames;
        for end in part.day + 1..=frames.stops.days {
            let costs = frames.stays.costs(city, &(part.day..end), way);
            for (cuisines, cost) in costs.iter().enumerate().filter(|(cuisines, cost)| cuisines & !part.due == 0 && **cost < NEVER) {
                self.push(Part {
                    before: Some(index),
                    cost: part.cost.saturating_add(*cost),
                    day: end,
                    city: Some(city),
                    due: part.due & !cuisines,
                    arrived: None,
                    cuisines,
                    ..*part
                });
            }
        }
    }

    fn push(&mut self, part: Part) {
        let bounds = &self.frames.bounds;
        let visited = if self.frames.stops.once { part.visited.count_ones() as usize } else { self.stays_of(&part) };
        let rest = match part.arrived {
            Some((city, way)) => bounds.arrived(visited, part.day, city, way, part.due),
            None => bounds.leaving(visited, part.day, part.city, part.due),
        };
        let whole = part.cost.saturating_add(rest);
        if whole <= self.limit {
            let decided = 2 * part.day + usize::from(part.arrived.is_some());
            self.queue.push(Reverse((whole, Reverse(decided), self.parts.len())));
            self.parts.push(part);
        }
    }

    /// Stays so far, the one that is beginning included.
    fn stays_of(&self, part: &Part) -> usize {
        let mut count = usize::from(part.arrived.is_some());
        let mut next = Some(*part);
        while let Some(part) = next {
            count += usize::from(part.arrived.is_none() && part.city.is_some());
            next = part.before.and_then(|before| self.parts.get(before)).copied();
        }
        count
    }

    fn stays(&self, last: usize) -> Vec<PricedStay> {
        let mut stays = Vec::new();
        let mut at = self.parts.get(last);
        while let Some(part) = at {
            let before = part.before.and_then(|before| self.parts.get(before));
            if let (None, Some((city, way)), Some(from)) = (part.arrived, before.and_then(|before| before.arrived), before) {
                stays.push(PricedStay { city, days: from.day..part.day, way, cuisines: part.cuisines });
            }
            at = before;
        }
        stays.reverse();
        stays
    }

    fn frame(&self, stays: &[PricedStay]) -> Frame {
        let city = |stay: &PricedStay| self.frames.stops.list.get(stay.city).map_or(0, |stop| stop.city);
        Frame { cities: stays.iter().flat_map(|stay| stay.days.clone().map(move |_| city(stay))).collect() }
    }
}

impl Iterator for ByCost<'_, '_> {
    type Item = (i64, Frame);

    fn next(&mut self) -> Option<Self::Item> {
        let (cost, stays) = self.next_stays()?;
        Some((cost, self.frame(&stays)))
    }
}
