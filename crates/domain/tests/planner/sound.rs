//! Whatever the problem: no panic, and every plan passes the independent validator.

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::{Conflict, Plan};
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;
use proptest::prelude::*;

use crate::random::{self, Size};
use crate::world;

/// Plans with so many rounds, without a stop.
pub(crate) fn run(problem: &Problem, rounds: u64) -> Outcome {
    plan(problem, &mut Effort { rounds, stop: &mut |_| false })
}

/// Checks, plans and validates.
///
/// # Panics
/// Where there is no plan, or one that breaks a rule.
pub(crate) fn planned(problem: &Problem, rounds: u64) -> Plan {
    check(problem).unwrap();
    match run(problem, rounds) {
        Outcome::Planned(plan) => {
            validate(problem, &plan).unwrap();
            *plan
        }
        other => panic!("{other:#?}"),
    }
}

/// Why there is no plan: a reason whose wishes are proven to be needed, all of them; a single fact needs no such proof.
///
/// # Panics
/// Where there is one.
pub(crate) fn reason(problem: &Problem) -> Conflict {
    check(problem).unwrap();
    match run(problem, 100) {
        Outcome::Impossible(conflict) => {
            assert!(conflict.minimal || conflict.wishes.len() == 1, "{conflict:#?}");
            conflict
        }
        other => panic!("{other:#?}"),
    }
}

pub(crate) fn pointers(conflict: &Conflict) -> Vec<&str> {
    conflict.wishes.iter().map(|wish| wish.pointer.as_str()).collect()
}

fn sizes() -> impl Strategy<Value = Size> {
    (1_u64..4, 1_u64..9, 1_u64..5, 0_u64..40, 0_u64..25, 0_u64..8, 0_u64..60).prop_map(
        |(cities, days, families, places, restaurants, lodgings, strict)| Size {
            cities,
            days,
            families,
            places,
            restaurants,
            lodgings,
            strict,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_passes_the_validator(size in sizes(), seed in any::<u64>()) {
        let problem = random::problem(size, seed);
        check(&problem).unwrap();
        match run(&problem, 60) {
            Outcome::Planned(plan) => if let Err(breaches) = validate(&problem, &plan) {
                prop_assert!(false, "{breaches:#?}\n{}", serde_json::to_string(&problem).unwrap());
            },
            Outcome::Impossible(conflict) => prop_assert!(!conflict.summary.is_empty()),
            Outcome::Stopped => prop_assert!(false, "nobody asked it to stop"),
        }
    }
}

#[test]
fn a_week_for_four_families_is_sound() {
    for seed in 0..5 {
        planned(&random::problem(Size { strict: 0, ..random::WEEK }, seed), 200);
    }
}

#[test]
fn rome_is_sound() {
    planned(&world::rome(), 500);
}
