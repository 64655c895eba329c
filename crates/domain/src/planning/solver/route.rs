//! One day as a sequence of stops, with the earliest and the latest start of each.
//!
//! Keeping both makes the check of an insertion independent of the day's length, like the `MaxShift` of Vansteenwegen et al. 2009
//! (doi:10.1016/j.cor.2009.03.008), and stays exact where a place opens several times a day: waiting is always allowed, so a stop can
//! be reached in time exactly if one arrives no later than its latest start.

use std::rc::Rc;

use super::by_meal::ByMeal;
use super::idle;
use super::table::{CityTable, Hop, NO_WAY, Node, REST, Span, Table, Task, TaskId, What, earliest, latest};
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::Meal;
use crate::planning::rules::meals;

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

/// Where a task fits best into a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// [`Fit::NOWHERE`] where it does not fit.
    pub position: u8,
    /// More seconds on the way.
    pub travel: i32,
    /// Seconds by which what follows is pushed back.
    pub push: u32,
    /// More minutes on foot.
    pub walk: i32,
    /// More seconds of waiting beyond what is usual, about.
    pub idle: i32,
    /// More to pay for ways, minor units.
    pub cost: i64,
}

impl Fit {
    const NOWHERE: u8 = u8::MAX;
    pub(super) const NONE: Self = Self { position: Self::NOWHERE, travel: 0, push: 0, walk: 0, idle: 0, cost: 0 };
    const UNKNOWN: Self = Self { position: Self::NOWHERE - 1, ..Self::NONE };

    pub(super) const fn found(&self) -> bool {
        self.position != Self::NOWHERE
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

    /// Where a task fits with the least detour and delay.
    pub(super) fn fit(&self, table: &Table<'_>, id: TaskId, task: &Task) -> Fit {
        self.fit_from(table, id, task, 0)
    }

    /// The same where a minor unit more counts as so many quarters of a second.
    pub(super) fn fit_for(&self, table: &Table<'_>, id: TaskId, task: &Task, money: i64) -> Fit {
        self.fit_weighed(table, id, task, (0, money))
    }

    /// Where a task fits best at this position or behind it.
    pub(super) fn fit_from(&self, table: &Table<'_>, id: TaskId, task: &Task, from: usize) -> Fit {
        self.fit_weighed(table, id, task, (from, 0))
    }

    fn fit_weighed(&self, table: &Table<'_>, id: TaskId, task: &Task, (from, money): (usize, i64)) -> Fit {
        let mut best = Fit::NONE;
        let starts = table.starts(id, self.day);
        let (Some((_, last)), Some(city)) = (starts.last(), city(table, self.day)) else { return best };
        let mut least = i64::MAX;
        let new = Stop {
            task: id,
            node: task.node,
            seconds: task.seconds,
            breather: task.breather,
            start: 0,
            latest: 0,
            fixed: (0, 0),
            locked: task.locked,
        };
        let mut before: Option<&Stop> = None;
        for position in 0..=self.stops.len() {
            let (leave, node) = before.map_or((self.open, self.start), |stop| (stop.start + stop.hold(Some(&new)), stop.node));
            if leave > *last {
                break;
            }
            let next = self.stops.get(position);
            let (next_node, limit, due) = next.map_or((self.end, self.close, self.close), |stop| (stop.node, stop.latest, stop.start));
            let (there, on) = (city.hop(node, task.node), city.hop(task.node, next_node));
            if let Some(start) = earliest(starts, leave.saturating_add(there.seconds)) {
                let arrival = start.saturating_add(new.hold(next)).saturating_add(on.seconds);
                if arrival <= limit {
                    let direct = if self.goes_home(city) { city.hop(node, next_node) } else { Hop { seconds: 0, walk: 0, cost: 0 } };
                    let travel = i64::from(there.seconds) + i64::from(on.seconds) - i64::from(direct.seconds);
                    let walk = (there.walk + on.walk) as i32 - direct.walk as i32;
                    let push = arrival.saturating_sub(due);
                    let cost = there.cost.saturating_add(on.cost).saturating_sub(direct.cost);
                    let key = (4 * travel + i64::from(push)).saturating_add(money.saturating_mul(cost));
                    if position >= from && key < least && (walk <= 0 || self.walk as i32 + walk <= table.walk_a_day as i32) {
                        least = key;
                        let idle =
                            idle::added(table, (before, next), (direct, on), &Stop { start, ..new }, (leave + there.seconds, starts));
                        best = Fit { position: position as u8, travel: travel as i32, push, walk, idle, cost };
                    }
                }
            }
            before = next;
        }
        best
    }

    /// Forgets the fits of the day's visits where its stops have changed.
    pub(super) fn refresh(&mut self, visits: usize) {
        if self.fresh {
            return;
        }
        self.fits.clear();
        self.fits.resize(visits, Fit::UNKNOWN);
        self.fresh = true;
    }

    /// The fit of the nth of the day's visits, reckoned when it is first asked for after [`Route::refresh`].
    pub(super) fn known_fit(&mut self, table: &Table<'_>, nth: usize, id: TaskId, task: &Task) -> Fit {
        match self.fits.get(nth) {
            Some(known) if known.position != Fit::UNKNOWN.position => *known,
            _ => {
                let fit = self.fit(table, id, task);
                if let Some(known) = self.fits.get_mut(nth) {
                    *known = fit;
                }
                fit
            }
        }
    }

    /// Puts a task where it fits. The position must come from [`Route::fit`] of the stops as they are.
    pub(super) fn insert(&mut self, table: &Table<'_>, position: u8, id: TaskId, task: &Task) -> bool {
        let stop = Stop {
            task: id,
            node: task.node,
            seconds: task.seconds,
            breather: task.breather,
            start: 0,
            latest: 0,
            fixed: (0, 0),
            locked: task.locked,
        };
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
