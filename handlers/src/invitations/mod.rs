//! Invitations: into a family for a person, onto a trip for a family. One token, one answer, seven days.
//!
//! An invitation lies in the partition of what it leads into, so that answering it and joining are one batch.

mod accept;
mod create;
mod decline;
mod family_create;
mod family_list;
mod family_withdraw;
mod join;
mod list;
mod preview;
mod senders;
mod token;
mod trip_create;
mod trip_list;
mod trip_withdraw;

use chrono::{DateTime, Utc};
use pathfinder_cloud::documents::{Container, ETag, Write};
use pathfinder_domain::ids::{FamilyId, InvitationId, MemberId, TripId, UserId};
use pathfinder_domain::people::Role;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::app::App;
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::{Versioned, get};

pub use senders::withdrawals;

pub fn functions() -> Vec<Function<App>> {
    vec![
        family_create::function(),
        family_list::function(),
        family_withdraw::function(),
        trip_create::function(),
        trip_list::function(),
        trip_withdraw::function(),
        preview::function(),
        accept::function(),
        decline::function(),
    ]
}

const TAG: &str = "Invitations";
pub const INVITATION: &str = "invitation";
/// Kind and id of the document that changes with every invitation sent, so that of two at once one counts the other.
pub const INVITING: &str = "inviting";
/// Answered and expired invitations are kept this much longer than their life, for the list.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// An invitation's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    pub schema_version: u32,
    pub id: InvitationId,
    pub into: Into,
    /// Lower case; only this address may accept.
    pub email: Option<String>,
    pub state: State,
    pub created_by: UserId,
    /// The inviter's name at the time, for the preview.
    pub inviter: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub answered_by: Option<UserId>,
}

/// What an invitation leads into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Into {
    /// A person joins a family, as a new member or as one who is there without a login.
    Family { family: FamilyId, role: Role, member: Option<MemberId> },
    /// A family joins a trip.
    Trip { trip: TripId },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "InvitationState")]
pub enum State {
    Open,
    Accepted,
    Declined,
    Withdrawn,
}

impl Into {
    fn container(&self) -> Container {
        match self {
            Self::Family { .. } => Container::Accounts,
            Self::Trip { .. } => Container::Trips,
        }
    }

    fn partition(&self) -> String {
        match self {
            Self::Family { family, .. } => family.to_string(),
            Self::Trip { trip } => trip.to_string(),
        }
    }
}

fn document_id(id: InvitationId) -> String {
    format!("invitation_{id}")
}

impl Invitation {
    /// The write that changes it; it vanishes a month after its life.
    fn replace(&self, etag: ETag) -> Answer<Write> {
        Ok(Write::replace(document_id(self.id), INVITATION, self, etag)?.expiring(KEPT))
    }
}

/// An invitation, as those who sent it see it. The token is in the answer to its creation and nowhere else.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Invitation")]
struct InvitationView {
    id: InvitationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// `expired` too, where nobody answered in time.
    state: &'static str,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl InvitationView {
    fn of(invitation: &Invitation, now: DateTime<Utc>) -> Self {
        let state = match invitation.state {
            State::Open if invitation.expires_at <= now => "expired",
            State::Open => "open",
            State::Accepted => "accepted",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
        };
        Self {
            id: invitation.id,
            email: invitation.email.clone(),
            state,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// A fresh invitation with its token.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SentInvitation {
    #[serde(flatten)]
    invitation: InvitationView,
    /// To be given to the invited; whoever has it (and the e-mail address, where one is named) may answer once.
    token: String,
}

/// A body with nothing but the token: it must not stand in an address, which ends up in logs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenForm {
    #[schemars(length(min = 1, max = 200))]
    token: String,
}

/// The open invitation of a token that the caller may answer.
///
/// # Errors
/// 404 for tokens that are none of ours, 403 for another address, 410 when it was answered, withdrawn or has expired.
async fn open(app: &App, caller: &Caller, token: &str) -> Answer<Versioned<Invitation>> {
    let found = find(app, caller, token).await?;
    if found.value.state != State::Open || found.value.expires_at <= app.now() || !senders::stands(app, &found.value).await? {
        return Err(Problem::new(Code::InvitationGone, "the invitation was answered, withdrawn or has expired; ask for a new one"));
    }
    Ok(found)
}

/// The invitation of a token, whatever its state.
///
/// # Errors
/// 404 for tokens that are none of ours, 403 for another address.
async fn find(app: &App, caller: &Caller, token: &str) -> Answer<Versioned<Invitation>> {
    let address = token::read(&app.cursor_key, token).ok_or_else(Problem::not_found)?;
    let found =
        get::<Invitation>(app, address.container, &address.partition, &document_id(address.id)).await?.ok_or_else(Problem::not_found)?;
    if found.value.email.is_some() && found.value.email != caller.email {
        return Err(Problem::forbidden("the invitation was sent to another e-mail address; sign in with that one"));
    }
    Ok(found)
}
