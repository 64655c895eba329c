//! `GET /api/v1/destinations/{slug}`: the places, restaurants and lodging areas of a destination.

use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::ETag;
use pathfinder_domain::catalogue::{Summary, destination, destinations};
use pathfinder_domain::planning::problem::{Lodging, Place, Restaurant};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use super::TAG;
use crate::app::App;
use crate::http::{IfNoneMatch, PathId};
use crate::identity::Caller;
use crate::problem::{Answer, Problem};

pub fn function() -> Function<App> {
    Function::http(
        "destinations-read",
        Method::GET,
        "v1/destinations/{slug}",
        "Shows the places, restaurants and lodging areas of a destination, priced in its own currency.",
        handle,
    )
    .tag(TAG)
    .answers::<DestinationView>(200, "The destination.")
    .conditional()
}

/// A destination with everything that the planner may choose from. The ids are those that wishes and edits use.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Destination")]
struct DestinationView {
    #[serde(flatten)]
    summary: Summary,
    /// Year and month in which the facts were last read through.
    checked: String,
    places: Vec<Place>,
    restaurants: Vec<Restaurant>,
    lodgings: Vec<Lodging>,
}

async fn handle(_: Caller, PathId(slug): PathId<String>, known: IfNoneMatch) -> Answer<Response> {
    let found = destination(&slug).ok_or_else(Problem::not_found)?;
    let summary = destinations().iter().find(|summary| summary.slug == slug).cloned().ok_or_else(Problem::not_found)?;
    let parts = found.parts(found.currency).ok_or_else(|| Problem::internal("a destination has no rate for its own currency"))?;
    // The catalogue is part of the program: it changes with the version.
    let etag = ETag(format!("{slug}-{}-{}", found.checked, env!("CARGO_PKG_VERSION")));
    let view = DestinationView {
        summary,
        checked: found.checked.clone(),
        places: parts.places,
        restaurants: parts.restaurants,
        lodgings: parts.lodgings,
    };
    Ok(known.answer(&etag, &view))
}
