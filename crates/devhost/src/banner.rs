//! The list that `func start` prints: functions with their addresses, then what was left out and why.

use url::Url;

use crate::admin::path;
use crate::console::{Console, Kind};
use crate::function_json::{Function, Loaded, Trigger};
use crate::host_json::HostJson;

pub(crate) fn print(console: &Console, loaded: &Loaded, host: &HostJson, base: &Url) {
    for line in lines(loaded, host, base) {
        console.say(Kind::Banner, line);
    }
    for (name, reason) in &loaded.refused {
        console.error(format!("The '{name}' function is in error: {reason}"));
    }
}

fn lines(loaded: &Loaded, host: &HostJson, base: &Url) -> Vec<String> {
    if loaded.functions.is_empty() {
        return vec!["No job functions found.".to_owned()];
    }
    let mut lines = vec![String::new(), "Functions:".to_owned(), String::new()];
    // HTTP functions first, as `func start` has them.
    let (http, others): (Vec<_>, Vec<_>) = loaded.functions.iter().partition(|function| matches!(function.trigger, Trigger::Http { .. }));
    for function in http.into_iter().chain(others) {
        lines.push(format!("\t{}", describe(function, &host.route_prefix, base)));
        lines.push(String::new());
    }
    lines.extend(loaded.disabled.iter().map(|name| format!("\t{name}: disabled")));
    lines
}

fn describe(function: &Function, prefix: &str, base: &Url) -> String {
    let name = &function.name;
    match &function.trigger {
        Trigger::Http { methods, template, .. } => {
            let methods = if methods.is_empty() { String::new() } else { format!("[{}] ", methods.join(",")) };
            format!("{name}: {methods}{base}{}", path(prefix, template.text()))
        }
        Trigger::Queue { .. } => format!("{name}: queueTrigger"),
        Trigger::Timer(_) => format!("{name}: timerTrigger"),
    }
}
