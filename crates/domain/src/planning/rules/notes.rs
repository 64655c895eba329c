//! Remarks in a plan: what somebody should know of a place beforehand, and why a day goes without a meal.

use crate::clock_time::Window;
use crate::planning::plan::Item;
use crate::planning::problem::{City, Family, Meal, MealRule, Problem, Tags};

use super::meals::{admissible, gives};
use super::needs;

/// What stands in a note before a family's need that is its reason.
pub const FOR_ONE: &str = "; for one, ";

/// The note on a day without this meal. `instead` is the visit that stands in for it; without one the meal could not be had at all, which
/// needs no word where the day in the city does not reach into its time.
pub fn without_meal(
    problem: &Problem,
    city: &City,
    (meal, rule): (Meal, MealRule),
    instead: Option<&Item>,
    window: Window,
) -> Option<String> {
    let (label, here) = (meal.label(), &city.name);
    if let Some(visit) = instead {
        return Some(format!("no {label}: the visit to {} from {} to {} takes its time", visit.name, visit.start, visit.end));
    }
    if window.until <= rule.from || window.from >= rule.until {
        return None;
    }
    if admissible(problem, &city.id).any(|restaurant| gives(restaurant, meal)) {
        return Some(format!("no {label}: no restaurant in {here} that suits everybody is open and near enough at that time"));
    }
    let mut all = problem.restaurants.iter().filter(|restaurant| restaurant.city == city.id && gives(restaurant, meal)).peekable();
    if all.peek().is_none() {
        return Some(format!("no {label}: no restaurant for it is known in {here}"));
    }
    let unmet = all.find_map(|restaurant| needs::restaurant(restaurant, &problem.families).err());
    let such = unmet.map_or(String::new(), |unmet| format!("{FOR_ONE}{}", unmet.detail));
    Some(format!("no {label}: no restaurant that is known in {here} suits everybody{such}"))
}

/// What somebody in this group should know of a place or restaurant beforehand.
pub fn of_tags(families: &[Family], tags: &Tags) -> Vec<String> {
    let tag = |key: &str, value: &str| tags.get(key).is_some_and(|found| found == value);
    let mut notes = Vec::new();
    if families.iter().any(|family| family.needs.step_free) && tag("wheelchair", "limited") {
        notes.push("wheelchair: limited".to_owned());
    }
    if families.iter().any(|family| family.needs.stroller) && tag("stroller", "limited") {
        notes.push("stroller: limited".to_owned());
    }
    if families.iter().flat_map(|family| &family.members).any(|member| member.age < 3) && tag("highchair", "yes") {
        notes.push("high chairs".to_owned());
    }
    notes
}
