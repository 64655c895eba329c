//! host.json as configuration: keys in any case, text accepted for numbers and switches, `AzureFunctionsJobHost__a__b` laid over it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::time_span;

const PREFIX: &str = "azurefunctionsjobhost__";

#[derive(Debug)]
pub(crate) struct Configuration(Value);

impl Configuration {
    pub(crate) fn read(text: &str, vars: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
        if !root.is_object() {
            return Err("the file must hold one JSON object".to_owned());
        }
        for (name, value) in vars {
            let lower = name.to_ascii_lowercase();
            if lower.starts_with(PREFIX) {
                lay_over(&mut root, name[PREFIX.len()..].split("__"), value);
            }
        }
        Ok(Self(root))
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        let mut node = &self.0;
        for key in path.split('.') {
            node = member(node, key)?;
        }
        Some(node).filter(|node| !node.is_null())
    }

    pub(crate) fn text(&self, path: &str) -> Result<Option<String>, String> {
        self.typed(path, "text", |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn switch(&self, path: &str) -> Result<Option<bool>, String> {
        self.typed(path, "true or false", |value| match value {
            Value::Bool(on) => Some(*on),
            Value::String(text) => text.to_ascii_lowercase().parse().ok(),
            _ => None,
        })
    }

    pub(crate) fn integer(&self, path: &str) -> Result<Option<i64>, String> {
        self.typed(path, "a whole number", |value| value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()))
    }

    pub(crate) fn span(&self, path: &str) -> Result<Option<Duration>, String> {
        self.typed(path, "a time span such as 00:00:30", |value| time_span::parse(value.as_str()?))
    }

    /// A list of texts; a variable may give it whole as JSON text or item by item as `__0`, `__1`.
    pub(crate) fn texts(&self, path: &str) -> Result<Vec<String>, String> {
        let list = self.typed(path, "a list of texts", |value| match value {
            Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            Value::Object(items) => items.values().map(|item| item.as_str().map(str::to_owned)).collect(),
            Value::String(text) => serde_json::from_str(text).ok(),
            _ => None,
        })?;
        Ok(list.unwrap_or_default())
    }

    fn typed<T>(&self, path: &str, what: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, String> {
        self.get(path).map(|value| read(value).ok_or_else(|| format!("{path} must be {what}, not {value}"))).transpose()
    }
}

fn member<'a>(node: &'a Value, key: &str) -> Option<&'a Value> {
    node.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

fn lay_over<'a>(node: &mut Value, mut path: impl Iterator<Item = &'a str>, value: &str) {
    let Some(key) = path.next() else {
        *node = Value::String(value.to_owned());
        return;
    };
    if let (Value::Array(items), Ok(index)) = (&mut *node, key.parse::<usize>()) {
        // Longest list of arguments that anybody overrides by variables; keeps a typo from allocating gigabytes.
        if index < 256 {
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            lay_over(&mut items[index], path, value);
        }
        return;
    }
    if !node.is_object() {
        *node = Value::Object(Map::new());
    }
    let Value::Object(members) = node else { return };
    let name = members.keys().find(|name| name.eq_ignore_ascii_case(key)).cloned().unwrap_or_else(|| key.to_owned());
    lay_over(members.entry(name).or_insert(Value::Null), path, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, vars: &[(&str, &str)]) -> Configuration {
        let vars = vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Configuration::read(text, &vars).unwrap()
    }

    #[test]
    fn variables_lie_over_the_file_in_any_case() {
        let vars = [("AzureFunctionsJobHost__customhandler__Port", "1234"), ("AzureFunctionsJobHost__customHandler__args__1", "z")];
        let configuration = read(r#"{"customHandler": {"port": 1, "args": ["a", "b"]}}"#, &vars);
        assert_eq!(configuration.integer("customHandler.port"), Ok(Some(1234)));
        assert_eq!(configuration.texts("customHandler.args"), Ok(vec!["a".to_owned(), "z".to_owned()]));
    }

    #[test]
    fn a_list_may_come_as_json_text_or_from_nothing() {
        let vars = [("AzureFunctionsJobHost__a", r#"["x","y"]"#), ("AzureFunctionsJobHost__b__0", "one")];
        let configuration = read("{}", &vars);
        assert_eq!(configuration.texts("a"), Ok(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!(configuration.texts("b"), Ok(vec!["one".to_owned()]));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        let configuration = read(r#"{"functionTimeout": "soon", "on": "TRUE"}"#, &[]);
        assert!(configuration.span("functionTimeout").unwrap_err().contains("functionTimeout must be a time span"));
        assert_eq!(configuration.switch("on"), Ok(Some(true)));
    }
}
