//! What is said of a day that has not what one would expect of it: a meal that the group goes without, and why.

use crate::clock_time::Window;
use crate::planning::plan::Item;
use crate::planning::problem::{City, Meal, MealRule, Problem};

use super::meals::{admissible, gives};
use super::needs;

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
    let such = unmet.map_or(String::new(), |unmet| format!("; for one, {}", unmet.detail));
    Some(format!("no {label}: no restaurant that is known in {here} suits everybody{such}"))
}
