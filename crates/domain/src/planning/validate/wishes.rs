//! Wishes for single things: what must be seen, and what is locked.

use super::facts::{Facts, meal};
use super::findings::Findings;
use crate::planning::plan::Item;
use crate::planning::problem::Locked;
use crate::planning::rules::wishes::must_sees;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for wished in must_sees(facts.problem) {
        let seen = facts.items().any(|(_, _, item)| item.activity.reference() == Some(wished.place));
        let name = facts.places.get(wished.place).map_or(wished.place, |place| &place.name);
        findings.check("must-see", seen, "/days", || format!("{}, and it is missing", wished.sentence(name)));
    }
    for lock in &facts.problem.locked {
        if facts.lodgings.contains_key(lock.id.as_str()) {
            bed(facts, lock, findings);
        } else {
            item(facts, lock, findings);
        }
    }
    for (at, day, item) in facts.items().filter(|(_, _, item)| item.locked) {
        let wanted = facts.problem.locked.iter().any(|lock| lock.date == day.date && is(item, lock));
        findings.check("locked", wanted, &format!("{at}/locked"), || format!("nobody locked {}", item.name));
    }
    for (i, stay) in facts.plan.stays.iter().enumerate().filter(|(_, stay)| stay.locked) {
        let wanted = facts.problem.locked.iter().any(|lock| lock.id == stay.lodging);
        findings.check("locked", wanted, &format!("/stays/{i}/locked"), || format!("nobody locked {}", stay.name));
    }
}

fn is(item: &Item, lock: &Locked) -> bool {
    item.activity.reference() == Some(&lock.id) && meal(item) == lock.meal
}

fn item(facts: &Facts<'_>, lock: &Locked, findings: &mut Findings) {
    let found = facts.items().find(|(_, day, item)| day.date == lock.date && is(item, lock));
    let Some((at, _, item)) = found else {
        findings.breach("locked", "/days", format!("{:?} is locked on {}, and it is not there", lock.id, lock.date));
        return;
    };
    let start = lock.start.is_none_or(|start| item.start == start);
    let length = lock.minutes.is_none_or(|minutes| super::facts::seconds(item) == minutes * 60);
    findings.check("locked", item.locked && start && length, &at, || format!("{} is not as it was locked", item.name));
}

/// A locked lodging holds for the whole stretch of days in its city that has the date; a stretch without a night needs no bed.
fn bed(facts: &Facts<'_>, lock: &Locked, findings: &mut Findings) {
    let days = &facts.problem.days;
    let run = facts.runs().into_iter().find(|run| days[run.first..run.end].iter().any(|day| day.date == lock.date));
    let Some(run) = run.filter(|run| run.check_out > run.first && facts.problem.constraints.lodging) else { return };
    let kept = |(_, stay): &(usize, &crate::planning::plan::Stay)| stay.check_in == days[run.first].date && stay.lodging == lock.id;
    let found = facts.plan.stays.iter().enumerate().find(kept);
    let at = found.map_or_else(|| "/stays".to_owned(), |(i, _)| format!("/stays/{i}/locked"));
    findings.check("locked", found.is_some_and(|(_, stay)| stay.locked), &at, || {
        format!("{:?} is locked from {} on, and the group does not stay there", lock.id, lock.date)
    });
}
