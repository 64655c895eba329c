//! `pathfinder serve`: the custom handler.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use pathfinder_cloud::clock::SystemClock;
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use pathfinder_cloud::ids::SystemIds;
use pathfinder_cloud::secrets::Secrets as _;
use pathfinder_functions::{check_list, port_from_env};
use pathfinder_print::Printer;
use tracing_subscriber::EnvFilter;

use crate::app::{App, Parts};
use crate::config::Config;
use crate::http::surface;
use crate::identity::local::LocalIssuer;
use crate::registry;

/// Serves until the host ends the process. Returning is always a failure: the host does not restart a handler that exits with 0.
///
/// # Errors
/// What keeps the process from listening, with the setting or folder to look at.
pub fn run() -> anyhow::Result<ExitCode> {
    pathfinder_functions::process::die_with_parent();
    pathfinder_functions::process::log_panics_by_place();
    let config = Config::from_env().context("the settings have faults (see `pathfinder settings`)")?;
    log_to_stdout(&config);
    let Some(port) = port_from_env() else {
        bail!(
            "FUNCTIONS_CUSTOMHANDLER_PORT is not set: the Functions host starts this program; locally use `scripts/run` or `devhost start`"
        );
    };
    let port = port?;
    let functions = registry::functions();
    if let Err(faults) = check_list(&functions) {
        bail!("the list of functions has faults:\n{}", faults.join("\n"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the async runtime cannot start")?;
    runtime.block_on(async {
        let app = open(config).await?;
        let router = surface::router(&functions, app);
        pathfinder_functions::serve(router, port).await.with_context(|| format!("cannot serve on 127.0.0.1:{port}"))
    })?;
    Ok(ExitCode::FAILURE)
}

/// The application over the adapters of the profile.
///
/// # Errors
/// What is wrong with the data folder and what to do.
pub async fn open(config: Config) -> anyhow::Result<App> {
    let clock = Arc::new(SystemClock);
    let embedded = Embedded::open(EmbeddedOptions {
        data_folder: config.data_folder.clone(),
        link_base: config.blob_url.clone(),
        clock: clock.clone(),
    })?;
    let issuer = LocalIssuer::new(config.data_folder.clone());
    let cursor_key = *embedded.secrets.key("cursor").await.context("the key of cursors and invitations cannot be read")?.reveal();
    let printer = Printer::new(vec![font_folder(&config)], true);
    Ok(App::new(Parts {
        documents: embedded.documents.clone(),
        ledger: embedded.ledger.clone(),
        queues: embedded.queues.clone(),
        blobs: embedded.blobs.clone(),
        cache: embedded.cache.clone(),
        clock,
        ids: Arc::new(SystemIds),
        verifier: issuer.verifier(),
        local_issuer: Some(issuer),
        printer: Arc::new(printer),
        cursor_key,
        config,
    }))
}

/// The fonts of the package lie beside the application's root, which is the host's working directory.
fn font_folder(config: &Config) -> std::path::PathBuf {
    match std::env::var_os("FUNCTIONS_APP_ROOT_PATH") {
        Some(root) if config.font_folder.is_relative() => std::path::Path::new(&root).join(&config.font_folder),
        _ => config.font_folder.clone(),
    }
}

/// Single lines on stdout: the host takes stderr for errors.
fn log_to_stdout(config: &Config) {
    let filter = EnvFilter::try_new(&config.log_filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_target(false).with_writer(std::io::stdout);
    let set = if config.log_json { lines.json().try_init() } else { lines.compact().try_init() };
    if let Err(error) = set {
        eprintln!("logging is not available: {error}");
    }
}
