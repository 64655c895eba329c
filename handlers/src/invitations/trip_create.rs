//! `POST /api/v1/trips/{tripId}/invitations`: invites a family onto the trip.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::Write;
use pathfinder_functions::Function;

use super::create::{self, InviteForm};
use super::{Into, SentInvitation, TAG};
use crate::access::{OnTrip, trip::ManageFamilies};
use crate::app::App;
use crate::http::{Body, NewIds};
use crate::problem::Answer;
use crate::store::trips::TRIP;

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
    let into = Into::Trip { trip: access.id() };
    create::send(&app, &access.caller, &ids, into, form.email, Write::require(TRIP, access.trip.etag)).await
}
