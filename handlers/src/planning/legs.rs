//! Connections between cities that nobody has entered: estimated, so that a trip through several cities can be planned at once.
//!
//! An estimate is marked by its id. Whoever books a real connection enters it in the trip's own catalogue, where it takes the estimate's place.

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _};
use chrono_tz::Tz;
use pathfinder_domain::catalogue::rates;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{City, Day, Family, Leg, LegMode, PricedPer, Route, RouteOrder};
use pathfinder_domain::planning::rules::days::arrives_in_time;

/// Ids of estimated legs start so.
pub const ESTIMATE: &str = "estimate/";

/// Longest way that goes by train, kilometres as the crow flies: about where flying gets faster from door to door.
const MOST_BY_TRAIN_KM: f64 = 700.0;
/// Hours at which an estimate leaves, the usual one first: earlier ones for long journeys, later ones for those that gain a date.
const ONWARD: [u32; 9] = [9, 8, 7, 6, 5, 12, 15, 18, 21];
/// The same on the way home, which leaves something of the day if it can.
const HOMEWARD: [u32; 9] = [15, 12, 9, 18, 8, 7, 6, 5, 21];

/// What says which connections a trip may need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways<'a> {
    pub days: &'a [Day],
    pub cities: &'a [City],
    pub families: &'a [Family],
    pub route: Option<&'a Route>,
    /// Modes that are not taken: no estimate uses them, and what does serves nothing.
    pub forbidden: &'a [LegMode],
    pub currency: Currency,
}

/// A change of city that a plan may have, on one of these days.
struct Change<'a> {
    from: &'a str,
    to: &'a str,
    days: &'a [Day],
    hours: &'static [u32],
}

impl Ways<'_> {
    /// Adds an estimate for each change of city that no leg serves. A journey that arrives on another date than it leaves has none: the form of
    /// legs cannot say so, and a plan must not tell wrong times.
    pub(super) fn complete(&self, legs: &mut Vec<Leg>) {
        for change in self.changes() {
            let city = |id: &str| self.cities.iter().find(|city| city.id == id);
            let (Some(from), Some(to)) = (city(change.from), city(change.to)) else { continue };
            let served = |leg: &Leg, day: &Day| {
                let there = leg.from == change.from && leg.to == change.to && leg.date.is_none_or(|only| only == day.date);
                there && !self.forbidden.contains(&leg.mode)
            };
            let days = change.days.iter().filter(|day| !legs.iter().any(|leg| served(leg, day)));
            let estimates: Vec<Leg> = days.filter_map(|day| self.estimate(from, to, day, change.hours)).collect();
            legs.extend(daily(estimates, change.days.len()));
        }
    }

    fn changes(&self) -> Vec<Change<'_>> {
        let mut changes = Vec::new();
        let Some(route) = self.route else {
            let (before, after) = (self.days.iter(), self.days.iter().skip(1));
            let pairs = before.zip(after).filter(|(before, day)| before.city != day.city);
            let change = |(before, day)| Change {
                from: Day::city_id(before),
                to: Day::city_id(day),
                days: std::slice::from_ref(day),
                hours: &ONWARD,
            };
            return pairs.map(change).collect();
        };
        let ((first, others), last) = match (self.days.split_first(), self.days.last()) {
            (Some(split), Some(last)) => (split, last),
            _ => return changes,
        };
        for (at, candidate) in route.cities.iter().enumerate() {
            let city = candidate.city.as_str();
            if let Some(origin) = &route.origin {
                changes.push(Change { from: origin, to: city, days: std::slice::from_ref(first), hours: &ONWARD });
                if route.returns {
                    changes.push(Change { from: city, to: origin, days: std::slice::from_ref(last), hours: &HOMEWARD });
                }
            }
            for (later, next) in route.cities.iter().enumerate() {
                let fits = if route.order == RouteOrder::AsListed { at < later } else { at != later };
                if fits && !others.is_empty() {
                    changes.push(Change { from: city, to: &next.city, days: others, hours: &ONWARD });
                }
            }
        }
        changes
    }

    /// Door to door figures: a train does 110 km/h on tracks a quarter longer than the great circle, a flight 700 km/h after three hours of
    /// airports; fares are usual ones for booking some weeks ahead, for one person. The first departure with which everybody is at the new
    /// lodging before the day is over, else the one that arrives first.
    fn estimate(&self, from: &City, to: &City, day: &Day, hours: &[u32]) -> Option<Leg> {
        let km = from.center.metres_to(to.center) / 1000.0;
        let usual = if km <= MOST_BY_TRAIN_KM { [LegMode::Train, LegMode::Flight] } else { [LegMode::Flight, LegMode::Train] };
        let mode = usual.into_iter().find(|mode| !self.forbidden.contains(mode))?;
        let (minutes, euro_cents) = match mode {
            LegMode::Train => (30.0 + km * 1.25 / 110.0 * 60.0, 800.0 + 14.0 * km),
            _ => (180.0 + km / 700.0 * 60.0, 4_000.0 + 9.0 * km),
        };
        // Rounded up to quarters of an hour; `as` saturates.
        let takes = TimeDelta::seconds((minutes / 15.0).ceil() as i64 * 900);
        let journeys = hours.iter().filter_map(|hour| Some((ClockTime::hm(*hour, 0), arrival((from, to), day.date, *hour, takes)?)));
        let journeys: Vec<(ClockTime, ClockTime)> = journeys.collect();
        let in_time = journeys.iter().find(|(_, arrives)| arrives_in_time(day, self.families, *arrives));
        let (departs, arrives) = *in_time.or_else(|| journeys.iter().min_by_key(|(_, arrives)| *arrives))?;
        Some(Leg {
            id: format!("{ESTIMATE}{}/{}/{}", from.id, to.id, day.date),
            from: from.id.clone(),
            to: to.id.clone(),
            mode,
            // Clocks change, so that another date may have another arrival.
            date: Some(day.date),
            departs,
            arrives,
            price: price(euro_cents as i64, self.currency),
            per: PricedPer::Person,
            seats: None,
        })
    }
}

/// One connection for all days where each of several has the same, else one for each day.
fn daily(estimates: Vec<Leg>, days: usize) -> Vec<Leg> {
    let Some(first) = estimates.first().filter(|_| days > 1 && estimates.len() == days) else { return estimates };
    let undated = |leg: &Leg| Leg { id: format!("{ESTIMATE}{}/{}", leg.from, leg.to), date: None, ..leg.clone() };
    let every_day = undated(first);
    if estimates.iter().all(|leg| undated(leg) == every_day) { vec![every_day] } else { estimates }
}

/// When a journey arrives by the clocks of its end; none on another date, or where the clock has no such hour.
fn arrival((from, to): (&City, &City), date: NaiveDate, hour: u32, takes: TimeDelta) -> Option<ClockTime> {
    let (from, to): (Tz, Tz) = (from.time_zone.parse().ok()?, to.time_zone.parse().ok()?);
    let departs = from.from_local_datetime(&date.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?)).earliest()?;
    let arrives = departs.checked_add_signed(takes)?.with_timezone(&to).naive_local();
    if arrives.date() == date { ClockTime::from_seconds(arrives.num_seconds_from_midnight()) } else { None }
}

/// Free where the catalogue has no rate for the currency: an own leg says better.
fn price(euro_cents: i64, currency: Currency) -> Money {
    let euro = "EUR".parse().ok();
    euro.and_then(|euro| rates::convert(Money::new(euro_cents, euro), currency)).unwrap_or(Money::zero(currency))
}
