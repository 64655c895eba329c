//! Which trips a family has a part in: an index in the family's partition. The truth stands in each trip's partition.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::{try_join, try_join_all};
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::people::Family;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::{Answer, Code, Problem};
use crate::store::accounts::{self, FAMILY};
use crate::store::trips::{self, touch_inputs};
use crate::store::{RACES, all, lost};

pub const TRIP_LINK: &str = "tripLink";
/// A link this young may belong to a request that still runs, and is taken at its word; no HTTP function runs longer.
const IN_FLIGHT: TimeDelta = TimeDelta::seconds(60);

/// That a family has (or had) a part in a trip.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TripLink {
    pub trip: TripId,
    #[serde(default)]
    linked_at: Option<DateTime<Utc>>,
}

pub fn trip_link_id(trip: TripId) -> String {
    format!("trip_{trip}")
}

/// The trips that a family's index names.
///
/// # Errors
/// The store's.
pub async fn links(app: &App, family: FamilyId) -> Answer<Vec<TripLink>> {
    let found = all::<TripLink>(app, Container::Accounts, &family.to_string(), TRIP_LINK).await?;
    Ok(found.into_iter().map(|link| link.value).collect())
}

/// Notes that the family takes a part in the trip, before it does: a link without a part is harmless, a part without a link would be lost to
/// its family. The family is replaced in the same batch, so that of two links at once, or of a link and the family's end, one looks again.
///
/// # Errors
/// What `may` says of the family as it stands (None: there is no such family); [`Code::LimitReached`]; the store's.
pub async fn link(app: &App, family: FamilyId, trip: TripId, may: impl Fn(Option<&Family>) -> Answer<()>) -> Answer<()> {
    for _ in 0..RACES {
        let found = accounts::family(app, family).await?;
        may(found.as_ref().map(|found| &found.value))?;
        let Some(found) = found else { return Err(Problem::not_found()) };
        let most = app.config.limits.trips_per_family;
        if open_trips(app, family, trip).await? >= most {
            return Err(Problem::new(
                Code::LimitReached,
                format!("one family has at most {most} open trips; complete, call off or delete one first"),
            ));
        }
        let link = TripLink { trip, linked_at: Some(app.now()) };
        let writes = vec![Write::replace(FAMILY, FAMILY, &found.value, found.etag)?, Write::put(trip_link_id(trip), TRIP_LINK, &link)?];
        match app.documents.batch(Container::Accounts, &family.to_string(), writes).await {
            Ok(_) => return Ok(()),
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

/// The open trips that the family has a part in, besides `except`; looks at the trips only where there are enough links to matter.
async fn open_trips(app: &App, family: FamilyId, except: TripId) -> Answer<usize> {
    let mut links = links(app, family).await?;
    links.retain(|link| link.trip != except);
    if links.len() < app.config.limits.trips_per_family {
        return Ok(links.len());
    }
    let counts = try_join_all(links.iter().map(|link| counts(app, family, link))).await?;
    Ok(counts.into_iter().filter(|counts| *counts).count())
}

async fn counts(app: &App, family: FamilyId, link: &TripLink) -> Answer<bool> {
    let (trip, part) = try_join(trips::trip(app, link.trip), trips::participation(app, link.trip, family)).await?;
    let in_flight = link.linked_at.is_some_and(|at| at + IN_FLIGHT > app.now());
    Ok(match (trip, part) {
        (Some(trip), Some(_)) => trip.value.status.is_open(),
        _ => in_flight,
    })
}

/// Tells the plans of the family's trips that who travels has changed. Comes after the change of the family.
///
/// # Errors
/// The store's.
pub async fn touch_trips(app: &App, family: FamilyId) -> Answer<()> {
    let links = links(app, family).await?;
    try_join_all(links.iter().map(|link| touch(app, family, link.trip))).await?;
    Ok(())
}

async fn touch(app: &App, family: FamilyId, id: TripId) -> Answer<()> {
    for _ in 0..RACES {
        let (trip, part) = try_join(trips::trip(app, id), trips::participation(app, id, family)).await?;
        let (Some(trip), Some(_)) = (trip, part) else { return Ok(()) };
        // Together with the trip: nothing of a deleted one comes back.
        let writes = vec![Write::require(trips::TRIP, trip.etag), touch_inputs(app, id).await?];
        match app.documents.batch(Container::Trips, &id.to_string(), writes).await {
            Ok(_) => return Ok(()),
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}
