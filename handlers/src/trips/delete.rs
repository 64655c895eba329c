//! `DELETE /api/v1/trips/{tripId}`: deletes a trip and everything of it.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, DocumentError, Query, Write};
use pathfinder_domain::ids::TripId;
use pathfinder_domain::trip::Participation;
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{OnTrip, trip::Edit};
use crate::app::App;
use crate::http::IfMatch;
use crate::problem::{Answer, Problem};
use crate::store::Versioned;
use crate::store::accounts::{self, trip_link_id};
use crate::store::operations::OPERATION;
use crate::store::outbox::OUTBOX;
use crate::store::trips::{INPUTS, PARTICIPATION, TRIP, participations};
use crate::{catalog, exports, itineraries, notifications};

/// Everything of a trip besides itself and its families' parts.
const BELOW: [&str; 10] = [
    OPERATION,
    OUTBOX,
    itineraries::ITINERARY,
    itineraries::PLAN,
    itineraries::PROBLEM,
    itineraries::SLOT,
    exports::EXPORT,
    catalog::CATALOG,
    crate::invitations::INVITATION,
    INPUTS,
];

pub fn function() -> Function<App> {
    Function::http("trips-delete", Method::DELETE, "v1/trips/{tripId}", "Deletes a trip and everything of it, for all families.", handle)
        .tag(TAG)
        .header("If-Match", true, "ETag of what was read.")
        .answers_empty(204, "It is gone.")
}

async fn handle(State(app): State<App>, access: OnTrip<Edit>, read: IfMatch) -> Answer<StatusCode> {
    read.check(&access.trip.etag)?;
    let id = access.id();
    // Files first, the trip itself last: an interrupted deletion can be asked for again by the same caller.
    exports::delete_all(&app, id).await?;
    let families = participations(&app, id).await?;
    for kind in BELOW {
        delete_kind(&app, id, kind).await?;
    }
    for family in &families {
        let link = Write::delete(trip_link_id(id), None);
        absent_is_fine(app.documents.batch(Container::Accounts, &family.value.family.to_string(), vec![link]).await)?;
    }
    forget_notifications(&app, id, &families).await?;
    // Last and together: with the parts goes the right to ask again.
    let mut writes = vec![Write::delete(TRIP, Some(access.trip.etag))];
    writes.extend(families.iter().map(|family| Write::delete(crate::store::trips::participation_id(family.value.family), None)));
    app.documents.batch(Container::Trips, &id.to_string(), writes).await?;
    // What came in the meantime; nothing comes any more, since everything requires the trip.
    exports::delete_all(&app, id).await?;
    for kind in BELOW.into_iter().chain([PARTICIPATION]) {
        delete_kind(&app, id, kind).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What was told of the trip names it: that goes too, for everybody who is on it.
async fn forget_notifications(app: &App, id: TripId, parts: &[Versioned<Participation>]) -> Answer<()> {
    for part in parts {
        let Some(family) = accounts::family(app, part.value.family).await? else { continue };
        for user in family.value.members.iter().filter_map(|member| member.user.as_ref()) {
            notifications::forget(app, user, id).await?;
        }
    }
    Ok(())
}

async fn delete_kind(app: &App, id: TripId, kind: &str) -> Answer<()> {
    loop {
        let page = app.documents.query(Container::Trips, &id.to_string(), Query { limit: 100, ..Query::kind(kind) }).await?;
        if page.items.is_empty() {
            return Ok(());
        }
        for stored in page.items {
            absent_is_fine(app.documents.batch(Container::Trips, &id.to_string(), vec![Write::delete(stored.id, None)]).await)?;
        }
    }
}

fn absent_is_fine<T>(outcome: Result<T, DocumentError>) -> Result<(), Problem> {
    match outcome {
        Ok(_) | Err(DocumentError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
