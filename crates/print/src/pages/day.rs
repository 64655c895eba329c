//! A day's page: where it starts, its stops in order with the ways between them, and what it costs.

mod apart;

use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{Activity, Item, PlannedDay, PlannedLeg, Share, Way};
use pathfinder_domain::planning::problem::Mode;
use serde::Serialize;

use super::{Fact, family_ids, family_name};
use crate::clean;
use crate::document::ItineraryDocument;
use crate::figures;
use crate::sketch::{Sketch, sketch};

const MOST_NOTES: usize = 6;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DayPage {
    /// "Day 3 of 7".
    position: String,
    /// "Wednesday, 14 May 2025".
    date: String,
    city: String,
    base: String,
    /// "times are those of Europe/Rome".
    zone: String,
    sketch: Option<Sketch>,
    rows: Vec<Row>,
    /// What the day goes without.
    notes: Vec<String>,
    /// The day's costs by kind, then the total.
    totals: Vec<Fact>,
    total: String,
    /// "1 h 04 min on foot, 35 min by public transport".
    moving: String,
    shares: Vec<FamilyShare>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct FamilyShare {
    name: String,
    amount: String,
}

/// A line of the timeline.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    kind: &'static str,
    start: String,
    end: String,
    /// The stop's number on the sketch.
    number: Option<usize>,
    name: String,
    /// The category of a place, "lunch", "quiet time".
    label: String,
    locked: bool,
    way: Option<WayLine>,
    cost: String,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct WayLine {
    mode: Mode,
    text: String,
    cost: String,
}

impl DayPage {
    pub(super) fn of(document: &ItineraryDocument<'_>, index: usize, day: &PlannedDay) -> Self {
        let mut rows = Vec::with_capacity(day.items.len() + 3);
        rows.extend(day.leg.as_ref().map(|leg| leg_row(leg, &day.city_name)));
        let mut number = 0;
        for (index, item) in day.items.iter().enumerate() {
            rows.extend(apart::rows(document, day, index, &mut number));
            number += usize::from(is_stop(item));
            let mut row = item_row(item, is_stop(item).then_some(number));
            let spare = day.spare.as_ref().filter(|spare| spare.instead_of == item.id);
            row.notes.extend(spare.map(|spare| format!("If it rains: {}, {} to {}", clean::name(&spare.name), spare.start, spare.end)));
            rows.push(row);
        }
        rows.extend(apart::rows(document, day, day.items.len(), &mut number));
        rows.extend(day.way_back.as_ref().map(|way| back_row(day, way)));
        rows.extend(day.departure.as_ref().map(|leg| leg_row(leg, &leg.to_name)));
        Self {
            position: format!("Day {} of {}", index + 1, document.plan.days.len()),
            date: day.date.format("%A, %-d %B %Y").to_string(),
            city: clean::name(&day.city_name),
            base: base(day),
            zone: clean::clean(&day.time_zone, 64),
            sketch: sketch(day, document.paper.text_width()),
            rows,
            notes: clean::lines(&day.notes, MOST_NOTES),
            totals: totals(document, day),
            total: figures::amount(day.cost),
            moving: moving(day),
            shares: shares(document, day),
        }
    }
}

/// Where the day starts: the lodging; else "Termini to Casa Prati".
fn base(day: &PlannedDay) -> String {
    match (&day.starts_at, &day.ends_at) {
        (None, None) => clean::name(&day.base.name),
        _ => format!("{} to {}", clean::name(&day.start().name), clean::name(&day.end().name)),
    }
}

/// Rests happen where the group is already, so the sketch does not number them.
pub(crate) const fn is_stop(item: &Item) -> bool {
    !matches!(item.activity, Activity::Rest)
}

fn item_row(item: &Item, number: Option<usize>) -> Row {
    let (kind, label) = match &item.activity {
        Activity::Visit { category, .. } => ("visit", category.label()),
        Activity::Meal { meal, .. } => ("meal", meal.label()),
        Activity::Rest => ("rest", "quiet time"),
    };
    Row {
        kind,
        start: item.start.to_string(),
        end: item.end.to_string(),
        number,
        name: clean::name(&item.name),
        label: label.to_owned(),
        locked: item.locked,
        way: item.way.as_ref().map(way_line),
        cost: cost(item.cost, kind == "visit"),
        notes: clean::lines(&item.notes, MOST_NOTES),
    }
}

fn leg_row(leg: &PlannedLeg, to: &str) -> Row {
    Row {
        kind: "leg",
        start: leg.departs.to_string(),
        end: leg.arrives.to_string(),
        name: format!("{} – {}", clean::name(&leg.from_name), clean::name(to)),
        label: leg.mode.label().to_owned(),
        cost: cost(leg.cost, false),
        ..Row::default()
    }
}

fn back_row(day: &PlannedDay, way: &Way) -> Row {
    // On a day without items nothing says when they set out.
    let left = day.items.last().map(|item| item.end.seconds());
    let back = left.and_then(|left| pathfinder_domain::clock_time::ClockTime::from_seconds(left.saturating_add(way.seconds)));
    Row {
        kind: "back",
        start: back.map(|time| time.to_string()).unwrap_or_default(),
        name: clean::name(&day.end().name),
        label: if day.ends_at.is_some() { "end of the day" } else { "back" }.to_owned(),
        way: Some(way_line(way)),
        ..Row::default()
    }
}

fn way_line(way: &Way) -> WayLine {
    let words = match way.mode {
        Mode::Walk => "on foot",
        Mode::Transit => "by public transport",
        Mode::Taxi => "by taxi",
        Mode::Car => "by car",
    };
    let text = format!("{} {words}, {}", figures::minutes(way.minutes()), figures::distance(way.metres));
    WayLine { mode: way.mode, text, cost: if way.cost.minor == 0 { String::new() } else { figures::amount(way.cost) } }
}

fn cost(money: Money, free: bool) -> String {
    match money.minor {
        0 if free => "free".to_owned(),
        0 => String::new(),
        _ => figures::amount(money),
    }
}

/// The journeys of a day: into the city, and home.
pub(super) fn legs(day: &PlannedDay) -> impl Iterator<Item = &PlannedLeg> {
    day.leg.iter().chain(&day.departure)
}

fn totals(document: &ItineraryDocument<'_>, day: &PlannedDay) -> Vec<Fact> {
    let zero = Money::zero(document.plan.currency);
    let of = |meals: bool| {
        let wanted = day.all_items().filter(move |item| matches!(item.activity, Activity::Meal { .. }) == meals);
        figures::sum(zero, wanted.map(|item| item.cost))
    };
    let mut facts = vec![
        Fact::new("Visits", figures::amount(of(false))),
        Fact::new("Meals", figures::amount(of(true))),
        Fact::new("Ways", figures::amount(figures::sum(zero, day.all_ways().map(|way| way.cost)))),
    ];
    if day.leg.is_some() || day.departure.is_some() {
        facts.push(Fact::new("Journey", figures::amount(figures::sum(zero, legs(day).map(|leg| leg.cost)))));
    }
    facts
}

/// What a family spends on the way: of parties that are apart, the one that spends most.
fn moving(day: &PlannedDay) -> String {
    let common = || day.items.iter().filter_map(|item| item.way.as_ref()).chain(&day.way_back);
    let minutes = |mode: Mode| {
        let parties = day.splits.iter().flat_map(|split| &split.parties).map(|party| by(party.ways(), mode));
        by(common(), mode).saturating_add(parties.max().unwrap_or(0))
    };
    let kinds = [(Mode::Walk, "on foot"), (Mode::Transit, "by public transport"), (Mode::Taxi, "by taxi"), (Mode::Car, "by car")];
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(mode, words)| (minutes(mode), words))
        .filter(|(minutes, _)| *minutes > 0)
        .map(|(minutes, words)| format!("{} {words}", figures::minutes(minutes)))
        .collect();
    parts.join(", ")
}

/// Minutes by one mode.
fn by<'w>(ways: impl Iterator<Item = &'w Way>, mode: Mode) -> u32 {
    ways.filter(|way| way.mode == mode).fold(0, |sum, way| sum.saturating_add(way.minutes()))
}

/// All shares of a day, without lodging.
pub(super) fn day_shares(day: &PlannedDay) -> impl Iterator<Item = &Share> {
    let items = day.all_items().flat_map(|item| &item.shares);
    items.chain(day.all_ways().flat_map(|way| &way.shares)).chain(legs(day).flat_map(|leg| &leg.shares))
}

fn shares(document: &ItineraryDocument<'_>, day: &PlannedDay) -> Vec<FamilyShare> {
    let zero = Money::zero(document.plan.currency);
    let share = |id: &str| {
        let amount = figures::sum(zero, day_shares(day).filter(|share| share.family == id).map(|share| share.amount));
        FamilyShare { name: family_name(document, id), amount: figures::amount(amount) }
    };
    family_ids(document).into_iter().map(share).collect()
}
