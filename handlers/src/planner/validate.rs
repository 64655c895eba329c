//! `POST /api/v1/planner/validations`: holds a plan against its problem, as `pathfinder validate` does.

use axum::Json;
use axum::extract::State;
use http::Method;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::{Plan, ProvenRule};
use pathfinder_domain::planning::problem::Problem as PlanningProblem;
use pathfinder_domain::planning::validate::{Breach, validate};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BODY_LIMIT, TAG, processor};
use crate::app::App;
use crate::http::Body;
use crate::identity::Caller;
use crate::problem::{Answer, Problem};

pub fn function() -> Function<App> {
    let purpose = "Holds a plan against its planning problem: the proof that every rule holds, or every breach. Nothing is stored.";
    Function::http("planner-validate", Method::POST, "v1/planner/validations", purpose, handle)
        .tag(TAG)
        .body_limit(BODY_LIMIT)
        .takes::<Submitted>()
        .answers::<Validation>(200, "What the independent validator found.")
}

/// A plan and what it was made for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PlanToValidate")]
struct Submitted {
    problem: PlanningProblem,
    /// Its own `proof` is not read.
    plan: Plan,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Validation {
    /// Whether every rule holds.
    valid: bool,
    /// The rules that hold, each with what was looked at; empty where one is broken.
    proof: Vec<ProvenRule>,
    /// Where the plan breaks a rule; pointers lead into the plan.
    breaches: Vec<Breach>,
}

async fn handle(State(app): State<App>, caller: Caller, Body(submitted): Body<Submitted>) -> Answer<Json<Validation>> {
    let below_problem = |fault: Fault| Fault { pointer: format!("/problem{}", fault.pointer), ..fault };
    check(&submitted.problem).map_err(|faults| Problem::invalid(faults.into_iter().map(below_problem).collect()))?;
    let found = processor::run(&app, &caller, move |_| validate(&submitted.problem, &submitted.plan)).await?;
    Ok(Json(match found {
        Ok(proof) => Validation { valid: true, proof, breaches: Vec::new() },
        Err(breaches) => Validation { valid: false, proof: Vec::new(), breaches },
    }))
}
