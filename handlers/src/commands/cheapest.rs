//! `pathfinder cheapest FILE`: what any plan of a problem costs at the least.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, cheapest, plan};
use pathfinder_domain::planning::validate::validate;
use serde::Serialize;

use super::plan::{NO_PLAN, read_problem, refuse};

/// Tell the least that any plan of a problem costs, whatever its budgets are.
///
/// What cannot be avoided is added up for the cheapest choice of cities: connections, beds, different restaurants for the meals that are
/// owed, among them every required cuisine, and the entrances of must-sees. Nothing is searched for that, so the answer is quick, and no
/// plan costs less. Opening hours, ways and fares may still make every plan dearer: then the price is a lower bound. To know which it is,
/// a plan for just this price is looked for; where there is one, the price is exact.
///
/// Exit status: 0 when there may be a plan (for the sum of --under), 3 when there is certainly none, 2 bad input.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  pathfinder cheapest examples/problems/texas-two-of-four.json
  pathfinder cheapest examples/problems/texas-two-of-four.json --under 2800 || echo 'not for 2800'
  pathfinder cheapest problem.json --json | jq -r .least.amount")]
pub struct Arguments {
    /// A planning problem (docs/planning-problem.schema.json); `-` reads standard input.
    file: PathBuf,
    /// A sum in the problem's currency, as 1234.50: end with 3 where no plan costs so little.
    #[arg(long, value_name = "AMOUNT")]
    under: Option<String>,
    /// Look so long for a plan for the least price; 0 looks for none, and calls the price a lower bound.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Print JSON: `least`, `exact`, `meaning`, and with --under `excluded`.
    #[arg(long)]
    json: bool,
}

/// As it is printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// None where cities, connections and beds allow no trip at all.
    least: Option<Money>,
    /// Whether a plan for this price was found.
    exact: bool,
    meaning: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<bool>,
}

const NO_TRIP: &str = "There is no trip at all: its cities, connections, beds or meals do not fit together, whatever it costs.";
const EXACT: &str = "This is exact: there is a plan for this price, and none for less.";
const LOWER_BOUND: &str = "This is a lower bound: no plan costs less, but no plan for just this price was found; hours, ways and fares may make every plan dearer.";
/// Enough for a plan that has nothing left to choose.
const ROUNDS: u64 = 300;

/// Tells.
///
/// # Errors
/// When the file cannot be read.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let problem = match read_problem(&arguments.file)? {
        Ok(problem) => problem,
        Err(faults) => return Ok(refuse(&arguments.file, &faults)),
    };
    let limit = match arguments.under.as_deref().map(|amount| Money::parse(amount, problem.currency)).transpose() {
        Ok(limit) => limit,
        Err(error) => return Ok(refuse(Path::new("--under"), &[Fault::new("", "value", error.to_string())])),
    };
    let time = Duration::try_from_secs_f64(arguments.seconds).context("--seconds takes a positive number, or 0")?;
    let least = cheapest(&problem);
    let exact = least.is_some_and(|least| there_is(problem, least, time));
    let meaning = match least {
        None => NO_TRIP,
        Some(_) if exact => EXACT,
        Some(_) => LOWER_BOUND,
    };
    let excluded = limit.map(|limit| least.is_none_or(|least| least.minor > limit.minor));
    tell(&Told { least, exact, meaning, excluded }, limit, arguments.json)?;
    Ok(if excluded.unwrap_or(least.is_none()) { ExitCode::from(NO_PLAN) } else { ExitCode::SUCCESS })
}

fn tell(told: &Told, limit: Option<Money>, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(told)?);
        return Ok(());
    }
    if let Some(least) = told.least {
        println!("{least}");
    }
    println!("{}", told.meaning);
    match (limit, told.excluded) {
        (Some(limit), Some(true)) => println!("No plan costs {limit} or less."),
        (Some(limit), Some(false)) if told.exact => println!("There is a plan for {limit} or less."),
        (Some(limit), Some(false)) => println!("A plan for {limit} or less is not excluded."),
        _ => {}
    }
    Ok(())
}

/// Whether a plan for this price is found, which the validator passes. What families can pay is left aside, as the price does.
fn there_is(mut problem: Problem, price: Money, time: Duration) -> bool {
    problem.constraints.budget = Some(price);
    problem.families.iter_mut().for_each(|family| family.budget = None);
    let began = Instant::now();
    let mut stop = |_| began.elapsed() >= time;
    match plan(&problem, &mut Effort { rounds: ROUNDS, stop: &mut stop }) {
        Outcome::Planned(plan) => plan.costs.total.minor <= price.minor && validate(&problem, &plan).is_ok(),
        Outcome::Impossible(_) | Outcome::Stopped => false,
    }
}
