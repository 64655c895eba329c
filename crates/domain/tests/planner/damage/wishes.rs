//! Damages to what was planned for: the same plan against a wish that it does not keep.

use pathfinder_domain::planning::plan::{Activity, Item, Plan, PlannedDay};
use pathfinder_domain::planning::problem::{Closure, Diet, HouseRule, LegMode, Lodging, Mode, Pace, Place, Problem, RoomType};
use pathfinder_domain::planning::rules::availability::indoor;
use pathfinder_domain::planning::rules::wishes::must_see;

use super::{Entry, pick};
use crate::random::Draw;
use crate::world::eur;

pub(super) const DAMAGES: &[Entry] = &[
    ("a city for longer", "route", |problem, p, _| {
        let Some(route) = &mut problem.route else { return false };
        route.cities.iter_mut().find(|one| one.city == p.days[0].city).map(|one| one.min_nights = 60).is_some()
    }),
    ("a city that must be visited", "route", |problem, p, _| {
        let Some(route) = &mut problem.route else { return false };
        let missing = route.cities.iter_mut().find(|one| p.days.iter().all(|day| day.city != one.city));
        missing.map(|one| one.required = true).is_some()
    }),
    ("nobody goes like this", "leg-modes", |problem, p, d| {
        let taken = pick(d, legs(p).map(|(_, mode)| mode).collect());
        problem.constraints.forbidden_leg_modes.extend(taken);
        taken.is_some()
    }),
    ("by car and by air", "own-car", |problem, p, _| {
        let taken: Vec<String> = legs(p).map(|(id, _)| id.to_owned()).collect();
        let [first, second, ..] = taken.as_slice() else { return false };
        for (id, mode) in [(first, LegMode::Flight), (second, LegMode::Drive)] {
            problem.legs.iter_mut().filter(|leg| leg.id == *id).for_each(|leg| leg.mode = mode);
            let days = p.days.iter_mut().flat_map(|day| day.leg.iter_mut().chain(&mut day.departure));
            days.filter(|leg| leg.id == *id).for_each(|leg| leg.mode = mode);
        }
        first != second
    }),
    ("a day over before the arrival", "arrival", |problem, p, d| {
        let arrivals = p.days.iter().enumerate().filter_map(|(index, day)| Some((index, day.leg.as_ref()?.arrives)));
        let Some((day, arrives)) = pick(d, arrivals.collect()) else { return false };
        problem.days[day].end = arrives;
        true
    }),
    ("another type of room", "room-type", |problem, p, d| {
        let Some(lodging) = lodging(problem, p, d) else { return false };
        let other = if lodging.room_type == Some(RoomType::SharedRoom) { RoomType::PrivateRoom } else { RoomType::SharedRoom };
        problem.constraints.room_types = [other].into();
        true
    }),
    ("a dog", "house-rules", |problem, p, d| {
        let Some(lodging) = lodging(problem, p, d) else { return false };
        lodging.forbids.insert(HouseRule::Pets);
        problem.constraints.house_rules.push(HouseRule::Pets);
        true
    }),
    ("a stay too short", "min-nights", |problem, p, d| lodging(problem, p, d).map(|lodging| lodging.min_nights = 60).is_some()),
    ("too young", "needs", |problem, p, d| {
        place(problem, p, d, |_, _, _| true).map(|place| place.tags.insert("min_age".into(), "121".into())).is_some()
    }),
    ("a diet that nobody cooks for", "needs", |problem, p, _| {
        problem.families[0].needs.diets.push(Diet::Kosher);
        common(p).any(|(_, item)| matches!(item.activity, Activity::Meal { .. }))
    }),
    ("steps to the bed", "needs", |problem, p, d| {
        let Some(lodging) = lodging(problem, p, d) else { return false };
        lodging.tags.insert("wheelchair".into(), "no".into());
        problem.families[0].needs.step_free = true;
        true
    }),
    ("closed on the day", "opening-hours", |problem, p, d| {
        let seen = common(p).filter_map(|(day, item)| Some(Closure { id: item.activity.reference()?.to_owned(), date: Some(day.date) }));
        let closure = pick(d, seen.collect());
        let found = closure.is_some();
        problem.constraints.closures.extend(closure);
        found
    }),
    ("past the last entry", "opening-hours", |problem, p, d| {
        place(problem, p, d, |_, _, _| true).map(|place| place.last_entry_minutes = Some(24 * 60)).is_some()
    }),
    ("rain", "rain", |problem, p, d| {
        let locked = |problem: &Problem, id: &str| problem.locked.iter().any(|lock| lock.id == id);
        let outdoors = |problem: &Problem, place: &Place| !indoor(place) && !must_see(problem, &place.id) && !locked(problem, &place.id);
        let wet = |(_, item): &(&PlannedDay, &Item)| {
            problem.places.iter().any(|place| Some(place.id.as_str()) == item.activity.reference() && outdoors(problem, place))
        };
        let Some(date) = pick(d, common(p).filter(wet).map(|(day, _)| day.date).collect()) else { return false };
        problem.constraints.rainy_days.push(date);
        true
    }),
    ("a mode forbidden", "modes", |problem, p, d| {
        let taken = pick(d, p.days.iter().flat_map(PlannedDay::all_ways).filter(|way| way.seconds > 0).map(|way| way.mode).collect());
        problem.constraints.forbidden_modes.extend(taken);
        taken.is_some()
    }),
    ("shorter legs", "walking", |problem, p, d| {
        let walks = p.days.iter().flat_map(PlannedDay::all_ways).filter(|way| way.mode == Mode::Walk && way.minutes() > 1);
        let Some(minutes) = pick(d, walks.map(|way| way.minutes()).collect()) else { return false };
        problem.travel.max_walk_minutes = minutes - 1;
        true
    }),
    ("less walking a day", "walking-per-day", |problem, p, d| {
        let Some(minutes) = pick(d, p.days.iter().map(|day| day.walk_minutes).filter(|minutes| *minutes > 0).collect()) else {
            return false;
        };
        problem.constraints.max_walk_minutes_per_day = Some(minutes - 1);
        true
    }),
    ("an earlier end", "return", |problem, p, d| {
        let Some((day, end)) = pick(d, last_ends(p)) else { return false };
        problem.days[day].end = end;
        true
    }),
    ("an earlier bedtime", "return", |problem, p, d| {
        let Some((_, end)) = pick(d, last_ends(p)) else { return false };
        let bedtime = &mut problem.families[0].needs.bedtime;
        *bedtime = Some(bedtime.map_or(end, |known| known.min(end)));
        true
    }),
    ("fewer visits a day", "pace", |problem, p, d| {
        let counts = p.days.iter().map(|day| day.items.iter().filter(|item| item.is_visit()).count());
        let Some(visits) = pick(d, counts.filter(|visits| *visits > 1).collect()) else { return false };
        problem.constraints.max_visits_per_day = Some(visits as u32 - 1);
        true
    }),
    ("more time to breathe", "breather", |problem, p, _| {
        problem.constraints.pace = Pace::Relaxed;
        p.days.iter().any(|day| (1..day.items.len()).any(|next| hurried(day, next)))
    }),
    ("always together", "splits", |problem, p, _| {
        problem.constraints.splits = 0;
        p.days.iter().any(|day| !day.splits.is_empty())
    }),
    ("a party without an adult", "splits", |problem, p, _| {
        let Some(split) = p.days.iter().find_map(|day| day.splits.first()) else { return false };
        let children = problem.families.iter_mut().filter(|family| split.parties[0].families.contains(&family.id));
        children.flat_map(|family| &mut family.members).for_each(|member| member.age = member.age.min(17));
        true
    }),
    ("a meal earlier", "meals", |problem, p, d| {
        let meals = common(p).filter_map(|(_, item)| match &item.activity {
            Activity::Meal { meal, .. } if !item.locked => Some((*meal, item.start)),
            _ => None,
        });
        let Some((meal, start)) = pick(d, meals.collect()) else { return false };
        let rule = problem.constraints.meals.rule_mut(meal);
        rule.as_mut().map(|rule| rule.from = pathfinder_domain::planning::rules::days::later(start, 1)).is_some()
    }),
    ("a restaurant that serves nothing", "meals", |problem, p, d| {
        let Some(id) = pick(d, common(p).filter_map(|(_, item)| item.activity.reference()).collect()).map(str::to_owned) else {
            return false;
        };
        problem.restaurants.iter_mut().find(|one| one.id == id).map(|one| one.meals = Some(Vec::new())).is_some()
    }),
    ("a cuisine of nowhere", "cuisines", |problem, _, _| {
        problem.constraints.required_cuisines.push("martian".into());
        true
    }),
    ("a spare outdoors", "spare", |problem, p, _| {
        let Some(spare) = p.days.iter().find_map(|day| day.spare.as_ref()) else { return false };
        problem.places.iter_mut().find(|place| place.id == spare.place).and_then(|place| place.tags.remove("indoor")).is_some()
    }),
    ("one more to see", "must-see", |problem, p, d| {
        let seen = |place: &Place| p.days.iter().flat_map(PlannedDay::all_items).any(|item| item.activity.reference() == Some(&place.id));
        let missing = pick(d, problem.places.iter().filter(|place| !seen(place)).map(|place| place.id.clone()).collect());
        let found = missing.is_some();
        let whose = d.upto(problem.families.len() as u64 + 1) as usize;
        problem.families.get_mut(whose).map_or(&mut problem.constraints.must_see, |family| &mut family.must_see).extend(missing);
        found
    }),
    ("not that", "must-avoid", |problem, p, d| {
        let seen = pick(d, common(p).filter_map(|(_, item)| item.activity.reference()).collect()).map(str::to_owned);
        let found = seen.is_some();
        let whose = d.upto(problem.families.len() as u64 + 1) as usize;
        problem.families.get_mut(whose).map_or(&mut problem.constraints.excluded, |family| &mut family.must_avoid).extend(seen);
        found
    }),
    ("another locked start", "locked", |problem, p, _| {
        let starts = |id: &str| common(p).find(|(_, item)| item.activity.reference() == Some(id)).map(|(_, item)| item.start);
        let lock = problem.locked.iter_mut().find_map(|lock| Some((starts(&lock.id)?, lock)));
        lock.map(|(start, lock)| lock.start = Some(pathfinder_domain::planning::rules::days::later(start, 5))).is_some()
    }),
    ("a budget a cent too small", "budget", |problem, p, _| {
        problem.constraints.budget = Some(eur(0, p.costs.total.minor - 1));
        true
    }),
    ("a family a cent short", "budget", |problem, p, d| {
        let family = d.upto(problem.families.len() as u64) as usize;
        problem.families[family].budget = Some(eur(0, p.families[family].cost.minor - 1));
        true
    }),
    ("a higher price", "costs", |problem, p, d| {
        place(problem, p, d, |_, _, place| !place.fees.is_empty())
            .map(|place| place.fees.iter_mut().for_each(|fee| fee.price.minor += 1))
            .is_some()
    }),
];

fn common(plan: &Plan) -> impl Iterator<Item = (&PlannedDay, &Item)> {
    plan.days.iter().flat_map(|day| day.items.iter().map(move |item| (day, item)))
}

/// Ids and modes of all connections taken.
fn legs(plan: &Plan) -> impl Iterator<Item = (&str, LegMode)> {
    plan.days.iter().flat_map(|day| day.leg.iter().chain(&day.departure)).map(|leg| (leg.id.as_str(), leg.mode))
}

/// One in which the group sleeps.
fn lodging<'p>(problem: &'p mut Problem, plan: &Plan, d: &mut Draw) -> Option<&'p mut Lodging> {
    let id = pick(d, plan.stays.iter().map(|stay| &stay.lodging).collect())?;
    problem.lodgings.iter_mut().find(|lodging| lodging.id == *id)
}

/// One that all visit.
fn place<'p>(problem: &'p mut Problem, plan: &Plan, d: &mut Draw, takes: fn(&PlannedDay, &Item, &Place) -> bool) -> Option<&'p mut Place> {
    let visited = |index: usize| {
        common(plan)
            .any(|(day, item)| item.activity.reference() == Some(&problem.places[index].id) && takes(day, item, &problem.places[index]))
    };
    let index = pick(d, (0..problem.places.len()).filter(|index| visited(*index)).collect())?;
    problem.places.get_mut(index)
}

/// The ends of the last items of days on which a way leads back to the base.
fn last_ends(plan: &Plan) -> Vec<(usize, pathfinder_domain::clock_time::ClockTime)> {
    let back = |day: &PlannedDay| day.way_back.as_ref().is_some_and(|way| way.seconds > 0);
    let days = plan.days.iter().enumerate().filter(|(_, day)| back(day));
    days.filter_map(|(index, day)| Some((index, day.items.last()?.end))).collect()
}

/// Whether there is less than half an hour between the item before and this one, ways aside, where the rule asks for it.
fn hurried(day: &PlannedDay, next: usize) -> bool {
    let (before, item) = (&day.items[next - 1], &day.items[next]);
    let ready = before.end.seconds() + item.way.as_ref().map_or(0, |way| way.seconds);
    before.is_visit()
        && item.activity != Activity::Rest
        && !(before.locked && item.locked)
        && day.split_before(next).is_none()
        && item.start.seconds() < ready + 30 * 60
}
