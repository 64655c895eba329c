//! Single places that must be seen or are locked, and cannot be.

use super::super::build::Built;
use super::super::left_out::city_name;
use super::super::split::{may_hold, may_part};
use super::super::table::{NO_WAY, TaskId, What};
use super::certain::against;
use super::wish;
use super::wishes::{locked, place_name};
use crate::planning::plan::ConflictingWish;
use crate::planning::problem::{Locked, Place, Problem};
use crate::planning::rules::availability;
use crate::planning::rules::needs::{self, Need};
use crate::planning::rules::wishes::must_sees;

/// The first must-see that no plan can have.
pub(super) fn musts(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    must_sees(problem).find_map(|wished| {
        let place = problem.places.iter().find(|place| place.id == wished.place)?;
        let wanted = wished.sentence(&place.name);
        if let Some(other) = unsuitable(problem, place).filter(|_| !may_hold(problem, wished.place)) {
            return Some(vec![wish(wished.pointer, wanted), other]);
        }
        if problem.locked.iter().any(|lock| lock.id == wished.place) {
            return None; // [`locks`] looks at it.
        }
        let everybodys = wished.family.is_none() || !may_part(problem);
        let reason = unreachable(built, place, None).filter(|_| everybodys || out_of_reach(built, place))?;
        Some(vec![wish(wished.pointer, format!("{wanted}, but {reason}"))])
    })
}

/// The first locked place or restaurant that cannot be where it is locked.
pub(super) fn locks(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    problem.locked.iter().enumerate().find_map(|(index, lock)| {
        let pointer = format!("/locked/{index}");
        let fixed = locked(problem, lock);
        if let Some(place) = problem.places.iter().find(|place| place.id == lock.id) {
            if let Some(other) = unsuitable(problem, place) {
                return Some(vec![wish(pointer, fixed), other]);
            }
            let reason = unreachable(built, place, Some(lock))?;
            return Some(vec![wish(pointer, format!("{fixed}, but {reason}"))]);
        }
        let restaurant = problem.restaurants.iter().find(|restaurant| restaurant.id == lock.id)?;
        if let Some(other) = against(problem, &lock.id) {
            return Some(vec![wish(pointer, fixed), other]);
        }
        if let Err(unmet) = needs::restaurant(restaurant, &problem.families) {
            return Some(vec![wish(pointer, fixed), wish(need_pointer(problem, unmet.family, unmet.need), unmet.detail)]);
        }
        let day = problem.days.iter().position(|day| day.date == lock.date)?;
        let possible = built.table.days.get(day)?.meals.iter().flatten().filter_map(|id| built.table.task(*id));
        let mut same = possible.filter(|task| matches!(task.what, What::Meal(meal, index) if Some(meal) == lock.meal && problem.restaurants.get(index).is_some_and(|r| r.id == lock.id)));
        let name = place_name(problem, &lock.id);
        if same.next().is_some() { None } else { Some(vec![wish(pointer, format!("{fixed}, but {name} is not open for it then"))]) }
    })
}

/// Somebody's wish or need that rules the place out.
fn unsuitable(problem: &Problem, place: &Place) -> Option<ConflictingWish> {
    against(problem, &place.id).or_else(|| {
        let unmet = needs::place(place, &problem.families).err()?;
        Some(wish(need_pointer(problem, unmet.family, unmet.need), unmet.detail))
    })
}

/// Whether it is out of reach of any party too: bedtimes, slow steps and long ways may be those of the others only.
fn out_of_reach(built: &Built<'_>, place: &Place) -> bool {
    let days = &built.table.problem.days;
    let here: Vec<usize> = (0..days.len()).filter(|day| days.get(*day).is_some_and(|day| day.city_id() == place.city)).collect();
    here.is_empty() || closed(built, place, &here)
}

/// Why no day can have this visit, whatever else is planned.
fn unreachable(built: &Built<'_>, place: &Place, lock: Option<&Locked>) -> Option<String> {
    let table = &built.table;
    let problem = table.problem;
    let name = &place.name;
    let here: Vec<usize> =
        (0..problem.days.len()).filter(|day| problem.days.get(*day).is_some_and(|day| day.city_id() == place.city)).collect();
    let city = city_name(problem, &place.city);
    if here.is_empty() {
        return Some(format!("{name} is in {city}, where no day of the trip is spent"));
    }
    let is_it = |task: &&(usize, &super::super::table::Task)| matches!(task.1.what, What::Visit(index) if problem.places.get(index).is_some_and(|other| other.id == place.id));
    let (id, task) = table.tasks.iter().take(table.visits).enumerate().find(|task| is_it(&task))?;
    let id = id as TaskId;
    let minutes = task.seconds / 60;
    let days: Vec<usize> = here.iter().copied().filter(|day| !table.starts(id, *day).is_empty()).collect();
    if days.is_empty() {
        return Some(match lock {
            Some(_) => format!("{name} is not open for {minutes} minutes then"),
            None if closed(built, place, &here) => format!("{name} is closed on {} that you are in {city}", all_days(here.len())),
            None => format!("{name} is never open for {minutes} minutes on {} that you are in {city}", all_days(here.len())),
        });
    }
    let inside = |day: &&usize| {
        let Some(info) = table.days.get(**day) else { return false };
        let times = |change: Option<usize>| Some(table.changes.get(change?)?.options.iter().map(|option| option.ready));
        let ready = times(info.change).and_then(Iterator::min).unwrap_or(info.open);
        let close = times(info.departure).and_then(Iterator::max).unwrap_or(info.close);
        table.starts(id, **day).iter().any(|(from, until)| *until >= ready && from.max(&ready) + task.seconds <= close)
    };
    let days: Vec<usize> = days.iter().filter(inside).copied().collect();
    if days.is_empty() {
        return Some(match lock {
            Some(_) => format!("the group is not out in {city} then"),
            None => format!("{name} is closed while the group is out in {city}"),
        });
    }
    let reached = days.iter().any(|day| {
        let Some(info) = table.days.get(*day) else { return false };
        let Some(hops) = table.cities.get(info.city) else { return false };
        (0..hops.nodes).any(|node| node != usize::from(task.node) && hops.hop(node as u16, task.node).seconds < NO_WAY)
    });
    if reached { None } else { Some(format!("no allowed way leads to {name}")) }
}

fn closed(built: &Built<'_>, place: &Place, days: &[usize]) -> bool {
    let problem = built.table.problem;
    let country = problem.cities.iter().find(|city| city.id == place.city).and_then(|city| city.country.as_deref());
    let hours = place.opening_hours.as_deref().and_then(|text| crate::opening::Hours::parse(text, country).ok());
    let shut = |date| availability::closed(problem, &place.id, date) || hours.as_ref().is_some_and(|hours| hours.on(date).is_empty());
    days.iter().filter_map(|day| problem.days.get(*day)).all(|day| shut(day.date))
}

fn all_days(count: usize) -> String {
    match count {
        1 => "the only day".to_owned(),
        2 => "both days".to_owned(),
        count => format!("all {count} days"),
    }
}

/// Where the problem states a need.
pub(super) fn need_pointer(problem: &Problem, family: usize, need: Need) -> String {
    let at = format!("/families/{family}");
    match need {
        Need::StepFree => format!("{at}/needs/stepFree"),
        Need::Stroller => format!("{at}/needs/stroller"),
        Need::Diet => format!("{at}/needs/diets"),
        Need::Age => {
            let members = problem.families.get(family).map(|family| family.members.as_slice()).unwrap_or_default();
            let youngest = members.iter().enumerate().min_by_key(|(_, member)| member.age).map_or(0, |(index, _)| index);
            format!("{at}/members/{youngest}/age")
        }
    }
}
