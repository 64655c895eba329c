//! The world: the application, its clock, and the host's part of running queues and timers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Request};
use pathfinder::app::{App, Parts};
use pathfinder::config::Config;
use pathfinder::http::surface;
use pathfinder::identity::local::{LocalIssuer, Person as Identity};
use pathfinder::registry;
use pathfinder_cloud::clock::{Clock, ManualClock};
use pathfinder_cloud::documents::Documents;
use pathfinder_cloud::embedded::Embedded;
use pathfinder_cloud::ids::SeededIds;
use pathfinder_cloud::queues::Queues as _;
use pathfinder_functions::{Function, Trigger};
use pathfinder_print::Printer;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::mishaps::Mishaps;
use crate::person::Person;
use crate::reply::Reply;

/// When every world begins: a Monday morning.
#[derive(Debug)]
pub struct DayOne;

impl DayOne {
    pub fn instant() -> DateTime<Utc> {
        DateTime::from_timestamp(1_798_970_400, 0).expect("a valid instant") // 2027-01-03T10:00:00Z
    }
}

/// One test's world.
#[derive(Debug)]
pub struct World {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub embedded: Embedded,
    pub functions: Vec<Function<App>>,
    issuer: Arc<LocalIssuer>,
    router: Router,
    /// Holds the signing key; the same for all worlds of a process, since making one takes a while.
    _keys: Arc<std::path::PathBuf>,
}

impl World {
    pub fn new() -> Self {
        Self::with(|_| {}, |documents| documents)
    }

    /// A world with settings of its own.
    pub fn configured(change: impl FnOnce(&mut Config)) -> Self {
        Self::with(change, |documents| documents)
    }

    /// A world with settings and a document store of its own, for instance one that fails on command.
    pub fn with(change: impl FnOnce(&mut Config), wrap: impl FnOnce(Arc<dyn Documents>) -> Arc<dyn Documents>) -> Self {
        let clock = Arc::new(ManualClock::at(DayOne::instant()));
        let embedded = Embedded::in_memory(clock.clone()).expect("a scratch folder");
        Self::over(embedded, clock, 7, change, |parts| parts.documents = wrap(parts.documents.clone()))
    }

    /// A second process over the same stores, as after a crash.
    pub fn restarted(&self) -> Self {
        self.tampered(|_| {})
    }

    /// A second process over the same stores to which mishaps can happen.
    pub fn doomed(&self) -> (Self, Arc<Mishaps>) {
        let mishaps = Arc::new(Mishaps::default());
        (self.tampered(|parts| mishaps.stand_before(parts)), mishaps)
    }

    /// A process over the same stores that is made of other parts.
    pub fn tampered(&self, tamper: impl FnOnce(&mut Parts)) -> Self {
        let config = self.app.config.clone();
        Self::over(self.embedded.clone(), self.clock.clone(), self.next_seed(), |own| *own = config, tamper)
    }

    /// Two processes never make the same identifiers.
    fn next_seed(&self) -> u64 {
        let mut seed = [0; 8];
        self.app.ids.fill(&mut seed);
        u64::from_be_bytes(seed)
    }

    fn over(
        embedded: Embedded,
        clock: Arc<ManualClock>,
        seed: u64,
        change: impl FnOnce(&mut Config),
        tamper: impl FnOnce(&mut Parts),
    ) -> Self {
        let (mut config, _) = Config::read(&|name| match name {
            // Tests want a plan soon, and the same one on every machine.
            "PATHFINDER_PLAN_ROUNDS" => Some("60".to_owned()),
            "PATHFINDER_PLAN_MILLISECONDS" => Some("20000".to_owned()),
            "PATHFINDER_READS_PER_MINUTE" | "PATHFINDER_WRITES_PER_MINUTE" | "PATHFINDER_FAILED_SIGN_INS_PER_MINUTE" => {
                Some("100000".to_owned())
            }
            _ => None,
        })
        .expect("the defaults are valid");
        change(&mut config);
        let keys = Arc::new(key_folder());
        let issuer = LocalIssuer::new(keys.as_path().to_owned());
        let mut parts = Parts {
            documents: embedded.documents.clone(),
            ledger: embedded.ledger.clone(),
            queues: embedded.queues.clone(),
            blobs: embedded.blobs.clone(),
            cache: embedded.cache.clone(),
            clock: clock.clone(),
            ids: Arc::new(SeededIds::new(seed)),
            verifier: issuer.verifier(),
            local_issuer: Some(issuer.clone()),
            printer: Arc::new(Printer::new(Vec::new(), false)),
            cursor_key: [7; 32],
            config,
        };
        tamper(&mut parts);
        let app = App::new(parts);
        let functions = registry::functions();
        let router = surface::router(&functions, app.clone());
        Self { app, clock, embedded, functions, issuer, router, _keys: keys }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A date so many days from now, as JSON has it.
    pub fn date_in(&self, days: i64) -> String {
        (self.now().date_naive() + TimeDelta::days(days)).to_string()
    }

    /// Somebody signed in; the same name is the same person. The token is good until an hour after now.
    pub fn person(&self, name: &str) -> Person<'_> {
        let object = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let identity = Identity { object, name: name.to_owned(), email: Some(email) };
        let (token, _) = self.issuer.issue(&identity, self.now()).expect("the issuer has a key");
        Person::new(self, Some(token))
    }

    /// Somebody without a token.
    pub fn stranger(&self) -> Person<'_> {
        Person::new(self, None)
    }

    /// A call with a token of any text.
    pub fn bearer(&self, token: &str) -> Person<'_> {
        Person::new(self, Some(token.to_owned()))
    }

    /// The private key (PKCS#8, DER) that signs this world's tokens: for tests that forge some.
    pub fn signing_key(&self) -> Vec<u8> {
        self.person("Whoever makes the key");
        std::fs::read(self._keys.join("token-issuer.key")).expect("the issuer keeps its key there")
    }

    /// Sends a request through the router.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router is infallible");
        Reply::of(response).await
    }

    /// Calls a queue or timer function as the host does.
    pub async fn trigger(&self, function: &str, body: &Value) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/{function}"))
            .header("Host", "127.0.0.1:7072")
            .header("Content-Type", "application/json; charset=utf-8")
            .header("X-Azure-Functions-InvocationId", Uuid::from_u128(1).to_string())
            .body(Body::from(body.to_string()))
            .expect("a valid request");
        self.send(request).await
    }

    /// Delivers one message's text to a queue function, encoded as the host encodes it.
    pub async fn deliver(&self, function: &str, message: &str) -> Reply {
        // JSON text inside a JSON string: what the host makes of a message that is a string.
        let encoded = Value::from(message).to_string();
        self.trigger(function, &json!({ "Data": { "message": encoded }, "Metadata": { "DequeueCount": "1" } })).await
    }

    /// Fires a timer function once, now.
    pub async fn fire(&self, function: &str) -> Reply {
        let timer = json!({ "Schedule": { "AdjustForDST": true }, "ScheduleStatus": null, "IsPastDue": false });
        self.trigger(function, &json!({ "Data": { "timer": timer }, "Metadata": {} })).await
    }

    /// Runs every visible message of every queue until none is left; returns how many deliveries succeeded.
    pub async fn run_queues(&self) -> usize {
        let mut done = 0;
        loop {
            let before = done;
            for function in &self.functions {
                let Trigger::Queue { queue } = function.trigger() else { continue };
                let messages = self.embedded.queues.receive(queue, 32, Duration::from_secs(600)).await.expect("the queue answers");
                for message in messages {
                    let reply = self.deliver(function.name(), &message.body).await;
                    if reply.status.is_success() {
                        self.embedded.queues.delete(queue, &message).await.expect("the receipt counts");
                        done += 1;
                    } else {
                        self.embedded.queues.hide(queue, &message, Duration::from_secs(30)).await.expect("the receipt counts");
                    }
                }
            }
            if done == before {
                return done;
            }
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn key_folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join("pathfinder-test-keys");
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}
