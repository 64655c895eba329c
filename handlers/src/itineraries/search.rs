//! Runs the planner and its independent validator on a thread of their own, showing how far they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pathfinder_domain::planning::plan::{Conflict, Plan};
use pathfinder_domain::planning::problem::Problem as PlanningProblem;
use pathfinder_domain::planning::solver::{self, Effort, Outcome, Phase, Progress};

use crate::access::private::faults_of;
use crate::config::Planner;
use crate::jobs::{Failure, Run};
use crate::planning::{on_a_thread, prove};
use crate::store::operations::OperationError;

/// Finding a first plan, and the reason why there is none, may take so many times the time of making a plan better.
pub const PATIENCE: u32 = 4;

/// A plan with its proof.
///
/// # Errors
/// The wishes that cannot hold together, the end of the time, or a fault of the planner, all of them fatal; [`Failure::Over`] when the run
/// was told to stop.
pub(super) async fn search(run: &Arc<Run>, problem: &PlanningProblem) -> Result<Plan, Failure> {
    let (own, problem) = (Arc::clone(run), problem.clone());
    let outcome = on_a_thread(move |nobody_waits| plan(&own, &problem, nobody_waits)).await;
    // A panic of the planner: the same problem would panic again, but the time it stops at may not.
    outcome.unwrap_or_else(|error| Err(Failure::Retry(format!("the planner did not come back: {error}"))))
}

fn plan(run: &Run, problem: &PlanningProblem, nobody_waits: &AtomicBool) -> Result<Plan, Failure> {
    let limits = run.app.config.planner;
    let began = Instant::now();
    let told_to_stop = || run.stop.load(Ordering::Relaxed) || nobody_waits.load(Ordering::Relaxed);
    let mut stop = |progress: Progress| {
        run.show(percent(progress, limits, began.elapsed()), progress.phase.label());
        told_to_stop() || began.elapsed() > time(progress.phase, limits)
    };
    match solver::plan(problem, &mut Effort { rounds: limits.rounds, stop: &mut stop }) {
        Outcome::Planned(_) | Outcome::Stopped if told_to_stop() => Err(Failure::Over),
        Outcome::Planned(plan) => {
            run.show(92, "checking the plan");
            prove(problem, *plan).ok_or_else(|| {
                fatal("invalid-plan", "the plan did not pass its own checks and was thrown away; this was noted as a fault of ours")
            })
        }
        Outcome::Impossible(conflict) => Err(Failure::Fatal(no_plan(conflict, problem))),
        Outcome::Stopped => {
            Err(fatal("no-plan", "no plan that keeps every wish was found in time; allow more days, a larger budget, or fewer wishes"))
        }
    }
}

fn no_plan(conflict: Conflict, problem: &PlanningProblem) -> OperationError {
    let detail = conflict.summary.clone();
    OperationError { code: "no-plan".to_owned(), detail, errors: faults_of(conflict, problem) }
}

fn fatal(code: &str, detail: &str) -> Failure {
    Failure::Fatal(OperationError { code: code.to_owned(), detail: detail.to_owned(), errors: Vec::new() })
}

fn time(phase: Phase, limits: Planner) -> Duration {
    match phase {
        Phase::Improving => limits.time,
        // Comes after improving: half as long again.
        Phase::Parting => limits.time.saturating_add(limits.time / 2),
        Phase::Building | Phase::Explaining => limits.time.saturating_mul(PATIENCE),
    }
}

/// 10 … 90: the first plan is there at 20, the reason why there is none comes from 50 on.
fn percent(progress: Progress, limits: Planner, elapsed: Duration) -> u8 {
    let by_rounds = progress.rounds.saturating_mul(100) / limits.rounds.max(1);
    let by_time = elapsed.as_millis().saturating_mul(100) / time(progress.phase, limits).as_millis().max(1);
    let done = by_rounds.max(u64::try_from(by_time).unwrap_or(100)).min(100);
    let (from, until) = match progress.phase {
        Phase::Building => (10, 20),
        Phase::Improving => (20, 85),
        Phase::Parting => (85, 90),
        Phase::Explaining => (50, 90),
    };
    u8::try_from(from + (until - from) * done / 100).unwrap_or(90)
}
