//! The `devhost` command.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Local stand-in for the Azure Functions host: runs Pathfinder on a laptop as Azure would run it.
///
/// It reads a staged folder (host.json, one folder with a function.json per function, the handler's binary), starts the handler and
/// triggers it: HTTP calls, queue messages, timers. Queues, blobs and documents live in the data folder. Development only.
#[derive(Debug, Parser)]
#[command(name = "devhost", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  pathfinder manifest --stage target/stage        stage the folder that is also deployed
  devhost start --root target/stage               run it on http://localhost:7071
  devhost demo examples/rome-two-families.json    play an example on it, as a client would
  curl localhost:7071/admin/functions             list what runs
  curl -d '{\"input\":\"{}\"}' localhost:7071/admin/functions/itineraries-generate
                                                  run a queue or timer function by hand";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a staged folder until Ctrl-C.
    #[command(after_help = NOTES)]
    Start(commands::start::Arguments),
    /// Play an example file against a running API: from sign-in to PDF.
    Demo(commands::demo::Arguments),
    /// Run a staged folder, play an example file on it, and keep serving.
    #[command(after_help = NOTES)]
    Run(commands::run::Arguments),
}

const NOTES: &str = "\
Settings: `Values` of ROOT/local.settings.json become environment variables unless they are set already; \
AzureFunctionsJobHost__a__b overrides a.b of host.json; AzureWebJobs.<function>.Disabled=true switches a function off.

Restarts follow the real host: a handler that exits with 0 stays down, 200 asks for a restart, anything else is an error, and the \
third error within 30 minutes ends devhost with an error.";

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let filter = EnvFilter::try_from_env("DEVHOST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failure(&anyhow::anyhow!("the async runtime cannot start: {error}")),
    };
    let outcome = runtime.block_on(async {
        match command {
            Command::Start(arguments) => commands::start::run(arguments).await,
            Command::Demo(arguments) => commands::demo::run(arguments).await,
            Command::Run(arguments) => commands::run::run(arguments).await,
        }
    });
    outcome.map_or_else(|error| failure(&error), |()| ExitCode::SUCCESS)
}

fn failure(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
