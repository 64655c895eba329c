//! `PATCH /api/v1/families/{familyId}/members/{memberId}`: changes a member; adults may change themselves, admins everybody.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::access::{FamilyAction, family_may};
use pathfinder_domain::ids::MemberId;
use pathfinder_functions::Function;

use super::{MemberForm, TAG, keeps_an_admin};
use crate::access::{InFamily, family::EditSelf};
use crate::app::App;
use crate::families::FamilyView;
use crate::http::{IfMatch, Patch, PathId, tagged};
use crate::invitations::withdrawals;
use crate::problem::{Answer, Problem};
use crate::store::accounts::FAMILY;
use crate::store::first_etag;
use crate::store::trip_links::touch_trips;

pub fn function() -> Function<App> {
    Function::http(
        "members-update",
        Method::PATCH,
        "v1/families/{familyId}/members/{memberId}",
        "Changes a member; adults may change themselves, admins everybody.",
        handle,
    )
    .tag(TAG)
    .header("If-Match", true, "ETag of the family.")
    .takes_patch::<MemberForm>()
    .answers::<FamilyView>(200, "The family with the changed member.")
    .response_header(200, "ETag", "The version of the family as it stands now.")
}

async fn handle(
    State(app): State<App>,
    access: InFamily<EditSelf>,
    PathId(id): PathId<MemberId>,
    read: IfMatch,
    patch: Patch,
) -> Answer<Response> {
    read.check(&access.family.etag)?;
    let manages = family_may(access.role, FamilyAction::Manage);
    if id != access.member && !manages {
        return Err(Problem::forbidden("only an admin of the family may change others"));
    }
    let etag = access.family.etag;
    let mut family = access.family.value;
    let member = family.members.iter_mut().find(|member| member.id == id).ok_or_else(Problem::not_found)?;
    let before = MemberForm::of(member);
    let form: MemberForm = patch.apply(&before)?;
    if form.role != before.role && !manages {
        return Err(Problem::forbidden("only an admin of the family may change roles"));
    }
    let faults = form.faults(member.user.is_some(), app.now().date_naive());
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    (member.name, member.role, member.born) = (form.name, form.role, form.born);
    keeps_an_admin(&family)?;
    family.updated_at = app.now();
    let mut writes = vec![Write::replace(FAMILY, FAMILY, &family, etag)?];
    writes.extend(withdrawals(&app, family.id, &family).await?);
    let etag = first_etag(app.documents.batch(Container::Accounts, &family.id.to_string(), writes).await?)?;
    touch_trips(&app, family.id).await?;
    Ok(tagged(StatusCode::OK, &etag, &FamilyView::from(&family)))
}
