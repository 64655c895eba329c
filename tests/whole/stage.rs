//! A staged folder in a scratch directory, the host that runs it, and a client's calls.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use pathfinder_cloud::clock::{Clock as _, SystemClock};
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use pathfinder_cloud::ids::{Ids as _, SystemIds};
use pathfinder_devhost::{Console, Host, Options};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take here before it counts as hanging; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// The built program: it lies beside the folder of this test's own binary.
pub fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().expect("a test has a file");
    let program = own.parent()?.parent()?.join(format!("pathfinder{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Some(program);
    }
    eprintln!("SKIPPED: there is no {}; build it with: cargo build -p pathfinder", program.display());
    None
}

/// A running application.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    program: PathBuf,
    host: Host,
    client: reqwest::Client,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Stage {
    /// Stages the built program and starts the host; None, and a line that says so, where it was not built.
    pub async fn start(settings: &[(&str, &str)]) -> Option<Self> {
        let program = program()?;
        let folder = tempfile::tempdir().expect("a scratch folder");
        let root = folder.path().join("stage");
        let staged = run(&program, &["manifest", "--stage", &root.to_string_lossy()], folder.path());
        assert!(staged.status.success(), "{}", String::from_utf8_lossy(&staged.stderr));
        let repo = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the repository");
        std::fs::copy(repo.join("host.json"), root.join("host.json")).expect("host.json stands in the repository's root");
        // A copy would do as well, but the program is large.
        #[cfg(unix)]
        std::os::unix::fs::symlink(&program, root.join("pathfinder")).expect("a link");
        #[cfg(not(unix))]
        std::fs::copy(&program, root.join("pathfinder.exe")).expect("a copy");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&lines);
        let mut options = Options::new(&root);
        options.port = Some(0);
        options.data = Some(folder.path().join("data"));
        // These clients ask far more often than the Retry-After of an operation says.
        options.environment.insert("PATHFINDER_READS_PER_MINUTE".to_owned(), "1000000".to_owned());
        options.environment.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        options.console = Console::to(move |line| seen.lock().expect("no test panics while it holds it").push(line.to_string()));
        let host = match Host::start(options).await {
            Ok(host) => host,
            Err(error) => panic!("{error}\n{}", lines.lock().expect("as above").join("\n")),
        };
        assert_eq!(host.refused(), [], "the host loads every function");
        Some(Self { folder, program, host, client: reqwest::Client::new(), lines })
    }

    pub async fn stop(self) {
        self.host.stop().await;
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("stage")
    }

    /// The stores under the running application, as another process on the same folder sees them.
    pub fn stores(&self) -> Embedded {
        let link_base = self.host.base_url().join("blobs").expect("an address");
        Embedded::open(EmbeddedOptions { data_folder: self.folder.path().join("data"), link_base, clock: Arc::new(SystemClock) })
            .expect("the data folder opens")
    }

    /// Runs a command of the program over the data folder.
    pub fn command(&self, arguments: &[&str]) -> String {
        let output = run(&self.program, arguments, self.folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What the host and the program said.
    pub fn console(&self) -> String {
        self.lines.lock().expect("no test panics while it holds it").join("\n")
    }

    pub fn date_in(days: i64) -> String {
        (SystemClock.now().date_naive() + TimeDelta::days(days)).to_string()
    }

    /// A plain GET of an absolute address, as a browser would.
    pub async fn fetch(&self, address: &str) -> Response {
        self.client.get(address).send().await.expect("an answer")
    }

    pub async fn signs_in(&self, name: &str) -> Client<'_> {
        let url = self.host.base_url().join("api/v1/dev/token").expect("an address");
        let answer = self.client.post(url).json(&json!({ "name": name })).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let token: Value = answer.json().await.expect("JSON");
        Client { stage: self, token: token["accessToken"].as_str().expect("a token").to_owned() }
    }

    /// Asks again until there is an answer that is good.
    pub async fn until<T>(&self, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
        let asking = async {
            loop {
                if let Some(answer) = ask().await {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let Ok(answer) = tokio::time::timeout(PATIENCE, asking).await else { panic!("{what} did not come about\n{}", self.console()) };
        answer
    }
}

fn run(program: &Path, arguments: &[&str], folder: &Path) -> Output {
    Command::new(program)
        .args(arguments)
        .env("PATHFINDER_DATA_FOLDER", folder.join("data"))
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Client<'s> {
    stage: &'s Stage,
    token: String,
}

impl Client<'_> {
    /// None when nobody answered.
    pub async fn try_call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, String)],
    ) -> Option<(StatusCode, Value, Option<String>)> {
        // Absolute addresses come from the API itself.
        let url = if path.starts_with("http") {
            path.parse().expect("an address")
        } else {
            self.stage.host.base_url().join(path).expect("an address")
        };
        let mut request = self.stage.client.request(method.clone(), url).bearer_auth(&self.token);
        if method == Method::POST {
            request = request.header("Idempotency-Key", format!("\"{}\"", SystemIds.token()));
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.ok()?;
        let (status, etag) = (answer.status(), answer.headers().get("etag").and_then(|etag| etag.to_str().ok()).map(str::to_owned));
        let text = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::String(text)), etag))
    }

    /// The body of an answer that must have this status.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>, expected: StatusCode) -> Value {
        let (status, body, _) = self.try_call(method, path, body, &[]).await.expect("an answer");
        assert_eq!(status, expected, "{path}: {body:#}");
        body
    }

    pub async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, None, StatusCode::OK).await
    }

    pub async fn post(&self, path: &str, body: Value, expected: StatusCode) -> Value {
        self.call(Method::POST, path, Some(body), expected).await
    }

    /// Replaces something under the ETag it has.
    pub async fn put(&self, path: &str, body: Value) -> Value {
        let (_, _, etag) = self.try_call(Method::GET, path, None, &[]).await.expect("an answer");
        let (status, body, _) =
            self.try_call(Method::PUT, path, Some(body), &[("If-Match", etag.expect("an ETag"))]).await.expect("an answer");
        assert_eq!(status, StatusCode::OK, "{path}: {body:#}");
        body
    }

    /// Founds a family; its id.
    pub async fn founds(&self, name: &str) -> String {
        let family =
            self.post("api/v1/families", json!({ "name": name, "myName": "Parent", "myBirthMonth": "1985-06" }), StatusCode::CREATED).await;
        family["id"].as_str().expect("an id").to_owned()
    }

    /// Starts a trip to Rome in ninety days; its path.
    pub async fn starts_trip(&self, family: &str, days: i64) -> String {
        let trip = json!({
            "title": "Rome in spring", "firstDay": Stage::date_in(90), "lastDay": Stage::date_in(89 + days),
            "cities": [{ "destination": "rome" }], "currency": "EUR"
        });
        let trip = self.post("api/v1/trips", json!({ "family": family, "trip": trip }), StatusCode::CREATED).await;
        format!("api/v1/trips/{}", trip["id"].as_str().expect("an id"))
    }

    /// Waits for an operation to end well; the address of what came out.
    pub async fn waits_for(&self, operation: &str) -> String {
        let done = self.stage.until("the end of an operation", async || {
            let (_, shown, _) = self.try_call(Method::GET, operation, None, &[]).await?;
            matches!(shown["status"].as_str(), Some("Succeeded" | "Failed" | "Canceled")).then_some(shown)
        });
        let done = done.await;
        assert_eq!(done["status"], "Succeeded", "{done:#}\n{}", self.stage.console());
        done["resourceLocation"].as_str().expect("a result").to_owned()
    }
}
