//! Supervises the handler: when its process is started, ready, restarted and given up, by the host's rules (S5-S13).

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use crate::client::{self, Client};
use crate::console::Console;
use crate::host_json::Description;
use crate::process::Process;

const PROBE: Duration = Duration::from_millis(25);
/// The host's health check pings the handler about this often.
const HEALTH: Duration = Duration::from_secs(10);
const MAX_ERRORS: usize = 3;
const FORGET_ERRORS: Duration = Duration::from_secs(30 * 60);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    Starting,
    /// The number changes with every process.
    Ready(u64),
    /// Exit code 0: not restarted; the host goes on calling a port on which nobody listens.
    Exited,
    /// The host has stopped itself or was stopped.
    Stopped(String),
}

/// What the rest of the host knows about the process.
#[derive(Debug)]
pub(crate) struct Handler {
    state: watch::Receiver<State>,
    restart: mpsc::UnboundedSender<(u64, String)>,
    pub(crate) port: u16,
    patience: Duration,
}

impl Handler {
    /// Waits while the process starts, as invocations do: four initialisation time-outs long. Returns the number of the process, or
    /// the last one where it has exited for good.
    ///
    /// # Errors
    /// Why no call can be made.
    pub(crate) async fn available(&self) -> Result<Option<u64>, String> {
        let mut state = self.state.clone();
        let settled = timeout(self.patience, state.wait_for(|state| *state != State::Starting)).await;
        match settled {
            Ok(Ok(state)) => match &*state {
                State::Ready(number) => Ok(Some(*number)),
                State::Exited => Ok(None),
                State::Starting => Err("the handler is starting".to_owned()),
                State::Stopped(reason) => Err(reason.clone()),
            },
            Ok(Err(_)) => Err("the host is stopping".to_owned()),
            Err(_) => Err("the handler did not become ready in time".to_owned()),
        }
    }

    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Resolves with the reason when no process will ever run again.
    pub(crate) async fn stopped(&self) -> String {
        let mut state = self.state.clone();
        match state.wait_for(|state| matches!(state, State::Stopped(_))).await.as_deref() {
            Ok(State::Stopped(reason)) => reason.clone(),
            _ => "the host is stopping".to_owned(),
        }
    }

    /// Kills and restarts the process with this number (S11); a newer one is left alone.
    pub(crate) fn restart(&self, number: u64, why: String) {
        // Only a supervisor that has ended does not listen, and then there is nothing to restart.
        let _ = self.restart.send((number, why));
    }
}

/// Everything a process is started with.
#[derive(Debug)]
pub(crate) struct Supervisor {
    pub(crate) description: Description,
    /// The whole environment of the handler, the host's own variables included.
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) port: u16,
    pub(crate) initialization_timeout: Duration,
    pub(crate) client: Client,
    pub(crate) console: Console,
}

enum End {
    Exit(ExitStatus),
    NotReady(String),
    Restart(String),
    Stop,
}

impl Supervisor {
    /// Without functions the handler is not started at all.
    pub(crate) fn start(mut self, root: &Path, worker: Uuid, idle: bool, stop: watch::Receiver<bool>) -> (Arc<Handler>, JoinHandle<()>) {
        let (state, watched) = watch::channel(State::Starting);
        let (restart, requests) = mpsc::unbounded_channel();
        let handler = Handler { state: watched, restart, port: self.port, patience: self.initialization_timeout.saturating_mul(4) };
        let (port, worker, root) = (self.port.to_string(), worker.to_string(), root.to_string_lossy().into_owned());
        // These overwrite whatever was set (S5); the HTTPWORKER names are the old ones.
        self.vars.extend(
            [
                ("FUNCTIONS_CUSTOMHANDLER_PORT", &port),
                ("FUNCTIONS_HTTPWORKER_PORT", &port),
                ("FUNCTIONS_CUSTOMHANDLER_WORKER_ID", &worker),
                ("FUNCTIONS_HTTPWORKER_ID", &worker),
                ("FUNCTIONS_APP_ROOT_PATH", &root),
            ]
            .map(|(name, value)| (name.to_owned(), value.clone())),
        );
        let task = tokio::spawn(async move {
            if idle {
                let mut stop = stop;
                // Fails only when the host is gone, which is a stop as well.
                let _ = stop.wait_for(|stop| *stop).await;
            } else {
                self.run(state, requests, stop).await;
            }
        });
        (Arc::new(handler), task)
    }

    async fn run(self, state: watch::Sender<State>, mut requests: mpsc::UnboundedReceiver<(u64, String)>, mut stop: watch::Receiver<bool>) {
        let mut errors: Vec<Instant> = Vec::new();
        for number in 1_u64.. {
            state.send_replace(State::Starting);
            let mut process = match Process::spawn(&self.description, &self.vars, &self.console) {
                Ok(started) => started,
                Err(error) => {
                    let file = self.description.executable.display();
                    let reason = format!("Failed to start Worker Channel. Process fileName: {file}: {error}");
                    self.console.error(&reason);
                    state.send_replace(State::Stopped(reason));
                    return;
                }
            };
            let end = self.watch(&mut process, number, &state, &mut requests, &mut stop).await;
            let reason = match end {
                End::Stop => {
                    process.kill().await;
                    state.send_replace(State::Stopped("the host was stopped".to_owned()));
                    return;
                }
                End::Restart(why) => {
                    process.kill().await;
                    self.console.error(format!("{why} Restarting the handler; every call in flight fails."));
                    continue;
                }
                End::Exit(status) if status.code() == Some(200) => {
                    self.console.host("The handler asked for a restart (exit code 200).");
                    continue;
                }
                End::Exit(status) if status.success() => {
                    self.console.error("The handler exited with code 0: the host does not restart it, every later call fails.");
                    state.send_replace(State::Exited);
                    // Fails only when the host is gone, which is a stop as well.
                    let _ = stop.wait_for(|stop| *stop).await;
                    state.send_replace(State::Stopped("the host was stopped".to_owned()));
                    return;
                }
                End::Exit(status) => process.describe(status).await,
                End::NotReady(reason) => {
                    process.kill().await;
                    reason
                }
            };
            self.console.error(&reason);
            let now = Instant::now();
            if errors.last().is_some_and(|newest| now.duration_since(*newest) > FORGET_ERRORS) {
                errors.clear();
            }
            errors.push(now);
            if errors.len() >= MAX_ERRORS {
                let end = "Exceeded http worker restart retry count. Shutting down Functions Host";
                self.console.error(end);
                state.send_replace(State::Stopped(format!("{end} (last error: {reason})")));
                return;
            }
        }
    }

    /// From the start of a process to its end.
    async fn watch(
        &self,
        process: &mut Process,
        number: u64,
        state: &watch::Sender<State>,
        requests: &mut mpsc::UnboundedReceiver<(u64, String)>,
        stop: &mut watch::Receiver<bool>,
    ) -> End {
        tokio::select! {
            status = process.wait() => return match exit(status) {
                // The host would probe on until the time-out and count that; the outcome is the same without the wait.
                End::Exit(status) if status.success() => End::NotReady("The handler exited with code 0 before it was ready.".to_owned()),
                end => end,
            },
            _ = stop.wait_for(|stop| *stop) => return End::Stop,
            ready = timeout(self.initialization_timeout, self.until_ready()) => if ready.is_err() {
                return End::NotReady("Initializing HttpWorker timed out.".to_owned());
            },
        }
        state.send_replace(State::Ready(number));
        let mut health = interval(HEALTH);
        health.set_missed_tick_behavior(MissedTickBehavior::Delay);
        health.reset();
        loop {
            tokio::select! {
                status = process.wait() => return exit(status),
                _ = stop.wait_for(|stop| *stop) => return End::Stop,
                Some((asked, why)) = requests.recv() => if asked == number { return End::Restart(why) },
                _ = health.tick() => {
                    let (client, port) = (self.client.clone(), self.port);
                    tokio::spawn(async move { timeout(HEALTH, client::ping(&client, port)).await });
                }
            }
        }
    }

    async fn until_ready(&self) {
        // A client of its own: a connection pooled before a restart must not answer for the new process.
        let client = client::pooled();
        let mut probe = interval(PROBE);
        probe.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            probe.tick().await;
            if client::ping(&client, self.port).await {
                return;
            }
        }
    }
}

fn exit(status: std::io::Result<ExitStatus>) -> End {
    status.map_or_else(|error| End::Restart(format!("Waiting for the handler failed: {error}.")), End::Exit)
}
