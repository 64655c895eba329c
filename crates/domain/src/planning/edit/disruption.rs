//! What happens to a trip without anybody's wish: something is closed, it rains, the group is late.

use chrono::NaiveDate;

use super::Refused;
use crate::clock_time::ClockTime;
use crate::planning::problem::{Closure, Day, Locked, Problem};

pub(super) fn close(problem: &mut Problem, id: &str, date: Option<NaiveDate>) -> Result<(), Refused> {
    let place = problem.places.iter().any(|place| place.id == id);
    if !place && !problem.restaurants.iter().any(|restaurant| restaurant.id == id) {
        return Err(("id", "unknown-place", format!("there is no place or restaurant {id:?}")));
    }
    if let Some(date) = date {
        day(problem, date)?;
    }
    let hit = |lock: &Locked| lock.id == id && date.is_none_or(|date| lock.date == date);
    problem.locked.retain(|lock| !hit(lock));
    let closure = Closure { id: id.to_owned(), date };
    if !problem.constraints.closures.contains(&closure) {
        problem.constraints.closures.push(closure);
    }
    Ok(())
}

pub(super) fn rain(problem: &mut Problem, date: NaiveDate) -> Result<(), Refused> {
    day(problem, date)?;
    if !problem.constraints.rainy_days.contains(&date) {
        problem.constraints.rainy_days.push(date);
        problem.constraints.rainy_days.sort_unstable();
    }
    Ok(())
}

/// Locked starts before it are lost with it; the locks stay, for another time of the day.
pub(super) fn start(problem: &mut Problem, date: NaiveDate, start: ClockTime) -> Result<(), Refused> {
    let day = day(problem, date)?;
    if start >= day.end {
        return Err(("start", "after-end", format!("the day ends at {}", day.end)));
    }
    day.start = start;
    for lock in problem.locked.iter_mut().filter(|lock| lock.date == date && lock.start.is_some_and(|at| at < start)) {
        lock.start = None;
    }
    Ok(())
}

fn day(problem: &mut Problem, date: NaiveDate) -> Result<&mut Day, Refused> {
    let outside = || ("date", "outside-trip", format!("{date} is not a date of the trip"));
    problem.days.iter_mut().find(|day| day.date == date).ok_or_else(outside)
}
