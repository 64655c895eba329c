//! What the planner plans, the validator passes: over the hand-made world and over every destination of the catalogue.

use pathfinder_domain::catalogue;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::compare::compare;
use pathfinder_domain::planning::edit::{Edit, apply};
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::{Day, Pace, Problem};
use pathfinder_domain::planning::solver::{self, Effort, Outcome};
use pathfinder_domain::planning::validate::validate;
use proptest::prelude::*;

use crate::world::problem;

/// Few rounds: the rules hold from the first plan on.
const ROUNDS: u64 = 30;

fn planned(problem: &Problem) -> Option<Plan> {
    match solver::plan(problem, &mut Effort { rounds: ROUNDS, stop: &mut |_| false }) {
        Outcome::Planned(plan) => Some(*plan),
        Outcome::Impossible(_) | Outcome::Stopped => None,
    }
}

/// The two families of the hand-made world for three days in a destination of the catalogue.
fn trip_to(slug: &str) -> Problem {
    let mut problem = problem();
    let parts = catalogue::destination(slug).unwrap().parts(problem.currency).unwrap();
    problem.title = format!("Three days in {}", parts.city.name);
    problem.days = problem.days[..3].iter().map(|day| Day { city: Some(parts.city.id.clone()), ..day.clone() }).collect();
    problem.cities = vec![parts.city];
    problem.places = parts.places;
    problem.restaurants = parts.restaurants;
    problem.lodgings = parts.lodgings;
    problem.travel = parts.travel;
    problem.legs.clear();
    problem.locked.clear();
    problem.constraints.excluded.clear();
    problem.constraints.required_cuisines.clear();
    problem.constraints.budget = None;
    for family in &mut problem.families {
        (family.budget, family.must_see, family.must_avoid) = (None, Vec::new(), Vec::new());
    }
    problem
}

#[test]
fn every_destination_can_be_planned_and_its_plan_holds() {
    for head in catalogue::destinations() {
        let problem = trip_to(&head.slug);
        assert_eq!(check(&problem), Ok(()), "{}", head.slug);
        let plan = planned(&problem).unwrap_or_else(|| panic!("no plan for {}", head.slug));
        let proof = validate(&problem, &plan).unwrap_or_else(|breaches| panic!("{}: {breaches:#?}", head.slug));
        assert!(proof.len() > 15, "{}: {proof:?}", head.slug);
    }
}

#[test]
fn an_edited_plan_keeps_what_was_locked_and_differs_elsewhere() {
    let problem = problem();
    let plan = planned(&problem).unwrap();
    validate(&problem, &plan).unwrap();
    let edits = [Edit::Lock { item: "visit-colosseum".into() }, Edit::Remove { item: "visit-uffizi".into() }];
    let edited = apply(&problem, &plan, &edits).unwrap();
    let again = planned(&edited).unwrap();
    validate(&edited, &again).unwrap();
    let item = |plan: &Plan| plan.days.iter().flat_map(|day| day.items.clone()).find(|item| item.id == "visit-colosseum").unwrap();
    assert_eq!(item(&plan).start, item(&again).start);
    assert!(!compare(&plan, &again).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the wishes: a plan that comes out holds.
    #[test]
    fn random_wishes_give_valid_plans_or_none(
        seed in 0_u64..1000,
        ages in prop::collection::vec(0_u8..70, 1..5),
        pace in prop::sample::select(vec![Pace::Relaxed, Pace::Balanced, Pace::Full]),
        nap in prop::option::of((12_u32..16, 1_u32..3)),
        bedtime in prop::option::of(18_u32..22),
        walk in 10_u32..40,
        budget in prop::option::of(100_000_i64..600_000),
        lunch in any::<bool>(),
        stroller in any::<bool>(),
        step_free in prop::bool::weighted(0.1),
        hour in 7_u32..12,
    ) {
        use pathfinder_domain::clock_time::{ClockTime, Window};
        let mut problem = problem();
        (problem.seed, problem.constraints.pace, problem.travel.max_walk_minutes) = (seed, pace, walk);
        let family = &mut problem.families[1];
        family.members = ages.iter().map(|age| pathfinder_domain::planning::problem::Member { name: "somebody".into(), age: *age }).collect();
        // Nothing in this world is marked step-free, so that such a trip has neither must-see nor lock to keep.
        family.needs.stroller = stroller;
        family.needs.step_free = step_free;
        family.needs.nap = nap.map(|(from, hours)| Window { from: ClockTime::hm(from, 0), until: ClockTime::hm(from + hours, 30) });
        family.needs.bedtime = bedtime.map(|hour| ClockTime::hm(hour, 0));
        problem.constraints.budget.as_mut().unwrap().minor = budget.unwrap_or(1_000_000);
        if !lunch {
            problem.constraints.meals.lunch = None;
        }
        if step_free {
            problem.locked.clear();
            problem.families[0].must_see.clear();
        }
        for day in &mut problem.days {
            day.start = ClockTime::hm(hour, 0);
        }
        prop_assert_eq!(check(&problem), Ok(()));
        if let Some(plan) = planned(&problem) {
            prop_assert!(validate(&problem, &plan).is_ok(), "{:#?}", validate(&problem, &plan));
        }
    }
}
