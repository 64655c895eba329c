//! Conditional requests (RFC 9110, section 13): strong ETags out, `If-Match` in for changes, `If-None-Match` in for reads.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use pathfinder_cloud::documents::ETag;
use serde::Serialize;

use crate::app::App;
use crate::problem::{Code, Problem};

/// The ETag that a change names; a change without one is refused with 428.
#[derive(Debug, Clone)]
pub struct IfMatch(pub ETag);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(Problem::new(Code::PreconditionRequired, "send If-Match with the ETag of what you read"));
        };
        let text = value.to_str().unwrap_or("").trim();
        let tag = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|tag| !tag.is_empty() && !tag.contains('"'));
        let fault = || Problem::new(Code::MalformedHeader, "If-Match takes one strong ETag in double quotes, as the read gave it");
        tag.map(|tag| Self(ETag(tag.to_owned()))).ok_or_else(fault)
    }
}

impl IfMatch {
    /// # Errors
    /// 412 when `current` is not what the caller read.
    pub fn check(&self, current: &ETag) -> Result<(), Problem> {
        if self.0 == *current { Ok(()) } else { Err(stale(current)) }
    }
}

fn stale(current: &ETag) -> Problem {
    let problem = Problem::new(Code::Stale, "somebody changed this since you read it; read it again and repeat your change");
    match header_value(current) {
        Some(value) => problem.with_header(header::ETAG, value),
        None => problem,
    }
}

/// The ETags that a read already has.
#[derive(Debug, Clone, Default)]
pub struct IfNoneMatch(Vec<String>);

impl FromRequestParts<App> for IfNoneMatch {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let text = parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
        // Weak comparison (RFC 9110, 13.1.2): a weak tag matches the strong one.
        let tags = text.split(',').map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned());
        Ok(Self(tags.filter(|tag| !tag.is_empty()).collect()))
    }
}

impl IfNoneMatch {
    fn has(&self, etag: &ETag) -> bool {
        self.0.iter().any(|tag| tag == "*" || *tag == etag.0)
    }

    /// 304 when the caller has this version already, else 200 with it.
    pub fn answer<T: Serialize>(&self, etag: &ETag, value: &T) -> Response {
        if self.has(etag) {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            put(&mut response, etag);
            return response;
        }
        tagged(StatusCode::OK, etag, value)
    }
}

/// An answer with its ETag.
pub fn tagged<T: Serialize>(status: StatusCode, etag: &ETag, value: &T) -> Response {
    let mut response = (status, Json(value)).into_response();
    put(&mut response, etag);
    response
}

fn put(response: &mut Response, etag: &ETag) {
    if let Some(value) = header_value(etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
}

fn header_value(etag: &ETag) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{}\"", etag.0)).ok()
}

/// A created resource: 201 with its address and ETag.
pub fn created<T: Serialize>(location: &str, etag: &ETag, value: &T) -> Response {
    let mut response = tagged(StatusCode::CREATED, etag, value);
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}
