//! From a request to the problem that is planned: the trip as it stands, what earlier versions changed, and what this request changes.

use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::edit::{apply, apply_feedback};
use pathfinder_domain::planning::problem::Problem as PlanningProblem;

use super::Request;
use super::versions;
use crate::app::App;
use crate::planning::{Adjustments, Collected, problem, without_stale_locks};
use crate::problem::{Answer, Code, Problem};

/// A problem that can be given to the planner.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub problem: PlanningProblem,
    pub adjustments: Adjustments,
}

/// Everything that can be said about a request without planning.
///
/// # Errors
/// 422 with every fault of the request or of the trip; 409 when the trip is closed.
pub async fn prepare(app: &App, inputs: &Collected, request: &Request) -> Answer<Prepared> {
    let trip = &inputs.trip.value;
    if !trip.status.is_open() {
        return Err(Problem::conflict("the trip is over or called off; nothing of it changes any more"));
    }
    let plain = problem(inputs).map_err(unplannable)?;
    let Some(base) = request.based_on else {
        if !request.edits.is_empty() || request.feedback.is_some() {
            return Err(Problem::field("/basedOn", "required", "name the version that the edits or the feedback are about"));
        }
        let seed = request.seed.unwrap_or(0);
        return Ok(Prepared { problem: PlanningProblem { seed, ..plain }, adjustments: Adjustments::default() });
    };
    let absent = |problem: Problem| match problem.code {
        Code::NotFound => Problem::field("/basedOn", "unknown-version", format!("the trip has no itinerary {base}")),
        _ => problem,
    };
    let plan = versions::plan(app, trip.id, base).await.map_err(absent)?;
    let origin = versions::origin(app, trip.id, base).await.map_err(absent)?;
    let before = origin.adjustments.apply(plain.clone());
    let under_edits = |fault: Fault| Fault { pointer: format!("/edits{}", fault.pointer), ..fault };
    let edited = apply(&before, &plan, &request.edits).map_err(|faults| Problem::invalid(faults.into_iter().map(under_edits).collect()))?;
    let told = match &request.feedback {
        Some(feedback) => apply_feedback(&edited, &plan, feedback),
        None => edited,
    };
    let mut changed = without_stale_locks(told);
    changed.seed = request.seed.unwrap_or(origin.problem.seed);
    check(&changed).map_err(unplannable)?;
    let adjustments = Adjustments::between(&plain, &changed);
    Ok(Prepared { problem: changed, adjustments })
}

fn unplannable(faults: Vec<Fault>) -> Problem {
    let mut problem = Problem::invalid(faults);
    problem.detail = format!("the trip cannot be planned as it stands: {}", problem.detail);
    problem
}
