//! The faults a list of functions can have, found before the host or axum would refuse it.

mod names;
mod routes;

use std::collections::BTreeMap;

use crate::function::{Function, Trigger};
use crate::manifest::{function_json, is_binding_name};

/// Checks the whole list against the rules of the host, of the storage account, and of axum.
///
/// # Errors
/// Every fault in a sentence.
pub fn check_list<S>(functions: &[Function<S>]) -> Result<(), Vec<String>> {
    let mut faults = Vec::new();
    for function in functions {
        check_one(function, &mut |fault: String| faults.push(format!("{}: {fault}", function.name())));
    }
    // Folders and paths: names that differ only in case are one folder on some file systems and one function to the host.
    repeated(functions, &mut faults, "the name", |function| Some(function.name().to_ascii_lowercase()));
    repeated(functions, &mut faults, "the queue", |function| match function.trigger() {
        Trigger::Queue { queue } => Some((*queue).to_owned()),
        _ => None,
    });
    repeated(functions, &mut faults, "the method and route", |function| match function.trigger() {
        Trigger::Http { method, route } => Some(format!("{method} {route}")),
        _ => None,
    });
    faults.extend(routes::conflicts(functions));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn check_one<S>(function: &Function<S>, fault: &mut impl FnMut(String)) {
    if let Err(reason) = names::check_function(function.name()) {
        fault(reason);
    }
    if function.purpose().trim().is_empty() {
        fault("it says nothing about its purpose".to_owned());
    }
    if function.deadline() > LONGEST_DEADLINE {
        fault(format!("a deadline of {:?} is too near to functionTimeout, the most is {LONGEST_DEADLINE:?}", function.deadline()));
    }
    match function.trigger() {
        Trigger::Http { method, route } => {
            if !routes::METHODS.contains(&method.as_str()) {
                fault(format!("the method `{method}` is not one of {:?}", routes::METHODS));
            }
            if let Err(reason) = routes::check_route(route) {
                fault(reason);
            }
        }
        Trigger::Queue { queue } => {
            if let Err(reason) = names::check_queue(queue) {
                fault(reason);
            }
        }
        Trigger::Timer(schedule) => {
            if let Err(error) = schedule.parse() {
                fault(error.to_string());
            }
            if schedule.words().trim().is_empty() {
                fault("its schedule has no words".to_owned());
            }
        }
    }
    let json = function_json(function);
    for binding in json["bindings"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let name = binding["name"].as_str().unwrap_or_default();
        if !is_binding_name(name) {
            fault(format!("the binding name `{name}` is not letters and digits"));
        }
    }
}

/// A timer call may take 1.5 deadlines and must end well before the 10 minutes of `functionTimeout`.
const LONGEST_DEADLINE: std::time::Duration = std::time::Duration::from_secs(360);

/// Reports every key that more than one function has.
fn repeated<S>(functions: &[Function<S>], faults: &mut Vec<String>, what: &str, key: impl Fn(&Function<S>) -> Option<String>) {
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for function in functions {
        if let Some(key) = key(function) {
            owners.entry(key).or_default().push(function.name());
        }
    }
    let shared = owners.into_iter().filter(|(_, names)| names.len() > 1);
    faults.extend(shared.map(|(key, names)| format!("{what} `{key}` is shared by {}", names.join(", "))));
}
