//! App settings as the handler will see them: the real environment first, then the `Values` of local.settings.json.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::HostError;
use crate::cors::Cors;

/// Setting that names the data folder; the host passes its absolute value on to the handler so that both open the same stores.
pub(crate) const DATA_FOLDER: &str = "PATHFINDER_DATA_FOLDER";
/// Setting that tells the handler where clients reach it, without path.
pub(crate) const PUBLIC_URL: &str = "PATHFINDER_PUBLIC_URL";
/// Setting that tells the handler where signed links lead.
pub(crate) const BLOB_URL: &str = "PATHFINDER_BLOB_URL";

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    vars: BTreeMap<String, String>,
    /// `Host.LocalHttpPort`, used where the command line names no port.
    pub(crate) local_port: Option<u16>,
    /// `Host.CORS` and `Host.CORSCredentials`.
    pub(crate) cors: Cors,
}

impl Settings {
    pub(crate) fn load(root: &Path, environment: BTreeMap<String, String>) -> Result<Self, HostError> {
        let mut settings = Self { vars: environment, local_port: None, cors: Cors::default() };
        let file = root.join("local.settings.json");
        if file.exists() {
            let wrong = |reason: String| HostError::File { file: file.clone(), reason };
            let text = std::fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
            settings.add(&text).map_err(wrong)?;
        }
        settings.default("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        settings.default("FUNCTIONS_WORKER_RUNTIME", "custom");
        Ok(settings)
    }

    fn add(&mut self, text: &str) -> Result<(), String> {
        let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
        // Core Tools take an absent IsEncrypted for true.
        if json.get("IsEncrypted").and_then(Value::as_bool) != Some(false) {
            return Err("the values are encrypted, or \"IsEncrypted\": false is missing (absent means true)".to_owned());
        }
        for (name, value) in json.get("Values").and_then(Value::as_object).into_iter().flatten() {
            let Some(value) = value.as_str() else {
                return Err(format!("Values.{name} must be a string: settings are environment variables"));
            };
            self.default(name, value);
        }
        if let Some(port) = json.pointer("/Host/LocalHttpPort") {
            let number = port.as_u64().or_else(|| port.as_str()?.parse().ok());
            let port = number.and_then(|number| u16::try_from(number).ok());
            self.local_port = Some(port.ok_or("Host.LocalHttpPort must be a port number")?);
        }
        if let Some(origins) = json.pointer("/Host/CORS").and_then(Value::as_str) {
            self.cors = Cors::read(origins, json.pointer("/Host/CORSCredentials").and_then(Value::as_bool).unwrap_or(false));
        }
        Ok(())
    }

    /// Sets a variable unless it has a value already.
    pub(crate) fn default(&mut self, name: &str, value: &str) {
        self.vars.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }

    /// Sets a variable whatever it was before.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.vars.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str)
    }

    pub(crate) fn vars(&self) -> &BTreeMap<String, String> {
        &self.vars
    }

    /// Puts values in place of `%NAME%`; the error is the first name without a value (the function is then not loaded).
    pub(crate) fn expand(&self, text: &str) -> Result<String, String> {
        self.replace(text, |name| Err(name.to_owned()))
    }

    /// The same for the handler's path and arguments, where the host deletes what it cannot resolve.
    pub(crate) fn expand_or_delete(&self, text: &str) -> String {
        self.replace(text, |_| Ok(String::new())).unwrap_or_default()
    }

    fn replace(&self, text: &str, missing: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
        let mut whole = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            whole.push_str(before);
            match after.split_once('%') {
                Some((name, after)) => {
                    match self.get(name) {
                        Some(value) => whole.push_str(value),
                        None => whole.push_str(&missing(name)?),
                    }
                    rest = after;
                }
                None => {
                    whole.push('%');
                    rest = after;
                    break;
                }
            }
        }
        whole.push_str(rest);
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        let vars = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings { vars, local_port: None, cors: Cors::default() }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut settings = settings(&[("A", "real")]);
        settings.add(r#"{"IsEncrypted": false, "Values": {"A": "file", "B": "file"}, "Host": {"LocalHttpPort": "7099"}}"#).unwrap();
        assert_eq!((settings.get("A"), settings.get("B"), settings.local_port), (Some("real"), Some("file"), Some(7099)));
    }

    #[test]
    fn encrypted_and_nested_values_are_refused() {
        for text in [r#"{"Values": {}}"#, r#"{"IsEncrypted": true}"#, r#"{"IsEncrypted": false, "Values": {"A": 1}}"#, "{"] {
            assert!(settings(&[]).add(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percent_names_are_replaced_deleted_or_reported() {
        let settings = settings(&[("WHO", "ada")]);
        assert_eq!(settings.expand("hi-%WHO%-%").as_deref(), Ok("hi-ada-%"));
        assert_eq!(settings.expand("%NOBODY%"), Err("NOBODY".to_owned()));
        assert_eq!(settings.expand_or_delete("x%NOBODY%y"), "xy");
    }
}
