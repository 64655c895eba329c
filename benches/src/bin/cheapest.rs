//! "Is there any plan under this sum?", asked of trips whose cities are to be chosen: how long the exact answer takes, and a plan at that price.

use std::time::{Duration, Instant};

use clap::Parser;
use pathfinder_benches::generate::choice;
use pathfinder_benches::server::Memory;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::solver::{Effort, Outcome, cheapest, plan};
use pathfinder_domain::planning::validate::validate;

#[derive(Debug, Parser)]
struct Arguments {
    /// Trips of 10 candidate cities, 500 restaurants, 200 lodgings and 2,000 connections.
    #[arg(long, default_value_t = 8)]
    seeds: u64,
    /// Times each question is asked; the table has the medians.
    #[arg(long, default_value_t = 5)]
    times: usize,
    /// The budget of the plan, in percent of the least price.
    #[arg(long, default_value_t = 105)]
    budget: i64,
}

fn main() {
    let arguments = Arguments::parse();
    println!("| trip | least price | asked, ms | first plan within {} %, ms | it costs |", arguments.budget);
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for seed in 1..=arguments.seeds {
        let mut problem = choice(seed);
        let (asked, least) = timed(arguments.times, || cheapest(&problem));
        let Some(least) = least else {
            println!("| {seed} | none | {asked:.1} | | |");
            continue;
        };
        problem.constraints.budget = Some(Money { minor: least.minor * arguments.budget / 100, ..least });
        let (took, outcome) = timed(1, || plan(&problem, &mut Effort { rounds: 0, stop: &mut |_| false }));
        let cost = match outcome {
            Outcome::Planned(planned) if validate(&problem, &planned).is_ok() => planned.costs.total.to_string(),
            Outcome::Planned(_) => "not valid".to_owned(),
            Outcome::Impossible(conflict) => conflict.summary,
            Outcome::Stopped => "stopped".to_owned(),
        };
        println!("| {seed} | {least} | {asked:.1} | {took:.1} | {cost} |");
    }
    if let Ok(memory) = Memory::of("self") {
        println!("\nthis program: {memory}");
    }
}

/// The median time in milliseconds, and the last answer.
fn timed<T>(times: usize, mut ask: impl FnMut() -> T) -> (f64, T) {
    let mut took: Vec<Duration> = Vec::new();
    loop {
        let began = Instant::now();
        let answer = ask();
        took.push(began.elapsed());
        if took.len() >= times {
            took.sort_unstable();
            return (took[took.len() / 2].as_secs_f64() * 1000.0, answer);
        }
    }
}
