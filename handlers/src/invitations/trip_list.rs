//! `GET /api/v1/trips/{tripId}/invitations`: who was invited onto the trip.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::Container;
use pathfinder_functions::Function;

use super::{InvitationView, TAG, list};
use crate::access::{OnTrip, trip::ManageFamilies};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http(
        "invitations-trip-list",
        Method::GET,
        "v1/trips/{tripId}/invitations",
        "Lists who was invited onto the trip, newest first.",
        handle,
    )
    .tag(TAG)
    .query::<PageQuery>()
    .answers::<List<InvitationView>>(200, "The invitations, without their tokens.")
}

async fn handle(State(app): State<App>, access: OnTrip<ManageFamilies>, paging: Paging) -> Answer<List<InvitationView>> {
    list::list(&app, Container::Trips, &access.id().to_string(), &paging).await
}
