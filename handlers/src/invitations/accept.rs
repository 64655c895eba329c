//! `POST /api/v1/invitations/accept`: says yes: the caller joins a family, or a family of the caller joins a trip.

use axum::Json;
use axum::extract::State;
use http::Method;
use pathfinder_domain::ids::{FamilyId, TripId};
use pathfinder_domain::people::BirthMonth;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Into, State as Answered, TAG, find, join, open};
use crate::app::App;
use crate::http::{Body, NewIds};
use crate::identity::Caller;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http(
        "invitations-accept",
        Method::POST,
        "v1/invitations/accept",
        "Says yes to an invitation: joins a family, or brings a family onto a trip.",
        handle,
    )
    .tag(TAG)
    .takes::<AcceptForm>()
    .answers::<Joined>(200, "What was joined.")
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AcceptForm {
    #[schemars(length(min = 1, max = 200))]
    token: String,
    /// For a trip: the family that joins; the caller must be one of its admins.
    pub(super) family: Option<FamilyId>,
    /// For a family: the caller's name in it.
    #[schemars(length(min = 1, max = 100))]
    pub(super) my_name: Option<String>,
    /// For a family: the caller's month of birth.
    pub(super) my_birth_month: Option<BirthMonth>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Joined {
    pub(super) family: FamilyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trip: Option<TripId>,
}

async fn handle(State(app): State<App>, caller: Caller, ids: NewIds, Body(form): Body<AcceptForm>) -> Answer<Json<Joined>> {
    // Accepted by the same person already: the same answer, so that a lost one can be asked for again.
    let found = find(&app, &caller, &form.token).await?;
    let again = found.value.state == Answered::Accepted && found.value.answered_by.as_ref() == Some(&caller.user);
    let found = if again { found } else { open(&app, &caller, &form.token).await? };
    let joined = match found.value.into {
        Into::Family { family, .. } if again => join::still_in_family(&app, &caller, family).await?,
        Into::Trip { trip } if again => join::still_on_trip(&app, join::family_of(form.family)?, trip).await?,
        Into::Family { family, role, member } => join::family(&app, &caller, &ids, &form, found, (family, role, member)).await?,
        Into::Trip { trip } => join::trip(&app, &caller, &form, found, trip).await?,
    };
    Ok(Json(joined))
}
