//! What sending an invitation means, whatever it leads into.

use axum::response::Response;
use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_cloud::documents::{DocumentError, Write};
use pathfinder_domain::ids::InvitationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{INVITATION, INVITING, Into, Invitation, InvitationView, KEPT, SentInvitation, State, document_id, token};
use crate::app::App;
use crate::http::idempotency::Unstored;
use crate::http::{NewIds, authenticate, tagged};
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::{RACES, SCHEMA_VERSION, Versioned, accounts, all, first_etag, get, lost};

/// Whom to invite.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct InviteForm {
    /// Only somebody signed in with this address may accept.
    #[schemars(length(max = 254), regex(pattern = "^[^@\\s]+@[^@\\s]+$"))]
    pub(super) email: Option<String>,
}

/// Stores an invitation and answers it with its token. `of` is what it leads into, as the caller's right was read from it.
///
/// # Errors
/// 409 with too many open ones, 429 when the caller sends too many, 503 when `of` changed meanwhile.
pub(super) async fn send(app: &App, caller: &Caller, ids: &NewIds, into: Into, email: Option<String>, of: Write) -> Answer<Response> {
    let id = InvitationId(ids.uuid());
    if let Some(same) = stored(app, &into, id).await? {
        return answer(app, &same);
    }
    authenticate::draw(app, "invitations", caller, app.config.rates.invitations).await?;
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
    for _ in 0..RACES {
        let turn = turn(app, &into, id).await?;
        has_room(app, &into).await?;
        let create = Write::create(document_id(id), INVITATION, &invitation)?.expiring(life);
        match app.documents.batch(into.container(), &into.partition(), vec![create, turn, of.clone()]).await {
            Ok(etags) => return answer(app, &Versioned { etag: first_etag(etags)?, value: invitation }),
            Err(DocumentError::Exists { id } | DocumentError::Changed { id }) if id == INVITING => {}
            // The same intent, run at the same moment.
            Err(DocumentError::Exists { .. }) => return answer(app, &stored(app, &into, id).await?.ok_or_else(Problem::not_found)?),
            // What it leads into moved on, and the caller's right with it, perhaps.
            Err(DocumentError::Changed { .. }) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

async fn stored(app: &App, into: &Into, id: InvitationId) -> Answer<Option<Versioned<Invitation>>> {
    get(app, into.container(), &into.partition(), &document_id(id)).await
}

/// The document of [`INVITING`].
#[derive(Debug, Serialize, Deserialize)]
struct Inviting {
    newest: InvitationId,
}

/// The write that fails when another invitation was sent since this read: the count below is then made anew.
async fn turn(app: &App, into: &Into, newest: InvitationId) -> Answer<Write> {
    let before = get::<Inviting>(app, into.container(), &into.partition(), INVITING).await?;
    let now = Inviting { newest };
    Ok(match before {
        Some(before) => Write::replace(INVITING, INVITING, &now, before.etag)?,
        None => Write::create(INVITING, INVITING, &now)?,
    })
}

async fn has_room(app: &App, into: &Into) -> Answer<()> {
    let known = all::<Invitation>(app, into.container(), &into.partition(), INVITATION).await?;
    let open = known.iter().filter(|found| found.value.state == State::Open && found.value.expires_at > app.now()).count();
    let most = app.config.limits.open_invitations;
    if open < most {
        return Ok(());
    }
    Err(Problem::new(Code::LimitReached, format!("at most {most} invitations may be open; withdraw one first")))
}

fn answer(app: &App, stored: &Versioned<Invitation>) -> Answer<Response> {
    let (into, id) = (&stored.value.into, stored.value.id);
    let token = token::write(&app.cursor_key, into, id).ok_or_else(|| Problem::internal("the key cannot sign invitations"))?;
    let sent = SentInvitation { invitation: InvitationView::of(&stored.value, app.now()), token };
    let mut response = tagged(StatusCode::CREATED, &stored.etag, &sent);
    response.extensions_mut().insert(Unstored);
    Ok(response)
}
