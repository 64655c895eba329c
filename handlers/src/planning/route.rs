//! The choice of cities that a trip leaves to the planner.

use pathfinder_domain::planning::problem::{Candidate, Route};
use pathfinder_domain::trip::Trip;

/// None where the trip names the city of each day.
pub(super) fn route(trip: &Trip) -> Option<Route> {
    let route = trip.route.as_ref()?;
    let candidates = trip.cities.iter().map(|city| {
        let (min_nights, max_nights) = city.nights_from_to();
        Candidate { city: city.destination.clone(), min_nights, max_nights, required: city.required }
    });
    Some(Route {
        origin: route.origin.clone(),
        returns: route.returns,
        cities: candidates.collect(),
        region: None,
        visit: route.visit,
        order: route.order,
    })
}
