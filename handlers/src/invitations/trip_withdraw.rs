//! `DELETE /api/v1/trips/{tripId}/invitations/{invitationId}`: takes an invitation onto the trip back.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_domain::ids::InvitationId;
use pathfinder_functions::Function;

use super::{TAG, list};
use crate::access::{OnTrip, trip::ManageFamilies};
use crate::app::App;
use crate::http::PathId;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    // Without If-Match: the state of the invitation itself decides, and an answered one stays as it is.
    Function::http(
        "invitations-trip-withdraw",
        Method::DELETE,
        "v1/trips/{tripId}/invitations/{invitationId}",
        "Takes an open invitation onto the trip back.",
        handle,
    )
    .tag(TAG)
    .answers_empty(204, "It no longer counts, or was not there.")
}

async fn handle(State(app): State<App>, access: OnTrip<ManageFamilies>, PathId(id): PathId<InvitationId>) -> Answer<StatusCode> {
    list::withdraw(&app, Container::Trips, &access.id().to_string(), id).await
}
