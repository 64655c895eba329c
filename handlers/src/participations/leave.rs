//! `DELETE /api/v1/trips/{tripId}/families/{familyId}`: a family leaves, or the organiser takes it off the trip.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::access::{TripAction, may};
use pathfinder_domain::ids::FamilyId;
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Problem};
use crate::store::trip_links::trip_link_id;
use crate::store::trips::{self, participation_id, touch_inputs};

pub fn function() -> Function<App> {
    // Without If-Match: whatever became of the family's wishes, it leaves; there is nothing that a deletion could miss.
    Function::http(
        "participations-leave",
        Method::DELETE,
        "v1/trips/{tripId}/families/{familyId}",
        "Takes a family off the trip: its own admins may, and the organiser.",
        handle,
    )
    .tag(TAG)
    .answers_empty(204, "It is off the trip, or was not on it.")
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, PathId(family): PathId<FamilyId>) -> Answer<StatusCode> {
    let leaves = access.families.iter().any(|(own, role)| *own == family && may(*role, TripAction::Leave));
    if !leaves && !may(access.role, TripAction::ManageFamilies) {
        return Err(Problem::forbidden("only the family's own admins and the organiser may take it off the trip"));
    }
    if family == access.trip.value.organiser {
        return Err(Problem::conflict("the organising family cannot leave its trip; delete the trip instead"));
    }
    let id = access.id();
    if trips::participation(&app, id, family).await?.is_none() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let writes = vec![Write::delete(participation_id(family), None), touch_inputs(&app, id).await?];
    match app.documents.batch(Container::Trips, &id.to_string(), writes).await {
        Ok(_) | Err(DocumentError::Missing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    // The index last: what stays after a crash is passed over by readers.
    let link = Write::delete(trip_link_id(id), None);
    match app.documents.batch(Container::Accounts, &family.to_string(), vec![link]).await {
        Ok(_) | Err(DocumentError::Missing { .. }) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
