//! What sending an invitation means, whatever it leads into.

use axum::response::Response;
use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_cloud::documents::{DocumentError, Write};
use pathfinder_domain::ids::InvitationId;
use schemars::JsonSchema;
use serde::Deserialize;
use std::time::Duration;

use super::{INVITATION, Into, Invitation, InvitationView, KEPT, SentInvitation, State, document_id, token};
use crate::app::App;
use crate::http::{NewIds, authenticate, tagged};
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::{self, SCHEMA_VERSION, Versioned, accounts};

/// Whom to invite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct InviteForm {
    /// Only somebody signed in with this address may accept.
    #[schemars(length(max = 254), regex(pattern = "^[^@\\s]+@[^@\\s]+$"))]
    pub(super) email: Option<String>,
}

/// Stores an invitation and answers it with its token.
///
/// # Errors
/// 409 with too many open ones, 429 when the caller sends too many.
pub(super) async fn send(app: &App, caller: &Caller, ids: &NewIds, into: Into, email: Option<String>) -> Answer<Response> {
    authenticate::draw(app, "invitations", caller, app.config.rates.invitations).await?;
    let known = store::all::<Invitation>(app, into.container(), &into.partition(), INVITATION).await?;
    let open = known.iter().filter(|found| found.value.state == State::Open && found.value.expires_at > app.now()).count();
    let id = InvitationId(ids.uuid());
    if open >= app.config.limits.open_invitations && !known.iter().any(|found| found.value.id == id) {
        return Err(Problem::new(
            Code::LimitReached,
            format!("at most {} invitations may be open; withdraw one first", app.config.limits.open_invitations),
        ));
    }
    let now = ids.started_at();
    let invitation = Invitation {
        schema_version: SCHEMA_VERSION,
        id,
        into,
        email: email.map(|email| email.to_lowercase()),
        state: State::Open,
        created_by: caller.user.clone(),
        inviter: accounts::user_or_new(app, caller).await?.value.display_name,
        created_at: now,
        expires_at: now + TimeDelta::days(app.config.limits.invitation_days),
        answered_by: None,
    };
    let life = KEPT + Duration::from_secs(u64::try_from(app.config.limits.invitation_days).unwrap_or(7) * 24 * 3600);
    let create = Write::create(document_id(id), INVITATION, &invitation)?.expiring(life);
    let stored = match app.documents.batch(into.container(), &into.partition(), vec![create]).await {
        Ok(etags) => Versioned { etag: accounts::one(etags)?, value: invitation },
        // The same intent, run again after a crash: it is there already.
        Err(DocumentError::Exists { .. }) => {
            store::get(app, into.container(), &into.partition(), &document_id(id)).await?.ok_or_else(Problem::not_found)?
        }
        Err(error) => return Err(error.into()),
    };
    let token = token::write(&app.cursor_key, &into, id).ok_or_else(|| Problem::internal("the key cannot sign invitations"))?;
    let sent = SentInvitation { invitation: InvitationView::of(&stored.value, app.now()), token };
    Ok(tagged(StatusCode::CREATED, &stored.etag, &sent))
}
