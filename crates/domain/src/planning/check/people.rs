//! Families: their members, wishes, needs and money.

use std::collections::BTreeSet;

use super::report::{Named, Report};
use crate::planning::problem::{Family, Problem};

pub(super) fn check(problem: &Problem, report: &mut Report<'_>) {
    report.count("/families", problem.families.len(), 1..=20);
    let mut ids = BTreeSet::new();
    for (i, family) in problem.families.iter().enumerate() {
        let at = format!("/families/{i}");
        report.text(format_args!("{at}/id"), &family.id, 100);
        if !ids.insert(&family.id) {
            report.fault(format_args!("{at}/id"), "duplicate-id", format!("two families have the id {:?}", family.id));
        }
        report.text(format_args!("{at}/name"), &family.name, 200);
        report.count(format_args!("{at}/members"), family.members.len(), 1..=50);
        for (j, member) in family.members.iter().enumerate() {
            report.text(format_args!("{at}/members/{j}/name"), &member.name, 200);
            report.range(format_args!("{at}/members/{j}/age"), u32::from(member.age), 0..=120);
        }
        report.real(format_args!("{at}/weight"), family.weight, 0.0..=10.0);
        for (category, interest) in &family.interests {
            // The key in the form: one lower-case word for every category.
            report.real(format_args!("{at}/interests/{}", category.label()), *interest, 0.0..=1.0);
        }
        if let Some(budget) = family.budget {
            report.money(format_args!("{at}/budget"), budget);
        }
        wishes(&at, family, report);
        needs(&at, family, report);
        bedtime(&at, family, problem, report);
    }
}

/// A bedtime after midnight would leave nothing of any day.
fn bedtime(at: &str, family: &Family, problem: &Problem, report: &mut Report<'_>) {
    let Some(bedtime) = family.needs.bedtime else { return };
    if let Some(day) = problem.days.iter().find(|day| bedtime <= day.start) {
        let detail =
            format!("{bedtime} is before {} begins at {}; a family that is out until after midnight writes 24:00", day.date, day.start);
        report.fault(format_args!("{at}/needs/bedtime"), "window", detail);
    }
}

fn wishes(at: &str, family: &Family, report: &mut Report<'_>) {
    report.count(format_args!("{at}/mustSee"), family.must_see.len(), 0..=100);
    report.count(format_args!("{at}/mustAvoid"), family.must_avoid.len(), 0..=500);
    let avoided: BTreeSet<&String> = family.must_avoid.iter().collect();
    for (j, id) in family.must_see.iter().enumerate() {
        let pointer = format!("{at}/mustSee/{j}");
        if !matches!(report.named(id), Some(Named::Place(_))) {
            report.fault(&pointer, "unknown-place", format!("there is no place {id:?} in places"));
        }
        if avoided.contains(id) {
            report.fault(&pointer, "contradiction", format!("{} both must see and must avoid {id:?}; take one of them away", family.name));
        }
    }
    for (j, id) in family.must_avoid.iter().enumerate() {
        if !matches!(report.named(id), Some(Named::Place(_) | Named::Restaurant(_))) {
            report.fault(format_args!("{at}/mustAvoid/{j}"), "unknown-place", format!("there is no place or restaurant {id:?}"));
        }
    }
}

fn needs(at: &str, family: &Family, report: &mut Report<'_>) {
    report.count(format_args!("{at}/needs/diets"), family.needs.diets.len(), 0..=5);
    if let Some(nap) = family.needs.nap
        && nap.from >= nap.until
    {
        report.fault(format_args!("{at}/needs/nap"), "window", "a nap ends after it starts");
    }
    if let Some(minutes) = family.needs.max_walk_minutes {
        report.range(format_args!("{at}/needs/maxWalkMinutes"), minutes, 1..=240);
    }
}
