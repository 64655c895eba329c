//! Where two plans differ in who is apart.

use chrono::NaiveDate;

use super::Change;
use crate::planning::plan::{Party, Plan, Split};

pub(super) fn splits(older: &Plan, newer: &Plan) -> Vec<Change> {
    let (before, after) = (listed(older), listed(newer));
    let same = |a: &Split, b: &Split| who(a) == who(b) && (&a.begins, &a.meets) == (&b.begins, &b.meets);
    let parted = after.iter().filter(|(_, new)| !before.iter().any(|(_, old)| old.id == new.id && same(old, new)));
    let rejoined = before.iter().filter(|(_, old)| !after.iter().any(|(_, new)| new.id == old.id));
    let parted = parted.map(|(date, split)| Change::Parted {
        split: split.id.clone(),
        date: *date,
        detail: format!("from {} to {} on {date} {}", split.from, split.until, told(newer, split)),
    });
    let rejoined = rejoined.map(|(date, split)| Change::Rejoined {
        split: split.id.clone(),
        date: *date,
        detail: format!("all families stay together on {date} from {} to {}", split.from, split.until),
    });
    parted.chain(rejoined).collect()
}

fn listed(plan: &Plan) -> Vec<(NaiveDate, &Split)> {
    plan.days.iter().flat_map(|day| day.splits.iter().map(|split| (day.date, split))).collect()
}

fn who(split: &Split) -> Vec<&[String]> {
    split.parties.iter().map(|party| party.families.as_slice()).collect()
}

/// "Okafor: London Zoo, while Rossi: National Gallery".
fn told(plan: &Plan, split: &Split) -> String {
    let name = |id: &String| plan.families.iter().find(|family| family.id == *id).map_or_else(|| id.clone(), |family| family.name.clone());
    let party = |party: &Party| {
        let families: Vec<String> = party.families.iter().map(name).collect();
        let items: Vec<&str> = party.items.iter().map(|item| item.name.as_str()).collect();
        let (verb, free) = if families.len() == 1 { ("is at", "has time of its own") } else { ("are at", "have time of their own") };
        match items.as_slice() {
            [] => format!("{} {free}", families.join(" and ")),
            items => format!("{} {verb} {}", families.join(" and "), items.join(" and ")),
        }
    };
    split.parties.iter().map(party).collect::<Vec<_>>().join(" while ")
}
