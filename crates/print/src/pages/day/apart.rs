//! The part of a day that families spend apart, as lines of the timeline: who goes, what each party does, where all meet.

use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::planning::plan::{Party, PlannedDay, Split};

use super::{Row, is_stop, item_row, way_line};
use crate::clean;
use crate::document::ItineraryDocument;
use crate::pages::{and_list, family_name};

/// Before the common item of this index; `number` is that of the stop before.
pub(super) fn rows(document: &ItineraryDocument<'_>, day: &PlannedDay, index: usize, number: &mut usize) -> Vec<Row> {
    let Some(split) = day.split_before(index) else { return Vec::new() };
    let mut rows = vec![Row {
        kind: "apart",
        start: split.from.to_string(),
        end: split.until.to_string(),
        name: clean::name(&split.name),
        label: "apart".to_owned(),
        notes: vec![format!("All meet again at {}.", clean::name(&split.meets.name))],
        ..Row::default()
    }];
    for party in &split.parties {
        rows.push(heading(document, party));
        for item in &party.items {
            *number += usize::from(is_stop(item));
            rows.push(item_row(item, is_stop(item).then_some(*number)));
        }
        rows.extend(back(split, party));
    }
    rows
}

fn heading(document: &ItineraryDocument<'_>, party: &Party) -> Row {
    let names: Vec<String> = party.families.iter().map(|id| family_name(document, id)).collect();
    let label = if party.items.is_empty() { "time of their own" } else { "on their own" };
    Row { kind: "party", name: and_list(&names), label: label.to_owned(), ..Row::default() }
}

/// The party's way to the meeting point.
fn back(split: &Split, party: &Party) -> Option<Row> {
    let way = party.way_back.as_ref()?;
    let start = party.items.last().map_or(split.from, |item| item.end);
    let there = ClockTime::from_seconds(start.seconds().saturating_add(way.seconds));
    Some(Row {
        kind: "meet",
        start: there.map(|time| time.to_string()).unwrap_or_default(),
        name: clean::name(&split.meets.name),
        label: "meeting point".to_owned(),
        way: Some(way_line(way)),
        ..Row::default()
    })
}
