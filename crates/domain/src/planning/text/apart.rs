//! A split as plain text: who goes where between two common items.

use super::{INDENT, line, priced, render_item, render_way};
use crate::planning::plan::{Party, Plan, PlannedDay};

/// The split before the common item of this index, if there is one.
pub(super) fn render(text: &mut String, plan: &Plan, day: &PlannedDay, index: usize) {
    let Some(split) = day.split_before(index) else { return };
    line(text, &format!("  {}-{}  {}: until all meet at {}", split.from, split.until, split.name, split.meets.name));
    for party in &split.parties {
        let own = if party.items.is_empty() { ", time of their own" } else { "" };
        line(text, &format!("{}| {}{own}", " ".repeat(INDENT), who(plan, party)));
        for item in &party.items {
            if let Some(way) = &item.way {
                render_way(text, way, "");
            }
            render_item(text, item);
        }
        if let Some(way) = &party.way_back {
            render_way(text, way, &format!(" to {}", split.meets.name));
        }
    }
    priced(text, &" ".repeat(INDENT), "| together again", crate::money::Money::zero(plan.currency));
}

/// Names of the party's families.
fn who(plan: &Plan, party: &Party) -> String {
    let name = |id: &String| plan.families.iter().find(|family| family.id == *id).map_or_else(|| id.clone(), |family| family.name.clone());
    party.families.iter().map(name).collect::<Vec<_>>().join(", ")
}
