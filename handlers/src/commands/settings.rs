//! `pathfinder settings`: what can be set.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::{Map, Value};

use crate::config::Config;

/// The text of `local.settings.json.example`: valid JSON, every setting with its default, explained by a neighbour whose name starts with `//`.
pub fn example() -> String {
    let mut values = Map::new();
    let mut put = |name: &str, words: &str, value: &str| {
        values.insert(format!("//{name}"), Value::from(words));
        values.insert(name.to_owned(), Value::from(value));
    };
    put("FUNCTIONS_WORKER_RUNTIME", "The Functions host runs this application as a custom handler.", "custom");
    put(
        "AzureWebJobsStorage",
        "Storage of the Functions host itself (queues and timer locks). `UseDevelopmentStorage=true` is Azurite; the local devhost ignores it.",
        "UseDevelopmentStorage=true",
    );
    for setting in Config::settings() {
        put(setting.name, setting.words, &setting.default);
    }
    let document = serde_json::json!({ "IsEncrypted": false, "Values": values });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// Prints the settings, or writes the example file.
///
/// # Errors
/// When the file cannot be written.
pub fn run(write: Option<&Path>) -> anyhow::Result<ExitCode> {
    if let Some(file) = write {
        std::fs::write(file, example()).with_context(|| format!("cannot write {}", file.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    for setting in Config::settings() {
        println!("{}={}\n    {}", setting.name, setting.default, setting.words);
    }
    Ok(ExitCode::SUCCESS)
}
