//! Whether the connections between cities are such as the group takes, and go together.

use super::facts::Facts;
use super::findings::Findings;
use crate::planning::plan::PlannedLeg;
use crate::planning::problem::LegMode;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let constraints = &facts.problem.constraints;
    let days = facts.plan.days.iter().enumerate();
    let both = days.flat_map(|(i, day)| [(format!("/days/{i}/leg"), &day.leg), (format!("/days/{i}/departure"), &day.departure)]);
    let legs: Vec<(String, &PlannedLeg)> = both.filter_map(|(at, leg)| Some((at, leg.as_ref()?))).collect();
    let drives = legs.iter().any(|(_, leg)| leg.mode == LegMode::Drive);
    for (at, leg) in &legs {
        let allowed = !constraints.forbidden_leg_modes.contains(&leg.mode);
        findings.check("leg-modes", allowed, at, || format!("nobody wants to go from city to city by {}", leg.mode.label()));
        let together = constraints.mix_car_and_flights || !(drives && leg.mode == LegMode::Flight);
        findings.check("own-car", together, at, || "the group cannot fly and drive its own car on one trip".to_owned());
    }
}
