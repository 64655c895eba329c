//! `POST /api/v1/trips/{tripId}/itineraries`: starts making an itinerary.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, Method, header};
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::{OperationId, TripId};
use pathfinder_functions::Function;

use super::generate::QUEUE;
use super::prepare::prepare;
use super::versions::take_slot;
use super::{Request, TAG};
use crate::access::{OnTrip, trip::Generate};
use crate::app::App;
use crate::http::authenticate::draw;
use crate::http::{Body, NewIds};
use crate::jobs::Job;
use crate::operations::{OperationView, accepted, path};
use crate::planning::collect;
use crate::problem::{Answer, Code, Problem};
use crate::store::operations::{LIFE, OPERATION, Operation, Work, operation, operation_id};
use crate::store::trips::TRIP;
use crate::store::{RACES, lost, outbox};

pub fn function() -> Function<App> {
    Function::http(
        "itineraries-start",
        Method::POST,
        "v1/trips/{tripId}/itineraries",
        "Starts making an itinerary, from nothing or from an earlier version.",
        handle,
    )
    .tag(TAG)
    .takes::<Request>()
    .accepts::<OperationView>("The operation that makes it.")
}

async fn handle(State(app): State<App>, access: OnTrip<Generate>, ids: NewIds, Body(request): Body<Request>) -> Answer<Response> {
    start(&app, &access, &ids, request).await
}

/// Checks everything that can be checked, then starts the operation. The same intent again is the same operation.
///
/// # Errors
/// 422 when the request or the trip does not hold, 409 when the trip is closed or a generation runs, 429 when too many were started.
pub(super) async fn start(app: &App, access: &OnTrip<Generate>, ids: &NewIds, request: Request) -> Answer<Response> {
    let trip = access.id();
    let (id, message_id) = (OperationId(ids.uuid()), ids.uuid());
    let mut drawn = false;
    for _ in 0..RACES {
        if let Some(same) = operation(app, trip, id).await? {
            return Ok(accepted(app, &same.value, &access.viewer()));
        }
        let inputs = collect(app, trip).await?.ok_or_else(Problem::not_found)?;
        prepare(app, &inputs, &request).await?;
        let slot = free_slot(app, trip, id).await?;
        // Last, so that a request that cannot start costs nothing; once, whatever the races.
        if !drawn {
            draw(app, "generations", &access.caller, app.config.rates.generations).await?;
            drawn = true;
        }
        let work = Work::Itinerary { request: request.clone() };
        let operation = Operation::new(id, trip, work, access.caller.user.clone(), app.now());
        let (entry, message) = outbox::message(app, trip, message_id, &QUEUE, &Job { trip, operation: id }, None)?;
        let create = Write::create(operation_id(id), OPERATION, &operation)?.expiring(LIFE);
        // With the trip as it was read: nothing is started for a trip that is being deleted.
        let writes = vec![create, Write::require(TRIP, inputs.trip.etag), slot, message];
        match app.documents.batch(Container::Trips, &trip.to_string(), writes).await {
            Ok(_) => {
                outbox::send(app, &[entry]).await;
                return Ok(accepted(app, &operation, &access.viewer()));
            }
            // The trip, the slot, or the same intent was faster: look again.
            Err(DocumentError::Exists { .. } | DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

async fn free_slot(app: &App, trip: TripId, id: OperationId) -> Answer<Write> {
    match take_slot(app, trip, id).await? {
        Ok(write) => Ok(write),
        Err(holder) => Err(running(app, &holder)),
    }
}

/// `rel="monitor"` is where a change can be watched (RFC 5989).
fn running(app: &App, holder: &Operation) -> Problem {
    let link = app.config.link(&path(holder.trip, holder.id));
    let problem =
        Problem::new(Code::OperationRunning, format!("an itinerary of this trip is being made already; watch {link}, or cancel it first"));
    match HeaderValue::from_str(&format!("<{link}>; rel=\"monitor\"")) {
        Ok(value) => problem.with_header(header::LINK, value),
        Err(_) => problem,
    }
}
