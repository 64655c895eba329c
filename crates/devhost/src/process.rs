//! One process of the handler: started with the host's environment, its lines passed on, its end described, killed without ado.

use std::collections::{BTreeMap, VecDeque};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::console::{Console, Kind};
use crate::host_json::Description;

/// How long the host waits for a killed process.
const KILL_WAIT: Duration = Duration::from_secs(1);
/// Lines of stderr that are quoted in the message about an exit.
const QUOTED_LINES: usize = 50;

#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    file: String,
    stderr: Arc<Mutex<VecDeque<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Process {
    pub(crate) fn spawn(description: &Description, vars: &BTreeMap<String, String>, console: &Console) -> std::io::Result<Self> {
        let mut command = Command::new(&description.executable);
        command
            .args(&description.arguments)
            .current_dir(&description.working_directory)
            .env_clear()
            .envs(vars)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        // Its own group, so that Ctrl-C in a terminal reaches the host alone, which then lets calls finish.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        if let Some(stdout) = child.stdout.take() {
            let console = console.clone();
            tokio::spawn(each_line(stdout, move |line| console.say(Kind::Stdout, line)));
        }
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        let reader = child.stderr.take().map(|pipe| {
            let (console, kept) = (console.clone(), stderr.clone());
            tokio::spawn(each_line(pipe, move |line| {
                console.stderr(&line);
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() == QUOTED_LINES {
                    kept.pop_front();
                }
                kept.push_back(line);
            }))
        });
        Ok(Self { child, file: description.executable.display().to_string(), stderr, reader })
    }

    pub(crate) async fn wait(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// SIGKILL, then at most a second: the host sends no SIGTERM.
    pub(crate) async fn kill(&mut self) {
        // Fails only when the process is gone already.
        let _ = self.child.start_kill();
        let _ = timeout(KILL_WAIT, self.child.wait()).await;
    }

    /// How it ended and what it said last on stderr.
    pub(crate) async fn describe(&mut self, status: ExitStatus) -> String {
        if let Some(reader) = self.reader.take() {
            // The pipe ends with the process unless a grandchild holds it.
            let _ = timeout(Duration::from_millis(200), reader).await;
        }
        let file = &self.file;
        let lines: String = self.stderr.lock().unwrap_or_else(PoisonError::into_inner).iter().flat_map(|line| ["\n    ", line]).collect();
        match status.code() {
            Some(code) => format!("{file} exited with code {code} (0x{code:X}).{lines}"),
            None => format!("{file} was ended by a signal ({status}).{lines}"),
        }
    }
}

async fn each_line(pipe: impl AsyncRead + Unpin, mut show: impl FnMut(String)) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = reader.read_until(b'\n', &mut line).await {
        show(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
        line.clear();
    }
}
