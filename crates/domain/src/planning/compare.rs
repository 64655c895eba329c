//! What differs between two plans of the same trip, each difference with a sentence for people.

mod apart;
mod ends;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock_time::ClockTime;
use crate::money::Money;

use super::plan::{Item, Plan, PlannedDay, PlannedLeg};

/// Satisfaction that differs less than this many points is told as the same.
const SATISFACTION_POINTS: f64 = 0.5;

/// A trip has at most sixty days.
const MAX_NIGHTS: usize = 60;

/// One difference, from the older plan to the newer one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind", deny_unknown_fields)]
pub enum Change {
    /// A visit, meal or rest that was not there, of all or of a party. `item` is its id in the newer plan.
    Added { item: String, at: Moment, detail: String },
    /// `item` is its id in the older plan.
    Removed { item: String, at: Moment, detail: String },
    /// The same meal in another restaurant.
    Replaced { item: String, from: String, to: String, detail: String },
    /// Another day or another time.
    Moved { item: String, from: Moment, to: Moment, detail: String },
    /// Longer or shorter, in minutes.
    Resized { item: String, from_minutes: u32, to_minutes: u32, detail: String },
    /// The families are apart for a part of this date, who was together before or was apart with others or at another point. `split` is its id.
    Parted { split: String, date: NaiveDate, detail: String },
    /// They were apart on this date, and are together now.
    Rejoined { split: String, date: NaiveDate, detail: String },
    /// Another lodging for the nights from `date` on, or one where there was none. The ids of the lodgings.
    LodgingChanged {
        date: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        detail: String,
    },
    /// Another connection between cities on `date`. The ids of the legs.
    LegChanged {
        date: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        detail: String,
    },
    /// The day starts elsewhere. The ids of the points: of a lodging or city, or the one that the problem names.
    StartChanged { date: NaiveDate, from: String, to: String, detail: String },
    /// The day ends elsewhere; the same.
    EndChanged { date: NaiveDate, from: String, to: String, detail: String },
    /// The cost of a family, or of the whole trip where `family` is absent.
    CostChanged {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        family: Option<String>,
        from: Money,
        to: Money,
        detail: String,
    },
    /// A family's satisfaction, 0 … 100.
    SatisfactionChanged { family: String, from: f64, to: f64, detail: String },
}

/// A start on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Moment {
    pub date: NaiveDate,
    pub start: ClockTime,
}

/// All differences: items first, in order of the older plan and then of the newer one, then time apart, nights, connections, starts
/// and ends of days, costs, satisfaction.
pub fn compare(older: &Plan, newer: &Plan) -> Vec<Change> {
    let mut changes = items(older, newer);
    changes.extend(apart::splits(older, newer));
    changes.extend(stays(older, newer));
    changes.extend(legs(older, newer));
    changes.extend(ends::ends(older, newer));
    changes.extend(costs(older, newer));
    changes.extend(satisfaction(older, newer));
    changes
}

fn listed(plan: &Plan) -> Vec<(NaiveDate, &Item)> {
    plan.days.iter().flat_map(|day| day.all_items().map(|item| (day.date, item))).collect()
}

fn items(older: &Plan, newer: &Plan) -> Vec<Change> {
    let (before, after) = (listed(older), listed(newer));
    let mut changes = Vec::new();
    for &(date, old) in &before {
        let from = Moment { date, start: old.start };
        let Some(&(date, new)) = after.iter().find(|(_, new)| new.id == old.id) else {
            let detail = format!("{} on {date} at {} is gone", old.name, old.start);
            changes.push(Change::Removed { item: old.id.clone(), at: from, detail });
            continue;
        };
        let (item, to) = (new.id.clone(), Moment { date, start: new.start });
        if let (Some(left), Some(taken)) = (old.activity.reference(), new.activity.reference())
            && left != taken
        {
            let detail = format!("{} in place of {} on {date}", new.name, old.name);
            changes.push(Change::Replaced { item: item.clone(), from: left.to_owned(), to: taken.to_owned(), detail });
        }
        if from != to {
            let day = if from.date == date { String::new() } else { format!("from {} to {date}, ", from.date) };
            let detail = format!("{} moves: {day}{} becomes {}", new.name, from.start, to.start);
            changes.push(Change::Moved { item: item.clone(), from, to, detail });
        }
        let (from_minutes, to_minutes) = (minutes(old), minutes(new));
        if from_minutes != to_minutes {
            let detail = format!("{} takes {to_minutes} minutes, not {from_minutes}", new.name);
            changes.push(Change::Resized { item, from_minutes, to_minutes, detail });
        }
    }
    let known: BTreeSet<&str> = before.iter().map(|(_, old)| old.id.as_str()).collect();
    for (date, new) in after.iter().filter(|(_, new)| !known.contains(new.id.as_str())) {
        let detail = format!("{} is new on {date} at {}", new.name, new.start);
        changes.push(Change::Added { item: new.id.clone(), at: Moment { date: *date, start: new.start }, detail });
    }
    changes
}

fn minutes(item: &Item) -> u32 {
    item.end.seconds().saturating_sub(item.start.seconds()) / 60
}

/// Id and name.
type Named<'a> = (&'a str, &'a str);

/// Where two plans differ in whatever each date has; told once for dates in a row that differ alike.
fn differing<'a>(
    older: BTreeMap<NaiveDate, Named<'a>>,
    newer: BTreeMap<NaiveDate, Named<'a>>,
) -> Vec<(NaiveDate, Option<Named<'a>>, Option<Named<'a>>)> {
    let dates: BTreeSet<NaiveDate> = older.keys().chain(newer.keys()).copied().collect();
    let mut told: Vec<(NaiveDate, _, _)> = Vec::new();
    let mut before = None;
    for date in dates {
        let pair = (older.get(&date).copied(), newer.get(&date).copied());
        if pair.0 != pair.1 && before != Some(pair) {
            told.push((date, pair.0, pair.1));
        }
        before = Some(pair);
    }
    told
}

fn stays(older: &Plan, newer: &Plan) -> Vec<Change> {
    let nights = |plan: &'_ Plan| -> BTreeMap<NaiveDate, (String, String)> {
        let dates = |stay: &super::plan::Stay| {
            stay.check_in.iter_days().take(MAX_NIGHTS).take_while(|date| *date < stay.check_out).collect::<Vec<_>>()
        };
        plan.stays.iter().flat_map(|stay| dates(stay).into_iter().map(|date| (date, (stay.lodging.clone(), stay.name.clone())))).collect()
    };
    let (before, after) = (nights(older), nights(newer));
    let told = differing(borrowed(&before), borrowed(&after)).into_iter();
    told.map(|(date, from, to)| Change::LodgingChanged {
        date,
        from: from.map(|(id, _)| id.to_owned()),
        to: to.map(|(id, _)| id.to_owned()),
        detail: format!("from {date} on the group sleeps {}", place_of(from, to, "nowhere that is booked")),
    })
    .collect()
}

fn legs(older: &Plan, newer: &Plan) -> Vec<Change> {
    let mut changes = legs_of(older, newer, "travels", |day| day.leg.as_ref());
    changes.extend(legs_of(older, newer, "travels back", |day| day.departure.as_ref()));
    changes
}

fn legs_of(older: &Plan, newer: &Plan, travels: &str, of: fn(&PlannedDay) -> Option<&PlannedLeg>) -> Vec<Change> {
    let taken = |plan: &Plan| -> BTreeMap<NaiveDate, (String, String)> {
        let legs = plan.days.iter().filter_map(|day| of(day).map(|leg| (day.date, leg)));
        legs.map(|(date, leg)| (date, (leg.id.clone(), format!("{}, {} to {}", leg.id, leg.departs, leg.arrives)))).collect()
    };
    let (before, after) = (taken(older), taken(newer));
    let told = differing(borrowed(&before), borrowed(&after)).into_iter();
    told.map(|(date, from, to)| Change::LegChanged {
        date,
        from: from.map(|(id, _)| id.to_owned()),
        to: to.map(|(id, _)| id.to_owned()),
        detail: format!("on {date} the group {travels} {}", place_of(from, to, "nowhere")),
    })
    .collect()
}

fn borrowed(map: &BTreeMap<NaiveDate, (String, String)>) -> BTreeMap<NaiveDate, Named<'_>> {
    map.iter().map(|(date, (id, name))| (*date, (id.as_str(), name.as_str()))).collect()
}

fn place_of(from: Option<Named<'_>>, to: Option<Named<'_>>, nothing: &str) -> String {
    match (from, to) {
        (Some((_, from)), Some((_, to))) => format!("with {to} in place of {from}"),
        (None, Some((_, to))) => format!("with {to}"),
        (Some((_, from)), None) => format!("{nothing}, no longer with {from}"),
        (None, None) => nothing.to_owned(),
    }
}

fn costs(older: &Plan, newer: &Plan) -> Vec<Change> {
    let total = (None, "the whole trip", older.costs.total, newer.costs.total);
    let families = newer.families.iter().filter_map(|new| {
        let old = older.families.iter().find(|old| old.id == new.id)?;
        Some((Some(new.id.clone()), new.name.as_str(), old.cost, new.cost))
    });
    let all = std::iter::once(total).chain(families).filter(|(_, _, from, to)| from != to);
    all.map(|(family, name, from, to)| Change::CostChanged { family, from, to, detail: format!("{name}: {to} in place of {from}") })
        .collect()
}

fn satisfaction(older: &Plan, newer: &Plan) -> Vec<Change> {
    let pairs = newer.families.iter().filter_map(|new| Some((older.families.iter().find(|old| old.id == new.id)?, new)));
    let differing = pairs.filter(|(old, new)| (old.satisfaction - new.satisfaction).abs() >= SATISFACTION_POINTS);
    differing
        .map(|(old, new)| Change::SatisfactionChanged {
            family: new.id.clone(),
            from: old.satisfaction,
            to: new.satisfaction,
            detail: format!("{}: satisfied by {:.0} %, before by {:.0} %", new.name, new.satisfaction, old.satisfaction),
        })
        .collect()
}
