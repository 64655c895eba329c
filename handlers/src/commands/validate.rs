//! `pathfinder validate PROBLEM PLAN`: the independent validator alone.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use pathfinder_domain::fault::Fault;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::text::clean;
use pathfinder_domain::planning::validate::validate;

use super::plan::{read_problem, refuse};
use crate::http::body::decode;

/// Exit status: 0 every rule holds, 1 a rule is broken, 2 bad input.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The planning problem.
    problem: PathBuf,
    /// The plan, as `pathfinder plan` writes it.
    plan: PathBuf,
}

/// Validates.
///
/// # Errors
/// When a file cannot be read.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let problem = match read_problem(&arguments.problem)? {
        Ok(problem) => problem,
        Err(faults) => return Ok(refuse(&arguments.problem, &faults)),
    };
    let text = fs::read_to_string(&arguments.plan).with_context(|| format!("cannot read {}", arguments.plan.display()))?;
    let value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => return Ok(refuse(&arguments.plan, &[Fault::new("", "malformed", format!("this is not JSON: {error}"))])),
    };
    let plan: Plan = match decode(value) {
        Ok(plan) => plan,
        Err(faulty) => return Ok(refuse(&arguments.plan, &faulty.errors)),
    };
    match validate(&problem, &plan) {
        Ok(proof) => {
            for rule in proof {
                println!("ok  {}: {}", rule.rule, rule.detail);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(breaches) => {
            for breach in breaches {
                println!("BROKEN  {} at {}: {}", breach.rule, clean(&breach.pointer), clean(&breach.detail));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
