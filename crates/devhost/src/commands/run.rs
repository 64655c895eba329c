//! `devhost run`: starts a staged folder, plays an example on it, and keeps serving.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use pathfinder_devhost::journey::play_file;
use pathfinder_devhost::{Console, Host, Kind, Options};

use super::demo::journey;
use super::signal::{end, serve};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// An example file (see examples/README.md).
    example: PathBuf,
    /// The staged folder with host.json.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// End after the example instead of serving on.
    #[arg(long)]
    once: bool,
    /// Port on 127.0.0.1; 0 takes any free one. [default: Host.LocalHttpPort of local.settings.json, or 7071]
    #[arg(long)]
    port: Option<u16>,
    /// Folder of the local stores and of devhost.log, one devhost at a time.
    #[arg(long, value_name = "DIR", default_value = ".pathfinder")]
    data: PathBuf,
    /// Folder of itinerary.json, itinerary.pdf and itinerary.ics.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

/// # Errors
/// Why the host does not start, why the example could not be played to its end, or why the host gave up.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let log = arguments.data.join("devhost.log");
    let serving = Arc::new(AtomicBool::new(false));
    let console = console(log.clone(), serving.clone());
    let options = Options { port: arguments.port, data: Some(arguments.data), console, ..Options::new(arguments.root) };
    let mut end = std::pin::pin!(end());
    let host = tokio::select! {
        host = Host::start(options) => host?,
        () = &mut end => return Ok(()),
    };
    let journey = journey(host.base_url().clone(), arguments.out);
    let played = tokio::select! {
        played = play_file(&arguments.example, &journey) => played.map_err(anyhow::Error::from),
        reason = host.failed() => Err(anyhow::anyhow!(reason)),
        () = &mut end => Ok(()),
    };
    if let Err(error) = played {
        host.stop().await;
        return Err(error.context(format!("the example was not played to its end; {} has the log", log.display())));
    }
    if arguments.once {
        host.stop().await;
        return Ok(());
    }
    println!("Log      {}\n\nServing on {} until Ctrl-C.", log.display(), host.base_url());
    serving.store(true, Ordering::Relaxed);
    serve(host, end).await
}

/// Everything goes to the log. The terminal belongs to the example while it plays, save for what went wrong.
///
/// The file is made with the first line, when the data folder is locked: the log of a host that has it already stays whole.
fn console(log: PathBuf, serving: Arc<AtomicBool>) -> Console {
    let file = OnceLock::new();
    Console::to(move |line| {
        if let Some(mut file) = file.get_or_init(|| File::create(&log).ok()).as_ref() {
            // A full disk must not end the host; the terminal still tells what is wrong.
            let _ = writeln!(file, "{line}");
        }
        if serving.load(Ordering::Relaxed) || matches!(line.kind, Kind::HostError | Kind::Stderr) {
            println!("{line}");
        }
    })
}
