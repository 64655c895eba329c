//! `DELETE /api/v1/families/{familyId}`: dissolves a family that is on no trip.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::IfMatch;
use crate::invitations::{INVITATION, INVITING};
use crate::problem::{Answer, Problem};
use crate::store::accounts::{FAMILY, unindex_family};
use crate::store::trip_links::{self, TRIP_LINK};
use crate::store::{self, trips};

pub fn function() -> Function<App> {
    Function::http("families-delete", Method::DELETE, "v1/families/{familyId}", "Dissolves a family that is on no trip.", handle)
        .tag(TAG)
        .header("If-Match", true, "ETag of what was read.")
        .answers_empty(204, "It is gone.")
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, read: IfMatch) -> Answer<StatusCode> {
    read.check(&access.family.etag)?;
    let id = access.id();
    let partition = id.to_string();
    for link in trip_links::links(&app, id).await? {
        if trips::participation(&app, link.trip, id).await?.is_some() {
            return Err(Problem::conflict("the family is on a trip; leave or delete its trips first"));
        }
    }
    // A trip that is linked meanwhile replaces the family, so that this fails.
    app.documents.batch(Container::Accounts, &partition, vec![Write::delete(FAMILY, Some(access.family.etag))]).await?;
    for kind in [INVITATION, INVITING, TRIP_LINK] {
        store::delete_kind(&app, Container::Accounts, &partition, kind).await?;
    }
    for member in access.family.value.members.iter().filter_map(|member| member.user.as_ref()) {
        unindex_family(&app, member, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
