//! Health: whether the process lives, has started, and reaches what it needs.

mod live;
mod ready;
mod started;

use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![live::function(), ready::function(), started::function()]
}

const TAG: &str = "Health";

/// The answer of a probe.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Health {
    /// `ok`, or `failing`.
    status: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Dependency>,
}

/// Something that the application needs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    name: &'static str,
    status: &'static str,
    /// Milliseconds that the check took.
    latency_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Health {
    fn ok() -> Self {
        Self { status: "ok", version: env!("CARGO_PKG_VERSION"), dependencies: Vec::new() }
    }
}
