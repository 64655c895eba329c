//! `GET /api/health/ready`: what the application needs can be reached; each check ends after a second.

use std::future::Future;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use http::{Method, StatusCode};
use pathfinder_functions::Function;

use super::{Dependency, Health, TAG};
use crate::app::App;

/// A check that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(1);

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

async fn handle(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let (documents, queues, blobs) = tokio::join!(
        check("documents", app.documents.ready()),
        check("queues", app.queues.length(crate::itineraries::generate::QUEUE.name())),
        check("blobs", app.blobs.head(crate::exports::CONTAINER, "readiness")),
    );
    let dependencies = vec![documents, queues, blobs];
    let failing = dependencies.iter().any(|dependency| dependency.status != "ok");
    let status = if failing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(Health { status: if failing { "failing" } else { "ok" }, dependencies, ..Health::ok() }))
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
    Dependency { name, status: if detail.is_none() { "ok" } else { "failing" }, latency_ms, detail }
}
