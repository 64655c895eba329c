//! Nights without a bed and changes of city without a connection, and the wishes to blame.

use std::collections::BTreeSet;

use super::super::build::Built;
use super::super::left_out::city_name;
use super::super::stays::{Segment, segments};
use super::super::table::{Change, Run};
use super::wishes::locked;
use super::{choosy, wish};
use crate::planning::plan::ConflictingWish;
use crate::planning::problem::{Day, Leg, LegMode, Lodging, Problem};
use crate::planning::rules::days::{arrives_in_time, connects};
use crate::planning::rules::group::Group;
use crate::planning::rules::legs;
use crate::planning::rules::lodging::{Refusal, refusals};

/// A change of city that no connection serves, or that only forbidden ones do. The shortest reason is told: where a connection is missing
/// altogether, giving up another wish helps nobody.
pub(super) fn legs(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let unserved = built.table.changes.iter().filter(|change| change.options.is_empty());
    unserved.filter_map(|change| leg(built.table.problem, change)).min_by_key(Vec::len)
}

/// Where the problem asks for a change of city.
pub(super) fn pointer(change: &Change<'_>) -> String {
    match (change.ends, change.day) {
        (true, _) => "/route/returns".to_owned(),
        (false, 0) => "/route/origin".to_owned(),
        (false, day) => format!("/days/{day}/city"),
    }
}

fn leg(problem: &Problem, change: &Change<'_>) -> Option<Vec<ConflictingWish>> {
    let today = problem.days.get(change.day)?;
    let (from, to) = (city_name(problem, change.from), city_name(problem, change.to));
    let connecting: Vec<&Leg> = problem.legs.iter().filter(|leg| connects(leg, change.from, change.to, today.date)).collect();
    let modes: BTreeSet<LegMode> = connecting.iter().map(|leg| leg.mode).collect();
    if modes.is_empty() {
        return Some(vec![wish(pointer(change), format!("no connection goes from {from} to {to} on {}", today.date))]);
    }
    let going = connecting.iter().filter(|leg| legs::allowed(&problem.constraints, leg.mode));
    if let Some(arrives) = going.map(|leg| leg.arrives).min().filter(|_| !change.ends) {
        let late = too_late(problem, change.day, today, &format!("no connection from {from} arrives in {to} before {arrives}"));
        let in_time = connecting.iter().filter(|leg| arrives_in_time(today, &problem.families, leg.arrives));
        let forbidden: BTreeSet<LegMode> = in_time.map(|leg| leg.mode).collect();
        return Some(std::iter::once(late).chain(forbidden.into_iter().map(|mode| choosy::forbidden(problem, mode))).collect());
    }
    let labels: Vec<&str> = modes.iter().map(|mode| mode.label()).collect();
    let detail = format!("from {from} to {to} on {} one goes only by {}", today.date, labels.join(" or "));
    let forbidden = modes.iter().map(|mode| choosy::forbidden(problem, *mode));
    Some(std::iter::once(wish(pointer(change), detail)).chain(forbidden).collect())
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

/// One change of city that can only be flown and one that can only be driven. Where kinds of connections are forbidden these may be to
/// blame as well, and the search for the reason finds out.
pub(super) fn own_car(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    if !built.table.palettes.is_empty() || !problem.constraints.forbidden_leg_modes.is_empty() {
        return None;
    }
    let only = |mode: LegMode, verb: &str| {
        let all = |change: &&Change<'_>| !change.options.is_empty() && change.options.iter().all(|option| option.mode == mode);
        let change = built.table.changes.iter().find(all)?;
        let (from, to, date) = (city_name(problem, change.from), city_name(problem, change.to), problem.days.get(change.day)?.date);
        Some(wish(pointer(change), format!("from {from} to {to} on {date} one can only {verb}")))
    };
    Some(vec![only(LegMode::Flight, "fly")?, only(LegMode::Drive, "drive an own car")?, choosy::own_car()])
}

/// A stay for which no lodging can be taken; again the shortest reason.
pub(super) fn beds(built: &Built<'_>) -> Option<Vec<ConflictingWish>> {
    let problem = built.table.problem;
    if !problem.constraints.lodging {
        return None;
    }
    let without = segments(problem).into_iter().zip(&built.table.runs).filter(|(_, run)| run.nights > 0 && run.options.is_empty());
    without.map(|(segment, run)| bed(problem, &segment, run)).min_by_key(Vec::len)
}

fn bed(problem: &Problem, segment: &Segment<'_>, run: &Run) -> Vec<ConflictingWish> {
    let locks = locks(problem, segment, run);
    if segment.locked.len() > 1 {
        return locks;
    }
    let city = problem.days.get(segment.days.start).map_or("", Day::city_id);
    let candidates = problem.lodgings.iter().filter(|lodging| lodging.city == city && segment.locked.iter().all(|id| *id == lodging.id));
    let candidates: Vec<&Lodging> = candidates.collect();
    let group = Group::of(&problem.families);
    let mut against: Vec<Vec<Refusal>> = candidates.iter().map(|lodging| refusals(problem, &group, lodging, run.nights)).collect();
    against.retain(|refusals| !refusals.contains(&Refusal::Nights));
    let mut wishes = if locks.is_empty() {
        let shortest = candidates.iter().map(|lodging| lodging.min_nights).filter(|least| *least > run.nights).min();
        vec![wish("/constraints/lodging".into(), need(city_name(problem, city), run.nights, shortest, candidates.len(), against.len()))]
    } else {
        let too_long = candidates.iter().find(|lodging| lodging.min_nights > run.nights);
        let reason = too_long.map_or(String::new(), |lodging| format!(", but it is booked for {} or more", nights(lodging.min_nights)));
        locks.into_iter().map(|lock| wish(lock.pointer, format!("{}{reason}", lock.detail))).collect()
    };
    wishes.extend(fewest(against).into_iter().filter_map(|refusal| choosy::against(problem, refusal)));
    wishes
}

fn locks(problem: &Problem, segment: &Segment<'_>, run: &Run) -> Vec<ConflictingWish> {
    let in_run = |date| run.days.clone().any(|day| problem.days.get(day).is_some_and(|day| day.date == date));
    let locks = problem.locked.iter().enumerate().filter(|(_, lock)| segment.locked.contains(&lock.id.as_str()) && in_run(lock.date));
    locks.map(|(index, lock)| wish(format!("/locked/{index}"), locked(problem, lock))).collect()
}

/// `shortest` is the shortest stay that one of the lodgings asks for and that is longer than this one; `open` lodgings do not ask for more.
fn need(city: &str, stay: u32, shortest: Option<u32>, known: usize, open: usize) -> String {
    let stay = nights(stay);
    match (shortest, open) {
        (_, _) if known == 0 => format!("no lodging is known in {city}, where everybody needs a bed for {stay}"),
        (Some(shortest), 0) => {
            format!("everybody needs a bed in {city} for {stay}, and every lodging there is booked for {} or more", nights(shortest))
        }
        (Some(_), _) => {
            format!("everybody needs a bed in {city} for {stay}, and only {open} of {known} lodgings can be booked for so short a time")
        }
        (None, _) => format!("everybody needs a bed in {city} for {stay}"),
    }
}

fn nights(count: u32) -> String {
    if count == 1 { "1 night".to_owned() } else { format!("{count} nights") }
}

/// A smallest set of refusals that still rules every lodging out.
fn fewest(against: Vec<Vec<Refusal>>) -> BTreeSet<Refusal> {
    let mut all: BTreeSet<Refusal> = against.iter().flatten().copied().collect();
    for refusal in all.clone() {
        all.remove(&refusal);
        if !against.iter().all(|refusals| refusals.iter().any(|other| all.contains(other))) {
            all.insert(refusal);
        }
    }
    all
}
