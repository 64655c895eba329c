//! The calls of the host, and what comes back.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures::stream;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const INVOCATION: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The full result object, which a 2xx must never lack (R12).
    pub(crate) fn assert_done(&self) {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/json");
        assert_eq!(self.body, r#"{"Outputs":{},"Logs":[],"ReturnValue":null}"#);
    }

    /// Anything but 2xx makes the host deliver again.
    pub(crate) fn assert_wanted_again(&self) {
        assert_eq!(self.status, StatusCode::INTERNAL_SERVER_ERROR, "{self:?}");
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response: Response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// A trigger call as the host sends it.
pub(crate) fn trigger(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header("host", "127.0.0.1:38217")
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Azure-Functions-Host/4.1037.0")
        .header("x-azure-functions-invocationid", INVOCATION)
        .header("x-azure-functions-hostversion", "4.1037.0")
        .body(body.into())
        .unwrap()
}

/// The host's envelope of a queue message: its text as JSON text inside a JSON string.
pub(crate) fn queue_envelope(text: &str) -> Value {
    json!({
        "Data": { "message": json!(text).to_string() },
        "Metadata": {
            "DequeueCount": "4",
            "Id": "\"b6b5a0c1-0000-4000-8000-000000000000\"",
            "PopReceipt": "\"AgAAAAMAAAA\"",
            "InsertionTime": "2019-10-01T00:00:00+00:00",
            "sys": { "MethodName": "orders-run", "UtcNow": "2019-10-01T00:00:00Z", "RandGuid": "5a39a8a1-0000-4000-8000-000000000000" },
        },
    })
}

pub(crate) fn queue_call(function: &str, text: &str) -> Request<Body> {
    trigger(&format!("/{function}"), queue_envelope(text).to_string())
}

pub(crate) fn timer_call(function: &str, past_due: bool) -> Request<Body> {
    let status = json!({ "Last": "2026-03-01T02:00:00Z", "Next": "2026-03-02T02:00:00Z", "LastUpdated": "2026-03-01T02:00:00Z" });
    let timer = json!({ "Schedule": { "AdjustForDST": true }, "ScheduleStatus": status, "IsPastDue": past_due });
    let sys = json!({ "MethodName": function, "UtcNow": "2026-03-02T02:00:00Z", "RandGuid": "5a39a8a1-0000-4000-8000-000000000000" });
    trigger(&format!("/{function}"), json!({ "Data": { "timer": timer }, "Metadata": { "sys": sys } }).to_string())
}

/// A body without a declared length, in pieces, as the host sends it in Azure.
pub(crate) fn in_pieces(text: &str) -> Body {
    let pieces = text.as_bytes().chunks(7).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>();
    Body::from_stream(stream::iter(pieces))
}

/// A client's request as the proxying host passes it on.
pub(crate) fn proxied(method: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:38217")
        .header("x-forwarded-host", "pathfinder.example")
        .header("x-forwarded-for", "203.0.113.7")
        .header("x-forwarded-proto", "https")
        .header("x-azure-functions-invocationid", INVOCATION)
}
