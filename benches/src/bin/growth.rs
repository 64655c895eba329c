//! How the planner's time and quality grow with places, days and families: a table for `docs/benchmarks.md`.

use std::time::{Duration, Instant};

use clap::Parser;
use pathfinder_benches::generate::{Shape, problem};
use pathfinder_benches::server::Memory;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, Progress, plan};
use pathfinder_domain::planning::validate::validate;

#[derive(Debug, Parser)]
struct Arguments {
    /// The long search that the second one is compared with, seconds.
    #[arg(long, default_value_t = 5)]
    best: u64,
    /// The short search, seconds.
    #[arg(long, default_value_t = 0.5)]
    short: f64,
    /// Problems of each size; the table has their medians.
    #[arg(long, default_value_t = 3)]
    seeds: u64,
    /// Only the two trips that the targets speak of.
    #[arg(long)]
    targets: bool,
}

/// One search: its time, its last known points and rounds.
struct Search {
    took: Duration,
    points: Option<f64>,
    rounds: u64,
}

fn main() {
    let arguments = Arguments::parse();
    println!(
        "| days | families | cities | places | restaurants | first valid plan, ms | check, ms | validate, ms | rounds in {} s | points then of those after {} s |",
        arguments.short, arguments.best
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let places = [15, 30, 60, 120, 240].map(|places| Shape { places, restaurants: places * 5 / 12, ..Shape::TARGET });
    let days = [1, 3, 14, 21].map(|days| Shape { days, ..Shape::TARGET });
    let families = [1, 2, 8, 16].map(|families| Shape { families, ..Shape::TARGET });
    let growing = places.into_iter().chain(days).chain(families).filter(|_| !arguments.targets);
    let targets = arguments.targets.then_some(Shape::TARGET).into_iter().chain([Shape::LARGEST]);
    growing.chain(targets).for_each(|shape| row(shape, &arguments));
    if let Ok(memory) = Memory::of("self") {
        println!("\nthis program: {memory}");
    }
}

fn row(shape: Shape, arguments: &Arguments) {
    let Shape { days, families, places, restaurants, cities, .. } = shape;
    let mut columns: [Vec<f64>; 5] = Default::default();
    for seed in 1..=arguments.seeds {
        let problem = problem(Shape { seed, ..shape });
        let Some(values) = measure(&problem, arguments) else { continue };
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    let solved = columns[0].len() as u64;
    let [first, checked, validated, rounds, quality] = columns.map(median);
    let remark = if solved < arguments.seeds { format!(" ({solved} of {} have a plan)", arguments.seeds) } else { String::new() };
    println!(
        "| {days} | {families} | {cities} | {places} | {restaurants} | {first:.2}{remark} | {checked:.2} | {validated:.2} | {rounds:.0} | {quality:.2} % |"
    );
}

/// First plan, check and validation in milliseconds, rounds of a second, and its points in percent of the long search's.
fn measure(problem: &Problem, arguments: &Arguments) -> Option<[f64; 5]> {
    let began = Instant::now();
    check(problem).ok()?;
    let checked = millis(began.elapsed());
    let (first, planned) = search(problem, 0, Duration::MAX);
    let began = Instant::now();
    validate(problem, &planned?).ok()?;
    let validated = millis(began.elapsed());
    let (second, _) = search(problem, u64::MAX, Duration::from_secs_f64(arguments.short));
    let (best, _) = search(problem, u64::MAX, Duration::from_secs(arguments.best));
    let quality = 100.0 * second.points? / best.points?;
    Some([millis(first.took), checked, validated, second.rounds as f64, quality])
}

fn search(problem: &Problem, rounds: u64, limit: Duration) -> (Search, Option<pathfinder_domain::planning::plan::Plan>) {
    let began = Instant::now();
    let mut last = Search { took: Duration::ZERO, points: None, rounds: 0 };
    let mut stop = |progress: Progress| {
        last.points = progress.best.or(last.points);
        last.rounds = progress.rounds;
        began.elapsed() >= limit
    };
    let outcome = plan(problem, &mut Effort { rounds, stop: &mut stop });
    last.took = began.elapsed();
    let planned = if let Outcome::Planned(plan) = outcome { Some(*plan) } else { None };
    (last, planned)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
