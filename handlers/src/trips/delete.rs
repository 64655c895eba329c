//! `DELETE /api/v1/trips/{tripId}`: deletes a trip and everything of it.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::ids::TripId;
use pathfinder_domain::trip::{Participation, Trip};
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{OnTrip, trip::Delete};
use crate::app::App;
use crate::http::IfMatch;
use crate::problem::Answer;
use crate::store::accounts;
use crate::store::operations::OPERATION;
use crate::store::outbox::OUTBOX;
use crate::store::trip_links::trip_link_id;
use crate::store::trips::{INPUTS, PARTICIPATION, TRIP, participation_id, participations};
use crate::store::{self, Versioned, first_etag};
use crate::{catalog, exports, invitations, itineraries, notifications};

/// Everything of a trip besides itself and its families' parts.
const BELOW: [&str; 11] = [
    OPERATION,
    OUTBOX,
    itineraries::ITINERARY,
    itineraries::PLAN,
    itineraries::PROBLEM,
    itineraries::SLOT,
    exports::EXPORT,
    catalog::CATALOG,
    invitations::INVITATION,
    invitations::INVITING,
    INPUTS,
];

pub fn function() -> Function<App> {
    Function::http("trips-delete", Method::DELETE, "v1/trips/{tripId}", "Deletes a trip and everything of it, for all families.", handle)
        .tag(TAG)
        .header("If-Match", true, "ETag of what was read.")
        .answers_empty(204, "It is gone.")
}

async fn handle(State(app): State<App>, access: OnTrip<Delete>, read: IfMatch) -> Answer<StatusCode> {
    let id = access.id();
    let marked = mark(&app, access.trip, &read).await?;
    // The trip itself goes last: an interrupted deletion can be asked for again by the same caller.
    exports::delete_all(&app, id).await?;
    let families = participations(&app, id).await?;
    for kind in BELOW {
        store::delete_kind(&app, Container::Trips, &id.to_string(), kind).await?;
    }
    for family in &families {
        let link = Write::delete(trip_link_id(id), None);
        store::absent_is_fine(app.documents.batch(Container::Accounts, &family.value.family.to_string(), vec![link]).await)?;
    }
    forget_notifications(&app, id, &families).await?;
    let organiser = marked.value.organiser;
    for family in families.iter().map(|part| part.value.family).filter(|family| *family != organiser) {
        store::absent_is_fine(
            app.documents.batch(Container::Trips, &id.to_string(), vec![Write::delete(participation_id(family), None)]).await,
        )?;
    }
    // Together: with the organiser's part goes the right to ask again.
    let writes = vec![Write::delete(TRIP, Some(marked.etag)), Write::delete(participation_id(organiser), None)];
    store::absent_is_fine(app.documents.batch(Container::Trips, &id.to_string(), writes).await)?;
    // What was on its way when the mark was set; nothing comes any more, since everything requires the trip.
    exports::delete_all(&app, id).await?;
    for kind in BELOW.into_iter().chain([PARTICIPATION]) {
        store::delete_kind(&app, Container::Trips, &id.to_string(), kind).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The first write, and the one on which the condition stands: refused, nothing was deleted. From here on the trip is there for nobody else,
/// and a repetition goes on without a condition, since the first attempt has kept it.
async fn mark(app: &App, mut trip: Versioned<Trip>, read: &IfMatch) -> Answer<Versioned<Trip>> {
    if trip.value.deleted_at.is_some() {
        return Ok(trip);
    }
    read.check(&trip.etag)?;
    trip.value.deleted_at = Some(app.now());
    let write = Write::replace(TRIP, TRIP, &trip.value, trip.etag)?;
    let etag = first_etag(app.documents.batch(Container::Trips, &trip.value.id.to_string(), vec![write]).await?)?;
    Ok(Versioned { etag, value: trip.value })
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
