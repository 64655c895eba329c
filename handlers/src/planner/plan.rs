//! `POST /api/v1/planner/plans`: plans a documented planning problem, as `pathfinder plan` does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use http::Method;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::{Conflict, Plan};
use pathfinder_domain::planning::problem::Problem as PlanningProblem;
use pathfinder_domain::planning::solver::{Effort, Outcome, Phase, Progress, plan};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BODY_LIMIT, TAG, processor};
use crate::app::App;
use crate::config::Planner;
use crate::http::{Body, Params};
use crate::identity::Caller;
use crate::planning::prove;
use crate::problem::{Answer, Code, Problem};

/// The longest search, seconds; half as long again for finding time apart, or the reason why there is no plan.
const MOST_SECONDS: f64 = 5.0;
const MOST_ROUNDS: u64 = 3_000;
/// Beyond the longest search with its turn, its extra half and the proof; the search itself ends before.
const DEADLINE: Duration = Duration::from_secs(20);

pub fn function() -> Function<App> {
    let purpose = "Plans a planning problem at once: a plan with its proof, or the wishes that cannot hold together. Nothing is stored.";
    Function::http("planner-plan", Method::POST, "v1/planner/plans", purpose, handle)
        .tag(TAG)
        .within(DEADLINE)
        .body_limit(BODY_LIMIT)
        .query::<EffortQuery>()
        .takes::<PlanningProblem>()
        .answers::<PlannerAnswer>(200, "The plan, or why there is none.")
}

/// How long to search.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EffortQuery {
    /// The search ends after so many seconds, and half as many again for time apart or the reason why there is no plan. Absent: as for
    /// trips, at most 5.
    #[schemars(range(min = 0.001, max = MOST_SECONDS))]
    seconds: Option<f64>,
    /// Improvement rounds at most: the same problem, seed and rounds give the same answer, where time does not end the search before. Absent:
    /// as for trips, at most 3000.
    #[schemars(range(min = 1, max = MOST_ROUNDS))]
    rounds: Option<u64>,
}

/// What came of a planning problem.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "outcome")]
enum PlannerAnswer {
    /// A plan that the independent validator has passed.
    Planned { plan: Box<Plan> },
    /// There is no plan.
    Impossible { conflict: Conflict },
    /// The time ended before there was any plan, and before it was known why there is none: allow more, or ask for less.
    OutOfTime,
}

async fn handle(
    State(app): State<App>,
    caller: Caller,
    Params(asked): Params<EffortQuery>,
    Body(problem): Body<PlanningProblem>,
) -> Answer<Json<PlannerAnswer>> {
    let effort = asked.within(app.config.planner)?;
    check(&problem).map_err(Problem::invalid)?;
    let outcome = processor::run(&app, &caller, move |nobody_waits| search(&problem, effort, nobody_waits)).await?;
    outcome.map(Json).ok_or_else(|| Problem::internal("the plan did not pass its own checks"))
}

impl EffortQuery {
    /// What was asked for; what was not, as trips have it, within the bounds of a call.
    fn within(self, trips: Planner) -> Answer<Planner> {
        let seconds = self.seconds.unwrap_or_else(|| trips.time.as_secs_f64().min(MOST_SECONDS));
        let rounds = self.rounds.unwrap_or_else(|| trips.rounds.min(MOST_ROUNDS));
        let refused = |detail: String| Problem::new(Code::InvalidQuery, detail);
        if !(0.001..=MOST_SECONDS).contains(&seconds) {
            return Err(refused(format!("seconds: from 0.001 to {MOST_SECONDS}")));
        }
        if !(1..=MOST_ROUNDS).contains(&rounds) {
            return Err(refused(format!("rounds: from 1 to {MOST_ROUNDS}")));
        }
        Ok(Planner { rounds, time: Duration::from_secs_f64(seconds) })
    }
}

/// None for a plan that breaks a rule.
fn search(problem: &PlanningProblem, effort: Planner, nobody_waits: &AtomicBool) -> Option<PlannerAnswer> {
    let began = Instant::now();
    let mut stop = |progress: Progress| {
        let limit = match progress.phase {
            Phase::Building | Phase::Improving => effort.time,
            Phase::Parting | Phase::Explaining => effort.time + effort.time / 2,
        };
        nobody_waits.load(Ordering::Relaxed) || began.elapsed() >= limit
    };
    match plan(problem, &mut Effort { rounds: effort.rounds, stop: &mut stop }) {
        Outcome::Planned(plan) => Some(PlannerAnswer::Planned { plan: Box::new(prove(problem, *plan)?) }),
        Outcome::Impossible(conflict) => Some(PlannerAnswer::Impossible { conflict }),
        Outcome::Stopped => Some(PlannerAnswer::OutOfTime),
    }
}
