//! `DELETE /api/v1/families/{familyId}`: dissolves a family that is on no trip.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_functions::Function;

use super::TAG;
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::IfMatch;
use crate::invitations::INVITATION;
use crate::problem::{Answer, Problem};
use crate::store::accounts::{FAMILY, TRIP_LINK, TripLink, unindex_family};
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
    let links = store::all::<TripLink>(&app, Container::Accounts, &partition, TRIP_LINK).await?;
    for link in &links {
        if trips::participation(&app, link.value.trip, id).await?.is_some() {
            return Err(Problem::conflict("the family is on a trip; leave or delete its trips first"));
        }
    }
    // One batch: the family with its open invitations. What is left behind by a crash after it are index entries that readers pass over.
    let mut writes = vec![Write::delete(FAMILY, Some(access.family.etag))];
    let page = app
        .documents
        .query(
            Container::Accounts,
            &partition,
            pathfinder_cloud::documents::Query { limit: 90, ..pathfinder_cloud::documents::Query::kind(INVITATION) },
        )
        .await?;
    writes.extend(page.items.into_iter().map(|stored| Write::delete(stored.id, None)));
    app.documents.batch(Container::Accounts, &partition, writes).await?;
    for member in access.family.value.members.iter().filter_map(|member| member.user.as_ref()) {
        unindex_family(&app, member, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
