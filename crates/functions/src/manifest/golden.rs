//! The reviewed list: every function with its trigger, purpose and bindings, kept in the repository and compared with the code.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::bindings::bindings;
use crate::function::{Function, Trigger};

/// The command that writes the reviewed list anew.
pub const MEND: &str = "pathfinder manifest --write";

/// The reviewed list, sorted by name.
pub fn golden<S>(functions: &[Function<S>]) -> Value {
    let mut rows = functions.iter().map(|function| (function.name(), row(function))).collect::<Vec<_>>();
    rows.sort_by_key(|(name, _)| *name);
    Value::Array(rows.into_iter().map(|(_, row)| row).collect())
}

/// The reviewed list as the text of its file: indented, with a final line end.
///
/// # Errors
/// Never in practice; JSON values can always be written.
pub fn golden_text<S>(functions: &[Function<S>]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&golden(functions)).map(|text| text + "\n")
}

fn row<S>(function: &Function<S>) -> Value {
    let trigger = match function.trigger() {
        Trigger::Http { method, route } => json!({ "kind": "http", "method": method.as_str(), "route": route }),
        Trigger::Queue { queue } => json!({ "kind": "queue", "queue": queue }),
        Trigger::Timer(schedule) => json!({
            "kind": "timer",
            "schedule": schedule.ncrontab(),
            "words": schedule.words(),
            "catchesUp": schedule.is_catching_up(),
        }),
    };
    json!({ "name": function.name(), "purpose": function.purpose(), "trigger": trigger, "bindings": bindings(function) })
}

/// Compares the functions with the reviewed list in `golden_file`.
///
/// # Errors
/// The differences, function by function, and the command that mends them.
pub fn check<S>(functions: &[Function<S>], golden_file: &Path) -> Result<(), String> {
    let file = golden_file.display();
    let mend = format!("If this is meant, write the list anew and review it: {MEND}");
    let text = std::fs::read_to_string(golden_file).map_err(|error| format!("{file}: {error}\n{mend}"))?;
    let reviewed: Value = serde_json::from_str(&text).map_err(|error| format!("{file} is not JSON: {error}\n{mend}"))?;
    let difference = difference(&by_name(&reviewed), &by_name(&golden(functions)));
    if difference.is_empty() { Ok(()) } else { Err(format!("the functions differ from {file}:\n{difference}{mend}")) }
}

fn by_name(list: &Value) -> BTreeMap<&str, &Value> {
    let rows = list.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| (row.get("name").and_then(Value::as_str).unwrap_or_default(), row)).collect()
}

/// `-` lines are only in the reviewed list, `+` lines only in the code.
fn difference(reviewed: &BTreeMap<&str, &Value>, coded: &BTreeMap<&str, &Value>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |sign: char, name: &str, key: &str, value: &Value| _ = writeln!(text, "{sign} {name}{key}: {value}");
    for (name, row) in reviewed.iter().filter(|(name, _)| !coded.contains_key(*name)) {
        line('-', name, "", row);
    }
    for (name, row) in coded {
        let Some(before) = reviewed.get(name) else {
            line('+', name, "", row);
            continue;
        };
        for key in ["purpose", "trigger", "bindings"] {
            if before[key] != row[key] {
                line('-', name, &format!(".{key}"), &before[key]);
                line('+', name, &format!(".{key}"), &row[key]);
            }
        }
    }
    text
}
