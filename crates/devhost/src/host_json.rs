//! host.json: the handler's description and the host's limits, with the defaults of Functions v4 on a developer's machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::configuration::Configuration;
use crate::retry::Retry;
use crate::settings::Settings;

/// Default of `functionTimeout` outside the Consumption plan.
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// Longest pause between two looks into an idle queue on a developer's machine; the cloud's default is a minute.
const LOCAL_POLLING: Duration = Duration::from_secs(2);

#[derive(Debug, Clone)]
pub(crate) struct HostJson {
    pub(crate) handler: Description,
    pub(crate) mode: Mode,
    pub(crate) initialization_timeout: Duration,
    /// `customHandler.port`: a fixed port for the handler instead of a free one.
    pub(crate) handler_port: Option<u16>,
    /// Without slashes at its ends; empty means none.
    pub(crate) route_prefix: String,
    pub(crate) max_outstanding: Option<usize>,
    pub(crate) max_concurrent: Option<usize>,
    pub(crate) custom_headers: BTreeMap<String, String>,
    pub(crate) queues: QueueOptions,
    /// `None`: unbounded (`-1`).
    pub(crate) function_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
}

#[derive(Debug, Clone)]
pub(crate) struct Description {
    pub(crate) executable: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) working_directory: PathBuf,
}

/// How HTTP calls reach a function with exactly one HTTP input and one HTTP output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Envelope,
    Forwarding,
    Proxying,
}

#[derive(Debug, Clone)]
pub(crate) struct QueueOptions {
    pub(crate) batch_size: usize,
    pub(crate) new_batch_threshold: usize,
    /// How long a message stays hidden after a failure.
    pub(crate) visibility_timeout: Duration,
    pub(crate) max_dequeue_count: u32,
    pub(crate) max_polling_interval: Duration,
    pub(crate) base64: bool,
}

impl HostJson {
    pub(crate) fn read(text: &str, root: &Path, settings: &Settings) -> Result<Self, String> {
        let json = Configuration::read(text, settings.vars())?;
        if json.text("version")?.as_deref() != Some("2.0") {
            return Err("\"version\": \"2.0\" is missing".to_owned());
        }
        refuse_what_is_not_copied(&json)?;
        let mode = match (
            json.switch("customHandler.enableProxyingHttpRequest")?.unwrap_or(false),
            json.switch("customHandler.enableForwardingHttpRequest")?.unwrap_or(false),
        ) {
            (true, _) => Mode::Proxying,
            (false, true) => Mode::Forwarding,
            (false, false) => Mode::Envelope,
        };
        Ok(Self {
            handler: description(&json, root, settings)?,
            mode,
            initialization_timeout: json.span("customHandler.initializationTimeout")?.unwrap_or(Duration::from_secs(30)),
            handler_port: port(&json)?,
            route_prefix: json.text("extensions.http.routePrefix")?.unwrap_or_else(|| "api".to_owned()).trim_matches('/').to_owned(),
            max_outstanding: limit(&json, "extensions.http.maxOutstandingRequests")?,
            max_concurrent: limit(&json, "extensions.http.maxConcurrentRequests")?,
            custom_headers: custom_headers(&json)?,
            queues: queues(&json)?,
            function_timeout: function_timeout(&json)?,
            retry: json.get("retry").map(Retry::read).transpose()?,
        })
    }
}

fn refuse_what_is_not_copied(json: &Configuration) -> Result<(), String> {
    if json.get("customHandler").is_none() && json.get("httpWorker").is_some() {
        return Err("the httpWorker section is deprecated and not run here; use customHandler".to_owned());
    }
    if json.get("customHandler.http.routes").is_some() {
        return Err("customHandler.http.routes is not run here; stage a function.json per function".to_owned());
    }
    match json.text("configurationProfile")?.as_deref() {
        None | Some("" | "default") => Ok(()),
        Some(profile) => Err(format!("configurationProfile {profile} is not run here; write its settings out")),
    }
}

fn description(json: &Configuration, root: &Path, settings: &Settings) -> Result<Description, String> {
    let section = "customHandler.description";
    if json.get(section).is_none() {
        return Err("Missing worker Description.".to_owned());
    }
    let text = |key: &str| json.text(&format!("{section}.{key}"));
    let executable = settings.expand_or_delete(&text("defaultExecutablePath")?.unwrap_or_default());
    if executable.is_empty() {
        return Err("WorkerDescription DefaultExecutablePath cannot be empty".to_owned());
    }
    let folder = |key: &str| Ok::<_, String>(text(key)?.filter(|name| !name.is_empty()).map_or(root.to_owned(), |name| root.join(name)));
    let joined = folder("workerDirectory")?.join(&executable);
    let mut arguments = json.texts(&format!("{section}.arguments"))?;
    arguments.extend(text("defaultWorkerPath")?.filter(|path| !path.is_empty()));
    arguments.extend(json.texts(&format!("{section}.workerArguments"))?);
    Ok(Description {
        executable: if joined.is_file() { joined } else { executable.into() },
        arguments: split_arguments(&settings.expand_or_delete(&arguments.join(" "))),
        working_directory: folder("workingDirectory")?,
    })
}

/// The host joins arguments without quoting and .NET splits the text again: `a b` becomes two (S12), `"a b"` in quotes stays one.
fn split_arguments(text: &str) -> Vec<String> {
    let (mut arguments, mut current, mut quoted, mut open) = (Vec::new(), String::new(), false, false);
    for letter in text.chars() {
        match letter {
            '"' => {
                quoted = !quoted;
                open = true;
            }
            ' ' | '\t' if !quoted => {
                if open {
                    arguments.push(std::mem::take(&mut current));
                }
                open = false;
            }
            other => {
                current.push(other);
                open = true;
            }
        }
    }
    if open {
        arguments.push(current);
    }
    arguments
}

fn port(json: &Configuration) -> Result<Option<u16>, String> {
    match json.integer("customHandler.port")? {
        None => Ok(None),
        Some(port) => match u16::try_from(port) {
            Ok(port) if port > 0 => Ok(Some(port)),
            _ => Err(format!("customHandler.port must be 1 to 65535, not {port}")),
        },
    }
}

/// `-1` and absence mean no limit.
fn limit(json: &Configuration, path: &str) -> Result<Option<usize>, String> {
    Ok(json.integer(path)?.and_then(|number| usize::try_from(number).ok()))
}

fn custom_headers(json: &Configuration) -> Result<BTreeMap<String, String>, String> {
    let Some(headers) = json.get("extensions.http.customHeaders") else { return Ok(BTreeMap::new()) };
    serde_json::from_value(headers.clone()).map_err(|error| format!("extensions.http.customHeaders: {error}"))
}

fn queues(json: &Configuration) -> Result<QueueOptions, String> {
    let integer = |key: &str, default: i64, range: std::ops::RangeInclusive<i64>| {
        let number = json.integer(&format!("extensions.queues.{key}"))?.unwrap_or(default);
        if range.contains(&number) {
            usize::try_from(number).map_err(|error| error.to_string())
        } else {
            Err(format!("extensions.queues.{key} must be {} to {}, not {number}", range.start(), range.end()))
        }
    };
    let batch_size = integer("batchSize", 16, 1..=32)?;
    let polling = json.span("extensions.queues.maxPollingInterval")?.unwrap_or(LOCAL_POLLING);
    let base64 = match json.text("extensions.queues.messageEncoding")?.map(|text| text.to_ascii_lowercase()).as_deref() {
        None | Some("base64") => true,
        Some("none") => false,
        Some(other) => return Err(format!("extensions.queues.messageEncoding must be base64 or none, not {other}")),
    };
    Ok(QueueOptions {
        batch_size,
        new_batch_threshold: integer("newBatchThreshold", i64::try_from(batch_size / 2).unwrap_or(8), 0..=10_000)?,
        visibility_timeout: json.span("extensions.queues.visibilityTimeout")?.unwrap_or(Duration::ZERO),
        max_dequeue_count: u32::try_from(integer("maxDequeueCount", 5, 1..=100_000)?).unwrap_or(5),
        max_polling_interval: polling.clamp(Duration::from_millis(100), LOCAL_POLLING),
        base64,
    })
}

fn function_timeout(json: &Configuration) -> Result<Option<Duration>, String> {
    match json.get("functionTimeout") {
        Some(Value::String(text)) if text == "-1" => Ok(None),
        _ => Ok(Some(json.span("functionTimeout")?.unwrap_or(FUNCTION_TIMEOUT))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<HostJson, String> {
        let settings = Settings::load(Path::new("/nowhere"), BTreeMap::from([("WORD".to_owned(), "serve".to_owned())])).unwrap();
        HostJson::read(text, Path::new("/nowhere"), &settings)
    }

    #[test]
    fn defaults_are_those_of_the_host() {
        let host = read(r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "app"}}}"#).unwrap();
        assert_eq!((host.mode, host.route_prefix.as_str(), host.function_timeout), (Mode::Envelope, "api", Some(FUNCTION_TIMEOUT)));
        let queues = host.queues;
        assert_eq!((queues.batch_size, queues.new_batch_threshold, queues.max_dequeue_count, queues.base64), (16, 8, 5, true));
        assert_eq!(host.handler.executable, Path::new("app"), "not in the folder, so left for PATH");
        assert_eq!(host.handler.working_directory, Path::new("/nowhere"));
    }

    #[test]
    fn arguments_are_joined_and_split_again() {
        let text = r#"{"version": "2.0", "customHandler": {"enableProxyingHttpRequest": true,
            "description": {"defaultExecutablePath": "app", "arguments": ["a b", "%WORD%", "\"c d\"", "%NOTHING%"]}}}"#;
        assert_eq!(read(text).unwrap().handler.arguments, ["a", "b", "serve", "c d"]);
    }

    #[test]
    fn faults_are_named() {
        for (text, words) in [
            ("{}", "version"),
            (r#"{"version": "2.0"}"#, "Missing worker Description."),
            (r#"{"version": "2.0", "customHandler": {"description": {}}}"#, "DefaultExecutablePath cannot be empty"),
            (r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler"}"#, "mcp-custom-handler"),
            (
                r#"{"version": "2.0", "customHandler": {"description": {"defaultExecutablePath": "a"}}, "extensions": {"queues": {"batchSize": 33}}}"#,
                "batchSize must be 1 to 32",
            ),
        ] {
            assert!(read(text).unwrap_err().contains(words), "{text}");
        }
    }
}
