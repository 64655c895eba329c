//! `POST /api/v1/trips/{tripId}/operations/{operationId}/cancel`: asks an operation to end; asking again changes nothing.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::{Container, DocumentError};
use pathfinder_domain::ids::OperationId;
use pathfinder_functions::Function;

use super::{OperationView, TAG, shown};
use crate::access::{OnTrip, trip::Generate};
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Problem};
use crate::store::RACES;
use crate::store::lost;
use crate::store::operations::{Status, operation, replace};

pub fn function() -> Function<App> {
    Function::http(
        "operations-cancel",
        Method::POST,
        "v1/trips/{tripId}/operations/{operationId}/cancel",
        "Asks an operation to end.",
        handle,
    )
    .tag(TAG)
    .answers::<OperationView>(200, "The operation: canceled, about to be, or ended before.")
    .response_header(200, "Retry-After", "Seconds until it is worth another look; absent when the operation has ended.")
}

async fn handle(State(app): State<App>, access: OnTrip<Generate>, PathId(id): PathId<OperationId>) -> Answer<Response> {
    for _ in 0..RACES {
        let mut found = operation(&app, access.id(), id).await?.ok_or_else(Problem::not_found)?;
        if found.value.status.is_final() || found.value.cancel_requested {
            return Ok(shown(&app, &found.value, &access.viewer()));
        }
        let now = app.now();
        found.value.cancel_requested = true;
        found.value.updated_at = now;
        // Nobody works on it: it ends here. A run that was paused past its lease finds the document changed and stores nothing.
        if found.value.lease_until.is_none_or(|until| until <= now) {
            found.value.end(Status::Canceled, "canceled", now);
        }
        match app.documents.batch(Container::Trips, &access.id().to_string(), vec![replace(&found)?]).await {
            Ok(_) => return Ok(shown(&app, &found.value, &access.viewer())),
            Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}
