//! `PATCH /api/v1/me`: changes the caller's name or language.

use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Write};
use pathfinder_functions::Function;

use super::{Me, Profile, TAG};
use crate::app::App;
use crate::http::{IfMatch, Patch, tagged};
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::accounts::{self, USER};
use crate::store::first_etag;

pub fn function() -> Function<App> {
    Function::http("me-update", Method::PATCH, "v1/me", "Changes the caller's name or language.", handle)
        .tag(TAG)
        .takes_patch::<Profile>()
        .changes::<Me>("The changed user.")
}

async fn handle(State(app): State<App>, caller: Caller, read: IfMatch, patch: Patch) -> Answer<Response> {
    let mut user = accounts::user_or_new(&app, &caller).await?;
    read.check(&user.etag)?;
    let profile: Profile = patch.apply(&Profile { display_name: user.value.display_name, locale: user.value.locale })?;
    if profile.display_name.trim().is_empty() {
        return Err(Problem::field("/displayName", "empty", "the name must not be blank"));
    }
    user.value.display_name = profile.display_name;
    user.value.locale = profile.locale;
    let write = Write::replace(USER, USER, &user.value, user.etag)?;
    let etag = first_etag(app.documents.batch(Container::Accounts, caller.user.as_str(), vec![write]).await?)?;
    Ok(tagged(StatusCode::OK, &etag, &Me::of(&app, user.value).await?))
}
