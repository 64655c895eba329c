//! The faults found so far, and the names that a problem defines.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::fault::Fault;
use crate::geo::Point;
use crate::money::{Currency, MAX_MAJOR_UNITS, Money};
use crate::planning::problem::{Problem, Tags};

/// More faults than a person will read.
pub(super) const MAX_FAULTS: usize = 500;

/// What an id stands for. Cities, places, restaurants, lodgings and the points of days share one space, because travel matrices and plans name them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    City,
    Place(usize),
    Restaurant(usize),
    Lodging,
    /// Where days start or end.
    Endpoint,
}

pub(super) struct Report<'p> {
    faults: Vec<Fault>,
    currency: Currency,
    names: BTreeMap<&'p str, Named>,
}

impl<'p> Report<'p> {
    /// Collects the names first, so that a reference may point forward in the form.
    pub(super) fn new(problem: &'p Problem) -> Self {
        let mut report = Self { faults: Vec::new(), currency: problem.currency, names: BTreeMap::new() };
        for (i, city) in problem.cities.iter().enumerate() {
            report.define(&city.id, Named::City, "cities", i);
        }
        for (i, place) in problem.places.iter().enumerate() {
            report.define(&place.id, Named::Place(i), "places", i);
        }
        for (i, restaurant) in problem.restaurants.iter().enumerate() {
            report.define(&restaurant.id, Named::Restaurant(i), "restaurants", i);
        }
        for (i, lodging) in problem.lodgings.iter().enumerate() {
            report.define(&lodging.id, Named::Lodging, "lodgings", i);
        }
        super::ends::define(problem, &mut report);
        report
    }

    /// A name of which others may be told already: the one that it has stays.
    pub(super) fn define_once(&mut self, id: &'p str, what: Named) -> Named {
        *self.names.entry(id).or_insert(what)
    }

    fn define(&mut self, id: &'p str, what: Named, list: &str, index: usize) {
        self.text(format_args!("/{list}/{index}/id"), id, 100);
        if self.names.insert(id, what).is_some() {
            self.fault(
                format_args!("/{list}/{index}/id"),
                "duplicate-id",
                format!("{id:?} names two things; ids are unique among cities, places, restaurants and lodgings"),
            );
        }
    }

    pub(super) fn named(&self, id: &str) -> Option<Named> {
        self.names.get(id).copied()
    }

    pub(super) fn fault(&mut self, pointer: impl Display, code: &str, detail: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault::new(pointer.to_string(), code, detail));
        }
    }

    pub(super) fn city(&mut self, pointer: impl Display, id: &str) {
        if self.named(id) != Some(Named::City) {
            self.fault(pointer, "unknown-city", format!("there is no city {id:?} in cities"));
        }
    }

    /// Length in characters.
    pub(super) fn text(&mut self, pointer: impl Display, text: &str, max: usize) {
        if text.trim().is_empty() || text.chars().count() > max {
            self.fault(pointer, "length", format!("write 1 to {max} characters"));
        }
    }

    pub(super) fn count(&mut self, pointer: impl Display, found: usize, allowed: RangeInclusive<usize>) {
        if !allowed.contains(&found) {
            self.fault(pointer, "count", format!("there are {found} entries; allowed are {} to {}", allowed.start(), allowed.end()));
        }
    }

    pub(super) fn tags(&mut self, at: &str, tags: &Tags) {
        self.count(format_args!("{at}/tags"), tags.len(), 0..=50);
        if tags.iter().any(|(key, value)| key.chars().count() > 100 || value.chars().count() > 500) {
            self.fault(format_args!("{at}/tags"), "length", "a tag has at most 100 characters, its value at most 500");
        }
    }

    pub(super) fn range(&mut self, pointer: impl Display, value: u32, allowed: RangeInclusive<u32>) {
        if !allowed.contains(&value) {
            self.fault(pointer, "range", format!("{value} is outside {} to {}", allowed.start(), allowed.end()));
        }
    }

    /// Refuses NaN and the infinities too.
    pub(super) fn real(&mut self, pointer: impl Display, value: f64, allowed: RangeInclusive<f64>) {
        if !allowed.contains(&value) {
            self.fault(pointer, "range", format!("{value} is outside {} to {}", allowed.start(), allowed.end()));
        }
    }

    pub(super) fn money(&mut self, pointer: impl Display, money: Money) {
        if money.currency != self.currency {
            let expected = self.currency;
            self.fault(
                &pointer,
                "currency",
                format!("the trip is planned in {expected}, so this must be in {expected} and not in {}", money.currency),
            );
        }
        if money.minor < 0 {
            self.fault(&pointer, "negative-price", "an amount must not be below zero");
        }
        if !money.within_reason() {
            self.fault(&pointer, "absurd-price", format!("an amount stays below {MAX_MAJOR_UNITS} {}", money.currency));
        }
    }

    pub(super) fn point(&mut self, pointer: impl Display, point: Point) {
        if !(-90.0..=90.0).contains(&point.lat) || !(-180.0..=180.0).contains(&point.lon) {
            self.fault(pointer, "coordinates", "latitude lies between -90 and 90, longitude between -180 and 180 degrees");
        }
    }

    pub(super) fn hours(&mut self, pointer: impl Display, text: Option<&str>) {
        let Some(text) = text else { return };
        if text.chars().count() > 500 {
            self.fault(pointer, "length", "opening hours have at most 500 characters");
        } else if let Err(error) = opening_hours_syntax::parse(text) {
            let first = error.to_string().lines().next().unwrap_or_default().to_owned();
            self.fault(
                pointer,
                "opening-hours",
                format!("{text:?} is not OpenStreetMap opening_hours text such as \"Tu-Su 09:00-17:00\": {}", first.trim()),
            );
        }
    }

    pub(super) fn finish(self) -> Result<(), Vec<Fault>> {
        if self.faults.is_empty() { Ok(()) } else { Err(self.faults) }
    }
}
