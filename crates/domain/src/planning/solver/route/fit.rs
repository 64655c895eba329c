//! Where a task fits into a day, without trying it: earliest and latest starts of the stops tell.

use super::super::idle;
use super::super::table::{Hop, Table, Task, TaskId, earliest};
use super::{Route, Stop, city};

/// Where a task fits best into a day.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Fit {
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
    pub(in super::super) const NONE: Self = Self { position: Self::NOWHERE, travel: 0, push: 0, walk: 0, idle: 0, cost: 0 };
    const UNKNOWN: Self = Self { position: Self::NOWHERE - 1, ..Self::NONE };

    pub(in super::super) const fn found(&self) -> bool {
        self.position != Self::NOWHERE
    }
}

impl Route {
    /// Where a task fits with the least detour and delay.
    pub(in super::super) fn fit(&self, table: &Table<'_>, id: TaskId, task: &Task) -> Fit {
        self.fit_from(table, id, task, 0)
    }

    /// The same where a minor unit more counts as so many quarters of a second.
    pub(in super::super) fn fit_for(&self, table: &Table<'_>, id: TaskId, task: &Task, money: i64) -> Fit {
        self.fit_weighed(table, id, task, (0, money))
    }

    /// Where a task fits best at this position or behind it.
    pub(in super::super) fn fit_from(&self, table: &Table<'_>, id: TaskId, task: &Task, from: usize) -> Fit {
        self.fit_weighed(table, id, task, (from, 0))
    }

    fn fit_weighed(&self, table: &Table<'_>, id: TaskId, task: &Task, (from, money): (usize, i64)) -> Fit {
        let mut best = Fit::NONE;
        let starts = table.starts(id, self.day);
        let (Some((_, last)), Some(city)) = (starts.last(), city(table, self.day)) else { return best };
        let mut least = i64::MAX;
        let new = Stop::of(id, task);
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
    pub(in super::super) fn refresh(&mut self, visits: usize) {
        if self.fresh {
            return;
        }
        self.fits.clear();
        self.fits.resize(visits, Fit::UNKNOWN);
        self.fresh = true;
    }

    /// The fit of the nth of the day's visits, reckoned when it is first asked for after [`Route::refresh`].
    pub(in super::super) fn known_fit(&mut self, table: &Table<'_>, nth: usize, id: TaskId, task: &Task) -> Fit {
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
}
