//! Money: every cost, share and sum once more, from the prices of the problem.

use std::collections::BTreeMap;

use super::facts::{Facts, PartyFacts};
use super::findings::Findings;
use crate::money::{MAX_SUM, Money};
use crate::planning::plan::{Activity, Item, PlannedDay, Share, Way};
use crate::planning::problem::Place;
use crate::planning::rules::party::Crew;
use crate::planning::rules::prices;
use crate::planning::rules::travel::Ways;
use crate::planning::rules::worth::satisfaction;

/// Satisfaction is told to a tenth of a percent.
const SAME_TENTH: f64 = 0.05;

/// The sums of a plan, minor units.
#[derive(Default)]
struct Sums {
    visits: i64,
    meals: i64,
    lodging: i64,
    travel: i64,
    legs: i64,
    families: BTreeMap<usize, i64>,
}

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut sums = Sums::default();
    for (d, day) in facts.plan.days.iter().enumerate() {
        let spent = day_costs(facts, d, day, &mut sums, findings);
        amount(facts, &format!("/days/{d}/cost"), day.cost, spent, findings);
    }
    for (i, stay) in facts.plan.stays.iter().enumerate() {
        let Some(lodging) = facts.lodgings.get(stay.lodging.as_str()) else { continue };
        let expected = prices::stay(lodging, &facts.group, stay.nights);
        let cost = shared(facts, &format!("/stays/{i}"), stay.cost, &stay.shares, &expected, &mut sums.families, findings);
        add(&mut sums.lodging, cost);
    }
    totals(facts, &sums, findings);
    reports(facts, &sums, findings);
}

/// Checks all costs of a day and answers their sum.
fn day_costs(facts: &Facts<'_>, d: usize, day: &PlannedDay, sums: &mut Sums, findings: &mut Findings) -> i64 {
    let mut spent = 0;
    let ways = facts.cities.get(day.city.as_str()).map_or_else(|| facts.ways.clone(), |city| facts.ways.in_city(city));
    for (name, taken) in [("leg", &day.leg), ("departure", &day.departure)] {
        let Some((taken, leg)) = taken.as_ref().and_then(|taken| Some((taken, facts.legs.get(taken.id.as_str())?))) else { continue };
        let expected = prices::leg(leg, &facts.group);
        let cost = shared(facts, &format!("/days/{d}/{name}"), taken.cost, &taken.shares, &expected, &mut sums.families, findings);
        add(&mut sums.legs, cost);
        add(&mut spent, cost);
    }
    for (i, item) in day.items.iter().enumerate() {
        let at = format!("/days/{d}/items/{i}");
        let families = &facts.problem.families;
        let (sum, expected) = match &item.activity {
            Activity::Visit { place, .. } => {
                (&mut sums.visits, facts.places.get(place.as_str()).map(|place| prices::entrance(place, families)))
            }
            Activity::Meal { restaurant, .. } => {
                (&mut sums.meals, facts.restaurants.get(restaurant.as_str()).map(|r| prices::meal(r, families)))
            }
            Activity::Rest => (&mut sums.visits, Some(vec![0; families.len()])),
        };
        if let Some(expected) = expected {
            let cost = shared(facts, &at, item.cost, &item.shares, &expected, &mut sums.families, findings);
            add(sum, cost);
            add(&mut spent, cost);
        }
        add(&mut spent, way(facts, &ways, &format!("{at}/way"), item.way.as_ref(), sums, findings));
    }
    add(&mut spent, way(facts, &ways, &format!("/days/{d}/wayBack"), day.way_back.as_ref(), sums, findings));
    for party in facts.parties.iter().filter(|party| party.index == d) {
        add(&mut spent, party_costs(facts, party, sums, findings));
    }
    spent
}

/// What a party pays, all of it by its own families.
fn party_costs(facts: &Facts<'_>, party: &PartyFacts<'_>, sums: &mut Sums, findings: &mut Findings) -> i64 {
    let (at, crew) = (&party.at, &party.crew);
    let mut spent = 0;
    for (i, item) in party.party.items.iter().enumerate() {
        let at = format!("{at}/items/{i}");
        let place = item.activity.reference().and_then(|id| facts.places.get(id));
        let expected = crew.spread(&place.map(|place| prices::entrance(place, &crew.families)).unwrap_or_default());
        let cost = shared(facts, &at, item.cost, &item.shares, &expected, &mut sums.families, findings);
        add(&mut sums.visits, cost);
        add(&mut spent, cost);
        add(&mut spent, way_of(facts, &format!("{at}/way"), item.way.as_ref(), crew, sums, findings));
    }
    add(&mut spent, way_of(facts, &format!("{at}/wayBack"), party.party.way_back.as_ref(), crew, sums, findings));
    spent
}

fn way_of(facts: &Facts<'_>, at: &str, way: Option<&Way>, crew: &Crew<'_>, sums: &mut Sums, findings: &mut Findings) -> i64 {
    way.map_or(0, |way| paid(facts, at, way, &crew.spread(&crew.ways.shares(way.mode, way.metres)), sums, findings))
}

fn way(facts: &Facts<'_>, ways: &Ways<'_>, at: &str, way: Option<&Way>, sums: &mut Sums, findings: &mut Findings) -> i64 {
    way.map_or(0, |way| paid(facts, at, way, &ways.shares(way.mode, way.metres), sums, findings))
}

fn paid(facts: &Facts<'_>, at: &str, way: &Way, shares: &[i64], sums: &mut Sums, findings: &mut Findings) -> i64 {
    // Where both ends are the same place nobody travels, so nobody pays.
    let expected = if way.seconds == 0 && way.metres == 0 { vec![0; facts.problem.families.len()] } else { shares.to_vec() };
    let cost = shared(facts, at, way.cost, &way.shares, &expected, &mut sums.families, findings);
    add(&mut sums.travel, cost);
    cost
}

/// Checks one cost and its shares against what each family must pay, books the expected shares and answers the expected cost.
fn shared(
    facts: &Facts<'_>,
    at: &str,
    cost: Money,
    shares: &[Share],
    expected: &[i64],
    families: &mut BTreeMap<usize, i64>,
    findings: &mut Findings,
) -> i64 {
    let total = prices::total(expected);
    amount(facts, &format!("{at}/cost"), cost, total, findings);
    let mut paid: BTreeMap<&str, i64> = shares.iter().map(|share| (share.family.as_str(), 0)).collect();
    for share in shares {
        add(paid.entry(&share.family).or_default(), share.amount.minor);
    }
    let mut holds = shares.iter().all(|share| share.amount.currency == facts.problem.currency);
    for (i, (family, due)) in facts.problem.families.iter().zip(expected).enumerate() {
        add(families.entry(i).or_default(), *due);
        holds &= paid.remove(family.id.as_str()).unwrap_or(0) == *due;
    }
    holds &= paid.is_empty();
    findings.check("shares", holds, &format!("{at}/shares"), || {
        format!(
            "the families pay {}",
            expected.iter().map(|due| Money::new(*due, facts.problem.currency).amount()).collect::<Vec<_>>().join(", ")
        )
    });
    total
}

/// Sums saturate, so that absurd prices make a breach and not a panic.
fn add(sum: &mut i64, amount: i64) {
    *sum = sum.saturating_add(amount);
}

fn amount(facts: &Facts<'_>, at: &str, said: Money, minor: i64, findings: &mut Findings) {
    let right = Money::new(minor, facts.problem.currency);
    findings.check("costs", said == right, at, || format!("this costs {right}, not {said}"));
}

fn totals(facts: &Facts<'_>, sums: &Sums, findings: &mut Findings) {
    let costs = &facts.plan.costs;
    let total = prices::total(&[sums.visits, sums.meals, sums.lodging, sums.travel, sums.legs]);
    for (name, said, minor) in [
        ("visits", costs.visits, sums.visits),
        ("meals", costs.meals, sums.meals),
        ("lodging", costs.lodging, sums.lodging),
        ("travel", costs.travel, sums.travel),
        ("legs", costs.legs, sums.legs),
        ("total", costs.total, total),
    ] {
        amount(facts, &format!("/costs/{name}"), said, minor, findings);
    }
    let reckoned = total.unsigned_abs() < MAX_SUM.unsigned_abs();
    findings.check("costs", reckoned, "/costs/total", || "the prices add up to more than can be reckoned".into());
    if let Some(budget) = facts.problem.constraints.budget {
        let (total, most) = (Money::new(total, budget.currency), budget);
        findings.check("budget", total.minor <= most.minor, "/costs/total", || format!("the trip costs {total}; the most is {most}"));
    }
}

/// What is said of each family: everybody is there, in order, with the right cost, within the family's budget.
fn reports(facts: &Facts<'_>, sums: &Sums, findings: &mut Findings) {
    let (families, reports) = (&facts.problem.families, &facts.plan.families);
    findings.check("form", families.len() == reports.len(), "/families", || format!("{} families travel", families.len()));
    for (i, (family, report)) in families.iter().zip(reports).enumerate() {
        let at = format!("/families/{i}");
        let copied = (&report.id, &report.name, report.budget) == (&family.id, &family.name, family.budget);
        let counted = usize::try_from(report.members) == Ok(family.members.len());
        findings.check("form", copied && counted, &at, || format!("this is not the {} family as it was announced", family.name));
        let own: Vec<&Item> = facts.plan.days.iter().flat_map(|day| day.items_of(&family.id)).collect();
        let visited = own.iter().filter(|item| item.is_visit()).filter_map(|item| item.activity.reference());
        let seen: Vec<&Place> = visited.filter_map(|id| facts.places.get(id).copied()).collect();
        let satisfied = satisfaction(facts.problem, family, &seen);
        let right = (report.satisfaction - satisfied).abs() < SAME_TENTH;
        findings.check("form", right, &format!("{at}/satisfaction"), || format!("the {} family has {satisfied} %", family.name));
        let known = report.highlights.len() <= 8 && report.highlights.iter().all(|id| own.iter().any(|item| item.id == *id));
        findings.check("form", known, &format!("{at}/highlights"), || "highlights are at most eight things that the family does".into());
        let cost = sums.families.get(&i).copied().unwrap_or(0);
        amount(facts, &format!("{at}/cost"), report.cost, cost, findings);
        if let Some(most) = family.budget {
            findings.check("budget", cost <= most.minor, &format!("{at}/cost"), || {
                format!("the {} family pays {}; the most is {most}", family.name, Money::new(cost, most.currency))
            });
        }
    }
}
