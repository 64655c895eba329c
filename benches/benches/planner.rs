//! The planner on the problem of the targets: 7 days, 4 families, 60 places.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use pathfinder_benches::generate::{Shape, problem};
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;

fn planned(problem: &Problem, rounds: u64) -> Outcome {
    plan(black_box(problem), &mut Effort { rounds, stop: &mut |_| false })
}

fn planner(criterion: &mut Criterion) {
    let target = problem(Shape::TARGET);
    let Outcome::Planned(first) = planned(&target, 0) else { panic!("the problem of the targets has a plan") };
    let mut group = criterion.benchmark_group("planner/7-days-4-families-60-places");
    group.sample_size(30).measurement_time(Duration::from_secs(5));
    group.bench_function("check", |bench| bench.iter(|| check(black_box(&target))));
    group.bench_function("first-valid-plan", |bench| bench.iter(|| planned(&target, 0)));
    group.bench_function("validate", |bench| bench.iter(|| validate(black_box(&target), black_box(&first))));
    // The time of a round is the difference to the first plan, divided by 1,000.
    group.sample_size(10).bench_function("1000-rounds", |bench| bench.iter(|| planned(&target, 1_000)));
    group.finish();
}

criterion_group!(benches, planner);
criterion_main!(benches);
