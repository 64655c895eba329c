//! Callers who are on the trip of the path, in a role that allows the action.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;
use pathfinder_domain::access::{TripAction, TripRole, may};
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::people::Family;
use pathfinder_domain::trip::Trip;

use crate::app::App;
use crate::http::params::path_param;
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::{Versioned, accounts, trips};

/// An action as a type.
pub trait Act: Send + Sync + 'static {
    const ACTION: TripAction;
    /// Whether a trip whose deletion has begun is still there for it.
    const SEES_REST: bool = false;
}

macro_rules! actions {
    ($($name:ident),+) => {$(
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Act for $name {
            const ACTION: TripAction = TripAction::$name;
        }
    )+};
}

actions!(Read, Edit, EditOwnWishes, ManageFamilies, Leave, Generate, Approve, Export);

/// Deleting the trip, also where an earlier attempt was interrupted.
#[derive(Debug, Clone, Copy)]
pub struct Delete;

impl Act for Delete {
    const ACTION: TripAction = TripAction::Edit;
    const SEES_REST: bool = true;
}

/// A caller on the trip `{tripId}` of the path who may do `A`.
#[derive(Debug, Clone)]
pub struct OnTrip<A> {
    pub caller: Caller,
    pub role: TripRole,
    pub trip: Versioned<Trip>,
    /// The caller's own families on the trip, with the role in each.
    pub families: Vec<(FamilyId, TripRole)>,
    action: PhantomData<A>,
}

impl<A: Act> FromRequestParts<App> for OnTrip<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let id: TripId = path_param(parts, app, "tripId").await?;
        let (trip, families) = part_in(app, &caller, id, A::SEES_REST).await?.ok_or_else(Problem::not_found)?;
        // Somebody in two families acts in the role that allows more.
        let role = TripRole::ALL.into_iter().find(|role| families.iter().any(|(_, has)| has == role)).ok_or_else(Problem::not_found)?;
        let allowed = families.iter().any(|(_, role)| may(*role, A::ACTION));
        if !allowed {
            return Err(Problem::forbidden(refusal(A::ACTION)));
        }
        Ok(Self { caller, role, trip, families, action: PhantomData })
    }
}

impl<A> OnTrip<A> {
    pub fn id(&self) -> TripId {
        self.trip.value.id
    }

    /// # Errors
    /// 403 when the family is not one of the caller's; the caller already knows that it is on the trip.
    pub fn own(&self, family: FamilyId) -> Answer<TripRole> {
        let own = self.families.iter().find(|(own, _)| *own == family);
        own.map(|(_, role)| *role).ok_or_else(|| Problem::forbidden("this is another family's; only its own adults may change it"))
    }

    /// # Errors
    /// 409 when the trip is over or called off.
    pub fn open(&self) -> Answer<()> {
        if self.trip.value.status.is_open() {
            Ok(())
        } else {
            Err(Problem::conflict("the trip is over or called off; nothing of it changes any more"))
        }
    }
}

fn refusal(action: TripAction) -> &'static str {
    match action {
        TripAction::Generate | TripAction::Export => "only admins of a family on the trip may do this",
        TripAction::Leave => "only an admin of the family may take it off the trip, and the organising family cannot leave",
        _ => "only the organiser of the trip may do this",
    }
}

/// The trip and the caller's families on it; None when there is no such trip or no such family.
///
/// # Errors
/// The store's.
async fn part_in(app: &App, caller: &Caller, id: TripId, sees_rest: bool) -> Answer<Option<(Versioned<Trip>, Vec<(FamilyId, TripRole)>)>> {
    let reads = futures::future::try_join(trips::trip_or_rest(app, id), accounts::families_of(app, &caller.user));
    let (trip, families) = reads.await?;
    let Some(trip) = trip.filter(|trip| sees_rest || trip.value.deleted_at.is_none()) else { return Ok(None) };
    part_of(app, caller, &families, trip).await
}

/// The same, where the trip and the caller's families are at hand: a list of trips reads its caller's families once.
///
/// # Errors
/// The store's.
pub async fn part_of(
    app: &App,
    caller: &Caller,
    families: &[Versioned<Family>],
    trip: Versioned<Trip>,
) -> Answer<Option<(Versioned<Trip>, Vec<(FamilyId, TripRole)>)>> {
    let mut roles = Vec::new();
    for family in families {
        let id = family.value.id;
        let Some(member) = family.value.member_of(&caller.user) else { continue };
        let Some(role) = TripRole::of(member.role, id == trip.value.organiser) else { continue };
        if trips::participation(app, trip.value.id, id).await?.is_some() {
            roles.push((id, role));
        }
    }
    Ok((!roles.is_empty()).then_some((trip, roles)))
}
