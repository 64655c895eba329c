//! The layers around every HTTP function, outermost last, and the problem documents of the protocol itself.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use pathfinder_functions::{Function, Invoked, Refusal, Surface};

use crate::app::App;
use crate::http::{authenticate, idempotency, trace};
use crate::identity::Caller;
use crate::problem::{Code, Problem};

/// The router over `functions`, with everything that holds for all of them.
pub fn router(functions: &[Function<App>], app: App) -> Router {
    let (idempotent, authenticated, traced) = (app.clone(), app.clone(), app.clone());
    let listing: Arc<HashSet<_>> =
        Arc::new(functions.iter().filter(|function| function.description().takes_query()).map(Function::name).collect());
    let surface = Surface::new()
        .problem(refusal)
        .layer(move |router: Router<App>| router.layer(from_fn_with_state(idempotent.clone(), idempotency::layer)))
        .layer(move |router: Router<App>| router.layer(from_fn_with_state(Arc::clone(&listing), no_stray_query)))
        .layer(move |router: Router<App>| router.layer(from_fn_with_state(authenticated.clone(), authenticate::layer)))
        .layer(|router: Router<App>| router.layer(from_fn(security_headers)))
        .layer(move |router: Router<App>| router.layer(from_fn_with_state(traced.clone(), trace::layer)));
    pathfinder_functions::router(functions, surface, app)
}

fn refusal(_: StatusCode, kind: Refusal) -> Response {
    let problem = match kind {
        Refusal::Panic => Problem::new(Code::Internal, "an unexpected fault; it was logged under this trace_id"),
        Refusal::Deadline => Problem::new(Code::Unavailable, "this took too long and was given up; nothing half-done is left")
            .retry_after(Duration::from_secs(5)),
        Refusal::UnknownRoute => Problem::not_found(),
        Refusal::WrongMethod => Problem::new(Code::MethodNotAllowed, "this resource does not know the method; see the Allow header"),
        Refusal::BodyTooLarge => Problem::new(Code::BodyTooLarge, "the body is larger than this resource takes"),
    };
    problem.into_response()
}

/// A function that declares no query parameters refuses all of them, as those that declare some refuse the others. For signed-in callers:
/// a stranger hears of the missing token first, and the pages for everybody may be linked to as anybody likes.
async fn no_stray_query(State(listing): State<Arc<HashSet<&'static str>>>, request: Request, next: Next) -> Response {
    let knows_none = request.extensions().get::<Invoked>().is_some_and(|invoked| !listing.contains(invoked.function));
    let has_some = request.uri().query().is_some_and(|query| !query.is_empty());
    if knows_none && has_some && request.extensions().get::<Caller>().is_some() {
        return Problem::new(Code::InvalidQuery, "this resource takes no query parameters").into_response();
    }
    next.run(request).await
}

/// ASVS 5.0, V3.4 and V14.3: nothing is cached, sniffed, framed or run. A function that serves a page of its own sets its own policy.
async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
