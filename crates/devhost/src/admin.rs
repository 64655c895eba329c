//! The host's own API under `/admin`: list functions, run one by hand, tell the state. Keys are not asked for on a developer's machine.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::HOST_VERSION;
use crate::child;
use crate::function_json::{Function, Loaded, Trigger};
use crate::host_json::HostJson;
use crate::invoke::Invoker;
use crate::timers;

#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) base: Url,
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) host: HostJson,
    pub(crate) invoker: Arc<Invoker>,
    pub(crate) id: String,
    pub(crate) started: Instant,
}

pub(crate) fn router(admin: Arc<Admin>) -> Router {
    Router::new()
        .route("/admin/functions", get(list))
        .route("/admin/functions/{name}", post(run).get(show))
        .route("/admin/host/status", get(status))
        .route("/admin/host/ping", get(|| async { StatusCode::OK }).post(|| async { StatusCode::OK }))
        .with_state(admin)
}

impl Admin {
    fn find(&self, name: &str) -> Option<&Function> {
        self.loaded.functions.iter().find(|function| function.name.eq_ignore_ascii_case(name))
    }

    fn describe(&self, function: &Function) -> Value {
        let url = match &function.trigger {
            Trigger::Http { template, .. } => Some(format!("{}{}", self.base, path(&self.host.route_prefix, template.text()))),
            _ => None,
        };
        json!({
            "name": function.name,
            "href": format!("{}admin/functions/{}", self.base, function.name),
            "invoke_url_template": url,
            "language": "Custom",
            "config": function.config,
            "isDisabled": false,
        })
    }
}

/// `api/v1/trips`, or the route alone where there is no prefix.
pub(crate) fn path(prefix: &str, route: &str) -> String {
    if prefix.is_empty() { route.to_owned() } else { format!("{prefix}/{route}") }
}

async fn list(State(admin): State<Arc<Admin>>) -> Response {
    let mut all: Vec<Value> = admin.loaded.functions.iter().map(|function| admin.describe(function)).collect();
    all.extend(admin.loaded.disabled.iter().map(|name| json!({"name": name, "isDisabled": true})));
    axum::Json(all).into_response()
}

async fn show(State(admin): State<Arc<Admin>>, Path(name): Path<String>) -> Response {
    admin.find(&name).map_or(StatusCode::NOT_FOUND.into_response(), |function| axum::Json(admin.describe(function)).into_response())
}

/// Runs a queue or timer function with `{"input": "…"}`: accepted at once, the outcome is on the console.
async fn run(State(admin): State<Arc<Admin>>, Path(name): Path<String>, body: Bytes) -> Response {
    let Some(function) = admin.find(&name).cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let input = match serde_json::from_slice::<Value>(&body) {
        _ if body.is_empty() => String::new(),
        Ok(Value::Object(members)) => match members.get("input") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(json) => json.to_string(),
        },
        _ => return (StatusCode::BAD_REQUEST, "send {\"input\": \"…\"} as JSON\n").into_response(),
    };
    let mut envelope = admin.invoker.envelope(&function.name);
    match &function.trigger {
        Trigger::Http { .. } => return (StatusCode::BAD_REQUEST, "call an HTTP function by its URL\n").into_response(),
        Trigger::Timer(_) => envelope.data(&function.binding, timers::by_hand()),
        Trigger::Queue { .. } => {
            let now = admin.invoker.clock.now();
            envelope.data(&function.binding, input.as_str().into());
            // .NET makes a message out of the text: never received, with an id of its own.
            envelope.metadata("DequeueCount", 0.into());
            envelope.metadata("Id", admin.invoker.new_id().into());
            envelope.metadata("PopReceipt", "".into());
            envelope.instant("InsertionTime", now);
            envelope.instant("ExpirationTime", now + chrono::TimeDelta::days(7));
            envelope.instant("NextVisibleTime", now);
            envelope.merge_properties(&input);
        }
    }
    let (invoker, retry) = (admin.invoker.clone(), function.retry.clone().or_else(|| admin.host.retry.clone()));
    tokio::spawn(async move {
        if invoker.call(&function.name, envelope, retry.as_ref()).await.is_ok() {
            invoker.console.host(format!("Executed '{}' (Succeeded, by hand)", function.name));
        }
    });
    StatusCode::ACCEPTED.into_response()
}

async fn status(State(admin): State<Arc<Admin>>) -> Response {
    let (state, errors) = match admin.invoker.handler.state() {
        child::State::Ready(_) => ("Running", Vec::new()),
        child::State::Starting => ("Initialized", Vec::new()),
        child::State::Exited => ("Error", vec!["the handler exited with code 0".to_owned()]),
        child::State::Stopped(reason) => ("Error", vec![reason]),
    };
    let uptime = u64::try_from(admin.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let refused: Vec<Value> = admin.loaded.refused.iter().map(|(name, reason)| json!({"function": name, "reason": reason})).collect();
    axum::Json(json!({
        "id": admin.id,
        "state": state,
        "version": HOST_VERSION,
        "versionDetails": format!("{HOST_VERSION} (pathfinder devhost)"),
        "processUptime": uptime,
        "errors": errors,
        "functionErrors": refused,
    }))
    .into_response()
}
