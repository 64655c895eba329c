//! `POST /api/v1/trips/{tripId}/invitations`: invites a family onto the trip.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_functions::Function;

use super::create::{self, InviteForm};
use super::{Into, SentInvitation, TAG};
use crate::access::{OnTrip, trip::ManageFamilies};
use crate::app::App;
use crate::http::{Body, NewIds};
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http(
        "invitations-trip-create",
        Method::POST,
        "v1/trips/{tripId}/invitations",
        "Invites a family onto the trip; one of its admins answers.",
        handle,
    )
    .tag(TAG)
    .takes::<InviteForm>()
    .answers::<SentInvitation>(201, "The invitation with its token.")
}

async fn handle(State(app): State<App>, access: OnTrip<ManageFamilies>, ids: NewIds, Body(form): Body<InviteForm>) -> Answer<Response> {
    access.open()?;
    create::send(&app, &access.caller, &ids, Into::Trip { trip: access.id() }, form.email).await
}
