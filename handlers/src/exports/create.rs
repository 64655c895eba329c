//! `POST /api/v1/trips/{tripId}/exports`: starts making a file of an itinerary.

use axum::extract::State;
use axum::response::Response;
use http::Method;
use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::{ExportId, OperationId};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Deserialize;

use super::make::QUEUE;
use super::{Format, Paper, Request, TAG};
use crate::access::{OnTrip, trip::Export};
use crate::app::App;
use crate::http::authenticate::draw;
use crate::http::{Body, NewIds};
use crate::itineraries::versions;
use crate::jobs::Job;
use crate::operations::{OperationView, accepted};
use crate::problem::{Answer, Code, Problem};
use crate::store::operations::{LIFE, OPERATION, Operation, Work, operation, operation_id};
use crate::store::trips::{self, TRIP};
use crate::store::{RACES, lost, outbox};

pub fn function() -> Function<App> {
    Function::http(
        "exports-create",
        Method::POST,
        "v1/trips/{tripId}/exports",
        "Starts making a file of an itinerary: PDF, calendar or JSON.",
        handle,
    )
    .tag(TAG)
    .takes::<NewExport>()
    .accepts::<OperationView>("The operation that makes it.")
}

/// A file to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewExport {
    /// Version of the itinerary. Absent: the approved one, else the newest.
    #[serde(default)]
    #[schemars(range(min = 1))]
    itinerary: Option<u32>,
    format: Format,
    /// For PDFs.
    #[serde(default)]
    paper: Paper,
}

async fn handle(State(app): State<App>, access: OnTrip<Export>, ids: NewIds, Body(form): Body<NewExport>) -> Answer<Response> {
    let trip = access.id();
    let (id, export, message_id) = (OperationId(ids.uuid()), ExportId(ids.uuid()), ids.uuid());
    let mut drawn = false;
    for _ in 0..RACES {
        if let Some(same) = operation(&app, trip, id).await? {
            return Ok(accepted(&app, &same.value, &access.viewer()));
        }
        let found = trips::trip(&app, trip).await?.ok_or_else(Problem::not_found)?;
        let itinerary = chosen(&app, &found.value, form.itinerary).await?;
        // Last, so that a request that cannot start costs nothing; once, whatever the races.
        if !drawn {
            draw(&app, "exports", &access.caller, app.config.rates.exports).await?;
            drawn = true;
        }
        let work = Work::Export { request: Request { export, itinerary, format: form.format, paper: form.paper } };
        let operation = Operation::new(id, trip, work, access.caller.user.clone(), app.now());
        let (entry, message) = outbox::message(&app, trip, message_id, &QUEUE, &Job { trip, operation: id }, None)?;
        let create = Write::create(operation_id(id), OPERATION, &operation)?.expiring(LIFE);
        // With the trip as it was read: nothing is started for a trip that is being deleted.
        match app.documents.batch(Container::Trips, &trip.to_string(), vec![create, Write::require(TRIP, found.etag), message]).await {
            Ok(_) => {
                outbox::send(&app, &[entry]).await;
                return Ok(accepted(&app, &operation, &access.viewer()));
            }
            Err(DocumentError::Exists { .. } | DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost())
}

/// The version that was named and is there, else the approved one, else the newest.
async fn chosen(app: &App, trip: &pathfinder_domain::trip::Trip, named: Option<u32>) -> Answer<u32> {
    if let Some(named) = named {
        return match versions::version(app, trip.id, named).await {
            Ok(_) => Ok(named),
            Err(problem) if problem.code == Code::NotFound => {
                Err(Problem::field("/itinerary", "unknown-version", format!("the trip has no itinerary {named}")))
            }
            Err(problem) => Err(problem),
        };
    }
    if let Some(approved) = trip.approved_itinerary {
        return Ok(approved);
    }
    versions::newest(app, trip.id).await?.ok_or_else(|| Problem::conflict("the trip has no itinerary yet; make one first"))
}
