//! Lodgings and legs of a plan: which legs go together, and the cheapest booking that every family can pay.

use super::random::Random;
use super::table::{Change, Table};
use crate::planning::problem::LegMode;
use crate::planning::rules::legs::go_together;

/// Steps after which the cheapest booking that every family can pay is taken as far as it is known.
const MOST_STEPS: u32 = 20_000;

/// One choice of lodgings and legs.
#[derive(Debug, Clone)]
pub(super) struct Booking {
    /// By run: index of the option; none where no bed is needed (or to be had).
    pub stays: Vec<Option<usize>>,
    /// By change of city: index of the option.
    pub legs: Vec<usize>,
}

/// Legs of which any go together; each change of city has one of them. Where own car and flights exclude each other there are up to two
/// palettes, so that a search within a palette never meets the rule.
#[derive(Debug)]
pub(super) struct Palette {
    without: Option<LegMode>,
    pub cheapest: Booking,
}

impl Palette {
    /// Whether the palette has this option; a change without any option has nothing to choose.
    pub(super) fn has(&self, change: &Change<'_>, option: usize) -> bool {
        change.options.get(option).is_none_or(|option| self.without != Some(option.mode))
    }

    /// Any option of the palette.
    pub(super) fn any(&self, change: &Change<'_>, random: &mut Random) -> Option<usize> {
        let options: Vec<usize> = (0..change.options.len()).filter(|option| self.has(change, *option)).collect();
        random.pick(&options).copied()
    }

    /// The legs that leave most of each day.
    pub(super) fn earliest(&self, table: &Table<'_>) -> Vec<usize> {
        let earliest = |change: &Change<'_>| {
            let options = change.options.iter().enumerate().filter(|(index, _)| self.has(change, *index));
            options.min_by_key(|(_, option)| change.lost(option)).map_or(0, |(index, _)| index)
        };
        table.changes.iter().map(earliest).collect()
    }
}

/// Empty where no legs go together.
pub(super) fn palettes(table: &Table<'_>) -> Vec<Palette> {
    let modes = table.changes.iter().flat_map(|change| &change.options).map(|option| option.mode);
    let all = go_together(&table.problem.constraints, modes);
    let kinds = if all { vec![None] } else { vec![Some(LegMode::Drive), Some(LegMode::Flight)] };
    let whole = |without: &Option<LegMode>| {
        let served = |change: &Change<'_>| change.options.is_empty() || change.options.iter().any(|option| *without != Some(option.mode));
        table.changes.iter().all(served)
    };
    kinds.into_iter().filter(whole).map(|without| Palette { without, cheapest: cheapest(table, without) }).collect()
}

/// Index, cost and shares of an option.
type Priced<'t> = (usize, i64, &'t [i64]);

/// The cheapest booking that keeps each family's budget; the cheapest of all where there is none, or none was found in time.
fn cheapest(table: &Table<'_>, without: Option<LegMode>) -> Booking {
    let stays = table.runs.iter().map(|run| {
        let options = run.options.iter().enumerate();
        options.map(|(index, option)| (index, option.cost, option.shares.as_slice())).collect::<Vec<Priced<'_>>>()
    });
    let legs = table.changes.iter().map(|change| {
        let options = change.options.iter().enumerate().filter(|(_, option)| without != Some(option.mode));
        options.map(|(index, option)| (index, option.cost, option.shares.as_slice())).collect()
    });
    let mut slots: Vec<Vec<Priced<'_>>> = stays.chain(legs).collect();
    for slot in &mut slots {
        slot.sort_by_key(|(index, cost, _)| (*cost, *index));
    }
    let first = |slot: &Vec<Priced<'_>>| slot.first().map(|(index, ..)| *index);
    let chosen = if table.splits { affordable(table, &slots) } else { None };
    let mut stays = chosen.unwrap_or_else(|| slots.iter().map(first).collect());
    let legs = stays.split_off(table.runs.len()).into_iter().map(Option::unwrap_or_default).collect();
    Booking { stays, legs }
}

/// Branch and bound: options in order of their cost, bounded by the least that the rest costs everybody and each family.
fn affordable(table: &Table<'_>, slots: &[Vec<Priced<'_>>]) -> Option<Vec<Option<usize>>> {
    let budgets: Vec<(usize, i64)> =
        table.family_budgets.iter().enumerate().filter_map(|(family, budget)| budget.map(|budget| (family, budget))).collect();
    let mut least = vec![vec![0_i64; budgets.len() + 1]];
    for slot in slots.iter().rev() {
        let after = least.last().cloned().unwrap_or_default();
        let price = |at: usize| slot.iter().map(|option| amounts(option, &budgets).nth(at).unwrap_or(0)).min().unwrap_or(0);
        least.push(after.iter().enumerate().map(|(at, rest)| rest.saturating_add(price(at))).collect());
    }
    least.reverse();
    let limits: Vec<i64> = std::iter::once(i64::MAX).chain(budgets.iter().map(|(_, budget)| *budget)).collect();
    let mut descent = Descent { slots, budgets: &budgets, least, limits, path: Vec::new(), best: None, steps: 0 };
    descent.go(&vec![0; budgets.len() + 1]);
    descent.best
}

/// What an option costs in all, and then each family that has a budget.
fn amounts<'a>((_, cost, shares): &'a Priced<'_>, budgets: &'a [(usize, i64)]) -> impl Iterator<Item = i64> + 'a {
    std::iter::once(*cost).chain(budgets.iter().map(|(family, _)| shares.get(*family).copied().unwrap_or(0)))
}

struct Descent<'t> {
    slots: &'t [Vec<Priced<'t>>],
    budgets: &'t [(usize, i64)],
    /// By depth: the least that the slots from there on cost, in all and by family.
    least: Vec<Vec<i64>>,
    /// The most that may be paid, in all and by family.
    limits: Vec<i64>,
    path: Vec<Option<usize>>,
    best: Option<Vec<Option<usize>>>,
    steps: u32,
}

impl Descent<'_> {
    fn go(&mut self, paid: &[i64]) {
        self.steps += 1;
        let (Some(slot), Some(rest)) = (self.slots.get(self.path.len()), self.least.get(self.path.len() + 1).cloned()) else {
            // Nothing dearer is looked at from now on.
            if let (Some(limit), Some(total)) = (self.limits.first_mut(), paid.first()) {
                *limit = total.saturating_sub(1);
            }
            self.best = Some(self.path.clone());
            return;
        };
        let nothing: Priced<'_> = (0, 0, &[]);
        let options = if slot.is_empty() { std::slice::from_ref(&nothing) } else { slot.as_slice() };
        for option in options {
            if self.steps > MOST_STEPS {
                return;
            }
            let paid: Vec<i64> = paid.iter().zip(amounts(option, self.budgets)).map(|(paid, more)| paid.saturating_add(more)).collect();
            let fits = |((paid, rest), limit): ((&i64, &i64), &i64)| paid.saturating_add(*rest) <= *limit;
            if paid.iter().zip(&rest).zip(&self.limits).all(fits) {
                self.path.push((!slot.is_empty()).then_some(option.0));
                self.go(&paid);
                self.path.pop();
            }
        }
    }
}
