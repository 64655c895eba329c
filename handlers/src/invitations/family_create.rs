//! `POST /api/v1/families/{familyId}/invitations`: invites an adult into the family.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::Write;
use pathfinder_domain::ids::MemberId;
use pathfinder_domain::people::Role;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Into, SentInvitation, TAG, create};
use crate::access::{InFamily, family::Manage};
use crate::app::App;
use crate::http::{Body, NewIds};
use crate::problem::{Answer, Problem};
use crate::store::accounts::FAMILY;

pub fn function() -> Function<App> {
    Function::http(
        "invitations-family-create",
        Method::POST,
        "v1/families/{familyId}/invitations",
        "Invites an adult into the family.",
        handle,
    )
    .tag(TAG)
    .takes::<FamilyInviteForm>()
    .answers::<SentInvitation>(201, "The invitation with its token.")
}

/// Whom to invite, and as what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FamilyInviteForm {
    /// Only somebody signed in with this address may accept.
    #[schemars(length(max = 254), regex(pattern = "^[^@\\s]+@[^@\\s]+$"))]
    email: Option<String>,
    /// `admin` or `adult`.
    role: Role,
    /// An adult of the family who does not sign in yet and will be this person; a new member where absent.
    member: Option<MemberId>,
}

async fn handle(State(app): State<App>, access: InFamily<Manage>, ids: NewIds, Body(form): Body<FamilyInviteForm>) -> Answer<Response> {
    if form.role == Role::Child {
        return Err(Problem::field("/role", "child", "children do not sign in; add a child profile instead"));
    }
    if let Some(id) = form.member {
        let member = access.family.value.members.iter().find(|member| member.id == id);
        if member.is_none_or(|member| member.user.is_some() || member.role == Role::Child) {
            return Err(Problem::field("/member", "unknown-member", "this is not an adult of the family who does not sign in yet"));
        }
    }
    let into = Into::Family { family: access.id(), role: form.role, member: form.member };
    create::send(&app, &access.caller, &ids, into, form.email, Write::require(FAMILY, access.family.etag)).await
}
