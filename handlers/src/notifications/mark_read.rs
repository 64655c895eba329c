//! `POST /api/v1/me/notifications/{notificationId}/read`: the caller has seen it.

use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::NotificationId;
use pathfinder_functions::Function;
use std::time::Duration;

use super::{NOTIFICATION, Notification, TAG, document_id};
use crate::app::App;
use crate::identity::Caller;
use crate::problem::{Answer, Problem};
use crate::store::get;

/// Seen notifications are kept a month.
const LIFE_WHEN_READ: Duration = Duration::from_secs(30 * 24 * 3600);

pub fn function() -> Function<App> {
    Function::http("notifications-read", Method::POST, "v1/me/notifications/{notificationId}/read", "Marks a notification as seen.", handle)
        .tag(TAG)
        .answers_empty(204, "It is marked.")
}

async fn handle(State(app): State<App>, caller: Caller, path: axum::extract::RawPathParams) -> Answer<StatusCode> {
    let id: NotificationId = path.iter().next().and_then(|(_, value)| value.parse().ok()).ok_or_else(Problem::not_found)?;
    let mut found =
        get::<Notification>(&app, Container::Accounts, caller.user.as_str(), &document_id(id)).await?.ok_or_else(Problem::not_found)?;
    if found.value.read_at.is_none() {
        found.value.read_at = Some(app.now());
        let write = Write::replace(document_id(id), NOTIFICATION, &found.value, found.etag)?.expiring(LIFE_WHEN_READ);
        match app.documents.batch(Container::Accounts, caller.user.as_str(), vec![write]).await {
            // Marked by another call at this very moment, or expired.
            Ok(_) | Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
