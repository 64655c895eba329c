//! The nights of a trip's cities, and the choice that a route leaves to the planner: what they must keep so that some trip fits its days.

use pathfinder_domain::catalogue;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::trip::{TripCity, TripRoute};

/// What a trip without a route breaks: each city but the last names its nights, and all together fill the days.
pub(super) fn fixed_faults(cities: &[TripCity], days: i64) -> Vec<Fault> {
    let mut faults = Vec::new();
    let last = cities.len().saturating_sub(1);
    for (at, city) in cities.iter().enumerate() {
        if at < last && city.nights.is_none() {
            let detail = "say how many nights; only the last city may leave it open, or set route to leave it to the planner";
            faults.push(Fault::new(format!("/cities/{at}/nights"), "required", detail));
        }
        let free = [("minNights", city.min_nights.is_some()), ("maxNights", city.max_nights.is_some()), ("required", city.required)];
        for (field, _) in free.into_iter().filter(|(_, given)| *given) {
            let detail = "this is for trips with a route; set route, or take it out";
            faults.push(Fault::new(format!("/cities/{at}/{field}"), "no-route", detail));
        }
    }
    let nights: i64 = cities.iter().filter_map(|city| city.nights).map(i64::from).sum();
    let open = cities.last().is_some_and(|city| city.nights.is_none());
    if days >= 1 && (nights > days - 1 || (!open && nights != days - 1)) {
        let detail = format!("the nights of all cities together must be {}: one less than the days", days - 1);
        faults.push(Fault::new("/cities", "nights", detail));
    }
    faults
}

/// What a trip with a route breaks. `own_cities` are the cities of the trip's own catalogue.
pub(super) fn faults(route: &TripRoute, cities: &[TripCity], days: i64, own_cities: &[String]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = origin_fault(route, cities, own_cities).into_iter().collect();
    let mut fault = |pointer: String, code: &str, detail: String| faults.push(Fault::new(pointer, code, detail));
    for (at, city) in cities.iter().enumerate() {
        if cities.iter().take(at).any(|other| other.destination == city.destination) {
            fault(format!("/cities/{at}/destination"), "duplicate", format!("a route comes to {:?} once at most", city.destination));
        }
        if city.nights.is_some() && (city.min_nights.is_some() || city.max_nights.is_some()) {
            fault(format!("/cities/{at}/nights"), "contradiction", "give the nights, or their least and most, not both".to_owned());
        }
        if let (least, Some(most)) = city.nights_from_to()
            && least > most
        {
            fault(format!("/cities/{at}/maxNights"), "minimum", format!("at least {least} and at most {most} nights is no number"));
        }
    }
    let (fewest, most) = match route.visit {
        Some(visit) => (size(visit.min), size(visit.max).min(cities.len())),
        None => (cities.len(), cities.len()),
    };
    let required = cities.iter().filter(|city| city.required).count();
    if fewest > most {
        let detail = format!("the trip names {} cities; from {fewest} to {most} cannot be visited", cities.len());
        fault("/route/visit/min".to_owned(), "range", detail);
    } else if required > most {
        fault("/route/visit/max".to_owned(), "count", format!("{required} cities are required, and at most {most} are visited"));
    } else if let Ok(nights) = u64::try_from(days - 1) {
        let least = nights_of(cities, fewest, |city| u64::from(city.nights_from_to().0), |nights| nights.sort_unstable());
        let longest = |city: &TripCity| city.nights_from_to().1.map_or(nights, u64::from);
        let longest = nights_of(cities, most, longest, |nights| nights.sort_unstable_by(|a, b| b.cmp(a)));
        if least > nights {
            let detail =
                format!("the cities need at least {least} nights, and the trip has {nights}; lower nights or minNights, or visit fewer");
            fault("/cities".to_owned(), "nights", detail);
        } else if longest < nights {
            let detail =
                format!("the cities take at most {longest} nights, and the trip has {nights}; raise nights or maxNights, or visit more");
            fault("/cities".to_owned(), "nights", detail);
        }
    }
    faults
}

fn origin_fault(route: &TripRoute, cities: &[TripCity], own_cities: &[String]) -> Option<Fault> {
    let origin = route.origin.as_ref()?;
    let fault = |code: &str, detail: String| Some(Fault::new("/route/origin", code, detail));
    if cities.iter().any(|city| city.destination == *origin) {
        return fault("origin", "the trip starts here and does not visit it; take it out of cities, or leave the origin out".to_owned());
    }
    if catalogue::destination(origin).is_none() && !own_cities.contains(origin) {
        let detail = format!(
            "{origin:?} is neither a destination (see GET /api/v1/destinations) nor a city of the trip's own catalogue; add it there first"
        );
        return fault("unknown-destination", detail);
    }
    None
}

/// Nights of the required cities, and of as many others, in the order wished, as make up `count`.
fn nights_of(cities: &[TripCity], count: usize, nights: impl Fn(&TripCity) -> u64, order: impl Fn(&mut Vec<u64>)) -> u64 {
    let required: Vec<u64> = cities.iter().filter(|city| city.required).map(&nights).collect();
    let mut others: Vec<u64> = cities.iter().filter(|city| !city.required).map(&nights).collect();
    order(&mut others);
    required.iter().chain(others.iter().take(count.saturating_sub(required.len()))).sum()
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
