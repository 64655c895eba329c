//! What the application supplies about HTTP: its layers, its problem documents, its body limit.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

/// Why the protocol itself answers instead of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The handler panicked (500).
    Panic,
    /// The handler did not answer within its deadline (503).
    Deadline,
    /// No function has this path (404). Also the answer of a trigger route to an outsider.
    UnknownRoute,
    /// A function has this path, but not this method (405; `Allow` is added by the router).
    WrongMethod,
    /// The request declares a longer body than the function takes (413).
    BodyTooLarge,
}

type Layer<S> = Arc<dyn Fn(Router<S>) -> Router<S> + Send + Sync>;
type Problem = Arc<dyn Fn(StatusCode, Refusal) -> Response + Send + Sync>;

/// The default limit of an HTTP request body, 256 KiB.
const BODY_LIMIT: usize = 256 * 1024;

/// The application's part of the HTTP surface; a builder.
#[derive(Clone)]
pub struct Surface<S> {
    pub(crate) layers: Vec<Layer<S>>,
    pub(crate) problem: Problem,
    pub(crate) body_limit: usize,
}

impl<S> Default for Surface<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Surface<S> {
    /// No layers, bare problem documents, bodies up to 256 KiB.
    pub fn new() -> Self {
        Self { layers: Vec::new(), problem: Arc::new(bare_problem), body_limit: BODY_LIMIT }
    }

    /// Wraps the HTTP routes (never the trigger routes). The last one given is the outermost. It also sees the answers to unknown routes,
    /// wrong methods, panics and missed deadlines. `Invoked` and `MatchedPath` are in the request's extensions.
    #[must_use]
    pub fn layer(mut self, wrap: impl Fn(Router<S>) -> Router<S> + Send + Sync + 'static) -> Self {
        self.layers.push(Arc::new(wrap));
        self
    }

    /// How a refusal of the protocol is written.
    #[must_use]
    pub fn problem(mut self, write: impl Fn(StatusCode, Refusal) -> Response + Send + Sync + 'static) -> Self {
        self.problem = Arc::new(write);
        self
    }

    /// The most bytes of an HTTP request body. Triggers have their own, bigger limit.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
}

impl<S> fmt::Debug for Surface<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surface").field("layers", &self.layers.len()).field("body_limit", &self.body_limit).finish_non_exhaustive()
    }
}

/// A problem document (RFC 9457) that says no more than the status line.
fn bare_problem(status: StatusCode, _kind: Refusal) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let mut response = Response::new(Body::from(format!(r#"{{"title":"{title}","status":{}}}"#, status.as_u16())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
