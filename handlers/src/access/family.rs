//! Callers who belong to the family of the path, in a role that allows the action.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use http::request::Parts;
use pathfinder_domain::access::{FamilyAction, family_may};
use pathfinder_domain::ids::{FamilyId, MemberId};
use pathfinder_domain::people::{Family, Role};

use crate::app::App;
use crate::http::params::path_param;
use crate::identity::Caller;
use crate::problem::Problem;
use crate::store::{Versioned, accounts};

/// An action as a type.
pub trait Act: Send + Sync + 'static {
    const ACTION: FamilyAction;
}

macro_rules! actions {
    ($($name:ident),+) => {$(
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Act for $name {
            const ACTION: FamilyAction = FamilyAction::$name;
        }
    )+};
}

actions!(Read, Manage, EditSelf);

/// A caller in the family `{familyId}` of the path who may do `A`.
#[derive(Debug, Clone)]
pub struct InFamily<A> {
    pub caller: Caller,
    pub member: MemberId,
    pub role: Role,
    pub family: Versioned<Family>,
    action: PhantomData<A>,
}

impl<A: Act> FromRequestParts<App> for InFamily<A> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let id: FamilyId = path_param(parts, app, "familyId").await?;
        let family = accounts::family(app, id).await?.ok_or_else(Problem::not_found)?;
        let own = family.value.member_of(&caller.user).ok_or_else(Problem::not_found)?;
        if !family_may(own.role, A::ACTION) {
            return Err(Problem::forbidden("only an admin of the family may do this"));
        }
        let (member, role) = (own.id, own.role);
        Ok(Self { caller, member, role, family, action: PhantomData })
    }
}

impl<A> InFamily<A> {
    pub fn id(&self) -> FamilyId {
        self.family.value.id
    }
}
