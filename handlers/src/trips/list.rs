//! `GET /api/v1/trips`: the trips of the caller's families, newest first.

use axum::extract::State;
use futures::future::try_join_all;
use http::Method;
use pathfinder_functions::Function;

use super::{TAG, TripView};
use crate::access::trip::part_of;
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::identity::Caller;
use crate::problem::Answer;
use crate::store::{accounts, trip_links, trips};

pub fn function() -> Function<App> {
    Function::http("trips-list", Method::GET, "v1/trips", "Lists the trips of the caller's families, newest first.", handle)
        .tag(TAG)
        .query::<PageQuery>()
        .answers::<List<TripView>>(200, "The trips.")
}

async fn handle(State(app): State<App>, caller: Caller, paging: Paging) -> Answer<List<TripView>> {
    let mut ids = Vec::new();
    let families = accounts::families_of(&app, &caller.user).await?;
    for family in &families {
        ids.extend(trip_links::links(&app, family.value.id).await?.into_iter().map(|link| link.trip));
    }
    // UUIDv7 sorts by time of creation. Two families of one caller may be on the same trip.
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    let (page, next) = paging.slice(&ids);
    let trips = try_join_all(page.iter().map(|id| trips::trip(&app, *id))).await?;
    let parts = try_join_all(trips.into_iter().flatten().map(|trip| part_of(&app, &caller, &families, trip))).await?;
    let views = parts.into_iter().flatten().filter_map(|(trip, families)| {
        let role = families
            .iter()
            .map(|(_, role)| *role)
            .min_by_key(|role| pathfinder_domain::access::TripRole::ALL.iter().position(|r| r == role))?;
        Some(TripView::of(&trip.value, role))
    });
    paging.list(&app, views.collect(), next)
}
