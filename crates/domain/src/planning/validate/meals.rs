//! Meals: each at its time, none missing that could be had, every wished cuisine tasted.

use super::facts::{DayPair, Facts, base_spot, is_visit, meal, seconds};
use super::findings::Findings;
use crate::clock_time::Window;
use crate::planning::plan::Item;
use crate::planning::problem::{Meal, MealRule};
use crate::planning::rules::meals::{Table, admissible, excuses, free, locked_minutes, rule, taken, wanted};
use crate::planning::rules::travel::Spot;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for day in facts.days() {
        for kind in [Meal::Lunch, Meal::Dinner] {
            one_meal(facts, &day, kind, findings);
        }
    }
    for cuisine in &facts.problem.constraints.required_cuisines {
        let tasted = facts.items().filter(|(_, _, item)| meal(item).is_some()).any(|(_, _, item)| {
            let restaurant = item.activity.reference().and_then(|id| facts.restaurants.get(id));
            restaurant.is_some_and(|r| r.cuisines.contains(cuisine))
        });
        findings.check("cuisines", tasted, "/days", || format!("no meal is {cuisine}"));
    }
}

fn one_meal(facts: &Facts<'_>, day: &DayPair<'_>, kind: Meal, findings: &mut Findings) {
    let rule = rule(&facts.problem.constraints.meals, kind);
    let eaten: Vec<(usize, &Item)> = day.planned.items.iter().enumerate().filter(|(_, item)| meal(item) == Some(kind)).collect();
    for (nth, (i, item)) in eaten.iter().enumerate() {
        let at = format!("{}/items/{i}", day.at);
        findings.check("meals", nth == 0, &at, || format!("a second {} on {}", kind.label(), day.planned.date));
        sitting(facts, day, rule, item, &at, findings);
    }
    if let Some(rule) = rule.filter(|_| eaten.is_empty())
        && owed(facts, day, rule)
    {
        let detail = format!("{} is missing on {}, and there is a restaurant for it", kind.label(), day.planned.date);
        findings.breach("meals", &format!("{}/items", day.at), detail);
    }
}

/// Start and length of a meal, as locked or by the rule.
fn sitting(facts: &Facts<'_>, day: &DayPair<'_>, rule: Option<MealRule>, item: &Item, at: &str, findings: &mut Findings) {
    let id = item.activity.reference().unwrap_or_default();
    let lock = facts.problem.locked.iter().find(|lock| lock.date == day.wanted.date && lock.id == id && lock.meal == meal(item));
    let starts = match (lock.and_then(|lock| lock.start), rule) {
        (Some(start), _) => item.start == start,
        (None, Some(rule)) => rule.from <= item.start && item.start <= rule.until,
        (None, None) => lock.is_some(),
    };
    findings.check("meals", starts, &format!("{at}/start"), || format!("{} does not start at this time", item.name));
    let minutes = match (lock, rule) {
        (Some(lock), _) => locked_minutes(facts.problem, lock, &facts.group),
        (None, rule) => rule.map_or(0, |rule| rule.minutes),
    };
    findings.check("meals", seconds(item) == minutes * 60, at, || format!("this meal takes {minutes} minutes"));
}

/// Whether the group could have the meal if it did nothing else, and no day out stands in for it.
fn owed(facts: &Facts<'_>, day: &DayPair<'_>, rule: MealRule) -> bool {
    let span = |item: &Item| Window { from: item.start, until: item.end };
    let free = free(facts.problem, day.wanted);
    let wished = |item: &Item| item.activity.reference().is_some_and(|place| wanted(facts.problem, place));
    if day.planned.items.iter().filter(|item| is_visit(item)).any(|visit| excuses(span(visit), rule, wished(visit), &free)) {
        return false;
    }
    let taken = taken(facts.problem, day.wanted, day.window);
    let table = Table { rule, window: day.window, taken: &taken, base: base_spot(&day.planned.base) };
    admissible(facts.problem, day.wanted.city_id()).any(|restaurant| {
        let open = facts.open(restaurant.opening_hours.as_deref(), &restaurant.city, day.wanted.date);
        table.earliest(Spot { id: &restaurant.id, point: restaurant.location }, &open, &facts.ways).is_some()
    })
}
