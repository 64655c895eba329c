//! Every fault of a list is found before the host or axum meets it.

use std::time::Duration;

use http::Method;
use pathfinder_functions::{Function, Queue, Schedule, check_list};

use super::application::{Application, Order, orders, words};

fn get(name: &'static str, route: &'static str) -> Function<Application> {
    Function::http(name, Method::GET, route, "Reads.", async || "")
}

fn queue(name: &'static str, queue: &'static str) -> Function<Application> {
    Function::queue(name, &Queue::<Order>::new(queue), "Runs.", async |_: Application, _| Ok(()))
}

fn timer(name: &'static str, text: &'static str, words: &'static str) -> Function<Application> {
    Function::timer(name, Schedule::new(text, words), "Runs.", async |_: Application, _| Ok(()))
}

fn faults(functions: &[Function<Application>]) -> String {
    check_list(functions).unwrap_err().join("\n")
}

#[test]
fn a_good_list_has_no_faults() {
    let list = [get("a", "v1/trips"), get("b", "v1/trips/{tripId}"), orders(), words(), timer("t", "0 0 2 * * *", "at two")];
    assert_eq!(check_list(&list), Ok(()));
    let _ = Application::default().router(&list);
}

#[test]
fn each_fault_names_its_function() {
    let cases = [
        (vec![get("1abc", "v1")], "1abc: a name is"),
        (vec![get("host", "v1")], "host: the name is reserved"),
        (vec![get("a", "v1"), get("A", "v2")], "the name `a` is shared by a, A"),
        (vec![get("a", "v1"), get("b", "v1")], "the method and route `GET v1` is shared by a, b"),
        (vec![queue("a", "jobs"), queue("b", "jobs")], "the queue `jobs` is shared by a, b"),
        (vec![queue("a", "Jobs")], "a: the queue `Jobs`"),
        (vec![get("a", "/v1")], "a: the route `/v1`"),
        (vec![get("a", "v1/{id}"), get("b", "v1/{tripId}/days")], "name the same place differently"),
        (vec![timer("t", "* * * *", "words")], "t: schedule `* * * *`"),
        (vec![timer("t", "0 0 2 31 2 *x", "words")], "field 6 is not NCRONTAB"),
        (vec![timer("t", "0 0 2 * * *", " ")], "t: its schedule has no words"),
        (vec![get("a", "v1").within(Duration::from_secs(600))], "too near to functionTimeout"),
        (vec![Function::http("a", Method::from_bytes(b"BREW").unwrap(), "v1", "Brews.", async || "")], "the method `BREW`"),
        (vec![Function::http("a", Method::GET, "v1", " ", async || "")], "nothing about its purpose"),
    ];
    for (list, expected) in cases {
        let faults = faults(&list);
        assert!(faults.contains(expected), "{expected}: {faults}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let list = [get("1abc", "/v1"), queue("b", "x")];
    assert_eq!(check_list(&list).unwrap_err().len(), 3);
}
