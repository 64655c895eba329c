//! Whether the lodgings are such as the group wants and may take: their type, their house rules, their least number of nights.

use super::facts::Facts;
use super::findings::Findings;
use crate::planning::rules::lodging::needed;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let wished = &facts.problem.constraints.room_types;
    let needed = needed(facts.problem, &facts.group);
    for (i, stay) in facts.plan.stays.iter().enumerate() {
        let at = format!("/stays/{i}");
        let Some(lodging) = facts.lodgings.get(stay.lodging.as_str()) else { continue };
        let right = wished.is_empty() || lodging.room_type.is_some_and(|found| wished.contains(&found));
        findings.check("room-type", right, &at, || format!("{} is of none of the wished types", stay.name));
        let forbidden = needed.intersection(&lodging.forbids).next();
        findings.check("house-rules", forbidden.is_none(), &at, || {
            format!("{} does not allow {}", stay.name, forbidden.map_or("what the group needs", |rule| rule.label()))
        });
        findings.check("min-nights", stay.nights >= lodging.min_nights, &format!("{at}/nights"), || {
            format!("{} is booked for {} nights or more", stay.name, lodging.min_nights)
        });
    }
}
