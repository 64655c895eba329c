//! `PUT /api/v1/trips/{tripId}/catalog`: replaces what the trip brings along.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, DocumentError, ETag, Write};
use pathfinder_domain::catalogue;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::money::{Currency, MAX_MAJOR_UNITS, Money};
use pathfinder_domain::opening::Hours;
use pathfinder_functions::Function;

use super::{CATALOG, TAG, TripCatalog, of, read};
use crate::access::{OnTrip, trip::Edit};
use crate::app::App;
use crate::http::{Body, IfMatch, tagged};
use crate::problem::{Answer, Problem};
use crate::store::trips::{TRIP, touch_inputs};
use crate::store::{first_etag, lost};

pub fn function() -> Function<App> {
    Function::http(
        "catalog-write",
        Method::PUT,
        "v1/trips/{tripId}/catalog",
        "Replaces the places, restaurants, lodgings and connections that the trip brings along.",
        handle,
    )
    .tag(TAG)
    .takes::<TripCatalog>()
    .changes::<TripCatalog>("The catalogue as it stands now.")
}

async fn handle(State(app): State<App>, access: OnTrip<Edit>, seen: IfMatch, Body(catalog): Body<TripCatalog>) -> Answer<Response> {
    access.open()?;
    let id = access.id();
    let found = of(&app, id).await?;
    let current = found.as_ref().map_or_else(|| ETag(read::NONE.to_owned()), |found| found.etag.clone());
    seen.check(&current)?;
    let faults = faults(&catalog, access.trip.value.currency, app.config.limits.catalog_entries);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let write = match found {
        Some(found) => Write::replace(CATALOG, CATALOG, &catalog, found.etag)?,
        None => Write::create(CATALOG, CATALOG, &catalog)?,
    };
    // With the trip as it was read: nothing is written for a trip that was closed or is being deleted.
    let writes = vec![write, touch_inputs(&app, id).await?, Write::require(TRIP, access.trip.etag)];
    match app.documents.batch(Container::Trips, &id.to_string(), writes).await {
        Ok(etags) => Ok(tagged(StatusCode::OK, &first_etag(etags)?, &catalog)),
        // The catalogue is the one that the caller read; only the trip moved on.
        Err(DocumentError::Changed { id }) if id == TRIP => Err(lost()),
        Err(error) => Err(error.into()),
    }
}

/// Everything that can be said against a catalogue by itself; how it fits the trip is checked when an itinerary is asked for.
fn faults(catalog: &TripCatalog, currency: Currency, most: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    let sizes = [
        ("places", catalog.places.len()),
        ("restaurants", catalog.restaurants.len()),
        ("lodgings", catalog.lodgings.len()),
        ("legs", catalog.legs.len()),
    ];
    for (list, size) in sizes {
        if size > most {
            faults.push(Fault::new(format!("/{list}"), "too-many", format!("a trip brings at most {most} {list}")));
        }
    }
    let mut ids = BTreeSet::new();
    let places = catalog.places.iter().enumerate().map(|(at, place)| (format!("/places/{at}"), &place.id, &place.city));
    let restaurants =
        catalog.restaurants.iter().enumerate().map(|(at, restaurant)| (format!("/restaurants/{at}"), &restaurant.id, &restaurant.city));
    let lodgings = catalog.lodgings.iter().enumerate().map(|(at, lodging)| (format!("/lodgings/{at}"), &lodging.id, &lodging.city));
    for (pointer, id, city) in places.chain(restaurants).chain(lodgings) {
        if !ids.insert(id) {
            faults.push(Fault::new(
                format!("{pointer}/id"),
                "duplicate",
                format!("{id:?} stands twice; ids are unique among places, restaurants and lodgings"),
            ));
        }
        if id.split_once('/').is_some_and(|(slug, _)| catalogue::destination(slug).is_some()) {
            faults.push(Fault::new(
                format!("{pointer}/id"),
                "reserved",
                format!("{id:?} looks like an id of the built-in catalogue; choose another"),
            ));
        }
        if catalogue::destination(city).is_none() && !catalog.cities.iter().any(|own| own.id == *city) {
            faults.push(Fault::new(
                format!("{pointer}/city"),
                "unknown-city",
                format!("{city:?} is neither a destination nor one of cities"),
            ));
        }
    }
    let hours = catalog.places.iter().enumerate().map(|(at, place)| (format!("/places/{at}"), &place.opening_hours));
    let hours = hours
        .chain(catalog.restaurants.iter().enumerate().map(|(at, restaurant)| (format!("/restaurants/{at}"), &restaurant.opening_hours)));
    for (pointer, text) in hours {
        if let Some(Err(reason)) = text.as_ref().map(|text| Hours::parse(text, None)) {
            faults.push(Fault::new(format!("{pointer}/openingHours"), "opening-hours", reason));
        }
    }
    for (at, leg) in catalog.legs.iter().enumerate() {
        if catalog.legs[..at].iter().any(|other| other.id == leg.id) {
            faults.push(Fault::new(format!("/legs/{at}/id"), "duplicate", format!("{:?} stands twice", leg.id)));
        }
    }
    for (at, city) in catalog.cities.iter().enumerate() {
        if catalog.cities[..at].iter().any(|other| other.id == city.id) {
            faults.push(Fault::new(format!("/cities/{at}/id"), "duplicate", format!("{:?} stands twice", city.id)));
        }
        if catalogue::destination(&city.id).is_some() {
            faults.push(Fault::new(
                format!("/cities/{at}/id"),
                "reserved",
                format!("{:?} is a destination of the built-in catalogue", city.id),
            ));
        }
        if city.time_zone.parse::<chrono_tz::Tz>().is_err() {
            faults.push(Fault::new(
                format!("/cities/{at}/timeZone"),
                "time-zone",
                format!("{:?} is not an IANA time zone", city.time_zone),
            ));
        }
    }
    faults.extend(prices(catalog).into_iter().filter_map(|(pointer, price)| money_fault(pointer, price, currency)));
    faults
}

fn prices(catalog: &TripCatalog) -> Vec<(String, Money)> {
    let mut prices = Vec::new();
    for (at, place) in catalog.places.iter().enumerate() {
        prices.extend(place.fees.iter().enumerate().map(|(step, fee)| (format!("/places/{at}/fees/{step}/price"), fee.price)));
    }
    prices.extend(catalog.restaurants.iter().enumerate().map(|(at, restaurant)| (format!("/restaurants/{at}/price"), restaurant.price)));
    prices.extend(catalog.lodgings.iter().enumerate().map(|(at, lodging)| (format!("/lodgings/{at}/perNight"), lodging.per_night)));
    prices.extend(catalog.legs.iter().enumerate().map(|(at, leg)| (format!("/legs/{at}/price"), leg.price)));
    prices
}

fn money_fault(pointer: String, price: Money, currency: Currency) -> Option<Fault> {
    if price.currency != currency {
        return Some(Fault::new(format!("{pointer}/currency"), "currency", format!("prices are in the trip's currency, {currency}")));
    }
    if !price.within_reason() {
        return Some(Fault::new(format!("{pointer}/amount"), "maximum", format!("a price stays below {MAX_MAJOR_UNITS} {currency}")));
    }
    (price.minor < 0).then(|| Fault::new(format!("{pointer}/amount"), "minimum", "a price cannot be negative"))
}
