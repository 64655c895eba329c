//! The `function.json` tree and the reviewed list.

use std::fs;

use http::Method;
use pathfinder_functions::manifest::{MEND, check, golden, golden_text, queues, stage};
use pathfinder_functions::{Function, Schedule};
use serde_json::{Value, json};

use super::application::{Application, orders, words};

fn functions() -> Vec<Function<Application>> {
    let trip = Function::http("trips-read", Method::GET, "v1/trips/{tripId}", "Reads a trip.", async || "");
    let add = Function::http("trips-add", Method::POST, "v1/trips", "Adds a trip.", async || "");
    let sweep = Function::timer("sweep", Schedule::new("0 * * * * *", "every minute"), "Sweeps.", async |_: Application, _| Ok(()));
    vec![trip, add, sweep, words(), orders()]
}

fn read(path: std::path::PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_function_gets_the_bindings_that_the_host_needs() {
    let dir = tempfile::tempdir().unwrap();
    let staged = stage(&functions(), dir.path()).unwrap();
    assert_eq!(staged.written, ["orders-run", "sweep", "trips-add", "trips-read", "words-note"]);
    let bindings = |name: &str| read(dir.path().join(name).join("function.json"))["bindings"].clone();
    let http = |methods: Value, route: &str| {
        json!([
            { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": methods, "route": route },
            { "type": "http", "direction": "out", "name": "res" },
        ])
    };
    assert_eq!(bindings("trips-add"), http(json!(["post"]), "v1/trips"));
    assert_eq!(bindings("trips-read"), http(json!(["get", "head"]), "v1/trips/{tripId}"));
    assert_eq!(
        bindings("orders-run"),
        json!([{ "type": "queueTrigger", "direction": "in", "name": "message", "queueName": "orders", "connection": "AzureWebJobsStorage" }])
    );
    assert_eq!(
        bindings("sweep"),
        json!([{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 * * * * *", "useMonitor": true, "runOnStartup": false }])
    );
}

#[test]
fn staging_again_touches_only_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    stage(&functions(), dir.path()).unwrap();
    fs::create_dir(dir.path().join("own")).unwrap();
    fs::write(dir.path().join("own/function.json"), r#"{"bindings":[]}"#).unwrap();
    fs::write(dir.path().join("words-note/notes.txt"), "mine").unwrap();
    fs::write(dir.path().join("host.json"), "{}").unwrap();

    let staged = stage(&functions()[..3], dir.path()).unwrap();
    assert_eq!((staged.written.len(), staged.unchanged.len()), (0, 3));
    assert_eq!(staged.removed, ["orders-run", "words-note"]);
    assert!(!dir.path().join("orders-run").exists());
    assert!(dir.path().join("words-note/notes.txt").exists() && !dir.path().join("words-note/function.json").exists());
    assert!(dir.path().join("own/function.json").exists() && dir.path().join("host.json").exists());
    assert_eq!(stage(&functions()[..3], dir.path()).unwrap().removed, Vec::<String>::new());
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sweep")).unwrap();
    fs::write(dir.path().join("sweep/function.json"), r#"{"bindings":[]}"#).unwrap();
    assert_eq!(stage(&functions(), dir.path()).unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(read(dir.path().join("sweep/function.json")), json!({ "bindings": [] }));
}

#[test]
fn the_reviewed_list_does_not_depend_on_the_order_of_the_code() {
    let mut reversed = functions();
    reversed.reverse();
    assert_eq!(golden(&functions()), golden(&reversed));
    let sweep = &golden(&functions())[1];
    assert_eq!(sweep["name"], "sweep");
    assert_eq!(sweep["trigger"], json!({ "kind": "timer", "schedule": "0 * * * * *", "words": "every minute", "catchesUp": false }));
}

#[test]
fn a_difference_is_shown_with_the_command_that_mends_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("functions.json");
    assert!(check(&functions(), &file).unwrap_err().contains(MEND));
    fs::write(&file, golden_text(&functions()).unwrap()).unwrap();
    assert_eq!(check(&functions(), &file), Ok(()));

    let mut changed = functions();
    changed.pop();
    changed[0] = Function::http("trips-read", Method::GET, "v1/trip/{tripId}", "Reads a trip.", async || "");
    changed.push(Function::http("trips-drop", Method::DELETE, "v1/trips/{tripId}", "Drops a trip.", async || ""));
    let message = check(&changed, &file).unwrap_err();
    for part in ["- orders-run: {", "+ trips-drop: {", "- trips-read.trigger: ", "+ trips-read.trigger: ", "v1/trip/{tripId}", MEND] {
        assert!(message.contains(part), "{message}");
    }
    assert!(!message.contains("sweep"), "{message}");
}

#[test]
fn queues_are_listed_once() {
    assert_eq!(queues(&functions()), ["orders", "words"]);
}
