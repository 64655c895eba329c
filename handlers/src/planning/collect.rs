//! Reads what a plan depends on, under the ETag that tells whether it has changed since.

use futures::future::{try_join, try_join_all};
use pathfinder_cloud::documents::{Container, DocumentError, ETag, Write};
use pathfinder_domain::ids::TripId;
use pathfinder_domain::people::Family;
use pathfinder_domain::trip::{Trip, Wishes};

use crate::app::App;
use crate::catalog::{self, TripCatalog};
use crate::problem::Answer;
use crate::store::trips::{self, INPUTS, Inputs, TRIP};
use crate::store::{RACES, Versioned, accounts, lost};

/// A trip with everything that its plan depends on.
#[derive(Debug, Clone)]
pub struct Collected {
    pub trip: Versioned<Trip>,
    /// In the order in which the families were made.
    pub families: Vec<(Family, Wishes)>,
    pub catalog: TripCatalog,
    /// ETag of the trip's inputs, read before all the rest: while it stands, so does the rest.
    pub inputs: ETag,
}

/// None when there is no such trip.
///
/// # Errors
/// The store's.
pub async fn collect(app: &App, id: TripId) -> Answer<Option<Collected>> {
    let Some(inputs) = inputs(app, id).await? else { return Ok(None) };
    let (trip, parts) = try_join(trips::trip(app, id), trips::participations(app, id)).await?;
    let Some(trip) = trip else { return Ok(None) };
    let families = try_join_all(parts.iter().map(|part| accounts::family(app, part.value.family))).await?;
    let wishes = parts.into_iter().map(|part| part.value.wishes);
    // A family that was deleted since takes its part out of the trip in a moment.
    let families = families.into_iter().zip(wishes).filter_map(|(family, wishes)| Some((family?.value, wishes))).collect();
    let catalog = catalog::of(app, id).await?.map(|found| found.value).unwrap_or_default();
    Ok(Some(Collected { trip, families, catalog, inputs }))
}

/// The ETag of the trip's inputs; made when a trip has none yet. None when there is no such trip.
async fn inputs(app: &App, id: TripId) -> Answer<Option<ETag>> {
    for _ in 0..RACES {
        if let Some(found) = trips::inputs(app, id).await? {
            return Ok(Some(found.etag));
        }
        let Some(trip) = trips::trip(app, id).await? else { return Ok(None) };
        // Only together with its trip: a deleted one must not leave anything behind.
        let writes = vec![Write::require(TRIP, trip.etag), Write::create(INPUTS, INPUTS, &Inputs::default())?];
        match app.documents.batch(Container::Trips, &id.to_string(), writes).await {
            Ok(_) | Err(DocumentError::Exists { .. } | DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}
