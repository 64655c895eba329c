//! `GET /api/openapi.json`: the OpenAPI 3.1 document, generated from the functions.

use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::{Method, header};
use pathfinder_functions::Function;
use pathfinder_functions::openapi::{self, Info, Shape};
use serde_json::Value;

use super::TAG;
use crate::app::App;
use crate::problem::ProblemDocument;
use crate::registry;

pub fn function() -> Function<App> {
    Function::http("api-openapi", Method::GET, "openapi.json", "Gives this API's OpenAPI 3.1 document.", handle)
        .tag(TAG)
        .anonymous()
        .answers_with(200, "application/json", "The document.")
}

/// The document over `functions`.
pub fn document(functions: &[Function<App>]) -> Value {
    let info = Info {
        title: "Pathfinder",
        version: env!("CARGO_PKG_VERSION"),
        description: "Plans trips for groups of families. Every POST that creates or starts something takes an Idempotency-Key; changes take If-Match; long work answers 202 with \
                      an operation to watch; errors are problem documents (RFC 9457) whose codes are explained at /api/problems/{code}.",
        ..Info::default()
    };
    openapi::document(functions, &info, Shape::of::<ProblemDocument>())
}

async fn handle() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document(&registry::functions()).to_string());
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], text.as_str()).into_response()
}
