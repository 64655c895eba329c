//! The cheapest plan with nothing in it but what must be: for when money is so short that the search finds no plan at all.
//!
//! Leaving everything optional out and letting only money count makes a far smaller search; what it finds is then the start of the usual one.

use super::assemble::assemble;
use super::build::{Built, build};
use super::routes;
use super::split::{self, Parted};
use super::{Effort, Phase, Progress};
use crate::money::Money;
use crate::planning::edit::earlier;
use crate::planning::problem::Problem;
use crate::planning::rules::wishes::must_see;

/// Rounds for the cheapest plan.
const ROUNDS: u64 = 400;
/// More than any trip costs, minor units; leaves room for sums.
const NO_LIMIT: i64 = i64::MAX / 4;

/// What the cheapest plan found costs.
pub(super) struct Cheapest {
    pub cost: i64,
    /// What each family pays.
    pub shares: Vec<i64>,
}

/// Whether money is limited at all.
pub(super) fn short_of_money(problem: &Problem) -> bool {
    problem.constraints.budget.is_some() || problem.families.iter().any(|family| family.budget.is_some())
}

/// The cheapest plan that the search finds without any budget; where the cities are to be chosen, in one of the cheapest choices of them.
pub(super) fn cheapest(problem: &Problem, effort: &mut Effort<'_>) -> Option<Cheapest> {
    let settled = if problem.route.is_some() { routes::cheap(problem, None) } else { vec![problem.clone()] };
    let cheapest = settled.iter().filter_map(|settled| {
        let bare = bare(settled);
        let (_, found) = found(&bare, effort)?;
        Some(Cheapest { cost: found.cost(), shares: found.shares() })
    });
    cheapest.min_by_key(|cheapest| cheapest.cost)
}

/// The problem (its cities given) with the cheapest plan as its earlier one, from which the usual search begins; none where that plan breaks
/// a budget. And what that plan costs.
pub(super) fn rescued(problem: &Problem, effort: &mut Effort<'_>) -> Option<(Option<Problem>, Cheapest)> {
    let bare = bare(problem);
    let (built, plan) = found(&bare, effort)?;
    let cheapest = Cheapest { cost: plan.cost(), shares: plan.shares() };
    let fits = |paid: i64, budget: Option<Money>| budget.is_none_or(|budget| paid <= budget.minor);
    let families = problem.families.iter().zip(&cheapest.shares).all(|(family, paid)| fits(*paid, family.budget));
    if !families || !fits(cheapest.cost, problem.constraints.budget) {
        return Some((None, cheapest));
    }
    let mut started = problem.clone();
    started.earlier = earlier(&assemble(&built, &plan));
    started.weights.closeness = 0.0;
    Some((Some(started), cheapest))
}

fn found<'p>(bare: &'p Problem, effort: &mut Effort<'_>) -> Option<(Built<'p>, Parted)> {
    let progress = Progress { rounds: 0, best: None, phase: Phase::Explaining };
    let mut built = build(bare, &mut || (effort.stop)(progress)).ok().filter(|built| built.table.lost == 0)?;
    let found = split::find(&mut built, bare.seed, &mut Effort { rounds: ROUNDS, stop: &mut |progress| (effort.stop)(progress) });
    found.valid.then_some((built, found))
}

/// Without optional places, without limits of money, and with nothing but money to weigh.
fn bare(problem: &Problem) -> Problem {
    let mut bare = problem.clone();
    bare.places.retain(|place| problem.locked.iter().any(|lock| lock.id == place.id) || must_see(problem, &place.id));
    bare.earlier.clear();
    (bare.weights.travel, bare.weights.variety, bare.weights.idle, bare.weights.cost) = (0.0, 0.0, 0.0, 10.0);
    let limit = Money::new(NO_LIMIT, problem.currency);
    // A limit that never binds keeps the families' shares counted.
    bare.constraints.budget = None;
    for family in bare.families.iter_mut().filter(|family| family.budget.is_some()) {
        family.budget = Some(limit);
    }
    bare
}
