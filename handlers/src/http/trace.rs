//! The trace of a call: taken from `traceparent` (W3C Trace Context) or begun anew, sent back with every answer.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use pathfinder_functions::TraceParent;

use crate::app::App;

tokio::task_local! {
    static TRACE_ID: String;
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The running call's trace id, 32 hex digits; zeros outside of a call.
pub fn current() -> String {
    TRACE_ID.try_with(Clone::clone).unwrap_or_else(|_| "0".repeat(32))
}

/// Runs the call inside its trace.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let given = TraceParent::of(request.headers());
    let id = given.map_or_else(|| app.ids.uuid(app.now()).simple().to_string(), |parent| parent.trace_id().to_owned());
    let mut response = TRACE_ID.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
