//! Where two plans' days start and end elsewhere than at their bases, and not at the same points.

use super::Change;
use crate::planning::plan::{Base, Plan, PlannedDay};

/// Days that start (or end) at their bases in both plans are not told: another lodging is a difference of its own.
pub(super) fn ends(older: &Plan, newer: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    for new in &newer.days {
        let Some(old) = older.days.iter().find(|old| old.date == new.date) else { continue };
        let differ = |named: fn(&PlannedDay) -> bool, at: fn(&PlannedDay) -> &Base| {
            let (from, to) = (at(old), at(new));
            ((named(old) || named(new)) && from.id != to.id).then(|| (from.clone(), to.clone()))
        };
        let date = new.date;
        if let Some((from, to)) = differ(|day| day.starts_at.is_some(), PlannedDay::start) {
            let detail = format!("{date} starts at {} in place of {}", to.name, from.name);
            changes.push(Change::StartChanged { date, from: from.id, to: to.id, detail });
        }
        if let Some((from, to)) = differ(|day| day.ends_at.is_some(), PlannedDay::end) {
            let detail = format!("{date} ends at {} in place of {}", to.name, from.name);
            changes.push(Change::EndChanged { date, from: from.id, to: to.id, detail });
        }
    }
    changes
}
