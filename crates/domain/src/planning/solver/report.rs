//! What the plan means for each family.

mod apart;

use std::collections::BTreeMap;

use super::build::Built;
use super::left_out::city_name;
use super::worth;
use crate::category::Category;
use crate::money::Money;
use crate::planning::plan::{Activity, FamilyReport, Item, LeftOut, LeftOutReason, PlannedDay, Share, Stay};
use crate::planning::problem::{Family, Place, Problem};
use crate::planning::rules::worth::satisfaction;

/// Highlights of one family.
const MOST_HIGHLIGHTS: usize = 8;
/// From this interest on a category is something the family came for.
const KEEN: f64 = 0.7;
/// Another family likes something much more than this one from this difference of interest on.
const MUCH_MORE: f64 = 0.4;
/// Trades told to one family.
const MOST_TRADES: usize = 3;

pub(super) fn families(built: &Built<'_>, days: &[PlannedDay], stays: &[Stay], left_out: &[LeftOut]) -> Vec<FamilyReport> {
    let problem = built.table.problem;
    let mut paid: BTreeMap<&str, i64> = BTreeMap::new();
    for share in all_shares(days, stays) {
        let sum = paid.entry(&share.family).or_default();
        *sum = sum.saturating_add(share.amount.minor);
    }
    let places: BTreeMap<&str, &Place> = problem.places.iter().map(|place| (place.id.as_str(), place)).collect();
    let report = |(index, family): (usize, &Family)| {
        let own = days.iter().flat_map(|day| day.items_of(&family.id));
        let visits: Vec<(&Item, &Place)> = own.filter_map(|item| visit(&places, item)).collect();
        report(problem, index, family, (days, left_out), &visits, paid.get(family.id.as_str()).copied().unwrap_or(0))
    };
    problem.families.iter().enumerate().map(report).collect()
}

/// `paid` in minor units.
fn report(
    problem: &Problem,
    index: usize,
    family: &Family,
    (days, left_out): (&[PlannedDay], &[LeftOut]),
    visits: &[(&Item, &Place)],
    paid: i64,
) -> FamilyReport {
    let seen: Vec<&Place> = visits.iter().map(|(_, place)| *place).collect();
    let mut lost = gave_up(problem, index, family, visits, (days, left_out));
    lost.extend(trades(problem, index, (visits, days), left_out));
    FamilyReport {
        id: family.id.clone(),
        name: family.name.clone(),
        members: u32::try_from(family.members.len()).unwrap_or(u32::MAX),
        satisfaction: satisfaction(problem, family, &seen),
        cost: Money::new(paid, problem.currency),
        budget: family.budget,
        highlights: highlights(family, visits),
        met: met(problem, family, days, visits),
        gave_up: lost,
    }
}

fn all_shares<'a>(days: &'a [PlannedDay], stays: &'a [Stay]) -> impl Iterator<Item = &'a Share> {
    let of_day = |day: &'a PlannedDay| {
        let legs = day.leg.iter().chain(&day.departure).flat_map(|leg| &leg.shares);
        day.all_items().flat_map(|item| &item.shares).chain(day.all_ways().flat_map(|way| &way.shares)).chain(legs)
    };
    days.iter().flat_map(of_day).chain(stays.iter().flat_map(|stay| &stay.shares))
}

fn visit<'a, 'p>(places: &BTreeMap<&str, &'p Place>, item: &'a Item) -> Option<(&'a Item, &'p Place)> {
    match &item.activity {
        Activity::Visit { place, .. } => places.get(place.as_str()).map(|place| (item, *place)),
        Activity::Meal { .. } | Activity::Rest => None,
    }
}

fn highlights(family: &Family, visits: &[(&Item, &Place)]) -> Vec<String> {
    let value = |place: &Place| {
        let worth = worth::of_place(family, place);
        worth.extra + if worth.by_interest { worth::interest(family, place.category) } else { 0.0 }
    };
    let mut ranked: Vec<(f64, &str)> =
        visits.iter().map(|(item, place)| (value(place), item.id.as_str())).filter(|(value, _)| *value > 0.0).collect();
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranked.into_iter().take(MOST_HIGHLIGHTS).map(|(_, id)| id.to_owned()).collect()
}

fn met(problem: &Problem, family: &Family, days: &[PlannedDay], visits: &[(&Item, &Place)]) -> Vec<String> {
    let mut met = Vec::new();
    for (_, place) in visits.iter().filter(|(item, place)| together(days, item) && family.must_see.contains(&place.id)) {
        met.push(format!("sees {}", place.name));
    }
    met.extend(apart::gains(problem, family, days));
    for (category, _) in keen(family) {
        let count = visits.iter().filter(|(_, place)| place.category == category).count();
        match count {
            0 => {}
            1 => met.push(format!("{}: one visit", category.label())),
            _ => met.push(format!("{}: {count} visits", category.label())),
        }
    }
    let needs = &family.needs;
    let meals = days.iter().flat_map(|day| &day.items).any(|item| matches!(item.activity, Activity::Meal { .. }));
    for diet in needs.diets.iter().filter(|_| meals) {
        met.push(format!("{} food at every meal", diet.label()));
    }
    if needs.step_free {
        met.push("only step-free places".to_owned());
    }
    if needs.stroller {
        met.push("the stroller can come everywhere".to_owned());
    }
    if let Some(nap) = needs.nap {
        met.push(format!("quiet time from {} to {}", nap.from, nap.until));
    }
    if let Some(bedtime) = needs.bedtime {
        met.push(format!("back by {bedtime} every evening"));
    }
    if let Some(minutes) = needs.max_walk_minutes {
        met.push(format!("no walk of more than {minutes} minutes"));
    }
    if let Some(budget) = family.budget {
        met.push(format!("within its budget of {budget}"));
    }
    met
}

/// Whether all families do this.
fn together(days: &[PlannedDay], item: &Item) -> bool {
    days.iter().any(|day| day.items.iter().any(|common| common.id == item.id))
}

/// Categories that the family came for, keenest first.
fn keen(family: &Family) -> Vec<(Category, f64)> {
    let mut keen: Vec<(Category, f64)> =
        family.interests.iter().filter(|(_, interest)| **interest >= KEEN).map(|(category, interest)| (*category, *interest)).collect();
    keen.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    keen
}

fn gave_up(
    problem: &Problem,
    index: usize,
    family: &Family,
    visits: &[(&Item, &Place)],
    (days, left_out): (&[PlannedDay], &[LeftOut]),
) -> Vec<String> {
    let mut lines = Vec::new();
    for (category, _) in keen(family) {
        if visits.iter().any(|(_, place)| place.category == category) {
            continue;
        }
        if let Some(line) = apart::missed(problem, family, category, days) {
            lines.push(line);
            continue;
        }
        let here = |place: &&Place| place.category == category && problem.days.iter().any(|day| day.city_id() == place.city);
        let Some(place) = problem.places.iter().find(here) else {
            let cities: Vec<&str> = problem.days.iter().map(|day| city_name(problem, day.city_id())).collect();
            lines.push(format!("no {}: none is known in {}", category.label(), distinct(&cities)));
            continue;
        };
        let reason = left_out.iter().find(|left| problem.places.iter().any(|place| place.id == left.id && here(&place)));
        let Some(left) = reason else {
            lines.push(format!("no {}, such as {}", category.label(), place.name));
            continue;
        };
        lines.push(format!("no {}: {}{}", category.label(), left.detail, for_whom(problem, index, category, left.reason)));
    }
    lines
}

/// What the family would have liked more than something in the plan that others like: "Ostia Antica, for Explora, which the Nonna family
/// likes more". Only where the days were full, and another family likes what stands there much more than this one.
fn trades(problem: &Problem, index: usize, (visits, days): (&[(&Item, &Place)], &[PlannedDay]), left_out: &[LeftOut]) -> Vec<String> {
    let likes = |family: &Family, place: &Place| family.interests.get(&place.category).copied().unwrap_or(0.3);
    let Some(family) = problem.families.get(index) else { return Vec::new() };
    let full = left_out.iter().filter(|left| left.reason == LeftOutReason::Time);
    let wished = full
        .filter_map(|left| problem.places.iter().find(|place| place.id == left.id))
        .filter(|place| likes(family, place) >= KEEN && visits.iter().any(|(_, seen)| seen.category == place.category));
    let mut taken: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for place in wished.take(MOST_TRADES) {
        let others = |seen: &Place| {
            let rest = problem.families.iter().enumerate().filter(|(at, _)| *at != index);
            rest.map(|(_, other)| (likes(other, seen) - likes(family, seen), other)).max_by(|(a, _), (b, _)| a.total_cmp(b))
        };
        // What its own party does is no gift to the others.
        let here = visits.iter().filter(|(item, _)| together(days, item));
        let here = here.filter(|(_, seen)| seen.city == place.city && !taken.contains(&seen.id.as_str()));
        let worst = here.filter_map(|(_, seen)| Some((others(seen)?, *seen))).max_by(|((a, _), _), ((b, _), _)| a.total_cmp(b));
        if let Some(((more, other), seen)) = worst
            && more >= MUCH_MORE
        {
            taken.push(&seen.id);
            lines.push(format!("{}, for {}, which the {} family likes more", place.name, seen.name, other.name));
        }
    }
    lines
}

/// Who wished something else, where the days were simply full.
fn for_whom(problem: &Problem, index: usize, category: Category, reason: LeftOutReason) -> String {
    if reason != LeftOutReason::Time {
        return String::new();
    }
    let cool = |family: &Family| family.interests.get(&category).copied().unwrap_or(0.0) < KEEN / 2.0;
    let others: Vec<&str> = problem
        .families
        .iter()
        .enumerate()
        .filter(|(other, family)| *other != index && cool(family))
        .map(|(_, family)| family.name.as_str())
        .collect();
    match others.as_slice() {
        [] => String::new(),
        [one] => format!(", not wished by the {one} family"),
        several => format!(", not wished by the families {}", distinct(several)),
    }
}

fn distinct(names: &[&str]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(name) {
            seen.push(name);
        }
    }
    match seen.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}
