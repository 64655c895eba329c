//! `pathfinder plan FILE`: the planner alone, on a documented JSON file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::{Conflict, Plan};
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::text::render;
use pathfinder_domain::planning::validate::validate;

use crate::http::body::decode;

/// Exit status: 0 a plan, 3 no plan (with the reason), 2 bad input (with every faulty field).
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A planning problem (docs/planning-problem.schema.json); `-` reads standard input.
    file: PathBuf,
    /// The search ends after this many seconds.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Improvement rounds at most; the same problem, seed and rounds give the same plan.
    #[arg(long, default_value_t = 3_000)]
    rounds: u64,
    /// In place of the problem's own seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Print the plan as text for people instead of JSON.
    #[arg(long)]
    text: bool,
    /// Write the plan (JSON) into this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const BAD_INPUT: u8 = 2;
const NO_PLAN: u8 = 3;

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
    let limit = Duration::try_from_secs_f64(arguments.seconds).context("--seconds takes a positive number")?;
    let began = Instant::now();
    let mut stop = |_| began.elapsed() >= limit;
    match plan(&problem, &mut Effort { rounds: arguments.rounds, stop: &mut stop }) {
        Outcome::Planned(mut plan) => {
            plan.proof = validate(&problem, &plan)
                .map_err(|breaches| anyhow::anyhow!("the planner broke a rule; please report this with the file: {breaches:?}"))?;
            print(arguments, &plan)?;
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Impossible(conflict) => {
            explain(&conflict);
            Ok(ExitCode::from(NO_PLAN))
        }
        Outcome::Stopped => {
            eprintln!("the time ran out before there was any plan; give more --seconds");
            Ok(ExitCode::from(NO_PLAN))
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
        eprintln!("  {fault}");
    }
    ExitCode::from(BAD_INPUT)
}

fn print(arguments: &Arguments, plan: &Plan) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(plan)?;
    if let Some(file) = &arguments.out {
        fs::write(file, &json).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if arguments.text {
        print!("{}", render(plan));
    } else if arguments.out.is_none() {
        println!("{json}");
    }
    Ok(())
}

fn explain(conflict: &Conflict) {
    println!("There is no plan. {}", conflict.summary);
    for wish in &conflict.wishes {
        println!("  {}  ({})", wish.detail, wish.pointer);
    }
    if !conflict.relaxations.is_empty() {
        println!("Any one of these would help:");
    }
    for relaxation in &conflict.relaxations {
        println!("  {}  ({})", relaxation.detail, relaxation.pointer);
    }
}
