//! A whole plan as the search holds it, and how good it is.

use super::palettes::{Booking, Palette};
use super::route::{Fit, Route};
use super::table::{CENTRE, LegOption, Node, REST, Table, TaskId, What};
use super::worth::{CATEGORIES, Counts};
use crate::planning::problem::Meal;
use crate::planning::rules::days::can_leave_after;

/// How good a plan is: first nothing hard may be missing, then points count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// Number of hard rules not kept yet, plus a part for money over a budget; 0 is a valid plan.
    pub missing: f64,
    pub points: f64,
}

impl Score {
    pub(super) fn valid(&self) -> bool {
        self.missing <= 0.0
    }

    pub(super) fn beats(&self, other: &Self) -> bool {
        self.missing < other.missing || (self.missing <= other.missing && self.points > other.points + 1e-9)
    }
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub routes: Vec<Route>,
    /// By run: index of the option; none where no bed is needed (or to be had).
    pub stays: Vec<Option<usize>>,
    /// By change of city: index of the option.
    pub legs: Vec<usize>,
    /// By visit.
    pub used: Vec<bool>,
    /// By restaurant of the problem: how often.
    pub eaten: Vec<u16>,
    pub counts: Counts,
    pub points: Vec<f64>,
    /// Everything, minor units.
    pub cost: i64,
    /// What each family pays; empty while no family has a budget.
    pub shares: Vec<i64>,
}

impl Clone for State {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    fn clone_from(&mut self, from: &Self) {
        self.routes.clone_from(&from.routes);
        self.stays.clone_from(&from.stays);
        self.legs.clone_from(&from.legs);
        self.used.clone_from(&from.used);
        self.eaten.clone_from(&from.eaten);
        self.counts = from.counts;
        self.points.clone_from(&from.points);
        self.cost = from.cost;
        self.shares.clone_from(&from.shares);
    }
}

impl State {
    /// Days with nothing in them, for these lodgings and legs.
    pub(super) fn empty(table: &Table<'_>, Booking { stays, legs }: Booking) -> Self {
        let mut state = Self {
            stays,
            legs,
            used: vec![false; table.visits],
            eaten: vec![0; table.problem.restaurants.len()],
            counts: [0; CATEGORIES],
            points: vec![0.0; table.families],
            shares: vec![0; if table.splits { table.families } else { 0 }],
            ..Self::default()
        };
        for day in 0..table.days.len() {
            let (base, open, close) = state.frame(table, day);
            state.routes.push(Route::empty(table, day, base, (open, close), table.owed(day, base, (open, close))));
        }
        state.recount(table);
        state
    }

    /// Where and when a day starts, and when it ends.
    fn frame(&self, table: &Table<'_>, day: usize) -> (Node, u32, u32) {
        let Some(info) = table.days.get(day) else { return (CENTRE, 0, 0) };
        let option = self.stays.get(info.run).copied().flatten();
        let base = option.and_then(|option| table.runs.get(info.run)?.options.get(option)).map_or(CENTRE, |option| option.node);
        let ready = |change: Option<usize>| Some(self.leg(table, change?)?.ready);
        (base, ready(info.change).unwrap_or(info.open), ready(info.departure).unwrap_or(info.close))
    }

    fn leg<'t>(&self, table: &'t Table<'_>, change: usize) -> Option<&'t LegOption> {
        table.changes.get(change)?.options.get(*self.legs.get(change)?)
    }

    /// Starts a day anew from its base, with as many of its stops as can still be done.
    pub(super) fn reframe(&mut self, table: &Table<'_>, day: usize) {
        let (base, open, close) = self.frame(table, day);
        let Some(route) = self.routes.get_mut(day) else { return };
        let old = std::mem::replace(route, Route::empty(table, day, base, (open, close), table.owed(day, base, (open, close))));
        for stop in old.stops.iter().filter(|stop| stop.task != REST) {
            if let Some(task) = table.task(stop.task) {
                let fit = route.fit(table, stop.task, task);
                if fit.found() {
                    route.insert(table, fit.position, stop.task, task);
                }
            }
        }
    }

    /// All sums anew, from the routes.
    pub(super) fn recount(&mut self, table: &Table<'_>) {
        self.used.fill(false);
        self.eaten.fill(0);
        self.counts = [0; CATEGORIES];
        self.points.fill(0.0);
        self.cost = 0;
        self.shares.fill(0);
        let mut gains = std::mem::take(&mut self.points);
        let mut points = vec![0.0; gains.len()];
        for route in &self.routes {
            self.cost = self.cost.saturating_add(route.cost);
            self.shares.iter_mut().zip(&route.shares).for_each(|(sum, share)| *sum = sum.saturating_add(*share));
            for stop in &route.stops {
                match table.task(stop.task).map(|task| task.what) {
                    Some(What::Visit(_)) => {
                        let visit = stop.task as usize;
                        table.worth.gains(visit, &self.counts, &mut gains);
                        points.iter_mut().zip(&gains).for_each(|(points, gain)| *points += gain);
                        count(table, &mut self.counts, visit);
                        if let Some(used) = self.used.get_mut(visit) {
                            *used = true;
                        }
                    }
                    Some(What::Meal(_, restaurant)) => {
                        if let Some(times) = self.eaten.get_mut(restaurant) {
                            *times += 1;
                        }
                    }
                    None => {}
                }
            }
        }
        self.points = points;
        let stays = self
            .stays
            .iter()
            .zip(&table.runs)
            .filter_map(|(option, run)| run.options.get((*option)?))
            .map(|option| (option.cost, &option.shares));
        let legs = self
            .legs
            .iter()
            .zip(&table.changes)
            .filter_map(|(option, change)| change.options.get(*option))
            .map(|option| (option.cost, &option.shares));
        for (cost, shares) in stays.chain(legs) {
            self.cost = self.cost.saturating_add(cost);
            self.shares.iter_mut().zip(shares).for_each(|(sum, share)| *sum = sum.saturating_add(*share));
        }
    }

    /// Whether a restaurant has been taken and may not come again.
    pub(super) fn eaten_up(&self, table: &Table<'_>, day: usize, restaurant: usize) -> bool {
        let repeats = table.days.get(day).and_then(|day| table.repeats.get(day.city)).copied().unwrap_or(false);
        !repeats && self.eaten.get(restaurant).is_some_and(|times| *times > 0)
    }

    /// Inserts a task. False, and nothing changed, where it breaks a budget once `reserve` is kept back, or repeats a restaurant.
    pub(super) fn place(&mut self, table: &Table<'_>, day: usize, fit: Fit, id: TaskId, reserve: &Reserve) -> bool {
        let Some(task) = table.task(id) else { return false };
        if matches!(task.what, What::Meal(_, restaurant) if self.eaten_up(table, day, restaurant)) {
            return false;
        }
        let Some(route) = self.routes.get_mut(day) else { return false };
        let cost = self.cost.saturating_add(fit.cost).saturating_add(task.cost);
        if table.budget.is_some_and(|budget| cost.saturating_add(reserve.cost) > budget) {
            return false;
        }
        let before = route.shares.clone();
        if !route.insert(table, fit.position, id, task) {
            route.stops.remove(usize::from(fit.position));
            route.retime(table);
            return false;
        }
        let mut over = false;
        for (family, budget) in table.family_budgets.iter().enumerate() {
            let at = |list: &[i64]| list.get(family).copied().unwrap_or(0);
            let after = at(&self.shares).saturating_sub(at(&before)).saturating_add(at(&route.shares));
            over |= budget.is_some_and(|budget| after.saturating_add(at(&reserve.shares)) > budget);
        }
        if over {
            route.stops.remove(usize::from(fit.position));
            route.retime(table);
            return false;
        }
        self.cost = cost;
        let deltas = route.shares.iter().zip(&before).map(|(after, before)| after - before);
        self.shares.iter_mut().zip(deltas).for_each(|(sum, delta)| *sum = sum.saturating_add(delta));
        match task.what {
            What::Visit(_) => {
                let visit = id as usize;
                let mut gains = vec![0.0; table.families];
                table.worth.gains(visit, &self.counts, &mut gains);
                self.points.iter_mut().zip(&gains).for_each(|(points, gain)| *points += gain);
                count(table, &mut self.counts, visit);
                if let Some(used) = self.used.get_mut(visit) {
                    *used = true;
                }
            }
            What::Meal(_, restaurant) => {
                if let Some(times) = self.eaten.get_mut(restaurant) {
                    *times += 1;
                }
            }
        }
        true
    }

    /// Required cuisines that the plan has, as bits.
    pub(super) fn cuisines(&self, table: &Table<'_>) -> u64 {
        let tasks = self.routes.iter().flat_map(|route| &route.stops).filter_map(|stop| table.task(stop.task));
        tasks.fold(0, |bits, task| bits | task.cuisines)
    }

    /// The sums must be up to date.
    pub(super) fn score(&self, table: &Table<'_>) -> Score {
        let musts = table.musts.iter().filter(|id| !self.used.get(**id as usize).copied().unwrap_or(false)).count();
        let missed = |route: &Route| Meal::ALL.into_iter().filter(|meal| route.misses(table, *meal)).count();
        let meals: usize = self.routes.iter().map(missed).sum();
        let cuisines = if table.cuisines == 0 { 0 } else { (table.cuisines & !self.cuisines(table)).count_ones() };
        let broken = table.lost + self.clashes(table) + u32::from(self.mixes(table));
        let missing = (musts + meals) as f64 + f64::from(cuisines) + f64::from(broken) + self.over_budget(table);
        let (travel, walk) =
            self.routes.iter().fold((0.0, 0.0), |(travel, walk), route| (travel + f64::from(route.travel), walk + f64::from(route.walk)));
        let again: u16 = self.eaten.iter().map(|times| times.saturating_sub(1)).sum();
        let same_day: u32 = self.routes.iter().map(|route| repeated(table, route)).sum();
        let skipped: u32 = self.routes.iter().map(Route::skipped).sum();
        let idle = self.routes.iter().map(|route| route.idle).fold(0, u32::saturating_add);
        let losses = &table.losses;
        let points = table.worth.joint(&self.points)
            - losses.of_way(travel, walk, self.cost as f64)
            - losses.late * self.late_hours(table)
            - losses.same_day * f64::from(same_day)
            - losses.same_restaurant * f64::from(again)
            - losses.skipped_meal * f64::from(skipped)
            - losses.idle * f64::from(idle)
            + losses.kept * f64::from(self.kept(table));
        Score { missing, points }
    }

    /// 1 where the leg of the last day arrives when the one that ends the trip has gone.
    fn clashes(&self, table: &Table<'_>) -> u32 {
        let taken = |change: Option<usize>| table.problem.legs.get(self.leg(table, change?)?.leg);
        let last = table.days.last().and_then(|day| taken(day.change).zip(taken(day.departure)));
        u32::from(last.is_some_and(|(comes, goes)| !can_leave_after(comes.arrives, goes.departs)))
    }

    /// How much of the earlier plan stands again.
    fn kept(&self, table: &Table<'_>) -> u32 {
        if table.earlier.is_empty() {
            return 0;
        }
        let had = |route: &Route| route.stops.iter().filter(|stop| table.had_earlier(stop.task, route.day)).count() as u32;
        let slept =
            self.stays.iter().zip(&table.runs).filter_map(|(option, run)| run.options.get((*option)?)).filter(|option| option.earlier);
        self.routes.iter().map(had).sum::<u32>() + slept.count() as u32
    }

    /// Whether legs stand in it that do not go together.
    fn mixes(&self, table: &Table<'_>) -> bool {
        let has = |palette: &Palette| table.changes.iter().zip(&self.legs).all(|(change, leg)| palette.has(change, *leg));
        !table.palettes.iter().any(has)
    }

    /// Hours of days that legs take away.
    fn late_hours(&self, table: &Table<'_>) -> f64 {
        let late = self.legs.iter().zip(&table.changes).filter_map(|(option, change)| {
            let (option, day) = (change.options.get(*option)?, table.days.get(change.day)?);
            let ready = option.ready.clamp(day.open.min(day.close), day.close);
            Some(f64::from(if change.ends { day.close - ready } else { ready.saturating_sub(day.open) }) / 3600.0)
        });
        late.sum()
    }

    fn over_budget(&self, table: &Table<'_>) -> f64 {
        let over = |paid: i64, budget: Option<i64>| match budget {
            Some(budget) if paid > budget => 1.0 + (paid - budget) as f64 / budget.max(1) as f64,
            _ => 0.0,
        };
        let families = self.shares.iter().zip(&table.family_budgets).map(|(paid, budget)| over(*paid, *budget));
        over(self.cost, table.budget) + families.sum::<f64>()
    }
}

/// Categories of a day's visits, one bit each.
pub(super) fn categories(table: &Table<'_>, route: &Route) -> u32 {
    let visits = route.stops.iter().filter(|stop| (stop.task as usize) < table.visits);
    visits.filter_map(|stop| table.worth.category(stop.task as usize)).fold(0, |bits, category| bits | 1 << category)
}

fn repeated(table: &Table<'_>, route: &Route) -> u32 {
    let visits = route.stops.iter().filter(|stop| (stop.task as usize) < table.visits);
    let with_category = visits.filter(|stop| table.worth.category(stop.task as usize).is_some()).count() as u32;
    with_category - categories(table, route).count_ones()
}

fn count(table: &Table<'_>, counts: &mut Counts, visit: usize) {
    if let Some(count) = table.worth.category(visit).and_then(|category| counts.get_mut(usize::from(category))) {
        *count += 1;
    }
}

/// Money kept back for what must still come.
#[derive(Debug, Default)]
pub(super) struct Reserve {
    pub cost: i64,
    pub shares: Vec<i64>,
}

impl Reserve {
    pub(super) fn add(&mut self, cost: i64, shares: &[i64]) {
        self.cost = self.cost.saturating_add(cost);
        if self.shares.len() < shares.len() {
            self.shares.resize(shares.len(), 0);
        }
        self.shares.iter_mut().zip(shares).for_each(|(sum, share)| *sum = sum.saturating_add(*share));
    }
}
