//! `pathfinder manifest`: what is derived from the list of functions, written or checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use pathfinder_functions::manifest;

use crate::{api_docs, registry};

/// Without an option: prints the list of functions.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write the `function.json` tree into this folder, as the Functions host reads it.
    #[arg(long, value_name = "DIR")]
    stage: Option<PathBuf>,
    /// Compare the committed lists with the code; prints the command that mends a difference.
    #[arg(long, conflicts_with = "stage")]
    check: bool,
    /// Rewrite the committed lists (tests/golden/functions.json, docs/openapi.json, docs/planning-problem.schema.json).
    #[arg(long, conflicts_with_all = ["stage", "check"])]
    write: bool,
    /// Folder of the checkout, for --check and --write.
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
}

/// Files that are derived from the code and committed, so that a change of them is reviewed.
fn derived() -> anyhow::Result<Vec<(&'static str, String)>> {
    let functions = registry::functions();
    let pretty = |value: &serde_json::Value| -> anyhow::Result<String> { Ok(format!("{}\n", serde_json::to_string_pretty(value)?)) };
    Ok(vec![
        ("tests/golden/functions.json", pretty(&manifest::golden(&functions))?),
        ("docs/openapi.json", pretty(&api_docs::document(&functions))?),
        ("docs/planning-problem.schema.json", pretty(&api_docs::planning_problem_schema())?),
        ("local.settings.json.example", super::settings::example()),
    ])
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read or written, and when `--check` finds a difference.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &arguments.stage {
        manifest::stage(&registry::functions(), folder).with_context(|| format!("cannot stage into {}", folder.display()))?;
    } else if arguments.write {
        for (file, text) in derived()? {
            write(&arguments.repo.join(file), &text)?;
        }
    } else if arguments.check {
        check(&arguments.repo)?;
    } else {
        println!("{:#}", manifest::golden(&registry::functions()));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Compares the committed files of `repo` with what the code gives.
///
/// # Errors
/// Names every file that differs, its first differing line, and the command that mends it.
pub fn check(repo: &Path) -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (file, text) in derived()? {
        let committed = fs::read_to_string(repo.join(file)).unwrap_or_default();
        if committed != text {
            let line = committed
                .lines()
                .zip(text.lines())
                .position(|(a, b)| a != b)
                .unwrap_or_else(|| committed.lines().count().min(text.lines().count()));
            let (has, gives) = (committed.lines().nth(line).unwrap_or("(end)"), text.lines().nth(line).unwrap_or("(end)"));
            stale.push(format!("{file} line {}:\n  - {has}\n  + {gives}", line + 1));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!("these files differ from the code:\n{}\nmend with: cargo run -- manifest --write", stale.join("\n"))
}
