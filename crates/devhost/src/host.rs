//! The host itself: starts the handler, the server and the listeners, and ends them in order.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::admin::Admin;
use crate::blobs::Links;
use crate::child::{Handler, Supervisor};
use crate::function_json::Loaded;
use crate::http::{BODY_LIMIT, Front};
use crate::invoke::Invoker;
use crate::listeners::Listeners;
use crate::lock::Lock;
use crate::setup::Setup;
use crate::throttle::Throttle;
use crate::{HostError, Options, banner, client, server};

/// How long a stopping host lets calls finish.
const DRAIN: Duration = Duration::from_secs(5);
/// How long listeners may take to note the failures of calls that were cut off.
const AFTERMATH: Duration = Duration::from_secs(1);

/// A running host; dropping it kills the handler without waiting for calls in flight.
#[derive(Debug)]
pub struct Host {
    base: Url,
    loaded: Arc<Loaded>,
    handler: Arc<Handler>,
    /// Told first: take no more work.
    stop: watch::Sender<bool>,
    /// Told last: kill the handler.
    halt: watch::Sender<bool>,
    work: Vec<JoinHandle<()>>,
    supervisor: JoinHandle<()>,
    _lock: Lock,
}

impl Host {
    /// Returns when the handler is ready and every listener runs.
    ///
    /// # Errors
    /// [`HostError`] tells what to change: folder, host.json, settings, port, data folder or handler.
    pub async fn start(options: Options) -> Result<Self, HostError> {
        let setup = Setup::prepare(&options).await?;
        let (halt, halted) = watch::channel(false);
        let (stop, stopped) = watch::channel(false);
        let (handler, supervisor) = start_handler(&setup, &options, halted);
        let invoker = Arc::new(Invoker {
            client: client::pooled(),
            handler: handler.clone(),
            console: options.console.clone(),
            clock: options.clock.clone(),
            ids: options.ids.clone(),
            function_timeout: setup.host.function_timeout,
            wake: watch::Sender::new(()),
            chunked: AtomicBool::new(false),
        });
        if !setup.loaded.functions.is_empty() {
            handler.available().await.map_err(HostError::Handler)?;
        }
        let listeners = Listeners {
            host: &setup.host,
            invoker: &invoker,
            queues: &setup.stores.queues,
            queue_hide: options.queue_hide,
            data: &setup.data,
            stop: &stopped,
        };
        let mut work: Vec<JoinHandle<()>> = setup.loaded.functions.iter().filter_map(|function| listeners.start(function)).collect();
        banner::print(&options.console, &setup.loaded, &setup.host, &setup.base);
        options.console.host(format!("Ready on {} with the data in {}. Ctrl-C stops it.", setup.base, setup.data.display()));
        let (base, loaded) = (setup.base.clone(), setup.loaded.clone());
        let app = app(&setup, &options, &invoker);
        work.push(tokio::spawn(server::run(setup.listener, app, stopped, options.console)));
        Ok(Self { base, loaded, handler, stop, halt, work, supervisor, _lock: setup.lock })
    }

    /// `http://localhost:7071/`, with the true port.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base
    }

    /// Functions that the host did not load, with the reasons.
    #[must_use]
    pub fn refused(&self) -> &[(String, String)] {
        &self.loaded.refused
    }

    /// Resolves with the reason when the host has shut itself down; `stop` is still to be called.
    pub async fn failed(&self) -> String {
        self.handler.stopped().await
    }

    /// Takes no more work, lets calls in flight finish for at most 5 s, kills the handler, frees port and data folder.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.wait_for_work(DRAIN).await;
        self.halt.send_replace(true);
        // It ends right after the kill, which waits for at most a second.
        let _ = tokio::time::timeout(AFTERMATH * 2, &mut self.supervisor).await;
        self.wait_for_work(AFTERMATH).await;
        for work in &self.work {
            work.abort();
        }
    }

    async fn wait_for_work(&mut self, most: Duration) {
        let all = async {
            for work in &mut self.work {
                if !work.is_finished() {
                    // A task that panicked is over as well.
                    let _ = work.await;
                }
            }
        };
        let _ = tokio::time::timeout(most, all).await;
    }
}

fn start_handler(setup: &Setup, options: &Options, halt: watch::Receiver<bool>) -> (Arc<Handler>, JoinHandle<()>) {
    let supervisor = Supervisor {
        description: setup.host.handler.clone(),
        port: setup.handler_port,
        vars: setup.settings.vars().clone(),
        initialization_timeout: setup.host.initialization_timeout,
        client: client::pooled(),
        console: options.console.clone(),
    };
    let worker = options.ids.uuid(options.clock.now());
    supervisor.start(&setup.root, worker, setup.loaded.functions.is_empty(), halt)
}

fn app(setup: &Setup, options: &Options, invoker: &Arc<Invoker>) -> axum::Router {
    let limit = setup.settings.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT").and_then(|limit| limit.parse().ok());
    let admin = Admin {
        base: setup.base.clone(),
        loaded: setup.loaded.clone(),
        host: setup.host.clone(),
        invoker: invoker.clone(),
        id: invoker.new_id(),
        started: Instant::now(),
    };
    let front = Front {
        loaded: setup.loaded.clone(),
        throttle: Throttle::new(setup.host.max_outstanding, setup.host.max_concurrent),
        host: setup.host.clone(),
        handler: invoker.handler.clone(),
        invoker: invoker.clone(),
        body_limit: limit.unwrap_or(BODY_LIMIT),
    };
    let links = Links { stores: setup.stores.clone(), clock: options.clock.clone() };
    server::router(admin, links, front, setup.settings.cors.clone())
}
