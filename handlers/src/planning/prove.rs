//! No plan leaves without its proof.

use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::validate::{Breach, validate};

/// The plan with the independent validator's proof. None where it breaks a rule, which is a fault of the planner and logged as such.
pub fn prove(problem: &Problem, mut plan: Plan) -> Option<Plan> {
    match validate(problem, &plan) {
        Ok(proof) => {
            plan.proof = proof;
            Some(plan)
        }
        Err(breaches) => {
            // Rule and place only: the sentences name people and places.
            let where_to_look: Vec<String> =
                breaches.iter().take(20).map(|Breach { rule, pointer, .. }| format!("{rule} at {pointer}")).collect();
            tracing::error!(breaches = breaches.len(), rules = ?where_to_look, seed = problem.seed, "the planner's plan breaks rules and is thrown away");
            None
        }
    }
}
