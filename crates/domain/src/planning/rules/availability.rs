//! What keeps a place or restaurant from being there on a date, beside its opening hours: closures and rain.

use chrono::NaiveDate;

use crate::planning::problem::{Place, Problem};

use super::days::locked_on;
use super::wishes::must_see;

/// Whether it is closed on the date against its opening hours.
pub fn closed(problem: &Problem, id: &str, date: NaiveDate) -> bool {
    problem.constraints.closures.iter().any(|closure| closure.date.is_none_or(|on| on == date) && closure.id == id)
}

/// Whether it rains on the date and the place is outdoors only. What is locked or must be seen is seen in the rain.
pub fn rained_off(problem: &Problem, place: &Place, date: NaiveDate) -> bool {
    problem.constraints.rainy_days.contains(&date) && !indoor(place) && !must_see(problem, &place.id) && !locked(problem, place, date)
}

fn locked(problem: &Problem, place: &Place, date: NaiveDate) -> bool {
    locked_on(problem, date).any(|lock| lock.id == place.id)
}

/// Whether rain does not matter there.
pub fn indoor(place: &Place) -> bool {
    place.tags.get("indoor").is_some_and(|value| value == "yes" || value == "both")
}
