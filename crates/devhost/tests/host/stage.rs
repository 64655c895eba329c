//! A staged folder for one test, and the host that runs it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pathfinder_cloud::blobs::links::LinkKey;
use pathfinder_devhost::{Console, Host, HostError, Line, Options, Stores};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fake::{GATE, RECORD};
use crate::memory::{MemoryQueues, NoBlobs};

pub(crate) struct Stage {
    folder: TempDir,
    host_json: Value,
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) queues: Arc<MemoryQueues>,
    pub(crate) hide: Duration,
    pub(crate) port: u16,
    embedded: bool,
    lines: Arc<Mutex<Vec<Line>>>,
}

impl Stage {
    /// Proxying, looking into queues every 100 ms.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stage = Self {
            host_json: json!({
                "version": "2.0",
                "extensions": {"queues": {"messageEncoding": "none", "maxPollingInterval": "00:00:00.1"}},
                "customHandler": {
                    "enableProxyingHttpRequest": true,
                    "description": {
                        "defaultExecutablePath": std::env::current_exe().unwrap(),
                        "arguments": ["fake_handler", "--exact", "--nocapture"],
                    },
                },
            }),
            vars: BTreeMap::new(),
            queues: Arc::default(),
            hide: Duration::from_secs(600),
            port: 0,
            embedded: false,
            lines: Arc::default(),
            folder,
        };
        std::fs::create_dir(stage.root()).unwrap();
        stage
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("stage")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn function(self, name: &str, json: &Value) -> Self {
        let folder = self.root().join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("function.json"), json.to_string()).unwrap();
        self
    }

    pub(crate) fn http(self, name: &str, methods: &[&str], route: &str) -> Self {
        self.function(
            name,
            &json!({"bindings": [
                {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": methods, "route": route},
                {"type": "http", "direction": "out", "name": "res"},
            ]}),
        )
    }

    /// Every direct route of the fake handler.
    pub(crate) fn direct(self) -> Self {
        self.http("all", &["get", "post", "put"], "v1/{*rest}")
    }

    pub(crate) fn queue(self, name: &str, queue: &str) -> Self {
        self.function(name, &json!({"bindings": [{"type": "queueTrigger", "direction": "in", "name": "item", "queueName": queue}]}))
    }

    pub(crate) fn timer(self, name: &str, schedule: &str, run_on_startup: bool) -> Self {
        let timer =
            json!({"type": "timerTrigger", "direction": "in", "name": "timer", "schedule": schedule, "runOnStartup": run_on_startup});
        self.function(name, &json!({"bindings": [timer]}))
    }

    /// Changes host.json at a JSON pointer, making the objects on the way.
    pub(crate) fn host(mut self, pointer: &str, value: Value) -> Self {
        let mut node = &mut self.host_json;
        for key in pointer.split('/').skip(1) {
            node = node.as_object_mut().unwrap().entry(key).or_insert(json!({}));
        }
        *node = value;
        self
    }

    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs over the embedded stores instead of queues in memory.
    pub(crate) fn embedded(mut self) -> Self {
        self.embedded = true;
        self
    }

    pub(crate) fn write_host_json(&self) {
        std::fs::write(self.root().join("host.json"), self.host_json.to_string()).unwrap();
    }

    pub(crate) fn environment(&self) -> BTreeMap<String, String> {
        let mut environment = self.vars.clone();
        for (name, file) in [(RECORD, "record"), (GATE, "gate")] {
            environment.insert(name.to_owned(), self.folder.path().join(file).to_string_lossy().into_owned());
        }
        environment
    }

    pub(crate) async fn start(&self) -> Result<Host, HostError> {
        self.write_host_json();
        let lines = self.lines.clone();
        let memory = || Stores { queues: self.queues.clone(), blobs: Arc::new(NoBlobs), links: LinkKey::new([0; 32]) };
        Host::start(Options {
            port: Some(self.port),
            data: Some(self.data()),
            environment: self.environment(),
            console: Console::to(move |line| lines.lock().unwrap().push(line)),
            stores: (!self.embedded).then(memory),
            queue_hide: self.hide,
            ..Options::new(self.root())
        })
        .await
    }

    pub(crate) fn open_gate(&self) {
        std::fs::write(self.folder.path().join("gate"), "").unwrap();
    }

    fn record(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("record")).unwrap_or_default();
        // A line that is being written is not there yet.
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    pub(crate) fn starts(&self) -> Vec<Value> {
        self.record().into_iter().filter(|line| line.get("start").is_some()).collect()
    }

    /// Requests that the handler got on this path.
    pub(crate) fn calls(&self, path: &str) -> Vec<Value> {
        self.record().into_iter().filter(|line| line["path"] == path).collect()
    }

    /// Envelopes that the handler got on this path.
    pub(crate) fn envelopes(&self, path: &str) -> Vec<Value> {
        self.calls(path).iter().map(|call| serde_json::from_str(call["body"].as_str().unwrap()).unwrap()).collect()
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.lines.lock().unwrap().iter().any(|line| line.to_string().contains(words))
    }

    pub(crate) fn console(&self) -> Vec<String> {
        self.lines.lock().unwrap().iter().map(Line::to_string).collect()
    }

    /// Waits for a condition that must come true soon.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !holds() {
            assert!(Instant::now() < deadline, "waited in vain until {what}; console: {:#?}", self.console());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub(crate) fn url(host: &Host, path: &str) -> String {
    host.base_url().join(path).unwrap().to_string()
}
