//! Load driver: `load [--users 100] [--seconds 25] [--think 100]` against a handler of its own, or `--url` for a running host.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use pathfinder_benches::disk::sync_times;
use pathfinder_benches::load::{Pace, Report, User};
use pathfinder_benches::server::{Server, free_port, handler, neighbour};

/// Puts users in a closed loop on the API: 70 % reads, 30 % writes.
///
/// Without --url it starts the handler alone (no host, embedded stores in a temporary folder), with the per-user limits of the product
/// lifted: PATHFINDER_READS_PER_MINUTE, PATHFINDER_WRITES_PER_MINUTE, PATHFINDER_GENERATIONS_PER_DAY, PATHFINDER_FAMILIES_PER_USER and
/// PATHFINDER_MEMBERS_PER_FAMILY. A host that --url names needs the same settings.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value_t = 100)]
    users: u64,
    /// Measured time, after --warm-up.
    #[arg(long, default_value_t = 25)]
    seconds: u64,
    /// Load before the measurement, seconds.
    #[arg(long, default_value_t = 3)]
    warm_up: u64,
    /// Mean pause of a user between an answer and the next call, milliseconds.
    #[arg(long, default_value_t = 100)]
    think: u64,
    /// A running host in place of a handler.
    #[arg(long)]
    url: Option<String>,
    /// Where the handler's data folder is made; on a RAM disk such as /dev/shm the disk's part of the times is gone. [default: the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The handler; by default the one beside this program.
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// What the load's handler is started with beyond the defaults.
const LIFTED: [(&str, &str); 5] = [
    ("PATHFINDER_READS_PER_MINUTE", "1000000"),
    ("PATHFINDER_WRITES_PER_MINUTE", "1000000"),
    ("PATHFINDER_GENERATIONS_PER_DAY", "1000"),
    ("PATHFINDER_FAMILIES_PER_USER", "100"),
    ("PATHFINDER_MEMBERS_PER_FAMILY", "50"),
];

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let folder = arguments.data.as_ref().map_or_else(tempfile::tempdir, tempfile::tempdir_in)?;
    let server = match &arguments.url {
        Some(_) => None,
        None => {
            let binary = arguments.binary.clone().map_or_else(|| neighbour("pathfinder"), Ok)?;
            let port = free_port()?;
            let mut command = handler(&binary, port, folder.path());
            command.envs(LIFTED);
            Some(Server::start(command, port, "/")?)
        }
    };
    let base = match (&arguments.url, &server) {
        (None, Some(server)) => format!("http://127.0.0.1:{}", server.port),
        (url, _) => url.clone().unwrap_or_default(),
    };
    // One thread: the driver must not take both processors from what it measures.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let report = runtime.block_on(drive(&arguments, &base))?;
    println!(
        "{} users, {} ms think time, {} s: {:.0} calls/s\n",
        arguments.users,
        arguments.think,
        arguments.seconds,
        report.calls() as f64 / arguments.seconds as f64
    );
    println!("{report}");
    if let Some(server) = &server {
        println!("handler: {}", server.memory()?);
        println!("disk: fdatasync of 4 KiB, {}", sync_times(folder.path(), 200)?.line());
    }
    anyhow::ensure!(report.errors() == 0, "{} calls failed", report.errors());
    Ok(())
}

async fn drive(arguments: &Arguments, base: &str) -> anyhow::Result<Report> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).tcp_nodelay(true).build()?;
    #[expect(clippy::disallowed_methods, reason = "a measuring program lives in real time")]
    let today = chrono::Utc::now().date_naive();
    let mut users = Vec::new();
    for number in 0..arguments.users {
        users.push(User::set_up(&client, base, number, today).await?);
    }
    let from = Instant::now() + Duration::from_secs(arguments.warm_up);
    let pace = Pace { think: Duration::from_millis(arguments.think), from, until: from + Duration::from_secs(arguments.seconds) };
    let mut running = tokio::task::JoinSet::new();
    for user in users {
        running.spawn(user.run(pace));
    }
    let mut report = Report::default();
    while let Some(done) = running.join_next().await {
        report.merge(&done?);
    }
    Ok(report)
}
