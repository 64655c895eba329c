//! The frame of a plan: its form, days, connections, nights and bases.

use std::collections::HashSet;

use super::facts::{Facts, Run};
use super::findings::Findings;
use crate::planning::plan::{self, Base, PlannedDay, PlannedLeg, Stay};
use crate::planning::problem::Endpoint;
use crate::planning::rules::days::{arrives_in_time, can_leave_after, connects};
use crate::planning::rules::{needs, prices, routes};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    form(facts, findings);
    days(facts, findings);
    legs(facts, findings);
    let runs = facts.runs();
    let beds = facts.problem.constraints.lodging;
    let mut claimed = 0;
    for run in &runs {
        let stay = if beds && run.check_out > run.first { night(facts, run, findings) } else { None };
        claimed += usize::from(stay.is_some());
        bases(facts, run, stay, findings);
    }
    let count = facts.plan.stays.len();
    findings.check("lodging", count == claimed, "/stays", || format!("{count} stays, but only {claimed} stretches of nights with one"));
}

fn form(facts: &Facts<'_>, findings: &mut Findings) {
    let (problem, plan) = (facts.problem, facts.plan);
    let version = plan.version;
    findings.check("form", version == plan::VERSION, "/version", || format!("version {version} is not {}", plan::VERSION));
    findings.check("form", plan.title == problem.title, "/title", || format!("the trip is called {:?}", problem.title));
    findings.check("form", plan.currency == problem.currency, "/currency", || format!("the trip is planned in {}", problem.currency));
    findings.check("form", plan.seed == problem.seed, "/seed", || format!("the seed of the problem is {}", problem.seed));
    let count = plan.left_out.len();
    findings.check("form", count <= plan::MOST_LEFT_OUT, "/leftOut", || format!("{count} entries; allowed are {}", plan::MOST_LEFT_OUT));
    let mut seen: HashSet<&str> = plan.days.iter().flat_map(PlannedDay::all_items).filter_map(|item| item.activity.reference()).collect();
    for (i, left) in plan.left_out.iter().enumerate() {
        let known = facts.places.get(left.id.as_str()).is_some_and(|place| place.name == left.name);
        findings.check("known", known, &format!("/leftOut/{i}"), || format!("{:?} is no place of this name", left.id));
        findings.check("form", seen.insert(&left.id), &format!("/leftOut/{i}"), || format!("{} is in the plan, or told twice", left.name));
    }
}

fn days(facts: &Facts<'_>, findings: &mut Findings) {
    let (wanted, planned) = (facts.problem.days.len(), facts.plan.days.len());
    if wanted != planned {
        findings.breach("days", "/days", format!("the trip has {wanted} days, the plan {planned}"));
    }
    for day in facts.days() {
        let (w, p) = (day.wanted, day.planned);
        let zone = facts.cities.get(w.city_id()).is_some_and(|c| p.city_name == c.name && p.time_zone == c.time_zone);
        findings.check("days", w.date == p.date && w.city_id() == p.city && zone, &day.at, || {
            format!("this day is {} in {:?}, with that city's name and time zone", w.date, w.city_id())
        });
        for (name, said, point) in [("startsAt", &p.starts_at, &w.starts_at), ("endsAt", &p.ends_at, &w.ends_at)] {
            let same = |said: &Base, point: &Endpoint| (&said.id, &said.name, said.location) == (&point.id, &point.name, point.location);
            let right = match (said, point) {
                (None, None) => continue,
                (Some(said), Some(point)) => same(said, point),
                _ => false,
            };
            findings.check("endpoints", right, &format!("{}/{name}", day.at), || {
                let point = point.as_ref().map_or("where the group sleeps", |point| &point.name);
                format!("on {} this is {point}", w.date)
            });
        }
    }
}

/// Each day begins where the day before ended, the first at the origin; the last one ends there again where that is wished.
fn legs(facts: &Facts<'_>, findings: &mut Findings) {
    let mut before = routes::origin(facts.problem);
    for (i, day) in facts.plan.days.iter().enumerate() {
        let from = before.replace(&day.city).filter(|from| *from != day.city);
        leg(facts, &format!("/days/{i}/leg"), from.map(|from| (from, day.city.as_str())), day, day.leg.as_ref(), findings);
        if let (Some(wanted), Some(leg)) = (facts.problem.days.get(i), &day.leg) {
            let in_time = arrives_in_time(wanted, &facts.problem.families, leg.arrives);
            findings.check("arrival", in_time, &format!("/days/{i}/leg"), || {
                format!("arriving at {} nobody is at the lodging in time", leg.arrives)
            });
        }
        let back = routes::destination(facts.problem).filter(|_| i + 1 == facts.plan.days.len());
        let at = format!("/days/{i}/departure");
        leg(facts, &at, back.map(|to| (day.city.as_str(), to)), day, day.departure.as_ref(), findings);
        if let (Some(comes), Some(goes)) = (&day.leg, &day.departure) {
            let time = can_leave_after(comes.arrives, goes.departs);
            findings
                .check("legs", time, &at, || format!("the group arrives at {}, too late for leaving at {}", comes.arrives, goes.departs));
        }
    }
}

/// One connection between the two cities that are due, or none.
fn leg(facts: &Facts<'_>, at: &str, due: Option<(&str, &str)>, day: &PlannedDay, taken: Option<&PlannedLeg>, findings: &mut Findings) {
    match (due, taken) {
        (None, None) => {}
        (None, Some(_)) => findings.breach("legs", at, "the city does not change, so there is no connection to take".into()),
        (Some((from, to)), None) => findings.breach("legs", at, format!("nothing brings the group from {from:?} to {to:?}")),
        (Some((from, to)), Some(taken)) => {
            let name = |id: &str| facts.cities.get(id).map(|city| city.name.as_str());
            let holds = facts.legs.get(taken.id.as_str()).is_some_and(|leg| {
                connects(leg, from, to, day.date)
                    && (taken.from == leg.from && taken.to == leg.to && taken.mode == leg.mode)
                    && (taken.departs == leg.departs && taken.arrives == leg.arrives)
                    && name(from) == Some(taken.from_name.as_str())
                    && name(to) == Some(taken.to_name.as_str())
            });
            findings.check("legs", holds, at, || {
                format!("{:?} is no connection from {from:?} to {to:?} on {} at these times", taken.id, day.date)
            });
        }
    }
}

/// The one stay that covers every night of a run.
fn night<'a>(facts: &Facts<'a>, run: &Run<'_>, findings: &mut Findings) -> Option<&'a Stay> {
    let (from, to) = (facts.problem.days[run.first].date, facts.problem.days[run.check_out].date);
    let found = facts.plan.stays.iter().enumerate().find(|(_, stay)| stay.check_in == from && stay.check_out == to);
    let Some((i, stay)) = found else {
        findings.breach("lodging", "/stays", format!("no single stay covers the nights from {from} to {to} in {:?}", run.city));
        return None;
    };
    let at = format!("/stays/{i}");
    let known = facts.lodgings.get(stay.lodging.as_str()).filter(|lodging| lodging.city == run.city);
    let Some(lodging) = known else {
        findings.breach("known", &at, format!("there is no lodging {:?} in {:?}", stay.lodging, run.city));
        return Some(stay);
    };
    let suits = needs::lodging(lodging, &facts.problem.families);
    findings.check("needs", suits.is_ok(), &at, || suits.err().map(|unmet| unmet.detail).unwrap_or_default());
    let copied = stay.name == lodging.name
        && stay.location == lodging.location
        && stay.city == run.city
        && facts.cities.get(run.city).is_some_and(|city| city.name == stay.city_name)
        && stay.id == format!("stay-{}-{from}", lodging.id);
    findings.check("known", copied, &at, || format!("name, place or id differ from those of {:?}", lodging.id));
    let nights = u32::try_from(run.check_out - run.first).unwrap_or(u32::MAX);
    findings.check("lodging", stay.nights == nights, &format!("{at}/nights"), || format!("from {from} to {to} there are {nights} nights"));
    let rooms: i64 = prices::rooms(lodging, &facts.group).iter().sum();
    findings.check("lodging", i64::from(stay.rooms) == rooms, &format!("{at}/rooms"), || format!("the families need {rooms} rooms"));
    Some(stay)
}

fn bases(facts: &Facts<'_>, run: &Run<'_>, stay: Option<&Stay>, findings: &mut Findings) {
    let Some(city) = facts.cities.get(run.city) else { return };
    let (id, name, location) = stay.map_or((&city.id, &city.name, city.center), |stay| (&stay.lodging, &stay.name, stay.location));
    let right = |day: &PlannedDay| day.base.id == *id && day.base.name == *name && day.base.location == location;
    for (i, day) in facts.plan.days.iter().enumerate().take(run.end).skip(run.first) {
        findings.check("lodging", right(day), &format!("/days/{i}/base"), || format!("the group stays at {name} on {}", day.date));
    }
}
