//! Families apart: who parts from whom, between which points and how often, and each party's own times and ways.
//!
//! What a party does is looked at elsewhere as well, by its own families: hours, needs and lengths in `content`, prices in `money`.

use std::collections::BTreeSet;

use super::facts::{DayPair, Facts, PartyFacts, is_visit, seconds, spot};
use super::findings::Findings;
use super::times::{arrival, way};
use crate::clock_time::ClockTime;
use crate::planning::plan::{Activity, Base, Item, Meeting, Split};
use crate::planning::rules::party::{self, PARTIES};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let count = facts.plan.days.iter().map(|day| day.splits.len()).sum::<usize>();
    let most = facts.problem.constraints.splits as usize;
    if count > 0 {
        findings.check("splits", count <= most, "/days", || format!("the families part {count} times; the most is {most}"));
    }
    for day in facts.days() {
        for (nth, split) in day.planned.splits.iter().enumerate() {
            let at = format!("{}/splits/{nth}", day.at);
            findings.check("splits", nth == 0, &at, || format!("the families part a second time on {}", day.planned.date));
            parties(facts, split, &at, findings);
            let Some(place) = between(&day, split) else {
                findings.breach(
                    "splits",
                    &at,
                    "the families part and meet at two common items that follow each other, or where the day starts and ends".into(),
                );
                continue;
            };
            frame(&day, split, place, &at, findings);
            for party in facts.parties.iter().filter(|party| party.at.starts_with(&format!("{at}/"))) {
                tour(facts, &day, split, place, party, findings);
            }
        }
    }
}

/// Two parties that have every family once and an adult each.
fn parties(facts: &Facts<'_>, split: &Split, at: &str, findings: &mut Findings) {
    let named: Vec<&String> = split.parties.iter().flat_map(|party| &party.families).collect();
    let all: BTreeSet<&String> = facts.problem.families.iter().map(|family| &family.id).collect();
    let once = named.len() == all.len() && named.iter().copied().collect::<BTreeSet<_>>() == all;
    let at = format!("{at}/parties");
    findings.check("splits", split.parties.len() == PARTIES && once, &at, || "every family is in one of two parties".into());
    let adults = facts.parties.iter().filter(|party| party.at.starts_with(&format!("{at}/"))).all(|party| party.crew.has_adult());
    findings.check("splits", adults, &at, || format!("somebody of {} or older is in each party", party::ADULT_AGE));
    let busy = split.parties.iter().any(|party| !party.items.is_empty());
    findings.check("splits", busy, &at, || "a party that parts does something".into());
}

/// The index of the common item behind the split, where the two ends are what they say.
fn between(day: &DayPair<'_>, split: &Split) -> Option<usize> {
    let items = &day.planned.items;
    let index = match &split.begins.item {
        None => 0,
        Some(id) => items.iter().position(|item| item.id == *id)? + 1,
    };
    let is = |point: &Meeting, item: Option<&Item>, edge: &Base| {
        point.item.as_ref() == item.map(|item| &item.id) && same_place(point, item, &day.planned.base, edge)
    };
    let before = index.checked_sub(1).and_then(|before| items.get(before));
    let (start, end) = (day.planned.start(), day.planned.end());
    (is(&split.begins, before, start) && is(&split.meets, items.get(index), end)).then_some(index)
}

/// Name and coordinates are those of the item's place, for a rest those of the base, and without an item those of the day's start or end.
fn same_place(point: &Meeting, item: Option<&Item>, base: &Base, edge: &Base) -> bool {
    let (name, location) = match item {
        Some(item) if item.activity != Activity::Rest => (&item.name, item.location),
        Some(_) => (&base.name, base.location),
        None => (&edge.name, edge.location),
    };
    point.name == *name && point.location == location
}

/// Id, name and the two times.
fn frame(day: &DayPair<'_>, split: &Split, place: usize, at: &str, findings: &mut Findings) {
    let (items, date) = (&day.planned.items, day.planned.date);
    let from = place.checked_sub(1).and_then(|before| items.get(before)).map_or(day.window.from, |before| before.end);
    let last = split.parties.iter().map(|party| arrival(party.items.last().map_or(from, |item| item.end), party.way_back.as_ref()));
    let back = ClockTime::from_seconds(last.max().unwrap_or_default()).unwrap_or(ClockTime::END_OF_DAY);
    let until = items.get(place).map_or(back, |next| next.start);
    findings.check("splits", split.from == from && split.until == until, at, || format!("the families are apart from {from} to {until}"));
    let (id, name) = (party::id(date), party::name(date, from, until));
    findings.check("splits", split.id == id && split.name == name, at, || format!("this is {name:?} with the id {id:?}"));
}

/// Order, times and ways of one party, from where all part to where all meet.
fn tour(facts: &Facts<'_>, day: &DayPair<'_>, split: &Split, place: usize, party: &PartyFacts<'_>, findings: &mut Findings) {
    let (own, crew) = (party.party, &party.crew);
    let arrives = day.planned.leg.as_ref().map(|leg| leg.arrives);
    let window = crew.window(facts.problem, day.wanted, arrives);
    let breather = facts.problem.constraints.pace.breather_minutes() * 60;
    let mut before = place.checked_sub(1).and_then(|before| day.planned.items.get(before));
    for (i, item) in own.items.iter().enumerate() {
        let at = format!("{}/items/{i}", party.at);
        let free_from = before.map_or(split.from, |before| before.end);
        findings.check("splits", is_visit(item) && !item.locked, &at, || {
            "parties make visits; meals, rests and what is locked are everybody's".into()
        });
        findings.check("order", seconds(item) > 0 && free_from <= item.start, &at, || {
            format!("{} from {} to {} begins before the one before ends, or takes no time", item.name, item.start, item.end)
        });
        findings.check("day-window", split.from <= item.start && item.end <= window.until, &at, || {
            format!("{} lies outside the party's day, which ends at {}", item.name, window.until)
        });
        let origin = before.map_or(day.ends.start, |before| spot(before, &day.ends));
        way(&crew.ways, &format!("{at}/way"), item.way.as_ref(), origin, spot(item, &day.ends), findings);
        let ready = arrival(free_from, item.way.as_ref());
        findings
            .check("ways", ready <= item.start.seconds(), &at, || format!("the way to {} does not fit before {}", item.name, item.start));
        breathe(before, ready, item, breather, &at, findings);
        before = Some(item);
    }
    let at = format!("{}/wayBack", party.at);
    let origin = before.map_or(day.ends.start, |before| spot(before, &day.ends));
    let next = day.planned.items.get(place);
    way(&crew.ways, &at, own.way_back.as_ref(), origin, next.map_or(day.ends.end, |next| spot(next, &day.ends)), findings);
    let back = arrival(before.map_or(split.from, |before| before.end), own.way_back.as_ref());
    let due = next.map_or(window.until, |next| next.start);
    findings.check("return", back <= due.seconds(), &at, || format!("the party must be at {} by {due}", split.meets.name));
    if let Some(next) = next {
        breathe(before, back, next, breather, &at, findings);
    }
}

/// After a visit there is time to breathe; a rest is that in itself.
fn breathe(before: Option<&Item>, ready: u32, next: &Item, breather: u32, at: &str, findings: &mut Findings) {
    if let Some(visit) = before.filter(|before| is_visit(before) && next.activity != Activity::Rest) {
        findings.check("breather", ready.saturating_add(breather) <= next.start.seconds(), at, || {
            format!("after {} everybody wants {} minutes to breathe", visit.name, breather / 60)
        });
    }
}
