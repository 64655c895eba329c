//! Queue `exports`: makes the file of an operation.
//!
//! Every step may be repeated: each run has a file of its own, the operation's booking one key, and the document, which names the file that
//! counts, comes with the operation's end.

use std::sync::Arc;

use bytes::Bytes;
use pathfinder_cloud::blobs::{BlobInfo, Condition};
use pathfinder_cloud::documents::Write;
use pathfinder_cloud::ledger::Entry;
use pathfinder_domain::trip::Trip;
use pathfinder_functions::{Delivery, Function, JobError, Queue};

use super::file_name::file_name;
use super::stored::{CONTAINER, EXPORT, Export, LIFE, blob_name, delete_all, document_id, remove_strays};
use super::{Format, Request, calendar, path, pdf};
use crate::access::Viewer;
use crate::app::App;
use crate::itineraries::view::Against;
use crate::itineraries::{ItineraryView, versions};
use crate::jobs::{CommitFault, Failure, Job, Run, run};
use crate::problem::{Answer, Code, Problem};
use crate::store::operations::{OperationError, Work, operation};
use crate::store::trips::{self, TRIP};
use crate::store::{SCHEMA_VERSION, Versioned};

/// Operations that make files.
pub static QUEUE: Queue<Job> = Queue::new("exports");

/// Files are made with our own compute: booked for their size, at no price.
const PRICE_VERSION: &str = "none";

pub fn function() -> Function<App> {
    Function::queue("exports-make", &QUEUE, "Makes a PDF, calendar or JSON file of an itinerary and stores it for thirty days.", handle)
}

async fn handle(app: App, delivery: Delivery<Job>) -> Result<(), JobError> {
    let job = delivery.message;
    run(app.clone(), &QUEUE, job.clone(), |_| None, work).await?;
    if let Err(problem) = tidy(&app, &job).await {
        tracing::warn!(detail = problem.detail, "files that no export names stay for the purge");
    }
    Ok(())
}

/// Once the operation has ended, only the file that its export names is needed: those of runs that died, failed or were overtaken go. Nothing
/// can commit any more, so nothing of them can become a finished file.
async fn tidy(app: &App, job: &Job) -> Answer<()> {
    if trips::trip(app, job.trip).await?.is_none() {
        return delete_all(app, job.trip).await;
    }
    let Some(found) = operation(app, job.trip, job.operation).await? else { return Ok(()) };
    match &found.value.work {
        Work::Export { request } if found.value.status.is_final() => remove_strays(app, job.trip, request.export).await,
        _ => Ok(()),
    }
}

async fn work(run: Arc<Run>) -> Result<(), Failure> {
    let Work::Export { request } = &run.operation.work else {
        return Err(fatal(Code::Internal.name(), "this operation does not make a file"));
    };
    let (app, id) = (&run.app, run.operation.trip);
    run.show(5, "reading the itinerary");
    let trip = trips::trip(app, id).await?.ok_or_else(|| fatal(Code::NotFound.name(), "the trip is gone"))?;
    let content = content(&run, request, &trip.value).await?;
    run.show(80, "storing the file");
    let blob = blob_name(id, request.export, run.operation.generation, request.format);
    let info = app.blobs.put(CONTAINER, &blob, content, request.format.content_type(), Condition::Always).await.map_err(Problem::from)?;
    app.ledger.book(vec![booking(&run, request, &info)]).await.map_err(Problem::from)?;
    store(&run, request, trip, &info).await
}

/// The bytes of the file.
async fn content(run: &Run, request: &Request, trip: &Trip) -> Result<Bytes, Failure> {
    let app = &run.app;
    let found = versions::version(app, trip.id, request.itinerary).await.map_err(failure)?;
    // Everybody on the trip may fetch the file.
    let plan = Viewer::nobody().plan(versions::plan(app, trip.id, request.itinerary).await.map_err(failure)?);
    run.show(20, "making the file");
    match request.format {
        Format::Pdf => {
            let origin = versions::origin(app, trip.id, request.itinerary).await.map_err(failure)?;
            pdf::render(app, plan, origin.problem, found.value, request.paper).await
        }
        Format::Calendar => Ok(Bytes::from(calendar::calendar(trip.id, &found.value, &plan))),
        Format::Json => {
            let summary = Against::of(app, trip).await?.summary(&found.value);
            serde_json::to_vec_pretty(&ItineraryView { summary, plan }).map(Bytes::from).map_err(|error| Problem::internal(error).into())
        }
    }
}

/// Ends the operation with the export's document, for the trip as it stands: never for one that is being deleted.
async fn store(run: &Run, request: &Request, mut trip: Versioned<Trip>, info: &BlobInfo) -> Result<(), Failure> {
    let now = run.app.now();
    let export = Export {
        schema_version: SCHEMA_VERSION,
        id: request.export,
        trip: run.operation.trip,
        itinerary: request.itinerary,
        format: request.format,
        blob: info.name.clone(),
        file_name: file_name(&trip.value.title, request.format.extension()),
        bytes: info.length,
        sha256: info.sha256.clone(),
        created_by: run.operation.created_by.clone(),
        created_at: now,
        expires_at: now + LIFE,
    };
    for _ in 0..crate::store::RACES {
        let writes =
            vec![Write::put(document_id(export.id), EXPORT, &export).map_err(Problem::from)?, Write::require(TRIP, trip.etag.clone())];
        match run.commit(path(export.trip, export.id), writes, &[]).await {
            Ok(()) => return Ok(()),
            Err(CommitFault::Over) => return Err(Failure::Over),
            Err(CommitFault::Store(problem)) => return Err(failure(problem)),
            Err(CommitFault::Changed { .. }) => {
                trip = trips::trip(&run.app, export.trip).await?.ok_or_else(|| fatal(Code::NotFound.name(), "the trip is gone"))?;
            }
        }
    }
    Err(Failure::Retry("the trip changed each time that its file was to be stored".to_owned()))
}

fn booking(run: &Run, request: &Request, info: &BlobInfo) -> Entry {
    Entry {
        key: format!("export/{}/{}", run.operation.id, request.export),
        at: run.app.now(),
        item: request.format.item().to_owned(),
        quantity: i64::try_from(info.length).unwrap_or(i64::MAX),
        micro_usd: 0,
        price_version: PRICE_VERSION.to_owned(),
        trip: Some(run.operation.trip.to_string()),
        account: Some(run.operation.created_by.to_string()),
        operation: Some(run.operation.id.to_string()),
    }
}

pub(super) fn fatal(code: &str, detail: &str) -> Failure {
    Failure::Fatal(OperationError { code: code.to_owned(), detail: detail.to_owned(), errors: Vec::new() })
}

/// A version that is not there will not come back; what the store cannot do now is tried again.
fn failure(problem: Problem) -> Failure {
    match problem.code {
        Code::NotFound | Code::LimitReached => fatal(problem.code.name(), &problem.detail),
        _ => Failure::Retry(problem.detail),
    }
}
