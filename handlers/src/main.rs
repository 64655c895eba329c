//! The program `pathfinder`: serves the functions, and the commands of contributors and operators.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use pathfinder::commands;

/// Pathfinder plans trips for groups of families.
///
/// Under the Azure Functions host (or the local `devhost`) it is started without arguments and serves its functions on the port that the
/// host names. The other commands work on files and need no host.
#[derive(Debug, Parser)]
#[command(version, about, long_about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the functions (the default): listens on 127.0.0.1 at FUNCTIONS_CUSTOMHANDLER_PORT.
    Serve,
    /// Write or check what is derived from the list of functions.
    Manifest(commands::manifest::Arguments),
    /// Plan a trip from a planning-problem file, without any server.
    Plan(commands::plan::Arguments),
    Cheapest(commands::cheapest::Arguments),
    /// Check a plan against its problem, with the independent validator.
    Validate(commands::validate::Arguments),
    /// Work with places.
    #[command(subcommand)]
    Places(commands::places::Command),
    /// Look at dead letters, or send one again.
    #[command(subcommand)]
    DeadLetters(commands::dead_letters::Command),
    /// List every setting with its default, as the example file has them.
    Settings {
        /// Write `local.settings.json.example` here.
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => commands::serve::run(),
        Command::Manifest(arguments) => commands::manifest::run(&arguments),
        Command::Plan(arguments) => commands::plan::run(&arguments),
        Command::Cheapest(arguments) => commands::cheapest::run(&arguments),
        Command::Validate(arguments) => commands::validate::run(&arguments),
        Command::Places(command) => commands::places::run(&command),
        Command::DeadLetters(command) => commands::dead_letters::run(&command),
        Command::Settings { write } => commands::settings::run(write.as_deref()),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
