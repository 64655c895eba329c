//! The validator against random trips: their plans pass, and of every damage to a plan or to what it was planned for it names the rule.
//!
//! Each damage is chosen so that it is never harmless, or looks for a spot in the plan where it cannot be; what a plan has no spot for is
//! tried on the next one.

mod plans;
mod trips;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, Phase, Progress, plan};
use pathfinder_domain::planning::validate::{rules, validate};

use crate::random::Draw;

/// Does the damage where there is a spot for it, and says whether there was one.
type Damage = fn(&mut Problem, &mut Plan, &mut Draw) -> bool;
/// What is done, the rule that must be named, and how.
type Entry = (&'static str, &'static str, Damage);

/// One of those that there are, drawn.
fn pick<T>(draw: &mut Draw, found: Vec<T>) -> Option<T> {
    let index = draw.upto(found.len() as u64) as usize;
    found.into_iter().nth(index)
}

fn broken(problem: &Problem, plan: &Plan) -> BTreeSet<&'static str> {
    validate(problem, plan).err().into_iter().flatten().map(|breach| breach.rule).collect()
}

fn damage_all(seeds: std::ops::Range<u64>) {
    let mut named: BTreeMap<&str, usize> = rules().map(|rule| (rule, 0)).collect();
    let entries: Vec<Entry> = [plans::DAMAGES, wishes::DAMAGES].concat();
    let mut done: BTreeMap<&str, usize> = entries.iter().map(|(name, ..)| (*name, 0)).collect();
    let mut planned = 0;
    for seed in seeds {
        let problem = trips::problem(seed);
        check(&problem).unwrap();
        // Nobody waits for the reason where there is no plan.
        let mut stop = |progress: Progress| progress.phase == Phase::Explaining;
        let Outcome::Planned(plan) = plan(&problem, &mut Effort { rounds: 10, stop: &mut stop }) else { continue };
        assert_eq!(broken(&problem, &plan), BTreeSet::new(), "seed {seed}");
        planned += 1;
        for (index, (name, rule, damage)) in entries.iter().enumerate() {
            let (mut problem, mut plan) = (problem.clone(), (*plan).clone());
            if !damage(&mut problem, &mut plan, &mut Draw::new(seed ^ (index as u64) << 32)) {
                continue;
            }
            let found = broken(&problem, &plan);
            assert!(found.contains(rule), "seed {seed}, {name}: expected {rule}, found {found:?}");
            found.into_iter().for_each(|rule| *named.entry(rule).or_default() += 1);
            *done.entry(name).or_default() += 1;
        }
        // A day needs no spare: the one thing that may go.
        let mut bare = *plan;
        bare.days.iter_mut().for_each(|day| day.spare = None);
        assert_eq!(broken(&problem, &bare), BTreeSet::new(), "seed {seed}: a spare left out");
    }
    assert!(named.values().all(|count| *count > 0), "rules never named in {planned} plans: {named:#?}");
    assert!(done.values().all(|count| *count > 0), "damages never done in {planned} plans: {done:#?}");
}

#[test]
fn every_damage_to_a_random_plan_is_named() {
    damage_all(0..40);
}

/// The long form; see docs/verification.md.
#[test]
#[ignore = "minutes: cargo nextest run -p pathfinder-domain --run-ignored only every_damage"]
fn every_damage_to_a_random_plan_is_named_2_000_times() {
    damage_all(0..2_000);
}
