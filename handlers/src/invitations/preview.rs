//! `POST /api/v1/invitations/preview`: what an invitation is about, before it is answered.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::Method;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Into, TAG, TokenForm, open};
use crate::app::App;
use crate::http::Body;
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::{accounts, trips};

pub fn function() -> Function<App> {
    Function::http(
        "invitations-preview",
        Method::POST,
        "v1/invitations/preview",
        "Tells what an invitation is about, before it is answered.",
        handle,
    )
    .tag(TAG)
    .takes::<TokenForm>()
    .answers::<Preview>(200, "What it leads into and who sent it.")
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Preview {
    /// `family`: you join a family. `trip`: a family of yours joins a trip.
    into: &'static str,
    /// The family's name, or the trip's title.
    name: String,
    inviter: String,
    expires_at: DateTime<Utc>,
}

async fn handle(State(app): State<App>, caller: Caller, Body(form): Body<TokenForm>) -> Answer<Json<Preview>> {
    let invitation = open(&app, &caller, &form.token).await?.value;
    let (into, name) = match invitation.into {
        Into::Family { family, .. } => ("family", accounts::family(&app, family).await?.ok_or_else(Problem::not_found)?.value.name),
        Into::Trip { trip } => ("trip", trips::trip(&app, trip).await?.ok_or_else(Problem::not_found)?.value.title),
    };
    Ok(Json(Preview { into, name, inviter: invitation.inviter, expires_at: invitation.expires_at }))
}
