//! Queue `itineraries`: makes the itinerary of an operation.
//!
//! The plan is stored only for the inputs that it was made of. Changed in between, they are collected again and, where that makes another
//! problem, planned again; when that does not come to rest the plan is stored all the same and shows as outdated.

use std::sync::Arc;

use pathfinder_cloud::documents::Write;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_functions::{Delivery, Function, JobError, Queue};

use super::Request;
use super::prepare::{Prepared, prepare};
use super::search::search;
use super::versions::{self, ITINERARY, Origin, PLAN, PROBLEM, StoredPlan, Version, plan_id, problem_id, version_id};
use super::view::path;
use crate::app::App;
use crate::jobs::{CommitFault, Failure, Job, Run, run};
use crate::notifications::{self, Event, Notice};
use crate::planning::{Collected, collect};
use crate::problem::{Answer, Code, Problem};
use crate::store::SCHEMA_VERSION;
use crate::store::operations::{OperationError, Work};
use crate::store::outbox::{self, Entry};
use crate::store::trips::{INPUTS, TRIP};

/// Operations that make itineraries.
pub static QUEUE: Queue<Job> = Queue::new("itineraries");

/// A plan is made so many times anew for inputs that changed meanwhile.
const REPLANS: usize = 3;

pub fn function() -> Function<App> {
    Function::queue("itineraries-generate", &QUEUE, "Plans a trip day by day, proves the plan and stores it as the next version.", handle)
}

async fn handle(app: App, delivery: Delivery<Job>) -> Result<(), JobError> {
    // The slot of the trip is free as soon as its operation has ended: nothing to give back.
    run(app, &QUEUE, delivery.message, |_| None, work).await
}

async fn work(run: Arc<Run>) -> Result<(), Failure> {
    let Work::Itinerary { request } = &run.operation.work else {
        return Err(Failure::Fatal(error(Code::Internal.name(), "this operation does not make an itinerary")));
    };
    let mut known: Option<(Prepared, Plan)> = None;
    for round in 0..=REPLANS {
        run.show(5, "collecting everybody's wishes");
        let inputs =
            collect(&run.app, run.operation.trip).await?.ok_or_else(|| Failure::Fatal(error(Code::NotFound.name(), "the trip is gone")))?;
        let prepared = prepare(&run.app, &inputs, request).await.map_err(failure)?;
        let plan = match known.take() {
            Some((same, plan)) if same.problem == prepared.problem => plan,
            _ => search(&run, &prepared.problem).await?,
        };
        run.show(95, "storing the plan");
        let (writes, entries, result) = version(&run, &inputs, request, &prepared, &plan, round == REPLANS).await?;
        match run.commit(result, writes, &entries).await {
            Ok(()) => return Ok(()),
            Err(CommitFault::Over) => return Err(Failure::Over),
            Err(CommitFault::Changed { .. }) => known = Some((prepared, plan)),
            Err(CommitFault::Store(problem)) => return Err(failure(problem)),
        }
    }
    Err(Failure::Retry("the trip changed each time that its plan was to be stored".to_owned()))
}

/// Everything of the next version, for one batch.
async fn version(
    run: &Run,
    inputs: &Collected,
    request: &Request,
    prepared: &Prepared,
    plan: &Plan,
    whatever_inputs: bool,
) -> Answer<(Vec<Write>, Vec<Entry>, String)> {
    let (app, trip, now) = (&run.app, run.operation.trip, run.app.now());
    let number = versions::newest(app, trip).await?.unwrap_or(0) + 1;
    let head = Version {
        schema_version: SCHEMA_VERSION,
        version: number,
        request: request.clone(),
        seed: prepared.problem.seed,
        inputs: inputs.inputs.clone(),
        operation: run.operation.id,
        created_at: now,
        created_by: run.operation.created_by.clone(),
        approved_at: None,
        days: u32::try_from(plan.days.len()).unwrap_or(u32::MAX),
        total: plan.costs.total,
        least_satisfaction: plan.families.iter().map(|family| family.satisfaction).fold(100.0, f64::min),
    };
    let origin = Origin { schema_version: SCHEMA_VERSION, problem: prepared.problem.clone(), adjustments: prepared.adjustments.clone() };
    let event = Event::ItineraryReady { version: number, operation: run.operation.id };
    let (entry, message) = outbox::message(app, trip, app.ids.uuid(now), &notifications::deliver::QUEUE, &Notice { trip, event }, None)?;
    let mut writes = vec![
        Write::create(version_id(number), ITINERARY, &head)?,
        Write::create(plan_id(number), PLAN, &StoredPlan { schema_version: SCHEMA_VERSION, plan: plan.clone() })?,
        Write::create(problem_id(number), PROBLEM, &origin)?,
        Write::require(TRIP, inputs.trip.etag.clone()),
        message,
    ];
    if !whatever_inputs {
        writes.push(Write::require(INPUTS, inputs.inputs.clone()));
    }
    Ok((writes, vec![entry], path(trip, number)))
}

fn error(code: &str, detail: &str) -> OperationError {
    OperationError { code: code.to_owned(), detail: detail.to_owned(), errors: Vec::new() }
}

/// What the trip or the request itself rules out ends the operation; what the store cannot do now is tried again.
fn failure(problem: Problem) -> Failure {
    match problem.code {
        Code::Invalid | Code::NotFound | Code::Conflict | Code::LimitReached => Failure::Fatal(OperationError {
            code: problem.code.name().to_owned(),
            detail: problem.detail,
            errors: problem.errors.into_iter().map(Into::into).collect(),
        }),
        _ => Failure::Retry(problem.detail),
    }
}
