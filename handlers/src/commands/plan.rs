//! `pathfinder plan FILE`: the planner alone, on a documented JSON file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::reasons;
use pathfinder_domain::planning::solver::{Effort, Outcome, Phase, Progress, plan};
use pathfinder_domain::planning::text::{clean, render};
use pathfinder_domain::planning::validate::validate;

use crate::http::body::decode;

/// Exit status: 0 a plan, 3 no plan (with the reason), 4 the time ran out before either, 2 bad input (with every faulty field).
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A planning problem (docs/planning-problem.schema.json); `-` reads standard input.
    file: PathBuf,
    /// The search ends after this many seconds; without it after 5, or after the rounds.
    #[arg(long)]
    seconds: Option<f64>,
    /// Improvement rounds at most: without it 3000, but no limit where there is one of --seconds. The same problem, seed and rounds give the
    /// same plan.
    #[arg(long)]
    rounds: Option<u64>,
    /// In place of the problem's own seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Print the plan as text for people instead of JSON.
    #[arg(long)]
    text: bool,
    /// Print as text what each family got and gave up, what was left out and why, and the proof.
    #[arg(long)]
    explain: bool,
    /// Write the plan, or the reason why there is none, into this file (JSON).
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const BAD_INPUT: u8 = 2;
/// Exit status where there is no plan.
pub const NO_PLAN: u8 = 3;
const OUT_OF_TIME: u8 = 4;

const USUAL_SECONDS: f64 = 5.0;
const USUAL_ROUNDS: u64 = 3_000;

/// Plans.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut problem = match read_problem(&arguments.file)? {
        Ok(problem) => problem,
        Err(faults) => return Ok(refuse(&arguments.file, &faults)),
    };
    if let Some(seed) = arguments.seed {
        problem.seed = seed;
    }
    let limit = Duration::try_from_secs_f64(arguments.seconds.unwrap_or(USUAL_SECONDS)).context("--seconds takes a positive number")?;
    let rounds = arguments.rounds.unwrap_or(if arguments.seconds.is_some() { u64::MAX } else { USUAL_ROUNDS });
    let began = Instant::now();
    // Time apart is looked for once the search has ended: half as long again.
    let mut stop = |progress: Progress| {
        let more = if progress.phase == Phase::Parting { limit / 2 } else { Duration::ZERO };
        began.elapsed() >= limit.saturating_add(more)
    };
    match plan(&problem, &mut Effort { rounds, stop: &mut stop }) {
        Outcome::Planned(mut plan) => {
            plan.proof = validate(&problem, &plan)
                .map_err(|breaches| anyhow::anyhow!("the planner broke a rule; please report this with the file: {breaches:?}"))?;
            print(arguments, &plan)?;
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Impossible(conflict) => {
            save(arguments, &serde_json::to_string_pretty(&conflict)?)?;
            print!("{}", reasons::render_conflict(&conflict));
            Ok(ExitCode::from(NO_PLAN))
        }
        Outcome::Stopped => {
            eprintln!("the time ran out before there was any plan, and before it was known why there is none; give more --seconds");
            Ok(ExitCode::from(OUT_OF_TIME))
        }
    }
}

/// A problem, or everything that is wrong with it.
///
/// # Errors
/// When the file cannot be read.
pub fn read_problem(file: &Path) -> anyhow::Result<Result<Problem, Vec<Fault>>> {
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).context("cannot read standard input")?
    } else {
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
    };
    let value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => return Ok(Err(vec![Fault::new("", "malformed", format!("this is not JSON: {error}"))])),
    };
    Ok(match decode::<Problem>(value) {
        Ok(problem) => check(&problem).map(|()| problem),
        Err(problem) => Err(problem.errors),
    })
}

/// Prints faults, a line each.
pub fn refuse(file: &Path, faults: &[Fault]) -> ExitCode {
    eprintln!("{} cannot be used:", file.display());
    for fault in faults {
        eprintln!("  {}", clean(&fault.to_string()));
    }
    ExitCode::from(BAD_INPUT)
}

fn print(arguments: &Arguments, plan: &Plan) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(plan)?;
    save(arguments, &json)?;
    if arguments.text {
        print!("{}", render(plan));
    }
    if arguments.explain {
        print!("{}", reasons::render(plan));
    }
    if !arguments.text && !arguments.explain && arguments.out.is_none() {
        println!("{json}");
    }
    Ok(())
}

fn save(arguments: &Arguments, json: &str) -> anyhow::Result<()> {
    let Some(file) = &arguments.out else { return Ok(()) };
    fs::write(file, json).with_context(|| format!("cannot write {}", file.display()))
}
