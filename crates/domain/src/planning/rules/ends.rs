//! Where a day starts and ends: at its base, unless the problem names other points.

use crate::clock_time::Window;
use crate::planning::problem::{Day, Endpoint, Problem};

use super::days::{after, before};
use super::travel::{Spot, Ways, choose};

/// More seconds than a day has: no way leads there.
pub const NEVER: u32 = 100_000;

/// The points of a day: where it starts, where the group sleeps and rests, where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends<'a> {
    pub start: Spot<'a>,
    pub base: Spot<'a>,
    pub end: Spot<'a>,
}

impl<'a> Ends<'a> {
    pub fn of(day: &'a Day, base: Spot<'a>) -> Self {
        let point = |named: &'a Option<Endpoint>| named.as_ref().map_or(base, spot);
        Self { start: point(&day.starts_at), base, end: point(&day.ends_at) }
    }

    /// The part of a day's window in which the group can be at its base: a nap is kept as far as it lies in it. Where the base cannot be
    /// reached at all, `until` is before `from`.
    pub fn at_base(&self, problem: &Problem, ways: &Ways<'_>, window: Window) -> Window {
        let seconds = |from: Spot<'_>, to: Spot<'_>| {
            if from.id == to.id { 0 } else { choose(problem, ways, from, to).map_or(NEVER, |way| way.seconds) }
        };
        Window { from: after(window.from, seconds(self.start, self.base)), until: before(window.until, seconds(self.base, self.end)) }
    }

    pub fn distances(&self, ways: &Ways<'_>, there: Spot<'_>) -> Distances {
        let seconds = |from, to| ways.between(from, to).map_or(NEVER, |way| way.seconds);
        Distances {
            from_start: seconds(self.start, there),
            from_base: seconds(self.base, there),
            to_base: seconds(there, self.base),
            to_end: seconds(there, self.end),
        }
    }
}

pub fn spot(point: &Endpoint) -> Spot<'_> {
    Spot { id: &point.id, point: point.location }
}

/// Seconds between something and the points of a day; [`NEVER`] where no way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distances {
    pub from_start: u32,
    pub from_base: u32,
    pub to_base: u32,
    pub to_end: u32,
}

impl Distances {
    /// On a day that starts and ends at its base.
    pub const fn of_base(there: u32, back: u32) -> Self {
        Self { from_start: there, from_base: there, to_base: back, to_end: back }
    }

    /// Whether one gets there and on from there at all.
    pub fn reachable(&self) -> bool {
        self.from_start.min(self.from_base) < NEVER && self.to_base.min(self.to_end) < NEVER
    }

    /// The way there in a free part of the day: from the day's start in its first part, else from the base.
    pub fn there(&self, gap: &Window, day: Window) -> u32 {
        if gap.from == day.from { self.from_start } else { self.from_base }
    }

    /// The way onward: to the day's end in its last part, else to the base.
    pub fn onward(&self, gap: &Window, day: Window) -> u32 {
        if gap.until == day.until { self.to_end } else { self.to_base }
    }
}
