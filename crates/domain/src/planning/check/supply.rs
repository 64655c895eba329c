//! What a trip can be made of: places, restaurants, lodgings and legs.

use std::collections::BTreeSet;

use super::report::Report;
use crate::planning::problem::{Leg, Place, PricedPer, Problem, Restaurant};

pub(super) fn check(problem: &Problem, report: &mut Report<'_>) {
    report.count("/places", problem.places.len(), 0..=2000);
    for (i, place) in problem.places.iter().enumerate() {
        check_place(&format!("/places/{i}"), place, report);
    }
    report.count("/restaurants", problem.restaurants.len(), 0..=2000);
    for (i, restaurant) in problem.restaurants.iter().enumerate() {
        check_restaurant(&format!("/restaurants/{i}"), restaurant, report);
    }
    report.count("/lodgings", problem.lodgings.len(), 0..=1000);
    for (i, lodging) in problem.lodgings.iter().enumerate() {
        let at = format!("/lodgings/{i}");
        report.text(format_args!("{at}/name"), &lodging.name, 200);
        report.city(format_args!("{at}/city"), &lodging.city);
        report.point(format_args!("{at}/location"), lodging.location);
        report.money(format_args!("{at}/perNight"), lodging.per_night);
        report.range(format_args!("{at}/sleeps"), lodging.sleeps, 1..=50);
        report.range(format_args!("{at}/minNights"), lodging.min_nights, 1..=60);
        report.tags(&at, &lodging.tags);
    }
    report.count("/legs", problem.legs.len(), 0..=5000);
    let mut ids = BTreeSet::new();
    for (i, leg) in problem.legs.iter().enumerate() {
        let at = format!("/legs/{i}");
        if !ids.insert(&leg.id) {
            report.fault(format_args!("{at}/id"), "duplicate-id", format!("two legs have the id {:?}", leg.id));
        }
        check_leg(&at, leg, one_clock(problem, leg), report);
    }
}

fn check_place(at: &str, place: &Place, report: &mut Report<'_>) {
    report.text(format_args!("{at}/name"), &place.name, 200);
    report.city(format_args!("{at}/city"), &place.city);
    report.point(format_args!("{at}/location"), place.location);
    report.range(format_args!("{at}/visitMinutes"), place.visit_minutes, 5..=1000);
    if let Some(minutes) = place.last_entry_minutes {
        report.range(format_args!("{at}/lastEntryMinutes"), minutes, 1..=600);
    }
    report.hours(format_args!("{at}/openingHours"), place.opening_hours.as_deref());
    report.count(format_args!("{at}/fees"), place.fees.len(), 0..=20);
    for (j, fee) in place.fees.iter().enumerate() {
        report.money(format_args!("{at}/fees/{j}/price"), fee.price);
        report.range(format_args!("{at}/fees/{j}/fromAge"), u32::from(fee.from_age), 0..=120);
        let before = j.checked_sub(1).and_then(|previous| place.fees.get(previous));
        if before.is_some_and(|before| before.from_age >= fee.from_age) {
            report.fault(format_args!("{at}/fees/{j}/fromAge"), "fee-steps", "fees stand in ascending order of age, each age once");
        }
    }
    report.tags(at, &place.tags);
    if let Some(score) = place.score {
        report.real(format_args!("{at}/score"), score, 0.0..=1_000_000.0);
    }
}

fn check_restaurant(at: &str, restaurant: &Restaurant, report: &mut Report<'_>) {
    report.text(format_args!("{at}/name"), &restaurant.name, 200);
    report.city(format_args!("{at}/city"), &restaurant.city);
    report.point(format_args!("{at}/location"), restaurant.location);
    report.money(format_args!("{at}/price"), restaurant.price);
    report.hours(format_args!("{at}/openingHours"), restaurant.opening_hours.as_deref());
    report.tags(at, &restaurant.tags);
    report.count(format_args!("{at}/cuisines"), restaurant.cuisines.len(), 0..=20);
    report.count(format_args!("{at}/meals"), restaurant.meals.as_ref().map_or(0, Vec::len), 0..=5);
}

/// Whether both ends of a leg have the same time zone. Otherwise it may arrive before it departs, by the clocks: eastward over the Pacific.
fn one_clock(problem: &Problem, leg: &Leg) -> bool {
    let zone = |id: &str| problem.cities.iter().find(|city| city.id == id).map(|city| &city.time_zone);
    zone(&leg.from) == zone(&leg.to)
}

fn check_leg(at: &str, leg: &Leg, one_clock: bool, report: &mut Report<'_>) {
    report.text(format_args!("{at}/id"), &leg.id, 100);
    report.city(format_args!("{at}/from"), &leg.from);
    report.city(format_args!("{at}/to"), &leg.to);
    if leg.from == leg.to {
        report.fault(format_args!("{at}/to"), "same-city", "a leg connects two different cities");
    }
    if one_clock && leg.arrives <= leg.departs {
        report.fault(format_args!("{at}/arrives"), "window", "a leg arrives after it departs, on the same day");
    }
    report.money(format_args!("{at}/price"), leg.price);
    match (leg.per, leg.seats) {
        (PricedPer::Vehicle, None) => {
            report.fault(format_args!("{at}/seats"), "seats", "a price per vehicle needs the number of persons in one vehicle");
        }
        (_, Some(seats)) => report.range(format_args!("{at}/seats"), seats, 1..=1000),
        (PricedPer::Person, None) => {}
    }
}
