//! Connections between cities that nobody has entered: estimated, so that a trip through several cities can be planned at once.
//!
//! An estimate is marked by its id. Whoever books a real connection enters it in the trip's own catalogue, where it takes the estimate's place.

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _};
use chrono_tz::Tz;
use pathfinder_domain::catalogue::rates;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{City, Day, Family, Leg, LegMode, PricedPer};
use pathfinder_domain::planning::rules::days::arrives_in_time;

/// Ids of estimated legs start so.
pub const ESTIMATE: &str = "estimate/";

/// Longest way that goes by train, kilometres as the crow flies: about where flying gets faster from door to door.
const MOST_BY_TRAIN_KM: f64 = 700.0;
/// Hours at which an estimate leaves, the usual one first: earlier ones for long journeys, later ones for those that gain a date.
const DEPARTURES: [u32; 9] = [9, 8, 7, 6, 5, 12, 15, 18, 21];

/// Adds an estimate for each change of city that no leg serves. A journey that arrives on another date than it leaves has none: the form of
/// legs cannot say so, and a plan must not tell wrong times.
pub(super) fn complete(legs: &mut Vec<Leg>, days: &[Day], cities: &[City], families: &[Family], currency: Currency) {
    for pair in days.windows(2) {
        let [before, day] = pair else { continue };
        let served = |leg: &Leg| leg.from == before.city_id() && leg.to == day.city_id() && leg.date.is_none_or(|only| only == day.date);
        if before.city == day.city || legs.iter().any(served) {
            continue;
        }
        let city = |id: &str| cities.iter().find(|city| city.id == id);
        if let (Some(from), Some(to)) = (city(before.city_id()), city(day.city_id())) {
            legs.extend(estimate(from, to, (day, families), currency));
        }
    }
}

/// Door to door figures: a train does 110 km/h on tracks a quarter longer than the great circle, a flight 700 km/h after three hours of
/// airports; fares are usual ones for booking some weeks ahead, for one person. The first departure with which everybody is at the new
/// lodging before the day is over, else the one that arrives first.
fn estimate(from: &City, to: &City, (day, families): (&Day, &[Family]), currency: Currency) -> Option<Leg> {
    let km = from.center.metres_to(to.center) / 1000.0;
    let (mode, minutes, euro_cents) = if km <= MOST_BY_TRAIN_KM {
        (LegMode::Train, 30.0 + km * 1.25 / 110.0 * 60.0, 800.0 + 14.0 * km)
    } else {
        (LegMode::Flight, 180.0 + km / 700.0 * 60.0, 4_000.0 + 9.0 * km)
    };
    // Rounded up to quarters of an hour; `as` saturates.
    let takes = TimeDelta::seconds((minutes / 15.0).ceil() as i64 * 900);
    let journeys = DEPARTURES.into_iter().filter_map(|hour| Some((ClockTime::hm(hour, 0), arrival((from, to), day.date, hour, takes)?)));
    let journeys: Vec<(ClockTime, ClockTime)> = journeys.collect();
    let in_time = journeys.iter().find(|(_, arrives)| arrives_in_time(day, families, *arrives));
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
        price: price(euro_cents as i64, currency),
        per: PricedPer::Person,
        seats: None,
    })
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
