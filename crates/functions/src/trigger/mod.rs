//! The routes that the host calls for queue and timer functions.

mod body;
mod dead_letter;
mod origin;
mod queue;
mod timer;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use http::{Method, StatusCode};
use tracing::Instrument;

use crate::envelope::refused;
use crate::function::{Function, Trigger, Work};
use crate::runtime::Runtime;
use crate::surface::{Refusal, Surface};
use crate::trace::{InvocationId, TraceParent, span};

/// `POST /<FunctionName>` for every queue and timer function. Whatever does not come from the host gets the 404 of an unknown path.
pub(crate) fn routes<S: Runtime>(functions: &[Function<S>], surface: &Arc<Surface<S>>) -> Router<S> {
    let triggered = functions.iter().filter(|function| !matches!(function.trigger(), Trigger::Http { .. }));
    triggered.fold(Router::new(), |router, function| {
        let surface = Arc::clone(surface);
        let path = format!("/{}", function.name());
        let function = Arc::new(function.clone());
        let handler = async move |State(state): State<S>, request: Request| {
            if request.method() != Method::POST || !origin::is_host(&request) {
                return (surface.problem)(StatusCode::NOT_FOUND, Refusal::UnknownRoute);
            }
            invoke(&function, state, request).await
        };
        router.route(&path, any(handler))
    })
}

async fn invoke<S: Runtime>(function: &Function<S>, state: S, request: Request) -> Response {
    let id = InvocationId::of(request.headers());
    let span = span(function.name(), id.as_ref(), TraceParent::of(request.headers()).as_ref());
    let work = async {
        match (function.trigger(), &function.work) {
            (Trigger::Queue { queue }, Work::Queue(start)) => {
                let consumer = queue::Consumer { function: function.name(), queue, deadline: function.deadline() };
                consumer.answer(state, start.as_ref(), id, request.into_body()).await
            }
            (Trigger::Timer(schedule), Work::Timer(start)) => {
                timer::answer(function.name(), *schedule, function.deadline(), state, start.as_ref(), id, request.into_body()).await
            }
            // The constructors pair trigger and work, and HTTP functions have no trigger route.
            _ => refused(),
        }
    };
    work.instrument(span).await
}
