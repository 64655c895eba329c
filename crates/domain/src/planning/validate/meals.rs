//! Meals: each at its time, none missing that could be had, every wished cuisine tasted.

use super::facts::{DayPair, Facts, is_visit, meal, seconds};
use super::findings::Findings;
use crate::clock_time::Window;
use crate::planning::plan::Item;
use crate::planning::problem::{Meal, MealRule, Restaurant};
use crate::planning::rules::availability::closed;
use crate::planning::rules::days::{locked_on, rests};
use crate::planning::rules::ends::Distances;
use crate::planning::rules::meals::{MustSee, admissible, cooks, day_out, earliest, gaps, gives, locked_minutes, taken};
use crate::planning::rules::notes::without_meal;
use crate::planning::rules::travel::Spot;
use crate::planning::rules::wishes;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for day in facts.days() {
        let notes: Vec<String> = Meal::ALL.into_iter().filter_map(|kind| one_meal(facts, &day, kind, findings)).collect();
        let said = &day.planned.notes;
        findings.check("form", *said == notes, &format!("{}/notes", day.at), || format!("what this day goes without is {notes:?}"));
    }
    for cuisine in &facts.problem.constraints.required_cuisines {
        let tasted = facts.items().filter(|(_, _, item)| meal(item).is_some()).any(|(_, _, item)| {
            let restaurant = item.activity.reference().and_then(|id| facts.restaurants.get(id));
            restaurant.is_some_and(|r| cooks(r, cuisine))
        });
        findings.check("cuisines", tasted, "/days", || format!("no meal is {cuisine}"));
    }
}

/// Checks a meal, and answers the note on its absence.
fn one_meal(facts: &Facts<'_>, day: &DayPair<'_>, kind: Meal, findings: &mut Findings) -> Option<String> {
    let rule = facts.problem.constraints.meals.rule(kind);
    let eaten: Vec<(usize, &Item)> = day.planned.items.iter().enumerate().filter(|(_, item)| meal(item) == Some(kind)).collect();
    for (nth, (i, item)) in eaten.iter().enumerate() {
        let at = format!("{}/items/{i}", day.at);
        findings.check("meals", nth == 0, &at, || format!("a second {} on {}", kind.label(), day.planned.date));
        sitting(facts, day, rule, item, &at, findings);
    }
    let rule = rule.filter(|_| eaten.is_empty())?;
    let city = facts.cities.get(day.wanted.city_id())?;
    let absent = absence(facts, day, (kind, rule));
    if matches!(absent, Absence::Breach) {
        let detail = format!("{} is missing on {}, and there is a restaurant for it", kind.label(), day.planned.date);
        findings.breach("meals", &format!("{}/items", day.at), detail);
        return None;
    }
    let instead = if let Absence::Excused(visit) = absent { Some(visit) } else { None };
    without_meal(facts.problem, city, (kind, rule), instead, day.window)
}

/// Start and length of a meal, as locked or by the rule.
fn sitting(facts: &Facts<'_>, day: &DayPair<'_>, rule: Option<MealRule>, item: &Item, at: &str, findings: &mut Findings) {
    let id = item.activity.reference().unwrap_or_default();
    let lock = facts.problem.locked.iter().find(|lock| lock.date == day.wanted.date && lock.id == id && lock.meal == meal(item));
    let served = facts.restaurants.get(id).is_some_and(|restaurant| meal(item).is_some_and(|meal| gives(restaurant, meal)));
    findings.check("meals", served, at, || format!("{} does not serve this meal", item.name));
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

/// Why a day lacks a meal.
enum Absence<'a> {
    /// The group could not have it if it did nothing else.
    NotOwed,
    /// A day out or a must-see stands in for it.
    Excused(&'a Item),
    Breach,
}

fn absence<'a>(facts: &Facts<'_>, day: &DayPair<'a>, (kind, rule): (Meal, MealRule)) -> Absence<'a> {
    let span = |item: &Item| Window { from: item.start, until: item.end };
    let there = |restaurant: &&Restaurant| !closed(facts.problem, &restaurant.id, day.wanted.date);
    let tables: Vec<(Spot<'_>, Vec<Window>)> = admissible(facts.problem, day.wanted.city_id())
        .filter(there)
        .filter(|restaurant| gives(restaurant, kind))
        .map(|r| (Spot { id: &r.id, point: r.location }, facts.open(r.opening_hours.as_deref(), &r.city, day.wanted.date)))
        .collect();
    let far: Vec<Distances> = tables.iter().map(|(spot, _)| day.ends.distances(&facts.ways, *spot)).collect();
    let had = |free: &[Window]| far.iter().zip(&tables).any(|(far, (_, open))| earliest(rule, far, (day.window, free), open).is_some());
    let at_base = day.ends.at_base(facts.problem, &facts.ways, day.window);
    let (taken, rests) = (taken(facts.problem, day.wanted, at_base), rests(&facts.problem.families, at_base));
    if !had(&gaps(day.window, &taken)) {
        return Absence::NotOwed;
    }
    let excuses = |visit: &&Item| {
        day_out(span(visit), rule) || must_see(facts, day, visit, |sight| sight.excuses(day.window, &rests, &taken, had)) == Some(true)
    };
    day.planned.items.iter().filter(|item| is_visit(item)).find(excuses).map_or(Absence::Breach, Absence::Excused)
}

/// Asks about a visit to a place that somebody must see; none for other visits.
fn must_see<T>(facts: &Facts<'_>, day: &DayPair<'_>, visit: &Item, ask: impl FnOnce(&MustSee<'_>) -> T) -> Option<T> {
    let place = facts.places.get(visit.activity.reference()?).filter(|place| wishes::must_see(facts.problem, &place.id))?;
    let far = day.ends.distances(&facts.ways, Spot { id: &place.id, point: place.location });
    if !far.reachable() {
        return None;
    }
    let open = facts.open(place.opening_hours.as_deref(), &place.city, day.wanted.date);
    let start = locked_on(facts.problem, day.wanted.date).find(|lock| lock.id == place.id).and_then(|lock| lock.start);
    let breather = facts.problem.constraints.pace.breather_minutes() * 60;
    Some(ask(&MustSee { open: &open, start, seconds: seconds(visit), breather, far }))
}
