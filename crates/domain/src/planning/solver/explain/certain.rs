//! Reasons that can be seen without searching: connections, beds, cuisines; then single sights, and money.

use super::super::build::Built;
use super::super::left_out::city_name;
use super::super::stays::segments;
use super::wishes::{locked, place_name};
use super::{conflict, money, sights, wish};
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::Problem;
use crate::planning::rules::needs;

pub(in super::super) fn certain(built: &Built<'_>) -> Option<Conflict> {
    let wishes = legs(built)
        .or_else(|| beds(built))
        .or_else(|| sights::musts(built))
        .or_else(|| sights::locks(built))
        .or_else(|| cuisines(built.table.problem));
    wishes.or_else(|| money::too_dear(built)).map(conflict)
}

fn legs(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    let change = built.table.changes.iter().find(|change| change.options.is_empty())?;
    let (from, to, date) = (city_name(problem, change.from), city_name(problem, change.to), problem.days.get(change.day)?.date);
    let pointer = match (change.ends, change.day) {
        (true, _) => "/route/returns".to_owned(),
        (false, 0) => "/route/origin".to_owned(),
        (false, day) => format!("/days/{day}/city"),
    };
    Some(vec![wish(pointer, format!("no connection goes from {from} to {to} on {date}"))])
}

fn beds(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    if !problem.constraints.lodging {
        return None;
    }
    let (segment, run) = segments(problem).into_iter().zip(&built.table.runs).find(|(_, run)| run.nights > 0 && run.options.is_empty())?;
    let locks = problem.locked.iter().enumerate().filter(|(_, lock)| segment.locked.contains(&lock.id.as_str()));
    let in_run = |date| run.days.clone().any(|day| problem.days.get(day).is_some_and(|day| day.date == date));
    let locks: Vec<ConflictingWish> =
        locks.filter(|(_, lock)| in_run(lock.date)).map(|(index, lock)| wish(format!("/locked/{index}"), locked(problem, lock))).collect();
    if !locks.is_empty() {
        return Some(locks);
    }
    let city = problem.days.get(segment.days.start).map_or("", |day| city_name(problem, day.city_id()));
    let nights = if run.nights == 1 { "1 night".to_owned() } else { format!("{} nights", run.nights) };
    Some(vec![wish("/constraints/lodging".into(), format!("no lodging is known in {city}, where everybody needs a bed for {nights}"))])
}

fn cuisines(problem: &Problem) -> Option<Vec<ConflictingWish>> {
    problem.constraints.required_cuisines.iter().enumerate().find_map(|(index, cuisine)| {
        let serving = problem
            .restaurants
            .iter()
            .filter(|restaurant| restaurant.cuisines.contains(cuisine) && problem.days.iter().any(|day| day.city_id() == restaurant.city));
        let serving: Vec<_> = serving.collect();
        let pointer = format!("/constraints/requiredCuisines/{index}");
        if serving.is_empty() {
            return Some(vec![wish(pointer, format!("one meal should be {cuisine}, and no restaurant of the trip's cities is"))]);
        }
        let mut wishes = vec![wish(pointer, format!("one meal should be {cuisine}"))];
        for restaurant in serving {
            let reason = against(problem, &restaurant.id).or_else(|| {
                let unmet = needs::restaurant(restaurant, &problem.families).err()?;
                Some(wish(sights::need_pointer(problem, unmet.family, unmet.need), unmet.detail))
            })?;
            if !wishes.iter().any(|known| known.pointer == reason.pointer) {
                wishes.push(reason);
            }
        }
        Some(wishes)
    })
}

/// Who took this place or restaurant out.
pub(super) fn against(problem: &Problem, id: &str) -> Option<ConflictingWish> {
    let name = place_name(problem, id);
    match needs::avoided(problem, id)? {
        needs::Avoided::Group => {
            let nth = problem.constraints.excluded.iter().position(|other| other == id)?;
            Some(wish(format!("/constraints/excluded/{nth}"), format!("the group took {name} out")))
        }
        needs::Avoided::Family(index) => {
            let family = problem.families.get(index)?;
            let nth = family.must_avoid.iter().position(|other| other == id)?;
            Some(wish(format!("/families/{index}/mustAvoid/{nth}"), format!("the {} family asked not to go to {name}", family.name)))
        }
    }
}
