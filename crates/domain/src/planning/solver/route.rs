//! One day as a sequence of stops, with the earliest and the latest start of each.
//!
//! Keeping both makes the check of an insertion independent of the day's length, like the `MaxShift` of Vansteenwegen et al. 2009
//! (doi:10.1016/j.cor.2009.03.008), and stays exact where a place opens several times a day: waiting is always allowed, so a stop can
//! be reached in time exactly if one arrives no later than its latest start.

mod fit;

use std::rc::Rc;

use super::by_meal::ByMeal;
use super::idle;
use super::table::{CityTable, NO_WAY, Node, REST, Span, Table, Task, TaskId, What, earliest, latest};
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::Meal;
use crate::planning::rules::meals;
pub(super) use fit::Fit;

#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub task: TaskId,
    pub node: Node,
    pub seconds: u32,
    pub breather: u32,
    /// Earliest start, seconds of the day.
    pub start: u32,
    /// Latest start that keeps everything behind it possible.
    pub latest: u32,
    /// The fixed start of a rest.
    fixed: Span,
    locked: bool,
}

impl Stop {
    /// Not timed yet.
    const fn of(id: TaskId, task: &Task) -> Self {
        Self {
            task: id,
            node: task.node,
            seconds: task.seconds,
            breather: task.breather,
            start: 0,
            latest: 0,
            fixed: (0, 0),
            locked: task.locked,
        }
    }

    pub(super) fn starts<'t>(&'t self, table: &'t Table<'_>, day: usize) -> &'t [Span] {
        if self.task == REST { std::slice::from_ref(&self.fixed) } else { table.starts(self.task, day) }
    }

    /// Seconds from the start until what follows may be set out for. Rests and the way back are time to breathe in themselves, and two
    /// locked neighbours stand as somebody put them.
    pub(super) const fn hold(&self, next: Option<&Self>) -> u32 {
        match next {
            Some(next) if next.task != REST && !(self.locked && next.locked) => self.seconds + self.breather,
            _ => self.seconds,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Route {
    pub day: usize,
    pub base: Node,
    /// Where it starts and ends: the base, unless the problem says otherwise.
    pub start: Node,
    pub end: Node,
    pub open: u32,
    pub close: u32,
    /// Meals that the day owes the group.
    pub owed: ByMeal<bool>,
    pub had: ByMeal<bool>,
    pub stops: Vec<Stop>,
    pub visits: u32,
    /// Seconds on the way, and minutes of them on foot.
    pub travel: u32,
    pub walk: u32,
    /// Seconds of waiting beyond what is usual ([`super::idle`]).
    pub idle: u32,
    /// Ways, fees and meals, minor units.
    pub cost: i64,
    /// What each family pays of it; empty while no family has a budget.
    pub shares: Vec<i64>,
    /// Fits of the day's visits, in the order of [`super::table::DayTable::visits`].
    pub fits: Vec<Fit>,
    /// Whether `fits` belong to the stops as they are; some may still be unknown.
    pub fresh: bool,
}

impl Clone for Route {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    /// Keeps the memory: the search copies days thousands of times a second.
    fn clone_from(&mut self, from: &Self) {
        let Self { day, base, start, end, open, close, owed, had, stops, visits, travel, walk, idle, cost, shares, fits, fresh } = self;
        (*day, *base, *start, *end) = (from.day, from.base, from.start, from.end);
        (*open, *close, *owed, *had) = (from.open, from.close, from.owed, from.had);
        (*visits, *travel, *walk, *idle) = (from.visits, from.travel, from.walk, from.idle);
        (*cost, *fresh) = (from.cost, from.fresh);
        stops.clone_from(&from.stops);
        shares.clone_from(&from.shares);
        if from.fresh {
            fits.clone_from(&from.fits);
        }
    }
}

impl Route {
    /// A day with nothing but its rests.
    pub(super) fn empty(table: &Table<'_>, day: usize, base: Node, (open, close): Span, owed: ByMeal<bool>) -> Self {
        let mut route = Self { day, base, start: base, end: base, open, close, owed, ..Self::default() };
        if let Some((info, city)) = table.days.get(day).zip(city(table, day)) {
            (route.start, route.end) = (info.start.unwrap_or(base), info.end.unwrap_or(base));
            // When the group can be at its base (rules::ends has the same in words).
            let way = |from: Node, to: Node| if from == to { 0 } else { city.hop(from, to).seconds };
            let first = open.saturating_add(way(route.start, base));
            let last = close.saturating_sub(way(base, route.end));
            for (from, until) in &info.naps {
                let (from, until) = ((*from).max(first), (*until).min(last));
                if from < until {
                    route.stops.push(Stop {
                        task: REST,
                        node: base,
                        seconds: until - from,
                        breather: 0,
                        start: from,
                        latest: from,
                        fixed: (from, from),
                        locked: false,
                    });
                }
            }
        }
        route.retime(table);
        route
    }

    /// Earliest and latest starts and all sums anew. False where the stops cannot be done in this order.
    pub(super) fn retime(&mut self, table: &Table<'_>) -> bool {
        self.fresh = false;
        let Some(city) = city(table, self.day) else { return false };
        self.sum(table, city);
        let (mut at, mut node) = (self.open, self.start);
        for index in 0..self.stops.len() {
            let next = self.stops.get(index + 1).copied();
            let Some(stop) = self.stops.get_mut(index) else { break };
            let Some(start) = earliest(stop.starts(table, self.day), at.saturating_add(city.hop(node, stop.node).seconds)) else {
                return false;
            };
            stop.start = start;
            (at, node) = (start + stop.hold(next.as_ref()), stop.node);
        }
        if !self.stops.is_empty() && at.saturating_add(city.hop(node, self.end).seconds) > self.close {
            return false;
        }
        let (mut bound, mut node, mut next) = (self.close, self.end, None);
        for stop in self.stops.iter_mut().rev() {
            let bounded = bound.checked_sub(city.hop(stop.node, node).seconds + stop.hold(next.as_ref()));
            let Some(start) = bounded.and_then(|bound| latest(stop.starts(table, self.day), bound)) else { return false };
            stop.latest = start;
            (bound, node, next) = (start, stop.node, Some(*stop));
        }
        self.idle = idle::reckoned(self, table, city);
        self.walk <= table.walk_a_day
    }

    fn sum(&mut self, table: &Table<'_>, city: &CityTable) {
        (self.visits, self.travel, self.walk, self.cost, self.had) = (0, 0, 0, 0, ByMeal::default());
        self.shares.clear();
        self.shares.resize(if table.splits { table.families } else { 0 }, 0);
        let mut node = self.start;
        for next in self.stops.iter().map(|stop| stop.node).chain(self.goes_home(city).then_some(self.end)) {
            let hop = city.hop(node, next);
            self.travel = self.travel.saturating_add(hop.seconds);
            self.walk = self.walk.saturating_add(hop.walk);
            self.cost = self.cost.saturating_add(hop.cost);
            self.shares.iter_mut().zip(city.shares(node, next, table.families)).for_each(|(sum, share)| *sum = sum.saturating_add(*share));
            node = next;
        }
        for task in self.stops.iter().filter_map(|stop| table.task(stop.task)) {
            match task.what {
                What::Visit(_) => self.visits += 1,
                What::Meal(meal, _) => self.had[meal] = true,
            }
            self.cost = self.cost.saturating_add(task.cost);
            self.shares.iter_mut().zip(&task.shares).for_each(|(sum, share)| *sum = sum.saturating_add(*share));
        }
    }

    /// Whether the day has a way to where it ends: not where nobody goes anywhere, nor where nothing leads there from its start.
    fn goes_home(&self, city: &CityTable) -> bool {
        !self.stops.is_empty() || self.start != self.end && city.hop(self.start, self.end).seconds < NO_WAY
    }

    /// Puts a task where it fits. The position must come from [`Route::fit`] of the stops as they are.
    pub(super) fn insert(&mut self, table: &Table<'_>, position: u8, id: TaskId, task: &Task) -> bool {
        let stop = Stop::of(id, task);
        self.stops.insert(usize::from(position).min(self.stops.len()), stop);
        self.retime(table)
    }

    /// Moves each start to the next five minutes where nothing that follows becomes impossible: people read 10:40 more easily than 10:37. Where
    /// a visit stands in for a meal, all stays as early as it is.
    pub(super) fn round(&mut self, table: &Table<'_>) {
        const FIVE_MINUTES: u32 = 300;
        let Some(city) = city(table, self.day).filter(|_| self.skipped() == 0) else { return };
        let (mut at, mut node) = (self.open, self.start);
        for index in 0..self.stops.len() {
            let (day, next) = (self.day, self.stops.get(index + 1).copied());
            let Some(stop) = self.stops.get_mut(index) else { break };
            let starts = stop.starts(table, day);
            let Some(exact) = earliest(starts, at.saturating_add(city.hop(node, stop.node).seconds)) else { return };
            let round = exact.next_multiple_of(FIVE_MINUTES);
            let fits = round <= stop.latest && earliest(starts, round) == Some(round);
            stop.start = if fits { round } else { exact };
            (at, node) = (stop.start + stop.hold(next.as_ref()), stop.node);
        }
    }

    /// Begins stops later where a long wait follows.
    pub(super) fn shorten(&mut self, table: &Table<'_>) {
        if let Some(city) = city(table, self.day).filter(|_| self.skipped() == 0) {
            idle::shorten(self, table, city);
        }
    }

    /// Meals that the day owes and has not, excused or not.
    pub(super) fn skipped(&self) -> u32 {
        Meal::ALL.into_iter().map(|meal| u32::from(self.owed[meal] && !self.had[meal])).sum()
    }

    /// Whether the day owes this meal, has it not, and no long visit or must-see stands in for it.
    pub(super) fn misses(&self, table: &Table<'_>, meal: Meal) -> bool {
        let locked = || table.days.get(self.day).is_some_and(|day| day.meal_locked[meal]);
        self.owed[meal] && !self.had[meal] && (locked() || self.excusing(table, meal).is_none())
    }

    /// The first stop that stands in for a meal.
    pub(super) fn excusing(&self, table: &Table<'_>, meal: Meal) -> Option<usize> {
        let at = (self.day, self.base, (self.open, self.close));
        self.stops.iter().position(|stop| table.excuses(at, stop.task, meal) || day_out(table, stop, meal))
    }
}

fn day_out(table: &Table<'_>, stop: &Stop, meal: Meal) -> bool {
    let Some(rule) = table.problem.constraints.meals.rule(meal) else { return false };
    let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
    (stop.task as usize) < table.visits && meals::day_out(Window { from: time(stop.start), until: time(stop.start + stop.seconds) }, rule)
}

fn city<'t>(table: &'t Table<'_>, day: usize) -> Option<&'t CityTable> {
    table.days.get(day).and_then(|day| table.cities.get(day.city)).map(Rc::as_ref)
}
