//! All functions, one line per area.

use http::Method;
use pathfinder_functions::{Function, Trigger};

use crate::app::App;
use crate::http::idempotency::QUESTIONS;

/// Every function of the application, in the order of the API description.
pub fn functions() -> Vec<Function<App>> {
    [
        crate::health::functions(),
        crate::api_docs::functions(),
        crate::dev::functions(),
        crate::me::functions(),
        crate::families::functions(),
        crate::members::functions(),
        crate::invitations::functions(),
        crate::trips::functions(),
        crate::participations::functions(),
        crate::destinations::functions(),
        crate::catalog::functions(),
        crate::itineraries::functions(),
        crate::planner::functions(),
        crate::operations::functions(),
        crate::exports::functions(),
        crate::notifications::functions(),
        crate::retention::functions(),
        crate::dead_letters::functions(),
    ]
    .into_iter()
    .flatten()
    .map(keyed)
    .collect()
}

/// The function that a queue's messages start.
pub fn consumer(queue: &str) -> Option<&'static str> {
    let consumes = |function: &Function<App>| matches!(function.trigger(), Trigger::Queue { queue: own } if *own == queue);
    functions().iter().find(|function| consumes(function)).map(Function::name)
}

/// Every POST of a signed-in caller that has an effect takes a key (`http::idempotency`); the API description says so too.
fn keyed(function: Function<App>) -> Function<App> {
    let posts = matches!(function.trigger(), Trigger::Http { method, .. } if *method == Method::POST);
    if !posts || function.description().is_anonymous() || QUESTIONS.contains(&function.name()) {
        return function;
    }
    function.header("Idempotency-Key", true, "16 to 128 visible characters, new for each intent and repeated for each retry.")
}
