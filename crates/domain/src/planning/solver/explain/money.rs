//! What a trip costs at the very least, against the budgets.

use std::collections::BTreeMap;

use super::super::build::Built;
use super::super::table::{Owed, Table, What};
use super::wish;
use super::wishes::place_name;
use crate::money::Money;
use crate::planning::plan::ConflictingWish;
use crate::planning::rules::meals::DAY_OUT_MINUTES;

/// One unavoidable part of the costs.
struct Part {
    pointer: String,
    what: String,
    least: i64,
}

/// The first budget that the cheapest lodgings, connections and must-sees break already.
pub(super) fn too_dear(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let table = &built.table;
    let problem = table.problem;
    if let Some(budget) = problem.constraints.budget {
        let parts = parts(table, &|cost, _| cost);
        if let Some(wishes) = over(table, &parts, budget, "/constraints/budget".into(), &format!("the budget is {budget}")) {
            return Some(wishes);
        }
    }
    problem.families.iter().enumerate().find_map(|(index, family)| {
        let budget = family.budget?;
        let parts = parts(table, &|_, shares| shares.get(index).copied().unwrap_or(0));
        over(table, &parts, budget, format!("/families/{index}/budget"), &format!("the {} family can pay {budget}", family.name))
    })
}

/// `price` picks the amount that counts from a cost and its shares.
fn parts(table: &Table<'_>, price: &dyn Fn(i64, &[i64]) -> i64) -> Vec<Part> {
    let mut parts = Vec::new();
    let nights: u32 = table.runs.iter().map(|run| run.nights).sum();
    let beds = table.runs.iter().filter_map(|run| run.options.iter().map(|option| price(option.cost, &option.shares)).min());
    let beds = beds.fold(0_i64, i64::saturating_add);
    let nights = if nights == 1 { "1 night".to_owned() } else { format!("{nights} nights") };
    parts.push(Part { pointer: "/constraints/lodging".into(), what: format!("lodging for {nights}"), least: beds });
    for change in &table.changes {
        let least = change.options.iter().map(|option| price(option.cost, &option.shares)).min().unwrap_or(0);
        let (pointer, what) = match (change.ends, change.day) {
            (true, _) => ("/route/returns".to_owned(), "the way back"),
            (false, 0) => ("/route/origin".to_owned(), "the way there"),
            (false, day) => (format!("/days/{day}/city"), "the way to the next city"),
        };
        parts.push(Part { pointer, what: what.into(), least });
    }
    if let Some((count, least)) = meals(table, price) {
        let what = if count == 1 { "1 meal for everybody".to_owned() } else { format!("{count} meals for everybody") };
        parts.push(Part { pointer: "/constraints/meals".into(), what, least });
    }
    for (index, family) in table.problem.families.iter().enumerate() {
        for (nth, id) in family.must_see.iter().enumerate() {
            let first = !table.problem.families.iter().take(index).any(|earlier| earlier.must_see.contains(id));
            let task = table.tasks.iter().take(table.visits).find(|task| match task.what {
                What::Visit(place) => table.problem.places.get(place).is_some_and(|place| place.id == *id),
                What::Meal(..) => false,
            });
            if let (true, Some(task)) = (first, task) {
                let what = format!("entrance to {}", place_name(table.problem, id));
                parts.push(Part { pointer: format!("/families/{index}/mustSee/{nth}"), what, least: price(task.cost, &task.shares) });
            }
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
        let always = |owed: &[Owed], meal: usize| !owed.is_empty() && owed.iter().all(|owed| owed.meals.get(meal) == Some(&true));
        let owed: usize = days.map(|(_, owed)| (0..2).filter(|meal| always(owed, *meal)).count()).sum();
        let mut cheapest: BTreeMap<usize, i64> = BTreeMap::new();
        let here = table.days.iter().filter(|day| day.city == city).flat_map(|day| day.meals.iter().flatten());
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

/// The fewest large parts that break the budget together.
fn over(table: &Table<'_>, parts: &[Part], budget: Money, pointer: String, limit: &str) -> Option<Vec<ConflictingWish>> {
    let mut sorted: Vec<&Part> = parts.iter().filter(|part| part.least > 0).collect();
    // One part that is too much alone, in the order of the parts, else the largest first.
    sorted.sort_by_key(|part| std::cmp::Reverse(part.least.min(budget.minor.saturating_add(1))));
    let mut wishes = vec![wish(pointer, limit.to_owned())];
    let mut sum = 0_i64;
    for part in sorted {
        sum = sum.saturating_add(part.least);
        wishes.push(wish(part.pointer.clone(), format!("{} costs at least {}", part.what, Money::new(part.least, table.problem.currency))));
        if sum > budget.minor {
            return Some(wishes);
        }
    }
    None
}
