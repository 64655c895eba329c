//! Whether somebody still stands behind an invitation: it counts only as long as its sender could send it anew.

use pathfinder_cloud::documents::{Container, Write};
use pathfinder_domain::access::{FamilyAction, family_may};
use pathfinder_domain::ids::{FamilyId, UserId};
use pathfinder_domain::people::Family;

use super::{INVITATION, Into, Invitation, State};
use crate::app::App;
use crate::problem::Answer;
use crate::store::{accounts, all, trips};

/// Whether the user may send invitations of this family, or onto its trips.
pub(super) fn may_send(family: &Family, user: &UserId) -> bool {
    family.member_of(user).is_some_and(|member| family_may(member.role, FamilyAction::Manage))
}

/// Whether its sender still may send this invitation.
///
/// # Errors
/// The store's.
pub(super) async fn stands(app: &App, invitation: &Invitation) -> Answer<bool> {
    let family = match invitation.into {
        Into::Family { family, .. } => Some(family),
        Into::Trip { trip } => trips::trip(app, trip).await?.map(|trip| trip.value.organiser),
    };
    let Some(family) = family else { return Ok(false) };
    Ok(accounts::family(app, family).await?.is_some_and(|family| may_send(&family.value, &invitation.created_by)))
}

/// The writes that withdraw the family's open invitations whose sender may no longer send any; for the batch of that change.
///
/// # Errors
/// The store's.
pub async fn withdrawals(app: &App, family: FamilyId, after: &Family) -> Answer<Vec<Write>> {
    let found = all::<Invitation>(app, Container::Accounts, &family.to_string(), INVITATION).await?;
    let orphans = found.into_iter().filter(|found| found.value.state == State::Open && !may_send(after, &found.value.created_by));
    orphans.map(|found| Invitation { state: State::Withdrawn, ..found.value }.replace(found.etag)).collect()
}
