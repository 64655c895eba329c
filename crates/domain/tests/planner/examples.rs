//! The example problems do what their descriptions say.

use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;

use crate::sound::planned;

fn example(name: &str) -> Problem {
    let path = format!("{}/../../examples/problems/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn least_satisfaction(plan: &Plan) -> f64 {
    plan.families.iter().map(|family| family.satisfaction).fold(100.0, f64::min)
}

/// Two families with small children outvote a couple; fairness gives the couple a second museum.
#[test]
fn fairness_lifts_the_family_that_is_outvoted() {
    let fair = example("rome-fair-weekend");
    let mut unfair = fair.clone();
    unfair.weights.fairness = 0.0;
    let (fair, unfair) = (planned(&fair, 2_000), planned(&unfair, 2_000));
    assert!(
        least_satisfaction(&fair) > least_satisfaction(&unfair) + 8.0,
        "{} with fairness, {} without",
        least_satisfaction(&fair),
        least_satisfaction(&unfair)
    );
    let berger = fair.families.iter().find(|family| family.id == "berger").unwrap();
    let conti = fair.families.iter().find(|family| family.id == "conti").unwrap();
    assert!(conti.gave_up.iter().any(|line| line.ends_with("which the Berger family likes more")), "{:?}", conti.gave_up);
    assert!(!berger.gave_up.is_empty());
}
