//! Damages to the plan itself.

use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::planning::plan::{Activity, Base, Item, Plan, PlannedDay, PlannedLeg, Share, Way};
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::rules::days::{before_departure, rests, window};
use pathfinder_domain::planning::rules::needs;
use pathfinder_domain::planning::rules::travel::{Spot, Ways};
use pathfinder_domain::planning::rules::wishes::must_see;

use super::{Entry, pick};
use crate::random::Draw;
use crate::world::hm;

pub(super) const DAMAGES: &[Entry] = &[
    ("a family is happier by 1", "form", |_, p, d| {
        let family = d.upto(p.families.len() as u64) as usize;
        let said = &mut p.families[family].satisfaction;
        *said += if *said > 50.0 { -1.0 } else { 1.0 };
        true
    }),
    ("a highlight of nobody", "form", |_, p, _| {
        p.families[0].highlights.insert(0, "visit-moon".into());
        true
    }),
    ("a day too few", "days", |_, p, _| p.days.pop().is_some()),
    ("another date", "days", |_, p, d| {
        let day = d.upto(p.days.len() as u64) as usize;
        p.days[day].date = p.days[day].date.succ_opt().unwrap();
        true
    }),
    ("a connection gone", "legs", |_, p, d| on_leg_day(p, d, |day| day.leg = None)),
    ("a connection arrives later", "legs", |_, p, d| {
        on_leg_day(p, d, |day| day.leg.as_mut().unwrap().arrives = moved(day.leg.as_ref().unwrap().arrives, 60))
    }),
    ("nothing goes home", "legs", |_, p, _| p.days.last_mut().unwrap().departure.take().is_some()),
    ("a later connection, too late for the day", "day-window", later_leg),
    ("a stay gone", "lodging", |_, p, d| {
        let stay = d.upto(p.stays.len() as u64) as usize;
        stay < p.stays.len() && p.stays.remove(stay).rooms > 0
    }),
    ("a room more", "lodging", |_, p, _| p.stays.first_mut().map(|stay| stay.rooms += 1).is_some()),
    ("another base", "lodging", |_, p, d| {
        let day = d.upto(p.days.len() as u64) as usize;
        p.days[day].base.location.lat += 0.001;
        true
    }),
    ("a start or an end nobody named", "endpoints", |_, p, d| {
        let day = d.upto(p.days.len() as u64) as usize;
        let day = &mut p.days[day];
        let elsewhere = |end: &Base| Base { name: format!("{}!", end.name), ..end.clone() };
        if d.chance(50) {
            day.starts_at = Some(elsewhere(day.starts_at.as_ref().unwrap_or(&day.base)));
        } else {
            day.ends_at = Some(elsewhere(day.ends_at.as_ref().unwrap_or(&day.base)));
        }
        true
    }),
    ("a moved place", "known", |_, p, d| on_item(p, d, |_, _, _| true, |item| item.location.lon += 0.001)),
    ("a place of another city", "known", |problem, p, d| {
        let elsewhere = |city: &str| problem.places.iter().find(|place| place.city != city).cloned();
        let spots: Vec<_> = items(p, |day, item| item.is_visit() && elsewhere(&day.city).is_some());
        let Some((day, item)) = pick(d, spots) else { return false };
        let place = elsewhere(&p.days[day].city).unwrap();
        p.days[day].items[item].id = format!("visit-{}", place.id);
        p.days[day].items[item].activity = Activity::Visit { place: place.id.clone(), category: place.category };
        (p.days[day].items[item].name, p.days[day].items[item].location) = (place.name.clone(), place.location);
        true
    }),
    ("a place twice", "once", |_, p, d| {
        let visits = items(p, |_, item| item.is_visit());
        let pairs = visits.iter().flat_map(|one| visits.iter().map(move |two| (*one, *two))).filter(|(one, two)| one != two);
        let Some(((day, item), (other, again))) = pick(d, pairs.collect()) else { return false };
        p.days[day].items[item].activity = p.days[other].items[again].activity.clone();
        true
    }),
    ("a table that does not suit a diet", "needs", |problem, p, d| {
        let unfit = |city: &str| problem.restaurants.iter().find(|r| r.city == city && needs::restaurant(r, &problem.families).is_err());
        let Some((day, item)) = pick(d, items(p, |day, item| is_meal(item) && unfit(&day.city).is_some())) else { return false };
        let table = unfit(&p.days[day].city).unwrap().clone();
        let item = &mut p.days[day].items[item];
        if let Activity::Meal { restaurant, .. } = &mut item.activity {
            *restaurant = table.id;
        }
        (item.name, item.location) = (table.name, table.location);
        true
    }),
    ("a visit in the small hours", "opening-hours", |problem, p, d| {
        let hours = |item: &Item| {
            problem.places.iter().any(|place| Some(place.id.as_str()) == item.activity.reference() && place.opening_hours.is_some())
        };
        on_item(p, d, |_, _, item| item.is_visit() && hours(item), |item| to(item, hm(3, 0).seconds()))
    }),
    ("a longer visit", "visit-length", |_, p, d| on_item(p, d, |_, _, item| item.is_visit(), |item| item.end = moved(item.end, 300))),
    ("into the next item", "order", |_, p, d| {
        let Some((day, item)) = pick(d, items_before_another(p)) else { return false };
        p.days[day].items[item].end = moved(p.days[day].items[item + 1].start, 60);
        true
    }),
    ("two items swapped", "order", |_, p, d| {
        let Some((day, item)) = pick(d, items_before_another(p)) else { return false };
        p.days[day].items.swap(item, item + 1);
        true
    }),
    ("into a nap", "order", |problem, p, d| {
        let naps = pathfinder_domain::planning::rules::days::naps(&problem.families);
        let resting = |day: &PlannedDay| {
            naps.iter()
                .find(|nap| day.items.iter().any(|item| item.activity == Activity::Rest && item.start <= nap.from && nap.from < item.end))
                .copied()
        };
        let Some((day, item)) = pick(d, items(p, |day, item| item.activity != Activity::Rest && resting(day).is_some())) else {
            return false;
        };
        let nap = resting(&p.days[day]).unwrap();
        to(&mut p.days[day].items[item], nap.from.seconds());
        true
    }),
    ("before the day begins", "day-window", |problem, p, d| {
        let from: Vec<u32> = problem.days.iter().map(|day| day.start.seconds()).collect();
        let Some((day, item)) = pick(d, items(p, |_, _| true)) else { return false };
        to(&mut p.days[day].items[item], from[day] - 60);
        true
    }),
    ("a way a minute longer", "ways", |_, p, d| on_way(p, d, |way| way.seconds += 60)),
    ("a way a metre shorter", "ways", |_, p, d| on_way(p, d, |way| way.metres -= 1)),
    ("no way", "ways", |_, p, d| {
        let Some((day, item)) = pick(d, items(p, |_, item| item.way.as_ref().is_some_and(|way| way.seconds > 0))) else { return false };
        p.days[day].items[item].way = None;
        true
    }),
    ("a minute more on foot", "walking-per-day", |_, p, d| {
        let day = d.upto(p.days.len() as u64) as usize;
        p.days[day].walk_minutes += 1;
        true
    }),
    ("no rest", "rest", |problem, p, d| {
        let families = &problem.families;
        let needed = |day: usize, p: &Plan| rests(families, day_window(problem, p, day)).len();
        let days: Vec<usize> = (0..p.days.len()).filter(|day| needed(*day, p) > 0).collect();
        let Some(day) = pick(d, days) else { return false };
        p.days[day].items.retain(|item| item.activity != Activity::Rest);
        true
    }),
    ("a hasty meal", "meals", |_, p, d| on_item(p, d, |_, _, item| is_meal(item), |item| item.end = moved(item.end, -300))),
    ("a second dinner", "meals", |_, p, d| {
        let Some((day, item)) = pick(d, items(p, |_, item| is_meal(item))) else { return false };
        let again = p.days[day].items[item].clone();
        p.days[day].items.push(again);
        true
    }),
    ("a meal dropped", "meals", |problem, p, d| {
        let Some((day, item)) = pick(d, items(p, |day, item| owed(problem, p, day, item))) else { return false };
        p.days[day].items.remove(item);
        true
    }),
    ("a spare costs a cent more", "spare", |_, p, d| on_spare(p, d, |day| day.spare.as_mut().unwrap().cost.minor += 1)),
    ("a spare later", "spare", |_, p, d| {
        on_spare(p, d, |day| day.spare.as_mut().unwrap().end = moved(day.spare.as_ref().unwrap().end, 60))
    }),
    ("a spare for something else", "spare", |_, p, d| on_spare(p, d, |day| day.spare.as_mut().unwrap().instead_of.push('x'))),
    ("a must-see dropped", "must-see", |problem, p, d| {
        let Some((day, item)) = pick(d, items(p, |_, item| item.activity.reference().is_some_and(|id| must_see(problem, id)))) else {
            return false;
        };
        p.days[day].items.remove(item);
        true
    }),
    ("a lock forgotten", "locked", |_, p, d| on_item(p, d, |_, _, item| item.locked, |item| item.locked = false)),
    ("a lock invented", "locked", |_, p, d| on_item(p, d, |_, _, item| !item.locked, |item| item.locked = true)),
    ("a locked bed forgotten", "locked", |_, p, _| {
        let locked = p.stays.iter_mut().find(|stay| stay.locked);
        locked.map(|stay| stay.locked = false).is_some()
    }),
    ("an item costs a cent more", "costs", |_, p, d| on_item(p, d, |_, _, _| true, |item| item.cost.minor += 1)),
    ("a way costs a cent less", "costs", |_, p, d| on_way(p, d, |way| way.cost.minor -= 1)),
    ("a day costs a cent more", "costs", |_, p, d| {
        let day = d.upto(p.days.len() as u64) as usize;
        p.days[day].cost.minor += 1;
        true
    }),
    ("the trip costs a cent less", "costs", |_, p, _| {
        p.costs.total.minor -= 1;
        true
    }),
    ("a family pays a cent more", "costs", |_, p, d| {
        let family = d.upto(p.families.len() as u64) as usize;
        p.families[family].cost.minor += 1;
        true
    }),
    ("a share is a cent more", "shares", |_, p, d| on_item(p, d, |_, _, item| !item.shares.is_empty(), |item| more(&mut item.shares))),
    ("a share of a bed is a cent more", "shares", |_, p, _| p.stays.first_mut().map(|stay| more(&mut stay.shares)).is_some()),
    ("a family in both parties", "splits", |_, p, d| {
        on_split_day(p, d, |day| {
            let stranger = day.splits[0].parties[1].families[0].clone();
            day.splits[0].parties[0].families.push(stranger);
        })
    }),
    ("a split of another name", "splits", |_, p, d| on_split_day(p, d, |day| day.splits[0].name.push('!'))),
    ("a split a minute longer", "splits", |_, p, d| on_split_day(p, d, |day| day.splits[0].until = moved(day.splits[0].until, 60))),
    ("all meet elsewhere", "splits", |_, p, d| on_split_day(p, d, |day| day.splits[0].meets.location.lat += 0.001)),
    ("a party's way a second shorter", "ways", |_, p, d| {
        let rides =
            |day: &PlannedDay| day.splits.iter().flat_map(|split| &split.parties).any(|party| party.ways().any(|way| way.seconds > 0));
        on_day(p, d, rides, |day| {
            let parties = day.splits.iter_mut().flat_map(|split| &mut split.parties);
            let mut ways = parties.flat_map(|party| party.items.iter_mut().filter_map(|item| item.way.as_mut()).chain(&mut party.way_back));
            ways.find(|way| way.seconds > 0).unwrap().seconds -= 1;
        })
    }),
];

fn is_meal(item: &Item) -> bool {
    matches!(item.activity, Activity::Meal { .. })
}

/// Day and index of all common items that the condition takes.
fn items(plan: &Plan, takes: impl Fn(&PlannedDay, &Item) -> bool) -> Vec<(usize, usize)> {
    let days = plan.days.iter().enumerate();
    days.flat_map(|(d, day)| {
        day.items.iter().enumerate().filter(|(_, item)| takes(day, item)).map(move |(i, _)| (d, i)).collect::<Vec<_>>()
    })
    .collect()
}

fn items_before_another(plan: &Plan) -> Vec<(usize, usize)> {
    items(plan, |_, _| true).into_iter().filter(|(day, item)| item + 1 < plan.days[*day].items.len()).collect()
}

fn on_item(plan: &mut Plan, d: &mut Draw, takes: impl Fn(&Plan, &PlannedDay, &Item) -> bool, change: impl Fn(&mut Item)) -> bool {
    let Some((day, item)) = pick(d, items(plan, |day, item| takes(plan, day, item))) else { return false };
    change(&mut plan.days[day].items[item]);
    true
}

fn on_day(plan: &mut Plan, d: &mut Draw, takes: impl Fn(&PlannedDay) -> bool, change: impl Fn(&mut PlannedDay)) -> bool {
    let Some(day) = pick(d, plan.days.iter_mut().filter(|day| takes(day)).collect()) else { return false };
    change(day);
    true
}

fn on_leg_day(plan: &mut Plan, d: &mut Draw, change: impl Fn(&mut PlannedDay)) -> bool {
    on_day(plan, d, |day| day.leg.is_some(), change)
}

fn on_split_day(plan: &mut Plan, d: &mut Draw, change: impl Fn(&mut PlannedDay)) -> bool {
    on_day(plan, d, |day| !day.splits.is_empty(), change)
}

fn on_spare(plan: &mut Plan, d: &mut Draw, change: impl Fn(&mut PlannedDay)) -> bool {
    on_day(plan, d, |day| day.spare.is_some(), change)
}

/// A common way that leads somewhere.
fn on_way(plan: &mut Plan, d: &mut Draw, change: impl Fn(&mut Way)) -> bool {
    let ways = plan.days.iter_mut().flat_map(|day| day.items.iter_mut().filter_map(|item| item.way.as_mut()).chain(&mut day.way_back));
    let Some(way) = pick(d, ways.filter(|way| way.seconds > 0 && way.metres > 0).collect()) else { return false };
    change(way);
    true
}

fn more(shares: &mut [Share]) {
    shares[0].amount.minor += 1;
}

fn moved(time: ClockTime, seconds: i64) -> ClockTime {
    let seconds = (i64::from(time.seconds()) + seconds).clamp(0, i64::from(ClockTime::END_OF_DAY.seconds()));
    ClockTime::from_seconds(seconds as u32).unwrap()
}

/// The item as long as before from then on.
fn to(item: &mut Item, start: u32) {
    let length = item.end.seconds() - item.start.seconds();
    (item.start, item.end) = (ClockTime::from_seconds(start).unwrap(), moved(ClockTime::from_seconds(start).unwrap(), i64::from(length)));
}

fn day_window(problem: &Problem, plan: &Plan, day: usize) -> pathfinder_domain::clock_time::Window {
    let planned = &plan.days[day];
    let from = window(&problem.days[day], &problem.families, planned.leg.as_ref().map(|leg| leg.arrives));
    before_departure(from, planned.departure.as_ref().map(|leg| leg.departs))
}

/// Whether nothing excuses the group from this meal: neither rest nor lock nor must-see nor day out on its day, and time enough to get
/// there from the base and back.
fn owed(problem: &Problem, plan: &Plan, day: &PlannedDay, item: &Item) -> bool {
    let Some(index) = plan.days.iter().position(|other| other.date == day.date) else { return false };
    let window = day_window(problem, plan, index);
    let excused = |item: &Item| {
        item.activity == Activity::Rest
            || item.is_visit()
                && (item.end.seconds() - item.start.seconds() >= 4 * 3600
                    || item.activity.reference().is_some_and(|id| must_see(problem, id)))
    };
    let (base, table) =
        (Spot { id: &day.base.id, point: day.base.location }, Spot { id: item.activity.reference().unwrap_or(""), point: item.location });
    let ways = Ways::of(problem);
    let (Some(there), Some(back)) = (ways.between(base, table), ways.between(table, base)) else { return false };
    is_meal(item)
        && day.splits.is_empty()
        && !problem.locked.iter().any(|lock| lock.date == day.date)
        && !day.items.iter().any(excused)
        && window.from.seconds() + there.seconds <= item.start.seconds()
        && item.end.seconds() + back.seconds <= window.until.seconds()
}

/// The same day with another connection of the problem, after whose arrival the first item cannot be.
fn later_leg(problem: &mut Problem, plan: &mut Plan, d: &mut Draw) -> bool {
    let mut found = Vec::new();
    for (index, day) in plan.days.iter().enumerate() {
        let (Some(taken), Some(first)) = (&day.leg, day.items.first()) else { continue };
        let late = |arrives: ClockTime| arrives.seconds() + 1800 > first.start.seconds();
        let legs = problem.legs.iter().filter(|leg| leg.from == taken.from && leg.to == taken.to && late(leg.arrives));
        found.extend(legs.map(|leg| (index, leg.clone())));
    }
    let Some((day, leg)) = pick(d, found) else { return false };
    let taken = plan.days[day].leg.take().unwrap();
    let (id, mode, departs, arrives) = (leg.id, leg.mode, leg.departs, leg.arrives);
    plan.days[day].leg = Some(PlannedLeg { id, mode, departs, arrives, ..taken });
    true
}
