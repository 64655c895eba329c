//! `GET /api/v1/me`: who I am to this API.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_functions::Function;

use super::{Me, TAG};
use crate::app::App;
use crate::http::IfNoneMatch;
use crate::identity::Caller;
use crate::problem::Answer;
use crate::store::accounts;

pub fn function() -> Function<App> {
    Function::http("me-read", Method::GET, "v1/me", "Tells who the caller is.", handle)
        .tag(TAG)
        .answers::<Me>(200, "The signed-in user.")
        .conditional()
}

async fn handle(State(app): State<App>, caller: Caller, known: IfNoneMatch) -> Answer<Response> {
    let user = accounts::user_or_new(&app, &caller).await?;
    Ok(known.answer(&user.etag, &Me::of(&app, user.value).await?))
}
