//! `devhost demo`: plays an example file against a running API.

use std::path::PathBuf;
use std::sync::Arc;

use pathfinder_cloud::clock::SystemClock;
use pathfinder_cloud::ids::SystemIds;
use pathfinder_devhost::journey::{Journey, Progress, play_file};
use url::Url;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// An example file (see examples/README.md).
    example: PathBuf,
    /// Where the API is; it must give development tokens (local profile).
    #[arg(long, default_value = "http://127.0.0.1:7071")]
    url: Url,
    /// Folder of itinerary.json, itinerary.pdf and itinerary.ics.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

/// # Errors
/// Why the example could not be played to its end.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    play_file(&arguments.example, &journey(arguments.url, arguments.out)).await?;
    Ok(())
}

pub(super) fn journey(url: Url, out: PathBuf) -> Journey {
    Journey { url, out, clock: Arc::new(SystemClock), ids: Arc::new(SystemIds), progress: Progress::stdout() }
}
