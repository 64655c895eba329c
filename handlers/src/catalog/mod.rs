//! A trip's own catalogue: cities, places, restaurants, lodgings and connections that the built-in one does not know.

mod read;
mod write;

use std::collections::BTreeSet;

use pathfinder_cloud::documents::Container;
use pathfinder_domain::catalogue;
use pathfinder_domain::ids::TripId;
use pathfinder_domain::planning::problem::{City, Leg, Lodging, Place, Restaurant};
use pathfinder_domain::trip::Trip;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::Answer;
use crate::store::{Versioned, get};

pub fn functions() -> Vec<Function<App>> {
    vec![read::function(), write::function()]
}

const TAG: &str = "Trip catalogue";
pub const CATALOG: &str = "catalog";

/// What a trip brings along. Everything is in the form of a planning problem, prices in the trip's currency.
/// Entries may stand in a city of the built-in catalogue (its slug) or in one of `cities`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TripCatalog {
    #[schemars(length(max = 20))]
    pub cities: Vec<City>,
    #[schemars(length(max = 1000))]
    pub places: Vec<Place>,
    #[schemars(length(max = 1000))]
    pub restaurants: Vec<Restaurant>,
    #[schemars(length(max = 1000))]
    pub lodgings: Vec<Lodging>,
    /// Connections between cities of the trip.
    #[schemars(length(max = 1000))]
    pub legs: Vec<Leg>,
}

/// # Errors
/// The store's.
pub async fn of(app: &App, trip: TripId) -> Answer<Option<Versioned<TripCatalog>>> {
    get(app, Container::Trips, &trip.to_string(), CATALOG).await
}

/// Ids of the cities that the trip's own catalogue describes.
///
/// # Errors
/// The store's.
pub async fn cities(app: &App, trip: TripId) -> Answer<Vec<String>> {
    Ok(of(app, trip).await?.map(|found| found.value.cities.into_iter().map(|city| city.id).collect()).unwrap_or_default())
}

/// What wishes may name.
#[derive(Debug, Default)]
pub struct KnownIds {
    pub places: BTreeSet<String>,
    pub restaurants: BTreeSet<String>,
}

/// The ids of all places and restaurants in the trip's cities.
///
/// # Errors
/// The store's.
pub async fn known_ids(app: &App, trip: &Trip) -> Answer<KnownIds> {
    let mut known = KnownIds::default();
    for city in &trip.cities {
        if let Some(destination) = catalogue::destination(&city.destination) {
            let id = |id: &str| catalogue::problem_id(&destination.slug, id);
            known.places.extend(destination.places.iter().map(|place| id(&place.id)));
            known.restaurants.extend(destination.restaurants.iter().map(|restaurant| id(&restaurant.id)));
        }
    }
    if let Some(own) = of(app, trip.id).await? {
        known.places.extend(own.value.places.into_iter().map(|place| place.id));
        known.restaurants.extend(own.value.restaurants.into_iter().map(|restaurant| restaurant.id));
    }
    Ok(known)
}
