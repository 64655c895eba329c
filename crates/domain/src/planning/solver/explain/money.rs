//! What a trip costs at the very least, against the budgets.

use std::collections::{BTreeMap, BTreeSet};

use super::super::build::{Built, sum};
use super::super::table::{Change, Owed, Table, What};
use super::bookings::pointer;
use super::{choosy, wish};
use crate::money::Money;
use crate::planning::plan::ConflictingWish;
use crate::planning::problem::Meal;
use crate::planning::rules::meals::DAY_OUT_MINUTES;
use crate::planning::rules::party::least_entrance;
use crate::planning::rules::wishes::must_sees;

/// One unavoidable part of the costs.
struct Part {
    kind: Kind,
    pointer: String,
    what: String,
    least: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Beds,
    /// Index of the change of city.
    Leg(usize),
    Other,
}

/// The first budget that the cheapest lodgings, connections and must-sees break already.
pub(super) fn too_dear(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let table = &built.table;
    let problem = table.problem;
    if let Some(budget) = problem.constraints.budget {
        let limit = wish("/constraints/budget".into(), format!("the budget is {budget}"));
        if let Some(wishes) = over(table, &|cost, _| cost, budget, limit) {
            return Some(wishes);
        }
    }
    problem.families.iter().enumerate().find_map(|(index, family)| {
        let budget = family.budget?;
        let limit = wish(format!("/families/{index}/budget"), format!("the {} family can pay {budget}", family.name));
        over(table, &|_, shares| shares.get(index).copied().unwrap_or(0), budget, limit)
    })
}

/// `price` picks the amount that counts from a cost and its shares.
fn parts(table: &Table<'_>, price: &dyn Fn(i64, &[i64]) -> i64) -> Vec<Part> {
    let mut parts = Vec::new();
    let nights: u32 = table.runs.iter().map(|run| run.nights).sum();
    let beds = table.runs.iter().filter_map(|run| run.options.iter().map(|option| price(option.cost, &option.shares)).min());
    let beds = beds.fold(0_i64, i64::saturating_add);
    let nights = if nights == 1 { "1 night".to_owned() } else { format!("{nights} nights") };
    parts.push(Part { kind: Kind::Beds, pointer: "/constraints/lodging".into(), what: format!("lodging for {nights}"), least: beds });
    for (index, change) in table.changes.iter().enumerate() {
        let least = change.options.iter().map(|option| price(option.cost, &option.shares)).min().unwrap_or(0);
        let what = match (change.ends, change.day) {
            (true, _) => "the way back",
            (false, 0) => "the way there",
            (false, _) => "the way to the next city",
        };
        parts.push(Part { kind: Kind::Leg(index), pointer: pointer(change), what: what.into(), least });
    }
    if let Some((count, least)) = meals(table, price) {
        let what = format!("a table for everybody at {count} meal{}", if count == 1 { "" } else { "s" });
        parts.push(Part { kind: Kind::Other, pointer: "/constraints/meals".into(), what, least });
    }
    let mut seen = BTreeSet::new();
    for wished in must_sees(table.problem).filter(|wished| seen.insert(wished.place)) {
        if let Some(place) = table.problem.places.iter().find(|place| place.id == wished.place) {
            let what = format!("entrance to {}", place.name);
            let shares = least_entrance(table.problem, place);
            parts.push(Part { kind: Kind::Other, pointer: wished.pointer, what, least: price(sum(&shares), &shares) });
        }
    }
    parts
}

/// The meals that are owed in any case, and the least that so many cost. None where a long visit may stand in for a meal.
fn meals(table: &Table<'_>, price: &dyn Fn(i64, &[i64]) -> i64) -> Option<(usize, i64)> {
    let days_out = DAY_OUT_MINUTES * 60;
    if table.tasks.iter().take(table.visits).any(|task| task.seconds >= days_out) {
        return None;
    }
    let (mut count, mut least) = (0, 0_i64);
    for (city, repeats) in table.repeats.iter().enumerate() {
        let days = table.days.iter().zip(&table.owed).filter(|(day, _)| day.city == city);
        let always = |owed: &[Owed], meal: Meal| !owed.is_empty() && owed.iter().all(|owed| owed.meals[meal] && owed.excused.is_empty());
        let owed: usize = days.map(|(_, owed)| Meal::ALL.into_iter().filter(|meal| always(owed, *meal)).count()).sum();
        let mut cheapest: BTreeMap<usize, i64> = BTreeMap::new();
        let here = table.days.iter().filter(|day| day.city == city).flat_map(|day| day.meals.iter()).flatten();
        for task in here.filter_map(|id| table.task(*id)) {
            if let What::Meal(_, restaurant) = task.what {
                let paid = price(task.cost, &task.shares);
                cheapest.entry(restaurant).and_modify(|known| *known = paid.min(*known)).or_insert(paid);
            }
        }
        let mut prices: Vec<i64> = cheapest.into_values().collect();
        prices.sort_unstable();
        let dearest_of_all = if *repeats { prices.first() } else { prices.last() };
        let filled = prices.iter().take(if *repeats { 0 } else { owed }).copied();
        let rest = owed.saturating_sub(filled.len());
        let more = dearest_of_all.copied().unwrap_or(0).saturating_mul(i64::try_from(rest).unwrap_or(i64::MAX));
        least = filled.fold(least.saturating_add(more), i64::saturating_add);
        count += owed;
    }
    (count > 0).then_some((count, least))
}

/// The fewest large parts that break the budget together, and the wishes that make beds and connections as dear.
fn over(table: &Table<'_>, price: &dyn Fn(i64, &[i64]) -> i64, budget: Money, limit: ConflictingWish) -> Option<Vec<ConflictingWish>> {
    let mut sorted: Vec<Part> = parts(table, price).into_iter().filter(|part| part.least > 0).collect();
    // One part that is too much alone, in the order of the parts, else the largest first.
    sorted.sort_by_key(|part| std::cmp::Reverse(part.least.min(budget.minor.saturating_add(1))));
    let mut sum = 0_i64;
    let enough = sorted.iter().position(|part| {
        sum = sum.saturating_add(part.least);
        sum > budget.minor
    })?;
    sorted.truncate(enough + 1);
    let told = |part: &Part| {
        wish(part.pointer.clone(), format!("{} costs at least {}", part.what, Money::new(part.least, table.problem.currency)))
    };
    let wishes = std::iter::once(limit).chain(sorted.iter().map(told));
    let beds = sorted.iter().any(|part| part.kind == Kind::Beds);
    let change = |part: &Part| if let Kind::Leg(index) = part.kind { table.changes.get(index) } else { None };
    let changes: Vec<&Change<'_>> = sorted.iter().filter_map(change).collect();
    let other = sorted.iter().filter(|part| part.kind == Kind::Other).fold(0_i64, |sum, part| sum.saturating_add(part.least));
    let blamed = choosy::blame(table.problem, (beds, &changes), price, budget.minor.saturating_sub(other));
    Some(wishes.chain(blamed).collect())
}
