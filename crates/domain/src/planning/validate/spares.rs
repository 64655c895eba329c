//! Spares for the rain: indoors, known, open, nowhere else in the plan, and in the place of an outdoor visit of the same day.

use super::facts::{DayPair, Facts, is_visit, spot};
use super::findings::Findings;
use crate::clock_time::{ClockTime, Window};
use crate::planning::plan::{Activity, Item, PlannedDay, Spare};
use crate::planning::problem::Place;
use crate::planning::rules::availability::{closed, indoor};
use crate::planning::rules::travel::Spot;
use crate::planning::rules::{needs, prices, visits};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for day in facts.days() {
        if let Some(spare) = &day.planned.spare {
            let fault = fault(facts, &day, spare);
            findings.check("spare", fault.is_none(), &format!("{}/spare", day.at), || fault.unwrap_or_default());
        }
    }
}

/// The first thing that is wrong with it.
fn fault(facts: &Facts<'_>, day: &DayPair<'_>, spare: &Spare) -> Option<String> {
    let Some(place) = facts.places.get(spare.place.as_str()) else { return Some(format!("{:?} is no known place", spare.place)) };
    let name = &place.name;
    if spare.name != *name || spare.location != place.location || place.city != day.planned.city || !indoor(place) {
        return Some(format!("no indoor place of {} is known like this", day.planned.city_name));
    }
    let elsewhere = facts.plan.days.iter().filter(|other| other.spare.as_ref().is_some_and(|other| other.place == spare.place)).count();
    if elsewhere > 1 || facts.plan.days.iter().flat_map(PlannedDay::all_items).any(|item| item.activity.reference() == Some(&spare.place)) {
        return Some(format!("{name} is in the plan already"));
    }
    let families = &facts.problem.families;
    if needs::avoided(facts.problem, &place.id).is_some() || needs::place(place, families).is_err() {
        return Some(format!("{name} does not suit everybody"));
    }
    let open = facts.open(place.opening_hours.as_deref(), &place.city, day.planned.date);
    let needed = visits::seconds_before_closing(place, 0);
    let inside = |window: &Window| {
        window.from <= spare.start && spare.end <= window.until && spare.start.seconds() + needed <= window.until.seconds()
    };
    if closed(facts.problem, &place.id, day.planned.date) || !open.iter().any(inside) {
        return Some(format!("{name} is not open from {} to {}", spare.start, spare.end));
    }
    let lasts = spare.end.seconds().saturating_sub(spare.start.seconds());
    if lasts != visits::minutes(place, &facts.group) * 60 {
        return Some(format!("a visit to {name} does not take so long"));
    }
    let cost = prices::entrance(place, families).iter().fold(0_i64, |sum, share| sum.saturating_add(*share));
    if spare.cost.minor != cost || spare.cost.currency != facts.problem.currency {
        return Some(format!("{name} does not cost {}", spare.cost));
    }
    let index = day.planned.items.iter().position(|item| item.id == spare.instead_of);
    let Some((index, gone)) = index.and_then(|index| Some((index, day.planned.items.get(index)?))) else {
        return Some(format!("there is no {:?} on this day", spare.instead_of));
    };
    if [index, index + 1].into_iter().any(|at| day.planned.split_before(at).is_some()) {
        return Some(format!("the families part or meet at {}", gone.name));
    }
    let Some(outdoors) = outdoors(facts, gone) else { return Some(format!("{} is not an outdoor visit", gone.name)) };
    if spare.detail != format!("if it rains in {}: {name} instead of {}", day.planned.city_name, outdoors.name) {
        return Some("the sentence does not say this".to_owned());
    }
    (!reached(facts, day, spare, index)).then(|| format!("{name} cannot be reached in time, or left in time for what follows"))
}

fn outdoors<'a>(facts: &Facts<'a>, item: &Item) -> Option<&'a Place> {
    let Activity::Visit { place, .. } = &item.activity else { return None };
    facts.places.get(place.as_str()).copied().filter(|place| !indoor(place))
}

fn reached(facts: &Facts<'_>, day: &DayPair<'_>, spare: &Spare, index: usize) -> bool {
    let here = Spot { id: &spare.place, point: spare.location };
    let breather = facts.problem.constraints.pace.breather_minutes() * 60;
    let rested = |item: &Item| if is_visit(item) { breather } else { 0 };
    let before = index.checked_sub(1).and_then(|before| day.planned.items.get(before));
    let (from, free) =
        before.map_or((day.ends.start, day.window.from.seconds()), |item| (spot(item, &day.ends), item.end.seconds() + rested(item)));
    let next = day.planned.items.get(index + 1);
    let (to, due) = next.map_or((day.ends.end, day.window.until.seconds()), |item| (spot(item, &day.ends), item.start.seconds()));
    let after = next.filter(|item| item.activity != Activity::Rest).map_or(0, |_| breather);
    let way = |from, to| facts.ways.quickest(from, to).map(|way| way.seconds);
    let (Some(there), Some(on)) = (way(from, here), way(here, to)) else { return false };
    ClockTime::from_seconds(free + there).is_some_and(|arrival| arrival <= spare.start) && spare.end.seconds() + after + on <= due
}
