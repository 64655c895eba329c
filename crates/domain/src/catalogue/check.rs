//! The rules of a catalogue file, as its README states them.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::destination::{Destination, point};
use crate::fault::Fault;
use crate::money::Money;
use crate::opening::Hours;

/// Two things closer than this are one thing written twice, metres.
const SAME_METRES: f64 = 15.0;
/// Usual visits, minutes.
const VISIT_MINUTES: RangeInclusive<u32> = 20..=600;
const MIN_PLACES: usize = 25;
const MIN_RESTAURANTS: usize = 12;
const MIN_LODGINGS: usize = 6;

/// Everything in a destination that breaks a rule, except the counts.
pub fn check(destination: &Destination) -> Vec<Fault> {
    let mut rules = Rules { destination, faults: Vec::new(), ids: HashMap::new() };
    rules.head();
    for (i, sight) in destination.places.iter().enumerate() {
        let at = format!("/places/{i}");
        rules.common(&at, &sight.id, &sight.name, sight.at);
        if !VISIT_MINUTES.contains(&sight.minutes) {
            rules.fault(&format!("{at}/minutes"), format!("{} takes {} minutes; write 20 to 600", sight.name, sight.minutes));
        }
        rules.hours(&at, sight.hours.as_deref());
        rules.fees(&at, &sight.fees);
        rules.tags(&at, &sight.tags);
    }
    for (i, eatery) in destination.restaurants.iter().enumerate() {
        let at = format!("/restaurants/{i}");
        rules.common(&at, &eatery.id, &eatery.name, eatery.at);
        rules.amount(&format!("{at}/price"), &eatery.price);
        if !(1..=3).contains(&eatery.price_class) {
            rules.fault(&format!("{at}/priceClass"), "a price class is 1, 2 or 3".into());
        }
        let lower = |c: &String| !c.is_empty() && c.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        if eatery.cuisine.is_empty() || !eatery.cuisine.iter().all(lower) {
            rules.fault(&format!("{at}/cuisine"), format!("{:?}: write lower-case OSM words, at least one", eatery.cuisine));
        }
        rules.hours(&at, eatery.hours.as_deref());
        rules.tags(&at, &eatery.tags);
    }
    for (i, quarter) in destination.lodgings.iter().enumerate() {
        let at = format!("/lodgings/{i}");
        rules.common(&at, &quarter.id, &quarter.name, quarter.at);
        rules.amount(&format!("{at}/perNight"), &quarter.per_night);
        if !(1..=50).contains(&quarter.sleeps) {
            rules.fault(&format!("{at}/sleeps"), "1 to 50 persons".into());
        }
        if !matches!(quarter.tags.get("kind").map(String::as_str), Some("hotel" | "apartment" | "guest_house" | "hostel")) {
            rules.fault(&format!("{at}/tags/kind"), "a lodging is a hotel, apartment, guest_house or hostel".into());
        }
        rules.tags(&at, &quarter.tags);
    }
    let spots = |list: Vec<(&String, [f64; 2])>| list.into_iter().map(|(name, at)| (name.clone(), at)).collect::<Vec<_>>();
    rules.twice("/places", &spots(destination.places.iter().map(|p| (&p.name, p.at)).collect()));
    rules.twice("/restaurants", &spots(destination.restaurants.iter().map(|r| (&r.name, r.at)).collect()));
    rules.twice("/lodgings", &spots(destination.lodgings.iter().map(|l| (&l.name, l.at)).collect()));
    rules.faults
}

/// Whether there is enough to choose from.
pub fn check_counts(destination: &Destination) -> Vec<Fault> {
    let lists = [
        ("/places", destination.places.len(), MIN_PLACES),
        ("/restaurants", destination.restaurants.len(), MIN_RESTAURANTS),
        ("/lodgings", destination.lodgings.len(), MIN_LODGINGS),
    ];
    let few = lists.into_iter().filter(|(_, count, least)| count < least);
    few.map(|(at, count, least)| Fault::new(at, "too-few", format!("{count} entries; at least {least}"))).collect()
}

struct Rules<'a> {
    destination: &'a Destination,
    faults: Vec<Fault>,
    ids: HashMap<&'a str, String>,
}

impl<'a> Rules<'a> {
    fn fault(&mut self, pointer: &str, detail: String) {
        self.faults.push(Fault::new(pointer, "catalogue", detail));
    }

    fn head(&mut self) {
        let d = self.destination;
        let upper = d.country.len() == 2 && d.country.bytes().all(|b| b.is_ascii_uppercase());
        let month = d.checked.len() == 7 && format!("{}-01", d.checked).parse::<chrono::NaiveDate>().is_ok();
        for (field, holds) in [
            ("slug", is_slug(&d.slug)),
            ("name", !d.name.trim().is_empty()),
            ("country", upper),
            ("timeZone", d.time_zone.parse::<chrono_tz::Tz>().is_ok()),
            ("checked", month),
            ("summary", (20..=200).contains(&d.summary.chars().count()) && d.summary.ends_with(['.', '!', '?'])),
            ("bounds", d.bounds[0] < d.bounds[2] && d.bounds[1] < d.bounds[3] && self.inside(d.center)),
        ] {
            if !holds {
                self.fault(&format!("/{field}"), format!("{field} does not have the form that the README asks for"));
            }
        }
        for (field, amount) in [("transitFare", &d.transit_fare), ("taxiBase", &d.taxi_base), ("taxiPerKm", &d.taxi_per_km)] {
            if let Some(amount) = amount {
                self.amount(&format!("/{field}"), amount);
            }
        }
    }

    fn inside(&self, [lat, lon]: [f64; 2]) -> bool {
        let [south, west, north, east] = self.destination.bounds;
        (south..=north).contains(&lat) && (west..=east).contains(&lon)
    }

    fn common(&mut self, at: &str, id: &'a str, name: &str, spot: [f64; 2]) {
        if !is_slug(id) {
            self.fault(&format!("{at}/id"), format!("{id:?}: lower-case ASCII letters, digits and -"));
        }
        if let Some(first) = self.ids.insert(id, at.to_owned()) {
            self.fault(&format!("{at}/id"), format!("{id:?} is the id of {first} already"));
        }
        if name.trim() != name || name.is_empty() || name.chars().count() > 200 {
            self.fault(&format!("{at}/name"), format!("{name:?}: 1 to 200 characters without space around them"));
        }
        if !self.inside(spot) {
            self.fault(&format!("{at}/at"), format!("{name} at {spot:?} lies outside the bounds"));
        }
        if spot.iter().any(|degrees| ((degrees * 1e4).round() / 1e4 - degrees).abs() > 1e-9) {
            self.fault(&format!("{at}/at"), format!("{name} at {spot:?}: write four decimals"));
        }
    }

    fn hours(&mut self, at: &str, hours: Option<&str>) {
        let fault = match hours {
            None => Some("write opening hours, 24/7 without a gate".to_owned()),
            Some(text) => Hours::parse(text, Some(&self.destination.country)).err(),
        };
        if let Some(fault) = fault {
            self.fault(&format!("{at}/hours"), fault);
        }
    }

    /// Exactly the currency's digits, not negative.
    fn amount(&mut self, at: &str, amount: &str) -> Option<Money> {
        let money = self.destination.money(amount).filter(|money| money.amount() == amount && money.minor >= 0);
        if money.is_none() {
            self.fault(at, format!("{amount:?} is not an amount with the digits of {}", self.destination.currency));
        }
        money
    }

    fn fees(&mut self, at: &str, fees: &[(u8, String)]) {
        for (j, (_, amount)) in fees.iter().enumerate() {
            self.amount(&format!("{at}/fees/{j}/1"), amount);
        }
        if fees.first().is_some_and(|(age, _)| *age != 0) || !fees.windows(2).all(|pair| pair[0].0 < pair[1].0) {
            self.fault(&format!("{at}/fees"), "fees ascend by age, the first from 0".into());
        }
    }

    fn tags(&mut self, at: &str, tags: &std::collections::BTreeMap<String, String>) {
        for (key, value) in tags {
            let holds = match key.as_str() {
                "wheelchair" | "stroller" => matches!(value.as_str(), "yes" | "limited" | "no"),
                "indoor" => matches!(value.as_str(), "yes" | "no" | "both"),
                "toddler" | "highchair" => value == "yes",
                "min_age" => value.parse::<u8>().is_ok_and(|age| age <= 21),
                diet if diet.starts_with("diet:") => matches!(value.as_str(), "yes" | "only"),
                "tourism" | "historic" | "leisure" | "amenity" | "natural" | "man_made" | "shop" | "railway" | "aerialway"
                | "attraction" | "building" | "place" | "kind" => !value.is_empty(),
                _ => false,
            };
            if !holds {
                self.fault(&format!("{at}/tags/{key}"), format!("{key}={value} is not a tag of the README"));
            }
        }
    }

    /// The same name, or nearly the same spot, twice in one list.
    fn twice(&mut self, list: &str, spots: &[(String, [f64; 2])]) {
        for (i, (name, at)) in spots.iter().enumerate() {
            for (j, (earlier, there)) in spots.iter().enumerate().take(i) {
                let metres = point(*at).metres_to(point(*there));
                if name.to_lowercase() == earlier.to_lowercase() || metres < SAME_METRES {
                    self.fault(
                        &format!("{list}/{i}"),
                        format!("{name} and {earlier} ({list}/{j}) are {metres:.0} metres apart: one thing twice?"),
                    );
                }
            }
        }
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
