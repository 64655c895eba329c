//! What a trip can be made of: the built-in catalogue's destinations and the trip's own entries, in the currency of the trip.

use std::collections::BTreeSet;

use pathfinder_domain::catalogue::{Destination, destination, rates};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{City, Fee, Leg, Lodging, Place, Restaurant, Travel};
use pathfinder_domain::trip::Trip;

use crate::catalog::TripCatalog;

#[derive(Debug, Default)]
pub(super) struct Supply {
    pub cities: Vec<City>,
    pub places: Vec<Place>,
    pub restaurants: Vec<Restaurant>,
    pub lodgings: Vec<Lodging>,
    pub legs: Vec<Leg>,
    pub travel: Travel,
}

impl Supply {
    /// The origin of a route is a city without anything in it: nobody stays there.
    ///
    /// A city of the trip's own catalogue stands before a destination of the same name, an own entry before a built-in one of the same id.
    pub(super) fn of(trip: &Trip, own: &TripCatalog, faults: &mut Vec<Fault>) -> Self {
        let mut supply = Self::default();
        if !trip.modes.is_empty() {
            supply.travel.modes.clone_from(&trip.modes);
        }
        for (index, city) in trip.cities.iter().enumerate() {
            let id = &city.destination;
            if supply.cities.iter().any(|known| known.id == *id) {
                continue;
            }
            if let Some(described) = own.cities.iter().find(|described| described.id == *id) {
                supply.cities.push(described.clone());
                continue;
            }
            let at = format!("/cities/{index}/destination");
            match destination(id).map(|found| found.parts(trip.currency)) {
                Some(Some(parts)) => supply.take(parts),
                Some(None) => {
                    faults.push(Fault::new(
                        "/currency",
                        "no-rate",
                        format!("the catalogue has no exchange rate for {}; plan in another currency", trip.currency),
                    ));
                }
                None => faults.push(unknown(at, id)),
            }
        }
        let origin = trip.route.as_ref().and_then(|route| route.origin.as_deref());
        supply.add_own(own, origin, trip.currency, faults);
        if let Some(origin) = origin {
            let described = own.cities.iter().find(|described| described.id == origin).cloned();
            match described.or_else(|| destination(origin).map(Destination::city)) {
                Some(city) => supply.cities.push(city),
                None => faults.push(unknown("/route/origin".to_owned(), origin)),
            }
        }
        supply
    }

    fn take(&mut self, parts: pathfinder_domain::catalogue::Parts) {
        self.cities.push(City { transit_fare: parts.travel.transit_fare, ..parts.city });
        self.places.extend(parts.places);
        self.restaurants.extend(parts.restaurants);
        self.lodgings.extend(parts.lodgings);
        // A city of the trip's own may have no fare, and taxis have one tariff for the whole trip: the dearest city's, so that no plan is cheaper
        // on paper than on the way.
        let dearer = |known: Option<Money>, new: Option<Money>| known.into_iter().chain(new).max_by_key(|money| money.minor);
        self.travel.transit_fare = dearer(self.travel.transit_fare, parts.travel.transit_fare);
        self.travel.taxi_base = dearer(self.travel.taxi_base, parts.travel.taxi_base);
        self.travel.taxi_per_km = dearer(self.travel.taxi_per_km, parts.travel.taxi_per_km);
    }

    fn add_own(&mut self, own: &TripCatalog, origin: Option<&str>, currency: Currency, faults: &mut Vec<Fault>) {
        let cities: BTreeSet<String> = self.cities.iter().map(|city| city.id.clone()).collect();
        let mut priced = |at: String, money: Money| match rates::convert(money, currency) {
            Some(converted) => converted,
            None => {
                let detail = format!("there is no exchange rate from {} to {currency}; write this amount in {currency}", money.currency);
                faults.push(Fault::new(at, "no-rate", detail));
                Money::zero(currency)
            }
        };
        for (index, city) in own.cities.iter().enumerate() {
            let fare = city.transit_fare.map(|fare| priced(format!("/catalog/cities/{index}/transitFare"), fare));
            if let Some(known) = self.cities.iter_mut().find(|known| known.id == city.id) {
                known.transit_fare = fare;
            }
        }
        let places = own.places.iter().enumerate().filter(|(_, place)| cities.contains(&place.city));
        let places: Vec<Place> = places
            .map(|(index, place)| {
                let fee = |(step, fee): (usize, &Fee)| Fee {
                    price: priced(format!("/catalog/places/{index}/fees/{step}/price"), fee.price),
                    ..*fee
                };
                Place { fees: place.fees.iter().enumerate().map(fee).collect(), ..place.clone() }
            })
            .collect();
        let restaurants = own.restaurants.iter().enumerate().filter(|(_, restaurant)| cities.contains(&restaurant.city));
        let restaurants: Vec<Restaurant> = restaurants
            .map(|(index, restaurant)| Restaurant {
                price: priced(format!("/catalog/restaurants/{index}/price"), restaurant.price),
                ..restaurant.clone()
            })
            .collect();
        let lodgings = own.lodgings.iter().enumerate().filter(|(_, lodging)| cities.contains(&lodging.city));
        let lodgings: Vec<Lodging> = lodgings
            .map(|(index, lodging)| Lodging {
                per_night: priced(format!("/catalog/lodgings/{index}/perNight"), lodging.per_night),
                ..lodging.clone()
            })
            .collect();
        let on_the_way = |city: &String| cities.contains(city) || origin == Some(city);
        let legs = own.legs.iter().enumerate().filter(|(_, leg)| on_the_way(&leg.from) && on_the_way(&leg.to));
        self.legs =
            legs.map(|(index, leg)| Leg { price: priced(format!("/catalog/legs/{index}/price"), leg.price), ..leg.clone() }).collect();
        self.places.retain(|known| places.iter().all(|own| own.id != known.id));
        self.restaurants.retain(|known| restaurants.iter().all(|own| own.id != known.id));
        self.lodgings.retain(|known| lodgings.iter().all(|own| own.id != known.id));
        self.places.extend(places);
        self.restaurants.extend(restaurants);
        self.lodgings.extend(lodgings);
    }
}

fn unknown(at: String, id: &str) -> Fault {
    Fault::new(at, "unknown-city", format!("{id:?} is neither a destination of the catalogue nor a city of the trip's own catalogue"))
}
