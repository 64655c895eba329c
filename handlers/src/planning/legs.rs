//! Connections between cities that nobody has entered: estimated, so that a trip through several cities can be planned at once.
//!
//! An estimate is marked by its id. Whoever books a real connection enters it in the trip's own catalogue, where it takes the estimate's place.

use pathfinder_domain::catalogue::rates;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{City, Day, Leg, LegMode, PricedPer};

/// Ids of estimated legs start so.
pub const ESTIMATE: &str = "estimate/";

/// Longest way that goes by train, kilometres as the crow flies: about where flying gets faster from door to door.
const MOST_BY_TRAIN_KM: f64 = 700.0;
const USUAL_DEPARTURE: ClockTime = ClockTime::hm(9, 0);
/// A long journey leaves earlier, so that it arrives on the same date.
const EARLY_DEPARTURE: ClockTime = ClockTime::hm(6, 0);
const LATEST_ARRIVAL: ClockTime = ClockTime::hm(22, 0);

/// Adds an estimate for each change of city that no leg serves.
pub(super) fn complete(legs: &mut Vec<Leg>, days: &[Day], cities: &[City], currency: Currency) {
    for pair in days.windows(2) {
        let [before, day] = pair else { continue };
        let served = |leg: &Leg| leg.from == before.city_id() && leg.to == day.city_id() && leg.date.is_none_or(|only| only == day.date);
        if before.city == day.city || legs.iter().any(served) {
            continue;
        }
        let city = |id: &str| cities.iter().find(|city| city.id == id);
        if let (Some(from), Some(to)) = (city(before.city_id()), city(day.city_id())) {
            legs.push(estimate(from, to, currency));
        }
    }
}

/// Door to door figures: a train does 110 km/h on tracks a quarter longer than the great circle, a flight 700 km/h after three hours of
/// airports; fares are usual ones for booking some weeks ahead, for one person.
fn estimate(from: &City, to: &City, currency: Currency) -> Leg {
    let km = from.center.metres_to(to.center) / 1000.0;
    let (mode, minutes, euro_cents) = if km <= MOST_BY_TRAIN_KM {
        (LegMode::Train, 30.0 + km * 1.25 / 110.0 * 60.0, 800.0 + 14.0 * km)
    } else {
        (LegMode::Flight, 180.0 + km / 700.0 * 60.0, 4_000.0 + 9.0 * km)
    };
    // Rounded up to quarters of an hour; `as` saturates.
    let seconds = ((minutes / 15.0).ceil() * 900.0) as u32;
    let departs = if USUAL_DEPARTURE.seconds() + seconds <= LATEST_ARRIVAL.seconds() { USUAL_DEPARTURE } else { EARLY_DEPARTURE };
    let arrives = ClockTime::from_seconds(departs.seconds().saturating_add(seconds)).unwrap_or(LATEST_ARRIVAL).min(LATEST_ARRIVAL);
    Leg {
        id: format!("{ESTIMATE}{}/{}", from.id, to.id),
        from: from.id.clone(),
        to: to.id.clone(),
        mode,
        date: None,
        departs,
        arrives,
        price: price(euro_cents as i64, currency),
        per: PricedPer::Person,
        seats: None,
    }
}

/// Free where the catalogue has no rate for the currency: an own leg says better.
fn price(euro_cents: i64, currency: Currency) -> Money {
    let euro = "EUR".parse().ok();
    euro.and_then(|euro| rates::convert(Money::new(euro_cents, euro), currency)).unwrap_or(Money::zero(currency))
}
