//! What a split means for one family, in sentences.

use super::distinct;
use crate::category::Category;
use crate::planning::plan::{Activity, Party, PlannedDay, Split};
use crate::planning::problem::{Family, Problem};

/// "sees the National Gallery while the Okafor family is at London Zoo".
pub(super) fn gains(problem: &Problem, family: &Family, days: &[PlannedDay]) -> Vec<String> {
    let own = days.iter().flat_map(|day| &day.splits).filter_map(|split| Some((split, split.party_of(&family.id)?)));
    own.filter(|(_, party)| !party.items.is_empty())
        .map(|(split, party)| format!("sees {} while {}", seen(party), elsewhere(problem, split, family)))
        .collect()
}

/// A place of this category that others see while this family is elsewhere.
pub(super) fn missed(problem: &Problem, family: &Family, category: Category, days: &[PlannedDay]) -> Option<String> {
    days.iter().flat_map(|day| &day.splits).find_map(|split| {
        let own = split.party_of(&family.id)?;
        let is_it = |activity: &Activity| matches!(activity, Activity::Visit { category: other, .. } if *other == category);
        let (party, item) =
            split.others(&family.id).find_map(|party| Some((party, party.items.iter().find(|item| is_it(&item.activity))?)))?;
        let meanwhile = if own.items.is_empty() { "has time of its own".to_owned() } else { format!("is at {}", seen(own)) };
        let verb = if party.families.len() == 1 { "sees" } else { "see" };
        Some(format!("no {}: {} {verb} {} while this family {meanwhile}", category.label(), families(problem, party), item.name))
    })
}

fn seen(party: &Party) -> String {
    distinct(&party.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>())
}

fn elsewhere(problem: &Problem, split: &Split, family: &Family) -> String {
    let told = split.others(&family.id).map(|party| {
        let verb = if party.families.len() == 1 { "is" } else { "are" };
        let have = if party.families.len() == 1 { "has" } else { "have" };
        if party.items.is_empty() {
            format!("{} {have} time of their own", families(problem, party))
        } else {
            format!("{} {verb} at {}", families(problem, party), seen(party))
        }
    });
    told.collect::<Vec<_>>().join(", and ")
}

/// "the Okafor family", "the families Okafor and Rossi".
fn families(problem: &Problem, party: &Party) -> String {
    let named = problem.families.iter().filter(|family| party.families.contains(&family.id)).map(|family| family.name.as_str());
    match named.collect::<Vec<_>>().as_slice() {
        [one] => format!("the {one} family"),
        several => format!("the families {}", distinct(several)),
    }
}
