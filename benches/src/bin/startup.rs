//! Cold start: `startup [--runs 50]` starts the handler again and again and measures from the start of the process to the first 200.

use std::path::PathBuf;

use clap::Parser;
use pathfinder_benches::samples::Samples;
use pathfinder_benches::server::{Server, free_port, handler, neighbour};

/// Starts the handler on a data folder that exists already, as after any cold start but the very first.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value_t = 50)]
    runs: u32,
    /// The handler; by default the one beside this program.
    #[arg(long)]
    binary: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let binary = arguments.binary.map_or_else(|| neighbour("pathfinder"), Ok)?;
    let folder = tempfile::tempdir()?;
    let start = || {
        let port = free_port()?;
        Server::start(handler(&binary, port, folder.path()), port, "/")
    };
    let first = start()?;
    println!("first start, data folder made: {:.2} ms", first.ready_after.as_secs_f64() * 1000.0);
    drop(first);
    let (mut times, mut resident) = (Samples::default(), Vec::new());
    let mut memory = None;
    for _ in 0..arguments.runs {
        let server = start()?;
        times.add(server.ready_after);
        let seen = server.memory()?;
        resident.push(seen.resident);
        memory = Some(seen);
    }
    resident.sort_unstable();
    println!("exec to first 200: {}", times.line());
    if let (Some(least), Some(greatest), Some(last)) = (resident.first(), resident.last(), memory) {
        println!("after the first 200: RSS {:.1} to {:.1} MiB; the last one: {last}", *least as f64 / 1024.0, *greatest as f64 / 1024.0);
    }
    Ok(())
}
