//! Reasons that can be seen without searching: connections, beds, cuisines; then single sights, and money.

use super::super::build::Built;
use super::super::left_out::city_name;
use super::super::stays::segments;
use super::wishes::{locked, place_name};
use super::{conflict, money, sights, wish};
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::{Day, Lodging, Problem};
use crate::planning::rules::days::connects;
use crate::planning::rules::meals::{cooks, gives, planned};
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
    let (before, today) = (problem.days.get(change.day.checked_sub(1)?)?, problem.days.get(change.day)?);
    let (from, to) = (city_name(problem, &before.city), city_name(problem, &today.city));
    let going = problem.legs.iter().filter(|leg| connects(leg, &before.city, &today.city, today.date));
    if let Some(arrives) = going.map(|leg| leg.arrives).min() {
        return Some(vec![too_late(problem, change.day, today, &format!("no connection from {from} arrives in {to} before {arrives}"))]);
    }
    Some(vec![wish(format!("/days/{}/city", change.day), format!("no connection goes from {from} to {to} on {}", today.date))])
}

/// The day's end or the bedtime before which nobody can be at the new lodging.
fn too_late(problem: &Problem, index: usize, today: &Day, arrival: &str) -> ConflictingWish {
    let earliest = problem.families.iter().enumerate().filter_map(|(index, family)| Some((family.needs.bedtime?, index, &family.name)));
    match earliest.min().filter(|(bedtime, ..)| *bedtime < today.end) {
        Some((bedtime, family, name)) => wish(
            format!("/families/{family}/needs/bedtime"),
            format!("the {name} family is back by {bedtime}, and on {} {arrival}", today.date),
        ),
        None => wish(format!("/days/{index}"), format!("{} ends at {}, and {arrival}", today.date, today.end)),
    }
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
    let city = &problem.days.get(segment.days.start)?.city;
    let wanted = |lodging: &&Lodging| lodging.city == *city && (locks.is_empty() || segment.locked.contains(&lodging.id.as_str()));
    let unmet = problem.lodgings.iter().filter(wanted).find_map(|lodging| needs::lodging(lodging, &problem.families).err());
    let unmet = unmet.map(|unmet| wish(sights::need_pointer(problem, unmet.family, unmet.need), unmet.detail));
    if !locks.is_empty() {
        // Two lodgings for one stay contradict each other already.
        return Some(if locks.len() > 1 { locks } else { locks.into_iter().chain(unmet).collect() });
    }
    let city = city_name(problem, city);
    let nights = if run.nights == 1 { "1 night".to_owned() } else { format!("{} nights", run.nights) };
    let none = wish(
        "/constraints/lodging".into(),
        format!("no lodging that suits everybody is known in {city}, where everybody needs a bed for {nights}"),
    );
    Some(std::iter::once(none).chain(unmet).collect())
}

fn cuisines(problem: &Problem) -> Option<Vec<ConflictingWish>> {
    problem.constraints.required_cuisines.iter().enumerate().find_map(|(index, cuisine)| {
        let serving = problem
            .restaurants
            .iter()
            .filter(|restaurant| cooks(restaurant, cuisine) && problem.days.iter().any(|day| day.city == restaurant.city))
            .filter(|restaurant| planned(&problem.constraints.meals).iter().any(|(meal, _)| gives(restaurant, *meal)));
        let serving: Vec<_> = serving.collect();
        let pointer = format!("/constraints/requiredCuisines/{index}");
        if serving.is_empty() {
            return Some(vec![wish(pointer, format!("one meal should be {cuisine}, and no restaurant of the trip's cities serves that"))]);
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
