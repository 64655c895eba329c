//! The staged functions: one first-level folder with a function.json each; what the host would not load is reported with its reason.

use std::path::Path;

use serde_json::Value;

use crate::retry::Retry;
use crate::routes::Template;
use crate::schedule::Schedule;
use crate::settings::Settings;

#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Name of the trigger's binding: the key in `Data`.
    pub(crate) binding: String,
    pub(crate) trigger: Trigger,
    pub(crate) retry: Option<Retry>,
    /// The file as it was read, for `GET /admin/functions`.
    pub(crate) config: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Trigger {
    Http {
        /// Upper case; empty means every method.
        methods: Vec<String>,
        template: Template,
        /// Name of the HTTP output; `$return` is allowed.
        output: String,
    },
    Queue {
        queue: String,
    },
    Timer(Box<TimerTrigger>),
}

#[derive(Debug, Clone)]
pub(crate) struct TimerTrigger {
    pub(crate) schedule: Schedule,
    pub(crate) run_on_startup: bool,
    pub(crate) use_monitor: bool,
}

/// What a folder turned out to hold.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) functions: Vec<Function>,
    pub(crate) disabled: Vec<String>,
    /// Function and reason, in the host's words where it has some.
    pub(crate) refused: Vec<(String, String)>,
}

impl Loaded {
    pub(crate) fn read(root: &Path, prefix: &str, settings: &Settings) -> std::io::Result<Self> {
        let mut folders: Vec<_> = std::fs::read_dir(root)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
        folders.sort();
        let mut loaded = Self::default();
        for folder in folders {
            let file = folder.join("function.json");
            let Some(name) = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
            if !file.is_file() {
                continue;
            }
            let json = std::fs::read_to_string(&file).map_err(|error| error.to_string());
            let json = json.and_then(|text| serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string()));
            loaded.add(name, json, prefix, settings);
        }
        Ok(loaded)
    }

    fn add(&mut self, name: String, json: Result<Value, String>, prefix: &str, settings: &Settings) {
        let function = json.and_then(|json| {
            if is_disabled(&name, &json, settings) {
                return Ok(None);
            }
            let function = read_function(&name, json, settings)?;
            self.refuse_conflicts(&function, prefix)?;
            Ok(Some(function))
        });
        match function {
            Ok(Some(function)) => self.functions.push(function),
            Ok(None) => self.disabled.push(name),
            Err(reason) => self.refused.push((name, reason)),
        }
    }

    fn refuse_conflicts(&self, function: &Function, prefix: &str) -> Result<(), String> {
        let Trigger::Http { methods, template, .. } = &function.trigger else { return Ok(()) };
        if prefix.is_empty() && template.starts_with_any(&["admin", "runtime"]) {
            return Err("The specified route conflicts with one or more built in routes.".to_owned());
        }
        for other in &self.functions {
            if let Trigger::Http { methods: taken, template: route, .. } = &other.trigger
                && route.same_as(template)
                && (methods.is_empty() || taken.is_empty() || methods.iter().any(|method| taken.contains(method)))
            {
                return Err(format!("The route specified conflicts with the route defined by function '{}'.", other.name));
            }
        }
        Ok(())
    }
}

fn is_disabled(name: &str, json: &Value, settings: &Settings) -> bool {
    let on = |text: &str| text.eq_ignore_ascii_case("true") || text == "1";
    let by_setting = [format!("AzureWebJobs.{name}.Disabled"), format!("AzureWebJobs__{name}__Disabled")];
    if let Some(value) = by_setting.iter().find_map(|setting| settings.get(setting)) {
        return on(value);
    }
    match json.get("disabled") {
        Some(Value::Bool(disabled)) => *disabled,
        // A text names the setting that decides.
        Some(Value::String(setting)) => settings.get(setting.trim_matches('%')).is_some_and(on),
        _ => false,
    }
}

fn read_function(name: &str, json: Value, settings: &Settings) -> Result<Function, String> {
    check_function_name(name)?;
    let bindings = json.get("bindings").and_then(Value::as_array).ok_or("there is no list of bindings")?;
    for binding in bindings {
        check_binding_name(binding)?;
    }
    let kind = |binding: &Value| binding.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let mut triggers = bindings.iter().filter(|binding| kind(binding).ends_with("trigger"));
    let trigger = triggers.next().ok_or("No trigger binding specified. A function must have a trigger input binding.")?;
    if triggers.next().is_some() {
        return Err("Multiple trigger bindings defined. A function can only have a single trigger binding.".to_owned());
    }
    let others: Vec<&Value> = bindings.iter().filter(|binding| !kind(binding).ends_with("trigger")).collect();
    let trigger_kind = kind(trigger);
    // Pathfinder stages no other bindings (design, section 3: messages leave through the outbox), so none are copied here.
    if let Some(other) = others.iter().find(|other| trigger_kind != "httptrigger" || kind(other) != "http") {
        return Err(format!("devhost serves no {:?} binding beside a {trigger_kind}; send messages through the outbox", kind(other)));
    }
    let field = |key: &str| {
        let text = trigger.get(key).and_then(Value::as_str).map(|text| settings.expand(text)).transpose();
        text.map_err(|setting| format!("'%{setting}%' does not resolve to a value."))
    };
    let read = match trigger_kind.as_str() {
        "httptrigger" => http(name, trigger, &others, field("route")?)?,
        "queuetrigger" => {
            let queue = field("queueName")?.filter(|queue| !queue.is_empty()).ok_or("queueName is missing")?;
            Trigger::Queue { queue: queue.to_ascii_lowercase() }
        }
        "timertrigger" => {
            let flag = |key: &str, default: bool| trigger.get(key).and_then(Value::as_bool).unwrap_or(default);
            let schedule = Schedule::parse(&field("schedule")?.ok_or("schedule is missing")?)?;
            Trigger::Timer(Box::new(TimerTrigger {
                schedule,
                run_on_startup: flag("runOnStartup", false),
                use_monitor: flag("useMonitor", true),
            }))
        }
        other => return Err(format!("devhost has no listener for {other}")),
    };
    let binding = trigger.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let retry = json.get("retry").map(Retry::read).transpose()?;
    Ok(Function { name: name.to_owned(), binding, trigger: read, retry, config: json })
}

fn http(name: &str, trigger: &Value, others: &[&Value], route: Option<String>) -> Result<Trigger, String> {
    let [output] = others else {
        return Err("devhost serves HTTP functions with exactly one HTTP output".to_owned());
    };
    let level = trigger.get("authLevel").and_then(Value::as_str).unwrap_or("function").to_ascii_lowercase();
    // Keys are not checked on a developer's machine, as in `func start`; a level that does not exist is still an error.
    if !["anonymous", "function", "admin"].contains(&level.as_str()) {
        return Err(format!("authLevel {level:?} does not exist"));
    }
    let methods = trigger.get("methods").and_then(Value::as_array).into_iter().flatten();
    Ok(Trigger::Http {
        methods: methods.filter_map(Value::as_str).map(str::to_ascii_uppercase).collect(),
        template: Template::parse(route.as_deref().filter(|route| !route.is_empty()).unwrap_or(name))?,
        output: output.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
    })
}

/// S15: a letter, then at most 127 letters, digits, `_` or `-`; `host` is taken.
fn check_function_name(name: &str) -> Result<(), String> {
    let fits = name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
    if fits && !name.eq_ignore_ascii_case("host") { Ok(()) } else { Err(format!("'{name}' is not a valid function name.")) }
}

/// S14: a letter, then at most 127 letters or digits; or `$return` on an output.
fn check_binding_name(binding: &Value) -> Result<(), String> {
    let text = |key: &str| binding.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = text("name");
    if name == "$return" {
        let out = text("direction").eq_ignore_ascii_case("out");
        return if out { Ok(()) } else { Err("'$return' bindings must specify a direction of 'out'.".to_owned()) };
    }
    let fits = name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err(format!("The binding name {name} is invalid. Please assign a valid name to the binding.")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn load(name: &str, json: Value) -> Loaded {
        let vars = BTreeMap::from([("QUEUE".to_owned(), "Jobs".to_owned()), ("AzureWebJobs.off.Disabled".to_owned(), "true".to_owned())]);
        let settings = Settings::load(Path::new("/nowhere"), vars).unwrap();
        let mut loaded = Loaded::default();
        loaded.add(name.to_owned(), Ok(json), "api", &settings);
        loaded
    }

    fn queue(binding: &str, queue: &str) -> Value {
        json!({"bindings": [{"type": "queueTrigger", "direction": "in", "name": binding, "queueName": queue}]})
    }

    #[test]
    fn s14_s15_names() {
        assert!(load("jobs", queue("my_item", "q")).refused[0].1.contains("The binding name my_item is invalid"));
        for name in ["host", "Host", "1abc", "a b", ""] {
            assert_eq!(load(name, queue("item", "q")).refused.len(), 1, "{name}");
        }
        assert_eq!(load("itineraries-generate", queue("item", "q")).functions.len(), 1);
    }

    #[test]
    fn settings_are_expanded_and_queue_names_lowered() {
        let loaded = load("jobs", queue("item", "%QUEUE%"));
        assert!(matches!(&loaded.functions[0].trigger, Trigger::Queue { queue } if queue == "jobs"));
        assert_eq!(load("jobs", queue("item", "%NONE%")).refused[0].1, "'%NONE%' does not resolve to a value.");
    }

    #[test]
    fn disabled_by_file_or_setting() {
        assert_eq!(load("off", queue("item", "q")).disabled, ["off"]);
        assert_eq!(load("jobs", json!({"disabled": true, "bindings": []})).disabled, ["jobs"]);
    }

    #[test]
    fn outputs_beside_a_queue_are_refused_in_words() {
        let mut json = queue("item", "q");
        json["bindings"].as_array_mut().unwrap().push(json!({"type": "queue", "direction": "out", "name": "next", "queueName": "n"}));
        assert!(load("jobs", json).refused[0].1.contains("outbox"));
    }
}
