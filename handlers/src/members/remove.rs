//! `DELETE /api/v1/families/{familyId}/members/{memberId}`: an admin removes a member, or an adult leaves.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::access::{FamilyAction, family_may};
use pathfinder_domain::ids::MemberId;
use pathfinder_functions::Function;

use super::{TAG, keeps_an_admin};
use crate::access::{InFamily, family::EditSelf};
use crate::app::App;
use crate::http::{IfMatch, PathId};
use crate::invitations::withdrawals;
use crate::problem::{Answer, Problem};
use crate::store::accounts::{FAMILY, unindex_family};
use crate::store::trip_links::touch_trips;

pub fn function() -> Function<App> {
    Function::http(
        "members-remove",
        Method::DELETE,
        "v1/families/{familyId}/members/{memberId}",
        "Removes a member; adults may leave, admins may remove everybody.",
        handle,
    )
    .tag(TAG)
    .header("If-Match", true, "ETag of the family.")
    .answers_empty(204, "The member is gone, or was not there.")
}

async fn handle(State(app): State<App>, access: InFamily<EditSelf>, PathId(id): PathId<MemberId>, read: IfMatch) -> Answer<StatusCode> {
    if id != access.member && !family_may(access.role, FamilyAction::Manage) {
        return Err(Problem::forbidden("only an admin of the family may remove others"));
    }
    let etag = access.family.etag;
    let mut family = access.family.value;
    let Some(at) = family.members.iter().position(|member| member.id == id) else { return Ok(StatusCode::NO_CONTENT) };
    read.check(&etag)?;
    let gone = family.members.remove(at);
    keeps_an_admin(&family)?;
    family.updated_at = app.now();
    let mut writes = vec![Write::replace(FAMILY, FAMILY, &family, etag)?];
    writes.extend(withdrawals(&app, family.id, &family).await?);
    app.documents.batch(Container::Accounts, &family.id.to_string(), writes).await?;
    if let Some(user) = &gone.user {
        unindex_family(&app, user, family.id).await?;
    }
    touch_trips(&app, family.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
