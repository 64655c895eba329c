//! One HTTP invocation: who runs, how big its body may be, how long it may take, and what a panic looks like.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode, header};
use http_body_util::Limited;
use tracing::Instrument;

use crate::guard::{Outcome, guarded};
use crate::surface::{Refusal, Surface};
use crate::trace::{InvocationId, TraceParent, span};

/// Which function answers a request; in the request's extensions before the application's layers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoked {
    pub function: &'static str,
    /// The route template without the `api` prefix.
    pub route: &'static str,
}

/// What the router knows of one HTTP function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) invoked: Invoked,
    pub(crate) deadline: Duration,
    pub(crate) body_limit: usize,
}

/// The HTTP functions by method and full route template.
pub(crate) type Table = HashMap<(Method, String), Entry>;

/// Time that the application's layers get beyond the handler's deadline, so that the handler's own 503 passes through them.
const GRACE: Duration = Duration::from_secs(5);

/// The outermost layer, outside the application's: names the invocation, bounds body and time, catches panics of layers too.
pub(crate) async fn admit<S>(table: Arc<Table>, surface: Arc<Surface<S>>, mut request: Request, next: Next) -> Response {
    let entry = find(&table, &request);
    let id = InvocationId::of(request.headers());
    let parent = TraceParent::of(request.headers());
    let span = span(entry.map_or("", |entry| entry.invoked.function), id.as_ref(), parent.as_ref());

    let limit = entry.map_or(surface.body_limit, |entry| entry.body_limit);
    let deadline = entry.map_or(GRACE, |entry| entry.deadline.saturating_add(GRACE));
    let extensions = request.extensions_mut();
    if let Some(entry) = entry {
        extensions.insert(entry.invoked);
    }
    if let Some(id) = id {
        extensions.insert(id);
    }
    if let Some(parent) = parent {
        extensions.insert(parent);
    }
    let request = request.map(|body| Body::new(Limited::new(body, limit)));
    answered(guarded(deadline, next.run(request)).instrument(span.clone()).await, &surface, &span)
}

/// The innermost layer, inside the application's: refuses a declared length beyond the limit, and turns panic and lateness into answers.
pub(crate) async fn run<S>(entry: Entry, surface: Arc<Surface<S>>, request: Request, next: Next) -> Response {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > entry.body_limit) {
        return (surface.problem)(StatusCode::PAYLOAD_TOO_LARGE, Refusal::BodyTooLarge);
    }
    answered(guarded(entry.deadline, next.run(request)).await, &surface, &tracing::Span::current())
}

fn find(table: &Table, request: &Request) -> Option<Entry> {
    let template = request.extensions().get::<MatchedPath>()?.as_str();
    let by = |method: &Method| table.get(&(method.clone(), template.to_owned())).copied();
    let own = by(request.method());
    // axum answers HEAD with the handler of GET.
    own.or_else(|| if request.method() == Method::HEAD { by(&Method::GET) } else { None })
}

fn answered<S>(outcome: Outcome<Response>, surface: &Surface<S>, span: &tracing::Span) -> Response {
    match outcome {
        Outcome::Done(response) => response,
        Outcome::Panicked => {
            span.in_scope(|| tracing::error!("the handler panicked"));
            (surface.problem)(StatusCode::INTERNAL_SERVER_ERROR, Refusal::Panic)
        }
        Outcome::Late => {
            span.in_scope(|| tracing::error!("the handler missed its deadline"));
            (surface.problem)(StatusCode::SERVICE_UNAVAILABLE, Refusal::Deadline)
        }
    }
}
