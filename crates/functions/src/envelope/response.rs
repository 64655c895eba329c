//! Writes the answer to a trigger call.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

/// The full result object. An empty 2xx body would leave the invocation hanging until `functionTimeout` kills the process.
const RESULT: &str = r#"{"Outputs":{},"Logs":[],"ReturnValue":null}"#;

/// The call is done: the host deletes the message.
pub fn done() -> Response {
    answer(StatusCode::OK)
}

/// The call failed and is wanted again: the host makes the message visible again. It ignores the body.
pub fn refused() -> Response {
    answer(StatusCode::INTERNAL_SERVER_ERROR)
}

fn answer(status: StatusCode) -> Response {
    let mut response = Response::new(Body::from(RESULT));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
