//! `GET /api/v1/families/{familyId}/invitations`: who was invited into the family.

use axum::extract::State;
use http::Method;
use pathfinder_cloud::documents::Container;
use pathfinder_functions::Function;

use super::{InvitationView, TAG, list};
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::page::PageQuery;
use crate::http::{List, Paging};
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http(
        "invitations-family-list",
        Method::GET,
        "v1/families/{familyId}/invitations",
        "Lists who was invited into the family, newest first.",
        handle,
    )
    .tag(TAG)
    .query::<PageQuery>()
    .answers::<List<InvitationView>>(200, "The invitations, without their tokens.")
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, paging: Paging) -> Answer<List<InvitationView>> {
    list::list(&app, Container::Accounts, &access.id().to_string(), &paging).await
}
