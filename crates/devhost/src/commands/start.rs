//! `devhost start`: runs a staged folder until it is told to stop.

use std::path::PathBuf;

use pathfinder_devhost::{Host, Options};

use super::signal::{end, serve};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The staged folder with host.json.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// Port on 127.0.0.1; 0 takes any free one. [default: Host.LocalHttpPort of local.settings.json, or 7071]
    #[arg(long)]
    port: Option<u16>,
    /// Folder of the local stores, one devhost at a time. [default: the setting PATHFINDER_DATA_FOLDER, or .pathfinder]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// # Errors
/// Why the host does not start, or why it gave up.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut end = std::pin::pin!(end());
    let options = Options { port: arguments.port, data: arguments.data, ..Options::new(arguments.root) };
    let host = tokio::select! {
        host = Host::start(options) => host?,
        () = &mut end => return Ok(()),
    };
    serve(host, end).await
}
