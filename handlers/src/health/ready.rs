//! `GET /api/health/ready`: what the application needs can be reached; each check ends after a second.

use std::future::Future;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{Method, StatusCode, header};
use pathfinder_functions::Function;

use super::{Dependency, Health, TAG};
use crate::app::App;

/// A check that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where the last answer is kept, and for how long.
const LAST: &str = "health/ready";
const GOOD_FOR: Duration = Duration::from_secs(1);
const FAILING: &str = "failing";

pub fn function() -> Function<App> {
    Function::http(
        "health-ready",
        Method::GET,
        "health/ready",
        "Tells whether everything that the application needs can be reached.",
        handle,
    )
    .tag(TAG)
    .anonymous()
    .answers::<Health>(200, "Everything can be reached.")
    .answers::<Health>(503, "Something cannot; the answer says what.")
}

async fn handle(State(app): State<App>) -> Response {
    // Anybody may ask, and asking writes to the store: the answer of the second before is as good.
    if let Ok(Some(body)) = app.cache.get(LAST).await {
        return answer(body);
    }
    let (documents, queues, blobs) = tokio::join!(
        check("documents", app.documents.ready()),
        check("queues", app.queues.length(crate::itineraries::generate::QUEUE.name())),
        check("blobs", app.blobs.head(crate::exports::CONTAINER, "readiness")),
    );
    let dependencies = vec![documents, queues, blobs];
    let failing = dependencies.iter().any(|dependency| dependency.status != "ok");
    let health = Health { status: if failing { FAILING } else { "ok" }, dependencies, ..Health::ok() };
    let body = Bytes::from(serde_json::to_vec(&health).unwrap_or_default());
    // Not kept is no harm: the next call looks itself.
    let _ = app.cache.put(LAST, body.clone(), GOOD_FOR).await;
    answer(body)
}

fn answer(body: Bytes) -> Response {
    let failing = body.starts_with(format!(r#"{{"status":"{FAILING}""#).as_bytes());
    let status = if failing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn check<T, E: std::fmt::Display>(name: &'static str, probe: impl Future<Output = Result<T, E>>) -> Dependency {
    let began = Instant::now();
    let outcome = tokio::time::timeout(PATIENCE, probe).await;
    let latency_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let detail = match outcome {
        Ok(Ok(_)) => None,
        // The reason goes to the log: this page is open to everybody.
        Ok(Err(error)) => {
            tracing::warn!(dependency = name, %error, "a dependency is not ready");
            Some("it answers with an error".to_owned())
        }
        Err(_) => Some("it does not answer within a second".to_owned()),
    };
    Dependency { name, status: if detail.is_none() { "ok" } else { FAILING }, latency_ms, detail }
}
