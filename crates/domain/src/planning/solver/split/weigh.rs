//! How good a plan with splits is, on the scale of the common search.
//!
//! A family's points come from what it visits itself. What differs between families (time on the way, sameness) counts by their weights, as
//! their points do; money counts in full.

use super::super::state::{Score, State, categories};
use super::super::table::{Node, Table, What};
use super::super::worth;
use super::{Apart, Side, Trip, parties};
use crate::planning::problem::Place;

/// Points, shared by the days, that a split must bring. A visit that everybody loves brings about 25 of them (four fill a day): what is
/// worth less than a quarter of such a visit to all families together is not worth saying good-bye for.
const PRICE: f64 = 6.0;

/// A way that nobody takes, because the families part there.
#[derive(Debug, Clone, Default)]
pub(super) struct Skipped {
    pub travel: u32,
    pub walk: u32,
    pub cost: i64,
    pub shares: Vec<i64>,
}

impl Skipped {
    pub(super) fn between(table: &Table<'_>, day: usize, from: Node, to: Node) -> Self {
        let Some(city) = table.days.get(day).and_then(|day| table.cities.get(day.city)) else { return Self::default() };
        let hop = city.hop(from, to);
        Self { travel: hop.seconds, walk: hop.walk, cost: hop.cost, shares: city.shares(from, to, table.families).to_vec() }
    }
}

impl<'p> Trip<'_, 'p> {
    /// The splits taken so far, and one more.
    fn with<'a>(&'a self, more: Option<&'a Apart>) -> impl Iterator<Item = &'a Apart> {
        self.apart.values().chain(more)
    }

    /// `state` holds what all do together.
    pub(super) fn weigh(&self, state: &State, more: Option<&Apart>) -> Score {
        let table = &self.built.table;
        let seen: Vec<Vec<&Place>> = (0..table.families).map(|family| self.visited(state, more, family)).collect();
        let own: Vec<f64> = seen.iter().enumerate().map(|(family, places)| self.points(family, places)).collect();
        let mut points = state.score(table).points - table.worth.joint(&state.points) + table.worth.joint(&own);
        for apart in self.with(more) {
            let mean = |of: &dyn Fn(&Side) -> f64| -> f64 { apart.sides.iter().map(|side| self.share(side) * of(side)).sum() };
            let travel = mean(&|side| f64::from(side.travel)) - f64::from(apart.skipped.travel);
            let walk = mean(&|side| f64::from(side.walk)) - f64::from(apart.skipped.walk);
            let cost: f64 = apart.sides.iter().map(|side| side.cost as f64).sum::<f64>() - apart.skipped.cost as f64;
            let visits = apart.sides.iter().flat_map(|side| &side.visits);
            let kept = visits.filter(|visit| super::kept(table.problem, apart.day, visit.place)).count();
            points += table.losses.kept * kept as f64;
            let again = mean(&|side| f64::from(self.repeated(apart, side)));
            points -= table.losses.of_way(travel, walk, cost) + table.losses.same_day * again + PRICE / table.days.len().max(1) as f64;
        }
        let unmet = |(family, places): (usize, &Vec<&Place>)| {
            let wishes = table.problem.families.get(family).map(|family| family.must_see.as_slice()).unwrap_or_default();
            wishes.iter().filter(|id| !places.iter().any(|place| place.id == **id)).count()
        };
        let missing: usize = seen.iter().enumerate().map(unmet).sum();
        let over = if self.left(state, more).iter().any(|left| *left < 0) { 1.0 } else { 0.0 };
        Score { missing: missing as f64 + over, points }
    }

    /// The places that a family visits.
    pub(super) fn visited(&self, state: &State, more: Option<&Apart>, family: usize) -> Vec<&'p Place> {
        let table = &self.built.table;
        let tasks = state.routes.iter().flat_map(|route| &route.stops).filter_map(|stop| table.task(stop.task));
        let common = tasks.filter_map(|task| match task.what {
            What::Visit(place) => Some(place),
            What::Meal(..) => None,
        });
        let sides = self.with(more).flat_map(|apart| &apart.sides).filter(|side| side.has(family));
        let own = sides.flat_map(|side| &side.visits).map(|visit| visit.place);
        common.chain(own).filter_map(|place| table.problem.places.get(place)).collect()
    }

    /// The family's points from these visits.
    pub(super) fn points(&self, family: usize, places: &[&Place]) -> f64 {
        let table = &self.built.table;
        let Some(known) = table.problem.families.get(family) else { return 0.0 };
        table.worth.scale.get(family).copied().unwrap_or(0.0) * worth::of_visits(known, places.iter().copied())
    }

    /// The party's part of all families' weights.
    pub(super) fn share(&self, side: &Side) -> f64 {
        self.weight(side.families)
    }

    pub(super) fn weight(&self, families: parties::Mask) -> f64 {
        parties::indices(families).filter_map(|family| self.built.table.worth.weight.get(family)).sum()
    }

    /// Visits of a party in categories that its day has already.
    fn repeated(&self, apart: &Apart, side: &Side) -> u32 {
        let mut had = categories(&self.built.table, &apart.route);
        let mut again = 0;
        let places = side.visits.iter().filter_map(|visit| self.built.table.problem.places.get(visit.place));
        for place in places.filter(|place| place.score.is_none()) {
            let bit = 1_u32 << worth::category_index(place.category);
            again += u32::from(had & bit != 0);
            had |= bit;
        }
        again
    }

    /// What is left of the trip's budget and then of each family's, minor units; without a budget without end.
    pub(super) fn left(&self, state: &State, more: Option<&Apart>) -> Vec<i64> {
        let table = &self.built.table;
        let left = |budget: Option<i64>, spent: i64, more: &mut dyn Iterator<Item = i64>| {
            budget.map_or(i64::MAX, |budget| more.fold(budget.saturating_sub(spent), i64::saturating_sub))
        };
        let mut all = vec![left(table.budget, state.cost, &mut self.with(more).map(Apart::cost))];
        for (family, budget) in table.family_budgets.iter().enumerate() {
            let at = |list: &[i64]| list.get(family).copied().unwrap_or(0);
            all.push(left(*budget, at(&state.shares), &mut self.with(more).map(|apart| apart.share(family))));
        }
        all
    }
}
