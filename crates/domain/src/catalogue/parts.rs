//! A destination as parts of a planning problem, in the currency of the trip.

use std::collections::BTreeSet;

use super::destination::{Destination, point};
use super::rates;
use crate::money::{Currency, Money};
use crate::planning::problem::{City, Fee, Lodging, Mode, Place, Restaurant, RoomType, Travel};

/// What a planning problem takes over from a destination. Ids carry the slug (`rome/colosseum`), so that several destinations never clash;
/// the city's id is the slug itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    pub city: City,
    pub places: Vec<Place>,
    pub restaurants: Vec<Restaurant>,
    pub lodgings: Vec<Lodging>,
    /// Usual ways of the place: on foot, by public transport and by taxi, at their usual fares.
    pub travel: Travel,
}

/// The id that something of a destination has in a planning problem.
pub fn problem_id(slug: &str, id: &str) -> String {
    format!("{slug}/{id}")
}

/// What one gets for the price in a house of this kind. A hostel may mean a bed or a room: unknown.
fn room_type(kind: &str) -> Option<RoomType> {
    match kind {
        "hotel" => Some(RoomType::HotelRoom),
        "apartment" => Some(RoomType::EntireHome),
        "guest_house" => Some(RoomType::PrivateRoom),
        _ => None,
    }
}

impl Destination {
    pub fn city(&self) -> City {
        City {
            id: self.slug.clone(),
            name: self.name.clone(),
            center: point(self.center),
            time_zone: self.time_zone.clone(),
            country: Some(self.country.clone()),
            region: None,
            transit_fare: None,
        }
    }

    /// Everything, with prices in `currency` at the [`rates`] of the catalogue. None where there is no rate for that currency.
    pub fn parts(&self, currency: Currency) -> Option<Parts> {
        let city = self.city();
        let id = |id: &str| problem_id(&self.slug, id);
        let price = |amount: &str| -> Option<Money> { rates::convert(self.money(amount)?, currency) };
        let place = |sight: &super::Sight| -> Option<Place> {
            let fees = sight.fees.iter().map(|(from_age, amount)| Some(Fee { from_age: *from_age, price: price(amount)? }));
            Some(Place {
                id: id(&sight.id),
                name: sight.name.clone(),
                city: self.slug.clone(),
                location: point(sight.at),
                category: sight.category,
                visit_minutes: sight.minutes,
                opening_hours: sight.hours.clone(),
                fees: fees.collect::<Option<_>>()?,
                tags: sight.tags.clone(),
                score: None,
                last_entry_minutes: None,
            })
        };
        let restaurant = |eatery: &super::Eatery| -> Option<Restaurant> {
            Some(Restaurant {
                id: id(&eatery.id),
                name: eatery.name.clone(),
                city: self.slug.clone(),
                location: point(eatery.at),
                cuisines: eatery.cuisine.clone(),
                meals: eatery.meals.clone(),
                price: price(&eatery.price)?,
                opening_hours: eatery.hours.clone(),
                tags: eatery.tags.clone(),
            })
        };
        let lodging = |quarter: &super::Quarter| -> Option<Lodging> {
            Some(Lodging {
                id: id(&quarter.id),
                name: quarter.name.clone(),
                city: self.slug.clone(),
                location: point(quarter.at),
                per_night: price(&quarter.per_night)?,
                sleeps: quarter.sleeps,
                room_type: quarter.tags.get("kind").and_then(|kind| room_type(kind)),
                min_nights: 1,
                forbids: BTreeSet::new(),
                tags: quarter.tags.clone(),
            })
        };
        let fare = |amount: &Option<String>| amount.as_deref().map(price);
        Some(Parts {
            city,
            places: self.places.iter().map(place).collect::<Option<_>>()?,
            restaurants: self.restaurants.iter().map(restaurant).collect::<Option<_>>()?,
            lodgings: self.lodgings.iter().map(lodging).collect::<Option<_>>()?,
            travel: Travel {
                modes: vec![Mode::Walk, Mode::Transit, Mode::Taxi],
                transit_fare: fare(&self.transit_fare).map_or(Some(None), |fare| fare.map(Some))?,
                taxi_base: fare(&self.taxi_base).map_or(Some(None), |fare| fare.map(Some))?,
                taxi_per_km: fare(&self.taxi_per_km).map_or(Some(None), |fare| fare.map(Some))?,
                ..Travel::default()
            },
        })
    }
}
