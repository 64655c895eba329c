//! From the list of functions to the axum router.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::routing::{MethodRouter, get};
use http::StatusCode;

use crate::function::{Function, Trigger, Work};
use crate::http_call::{Entry, Invoked, Table, admit, run};
use crate::runtime::Runtime;
use crate::surface::{Refusal, Surface};
use crate::trigger;

/// The path prefix of HTTP functions: `extensions.http.routePrefix` of host.json. It keeps outsiders away from trigger routes.
pub(crate) const PREFIX: &str = "/api/";

/// The router of all functions: HTTP at `/api/<route>`, triggers at `POST /<FunctionName>`, the host's ping at `GET /`.
///
/// # Panics
/// As axum does, when two functions have the same method and route or when routes conflict. [`crate::check_list`] reports every
/// such fault in words; a test of the application keeps it silent.
pub fn router<S: Runtime>(functions: &[Function<S>], surface: Surface<S>, state: S) -> Router {
    let surface = Arc::new(surface);
    let triggers = trigger::routes(functions, &surface);
    let ping = Router::new().route("/", get(async || "ready"));
    http_routes(functions, &surface).merge(triggers).merge(ping).with_state(state)
}

fn http_routes<S: Runtime>(functions: &[Function<S>], surface: &Arc<Surface<S>>) -> Router<S> {
    let mut table = Table::new();
    let mut paths: BTreeMap<String, MethodRouter<S>> = BTreeMap::new();
    for function in functions {
        let (Trigger::Http { method, route }, Work::Http(methods)) = (function.trigger(), &function.work) else { continue };
        let entry = Entry {
            invoked: Invoked { function: function.name(), route },
            deadline: function.deadline(),
            body_limit: function.own_body_limit().unwrap_or(surface.body_limit),
        };
        let path = format!("{PREFIX}{route}");
        let inner = Arc::clone(surface);
        let guarded =
            MethodRouter::clone(methods).layer(from_fn(move |request: Request, next: Next| run(entry, Arc::clone(&inner), request, next)));
        let path_methods = paths.remove(&path).unwrap_or_default().merge(guarded);
        paths.insert(path.clone(), path_methods);
        table.insert((method.clone(), path), entry);
    }

    let routes = paths.into_iter().fold(Router::new(), |router, (path, methods)| router.route(&path, methods));
    let (not_found, not_allowed) = (Arc::clone(surface), Arc::clone(surface));
    let routes = routes
        .fallback(async move || (not_found.problem)(StatusCode::NOT_FOUND, Refusal::UnknownRoute))
        .method_not_allowed_fallback(async move || (not_allowed.problem)(StatusCode::METHOD_NOT_ALLOWED, Refusal::WrongMethod));
    let routes = surface.layers.iter().fold(routes, |router, wrap| wrap(router));

    let (table, outer) = (Arc::new(table), Arc::clone(surface));
    // The limit is enforced on the body itself by `admit`, for every way of reading it; axum's own 2 MB default would only hide it.
    routes
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(move |request: Request, next: Next| admit(Arc::clone(&table), Arc::clone(&outer), request, next)))
}
