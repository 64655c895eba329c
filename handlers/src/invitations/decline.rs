//! `POST /api/v1/invitations/decline`: says no to an invitation.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::DocumentError;
use pathfinder_functions::Function;

use super::join::gone;
use super::{State as Answered, TAG, TokenForm, find, open};
use crate::app::App;
use crate::http::Body;
use crate::identity::Caller;
use crate::problem::Answer;

pub fn function() -> Function<App> {
    Function::http("invitations-decline", Method::POST, "v1/invitations/decline", "Says no to an invitation; it no longer counts.", handle)
        .tag(TAG)
        .takes::<TokenForm>()
        .answers_empty(204, "It is declined.")
}

async fn handle(State(app): State<App>, caller: Caller, Body(form): Body<TokenForm>) -> Answer<StatusCode> {
    // Declined by the same person already: the same answer, so that a lost one can be asked for again.
    let found = find(&app, &caller, &form.token).await?.value;
    if found.state == Answered::Declined && found.answered_by.as_ref() == Some(&caller.user) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let mut found = open(&app, &caller, &form.token).await?;
    found.value.state = Answered::Declined;
    found.value.answered_by = Some(caller.user);
    let (container, partition) = (found.value.into.container(), found.value.into.partition());
    match app.documents.batch(container, &partition, vec![found.value.replace(found.etag)?]).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => Err(gone()),
        Err(error) => Err(error.into()),
    }
}
