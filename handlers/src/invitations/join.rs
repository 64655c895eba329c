//! Joining: the answer to the invitation and the membership are one batch, so that a token joins once or not at all.

use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::access::{FamilyAction, family_may};
use pathfinder_domain::ids::{FamilyId, MemberId, TripId};
use pathfinder_domain::people::{Family, Member, Role};
use pathfinder_domain::trip::{Participation, Wishes};

use super::accept::{AcceptForm, Joined};
use super::senders::{may_send, stands};
use super::{Invitation, State};
use crate::app::App;
use crate::http::NewIds;
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::accounts::{self, FAMILY};
use crate::store::trips::{INPUTS, Inputs, PARTICIPATION, inputs, participation_id};
use crate::store::{RACES, SCHEMA_VERSION, Versioned, lost, trip_links, trips};

/// The family that an answer to a trip's invitation names.
///
/// # Errors
/// 422 when it names none.
pub(super) fn family_of(family: Option<FamilyId>) -> Answer<FamilyId> {
    family.ok_or_else(|| Problem::field("/family", "required", "this invitation is for a trip: say which of your families joins"))
}

fn answered(found: &Versioned<Invitation>, caller: &Caller) -> Answer<Write> {
    let invitation = Invitation { state: State::Accepted, answered_by: Some(caller.user.clone()), ..found.value.clone() };
    invitation.replace(found.etag.clone())
}

/// The caller becomes a member of the family.
pub(super) async fn family(
    app: &App,
    caller: &Caller,
    ids: &NewIds,
    form: &AcceptForm,
    invitation: Versioned<Invitation>,
    (id, role, member): (FamilyId, Role, Option<MemberId>),
) -> Answer<Joined> {
    let new_member = MemberId(ids.uuid());
    for _ in 0..RACES {
        let mut family = accounts::family(app, id).await?.ok_or_else(Problem::not_found)?;
        if family.value.member_of(&caller.user).is_some() {
            return Err(Problem::conflict("you belong to this family already"));
        }
        if !may_send(&family.value, &invitation.value.created_by) {
            return Err(used());
        }
        admit(app, &mut family.value, caller, form, role, member, new_member)?;
        // The index first: an index entry without membership is harmless.
        accounts::index_family(app, caller, id).await?;
        let writes = vec![answered(&invitation, caller)?, Write::replace(FAMILY, FAMILY, &family.value, family.etag)?];
        match app.documents.batch(Container::Accounts, &id.to_string(), writes).await {
            Ok(_) => {
                accounts::index_family(app, caller, id).await?;
                trip_links::touch_trips(app, id).await?;
                return Ok(Joined { family: id, trip: None });
            }
            Err(DocumentError::Changed { id }) if id == FAMILY => {}
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => return Err(gone()),
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

/// The answer again, for somebody whose acceptance was heard already; it must still be true.
///
/// # Errors
/// 410 when the caller has left the family since.
pub(super) async fn still_in_family(app: &App, caller: &Caller, id: FamilyId) -> Answer<Joined> {
    let family = accounts::family(app, id).await?.filter(|family| family.value.member_of(&caller.user).is_some());
    family.map(|_| Joined { family: id, trip: None }).ok_or_else(used)
}

/// As [`still_in_family`], for a family on a trip.
///
/// # Errors
/// 410 when this family is not on the trip: another one was brought, or it has left since.
pub(super) async fn still_on_trip(app: &App, family: FamilyId, id: TripId) -> Answer<Joined> {
    let part = trips::participation(app, id, family).await?;
    part.map(|_| Joined { family, trip: Some(id) }).ok_or_else(used)
}

fn used() -> Problem {
    Problem::new(Code::InvitationGone, "the invitation was used already, or its sender may no longer invite; ask for a new one")
}

pub(super) fn gone() -> Problem {
    Problem::new(Code::InvitationGone, "the invitation was answered by somebody else at this very moment")
}

fn admit(
    app: &App,
    family: &mut Family,
    caller: &Caller,
    form: &AcceptForm,
    role: Role,
    member: Option<MemberId>,
    new_member: MemberId,
) -> Answer<()> {
    family.updated_at = app.now();
    if let Some(known) =
        member.and_then(|id| family.members.iter_mut().find(|known| known.id == id && known.user.is_none() && known.role != Role::Child))
    {
        known.user = Some(caller.user.clone());
        known.role = role;
        return Ok(());
    }
    let (Some(name), Some(born)) = (form.my_name.clone(), form.my_birth_month) else {
        return Err(Problem::field("/myName", "required", "say myName and myBirthMonth: you become a new member of the family"));
    };
    if name.trim().is_empty() {
        return Err(Problem::field("/myName", "empty", "the name must not be blank"));
    }
    born.adult_age("/myBirthMonth", app.now().date_naive()).map_err(|fault| Problem::invalid(vec![fault]))?;
    if family.members.len() >= app.config.limits.members_per_family {
        return Err(Problem::new(Code::LimitReached, format!("a family has at most {} members", app.config.limits.members_per_family)));
    }
    family.members.push(Member { id: new_member, name, role, born, user: Some(caller.user.clone()) });
    Ok(())
}

/// A family of the caller joins the trip.
pub(super) async fn trip(app: &App, caller: &Caller, form: &AcceptForm, invitation: Versioned<Invitation>, id: TripId) -> Answer<Joined> {
    let family = family_of(form.family)?;
    may_bring(accounts::family(app, family).await?.as_ref().map(|own| &own.value), caller)?;
    let mut linked = false;
    for _ in 0..RACES {
        let trip = trips::trip(app, id).await?.ok_or_else(Problem::not_found)?;
        if !trip.value.status.is_open() {
            return Err(Problem::conflict("the trip is over or called off"));
        }
        let seen = inputs(app, id).await?.ok_or_else(Problem::not_found)?;
        let families = trips::participations(app, id).await?;
        if families.iter().any(|part| part.value.family == family) {
            return Err(Problem::conflict("this family is on the trip already"));
        }
        if families.len() >= app.config.limits.families_per_trip {
            return Err(Problem::new(Code::LimitReached, format!("a trip has at most {} families", app.config.limits.families_per_trip)));
        }
        if !linked {
            trip_links::link(app, family, id, |own| may_bring(own, caller)).await?;
            linked = true;
        }
        // As late as it can be asked: the sender's family lies in another partition.
        if !stands(app, &invitation.value).await? {
            return Err(used());
        }
        let now = app.now();
        let part = Participation { schema_version: SCHEMA_VERSION, family, joined_at: now, updated_at: now, wishes: Wishes::default() };
        // Conditional on the inputs: two families that take the last place at once cannot both have it.
        let counted = Write::replace(INPUTS, INPUTS, &Inputs { revision: seen.value.revision + 1 }, seen.etag)?;
        let writes = vec![
            answered(&invitation, caller)?,
            Write::create(participation_id(family), PARTICIPATION, &part)?,
            counted,
            Write::require(trips::TRIP, trip.etag),
        ];
        match app.documents.batch(Container::Trips, &id.to_string(), writes).await {
            Ok(_) => return Ok(Joined { family, trip: Some(id) }),
            Err(DocumentError::Changed { id }) if id == INPUTS || id == trips::TRIP => {}
            Err(DocumentError::Exists { .. }) => {}
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => return Err(gone()),
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

fn may_bring(family: Option<&Family>, caller: &Caller) -> Answer<()> {
    match family.and_then(|family| family.member_of(&caller.user)).map(|member| member.role) {
        None => Err(Problem::field("/family", "unknown-family", "this is none of your families")),
        Some(role) if !family_may(role, FamilyAction::Manage) => {
            Err(Problem::forbidden("only an admin of the family may bring it onto a trip"))
        }
        Some(_) => Ok(()),
    }
}
