//! The bindings of a function, as `function.json` states them.

use serde_json::{Value, json};

use crate::function::{Function, Trigger};

/// The name of the queue trigger's binding, under which the message stands in the envelope.
pub(crate) const QUEUE_BINDING: &str = "message";
/// The name of the timer trigger's binding.
pub(crate) const TIMER_BINDING: &str = "timer";
/// The setting (or prefix of identity settings) of the storage account that holds the queues: the host's own.
const CONNECTION: &str = "AzureWebJobsStorage";
/// Marks a `function.json` as ours; the host ignores the field.
pub(super) const GENERATED_BY: &str = "pathfinder-functions";

/// The `function.json` of a function. HTTP functions have exactly one input and one output: with any other binding the host would
/// wrap their requests instead of proxying them. Keys are `anonymous` because the application checks tokens itself.
pub fn function_json<S>(function: &Function<S>) -> Value {
    json!({ "generatedBy": GENERATED_BY, "bindings": bindings(function) })
}

/// The bindings alone, trigger first.
pub(super) fn bindings<S>(function: &Function<S>) -> Vec<Value> {
    match function.trigger() {
        Trigger::Http { method, route } => vec![
            json!({
                "type": "httpTrigger",
                "direction": "in",
                "name": "req",
                "authLevel": "anonymous",
                "methods": methods(method),
                "route": route,
            }),
            json!({ "type": "http", "direction": "out", "name": "res" }),
        ],
        Trigger::Queue { queue } => vec![json!({
            "type": "queueTrigger",
            "direction": "in",
            "name": QUEUE_BINDING,
            "queueName": queue,
            "connection": CONNECTION,
        })],
        // With the monitor the host calls once after an outage; `runOnStartup` would fire at every scale-out and deployment.
        Trigger::Timer(schedule) => vec![json!({
            "type": "timerTrigger",
            "direction": "in",
            "name": TIMER_BINDING,
            "schedule": schedule.ncrontab(),
            "useMonitor": true,
            "runOnStartup": false,
        })],
    }
}

/// GET comes with HEAD: axum answers HEAD with the handler of GET, and the host makes methods a constraint of the route.
fn methods(method: &http::Method) -> Vec<String> {
    let own = method.as_str().to_ascii_lowercase();
    if method == http::Method::GET { vec![own, "head".to_owned()] } else { vec![own] }
}

/// Whether the host takes `name` for a binding: a letter, then letters and digits, at most 128 (host `Utility.cs`).
pub fn is_binding_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
