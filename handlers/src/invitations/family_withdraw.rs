//! `DELETE /api/v1/families/{familyId}/invitations/{invitationId}`: takes an invitation into the family back.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_domain::ids::InvitationId;
use pathfinder_functions::Function;

use super::{TAG, list};
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::PathId;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    // Without If-Match: the state of the invitation itself decides, and an answered one stays as it is.
    Function::http(
        "invitations-family-withdraw",
        Method::DELETE,
        "v1/families/{familyId}/invitations/{invitationId}",
        "Takes an open invitation into the family back.",
        handle,
    )
    .tag(TAG)
    .answers_empty(204, "It no longer counts, or was not there.")
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, PathId(id): PathId<InvitationId>) -> Answer<StatusCode> {
    list::withdraw(&app, Container::Accounts, &access.id().to_string(), id).await
}
