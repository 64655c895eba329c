//! Lookups into problem and plan that every check needs.

use std::collections::HashMap;

use crate::clock_time::{ClockTime, Window};
use crate::opening::Hours;
use crate::planning::plan::{Activity, Item, Party, Plan, PlannedDay};
use crate::planning::problem::{City, Day, Leg, Lodging, Meal, Place, Problem, Restaurant};
use crate::planning::rules::days::{before_departure, window};
use crate::planning::rules::ends::Ends;
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::may_repeat;
use crate::planning::rules::party::Crew;
use crate::planning::rules::travel::{Spot, Ways};

pub(super) struct Facts<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    pub(super) group: Group,
    pub(super) ways: Ways<'a>,
    /// By city of the trip's days: whether a restaurant may come twice.
    pub(super) repeats: HashMap<&'a str, bool>,
    pub(super) cities: HashMap<&'a str, &'a City>,
    pub(super) places: HashMap<&'a str, &'a Place>,
    pub(super) restaurants: HashMap<&'a str, &'a Restaurant>,
    pub(super) lodgings: HashMap<&'a str, &'a Lodging>,
    pub(super) legs: HashMap<&'a str, &'a Leg>,
    pub(super) parties: Vec<PartyFacts<'a>>,
}

/// A party of a split, with what the rules say of its families.
pub(super) struct PartyFacts<'a> {
    /// JSON Pointer of the party.
    pub(super) at: String,
    /// Index of its day.
    pub(super) index: usize,
    pub(super) day: &'a PlannedDay,
    pub(super) party: &'a Party,
    pub(super) crew: Crew<'a>,
}

/// A day of the plan beside the same day of the problem.
pub(super) struct DayPair<'a> {
    /// JSON Pointer of the planned day.
    pub(super) at: String,
    pub(super) wanted: &'a Day,
    pub(super) planned: &'a PlannedDay,
    pub(super) window: Window,
    /// Its base as planned, start and end as the problem has them.
    pub(super) ends: Ends<'a>,
}

impl<'a> DayPair<'a> {
    /// The parties of the day's splits.
    pub(super) fn parties<'f>(&'f self, facts: &'f Facts<'a>) -> impl Iterator<Item = &'f PartyFacts<'a>> {
        facts.parties.iter().filter(|party| std::ptr::eq(party.day, self.planned))
    }
}

/// A stretch of days in one city.
pub(super) struct Run<'a> {
    pub(super) city: &'a str,
    /// Index of the first day.
    pub(super) first: usize,
    /// Index of the day after the last night: the next city's first day, or the trip's last day.
    pub(super) check_out: usize,
    /// Index after the last day.
    pub(super) end: usize,
}

impl<'a> Facts<'a> {
    pub(super) fn of(problem: &'a Problem, plan: &'a Plan) -> Self {
        let mut repeats = HashMap::new();
        for day in &problem.days {
            repeats.entry(day.city_id()).or_insert_with(|| may_repeat(problem, day.city_id()));
        }
        Self {
            problem,
            plan,
            group: Group::of(&problem.families),
            ways: Ways::of(problem),
            repeats,
            cities: problem.cities.iter().map(|c| (c.id.as_str(), c)).collect(),
            places: problem.places.iter().map(|p| (p.id.as_str(), p)).collect(),
            restaurants: problem.restaurants.iter().map(|r| (r.id.as_str(), r)).collect(),
            lodgings: problem.lodgings.iter().map(|l| (l.id.as_str(), l)).collect(),
            legs: problem.legs.iter().map(|l| (l.id.as_str(), l)).collect(),
            parties: parties(problem, plan),
        }
    }

    /// The days that both have; a difference in number is found by the frame.
    pub(super) fn days(&self) -> impl Iterator<Item = DayPair<'a>> {
        let (problem, plan) = (self.problem, self.plan);
        problem.days.iter().zip(&plan.days).enumerate().map(|(i, (wanted, planned))| DayPair {
            at: format!("/days/{i}"),
            wanted,
            planned,
            window: before_departure(
                window(wanted, &problem.families, planned.leg.as_ref().map(|leg| leg.arrives)),
                planned.departure.as_ref().map(|leg| leg.departs),
            ),
            ends: Ends::of(wanted, Spot { id: &planned.base.id, point: planned.base.location }),
        })
    }

    /// What parties do on their own, with the JSON Pointer of each item.
    pub(super) fn apart(&self) -> impl Iterator<Item = (String, &PartyFacts<'a>, &'a Item)> {
        self.parties
            .iter()
            .flat_map(|party| party.party.items.iter().enumerate().map(move |(i, item)| (format!("{}/items/{i}", party.at), party, item)))
    }

    /// What all do together, with the JSON Pointer of each item.
    pub(super) fn items(&self) -> impl Iterator<Item = (String, &'a PlannedDay, &'a Item)> {
        let days = self.plan.days.iter().enumerate();
        days.flat_map(|(d, day)| day.items.iter().enumerate().map(move |(i, item)| (format!("/days/{d}/items/{i}"), day, item)))
    }

    pub(super) fn runs(&self) -> Vec<Run<'a>> {
        let days = &self.problem.days;
        let mut runs: Vec<Run<'a>> = Vec::new();
        for (i, day) in days.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if run.city == day.city_id() => run.end = i + 1,
                _ => runs.push(Run { city: day.city_id(), first: i, check_out: i, end: i + 1 }),
            }
        }
        for run in &mut runs {
            run.check_out = run.end.min(days.len() - 1);
        }
        runs
    }

    /// When it is open on a date, seconds-exact; unreadable hours are never open.
    pub(super) fn open(&self, hours: Option<&str>, city: &str, date: chrono::NaiveDate) -> Vec<Window> {
        let country = self.cities.get(city).and_then(|c| c.country.as_deref());
        match hours {
            None => vec![Window { from: ClockTime::MIDNIGHT, until: ClockTime::END_OF_DAY }],
            Some(text) => Hours::parse(text, country).map(|hours| hours.on(date)).unwrap_or_default(),
        }
    }
}

fn parties<'a>(problem: &'a Problem, plan: &'a Plan) -> Vec<PartyFacts<'a>> {
    let mut facts = Vec::new();
    for (index, day) in plan.days.iter().enumerate() {
        for (s, split) in day.splits.iter().enumerate() {
            for (p, party) in split.parties.iter().enumerate() {
                let known = |id: &String| problem.families.iter().position(|family| family.id == *id);
                let crew = Crew::of(problem, party.families.iter().filter_map(known));
                let city = problem.cities.iter().find(|city| city.id == day.city);
                let crew = if let Some(city) = city { crew.in_city(city) } else { crew };
                facts.push(PartyFacts { at: format!("/days/{index}/splits/{s}/parties/{p}"), index, day, party, crew });
            }
        }
    }
    facts
}

/// Where an item is, for travel: the matrix knows rests by the base's id.
pub(super) fn spot<'b>(item: &'b Item, ends: &Ends<'b>) -> Spot<'b> {
    Spot { id: item.activity.reference().unwrap_or(ends.base.id), point: item.location }
}

/// The meal that an item is.
pub(super) fn meal(item: &Item) -> Option<Meal> {
    match item.activity {
        Activity::Meal { meal, .. } => Some(meal),
        Activity::Visit { .. } | Activity::Rest => None,
    }
}

pub(super) fn is_visit(item: &Item) -> bool {
    matches!(item.activity, Activity::Visit { .. })
}

/// Seconds from start to end; nothing where the end is not after the start.
pub(super) fn seconds(item: &Item) -> u32 {
    item.end.seconds().saturating_sub(item.start.seconds())
}
