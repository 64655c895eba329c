//! The form of an example file: people, their families and wishes, and the trip that they plan together.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::starts_on::StartsOn;

/// A whole example. Wishes, catalogue and most of the trip are sent as they stand here: the API checks them, not this reader.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Example {
    /// One sentence for the reader of the file.
    pub about: String,
    /// The first one starts the trip and invites the others.
    pub families: Vec<ExampleFamily>,
    pub trip: ExampleTrip,
    /// What the trip brings along, as `PUT …/catalog` takes it.
    pub catalog: Option<Value>,
}

/// A family and what it wishes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExampleFamily {
    pub name: String,
    /// The adult who signs in.
    pub founder: Founder,
    /// Everybody else.
    #[serde(default)]
    pub members: Vec<ExampleMember>,
    /// As `PUT …/wishes` takes them.
    #[serde(default)]
    pub wishes: Map<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Founder {
    pub name: String,
    /// Whole years on the first day of the trip.
    pub age: u8,
    pub email: Option<String>,
}

/// Somebody who does not sign in: a child profile below 16, an adult otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExampleMember {
    pub name: String,
    /// Whole years on the first day of the trip.
    pub age: u8,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExampleTrip {
    pub starts_on: StartsOn,
    /// Number of dates, first and last included.
    pub days: u32,
    /// Everything else that `POST …/trips` takes.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Why an example file cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    #[error("{}: {error}", .file.display())]
    Unreadable { file: PathBuf, error: std::io::Error },
    #[error("{} is not an example: {error}", .file.display())]
    Malformed { file: PathBuf, error: serde_json::Error },
    #[error("{} is not an example: {reason}", .file.display())]
    Unusable { file: PathBuf, reason: &'static str },
}

impl Example {
    /// # Errors
    /// [`ExampleError`], with the line of a fault in the form.
    pub fn read(file: &Path) -> Result<Self, ExampleError> {
        let text = std::fs::read_to_string(file).map_err(|error| ExampleError::Unreadable { file: file.to_owned(), error })?;
        let example: Self = serde_json::from_str(&text).map_err(|error| ExampleError::Malformed { file: file.to_owned(), error })?;
        match example.fault() {
            None => Ok(example),
            Some(reason) => Err(ExampleError::Unusable { file: file.to_owned(), reason }),
        }
    }

    fn fault(&self) -> Option<&'static str> {
        if self.families.is_empty() {
            Some("it needs a family")
        } else if self.trip.days == 0 {
            Some("trip.days must be at least 1")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_committed_example_can_be_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let examples: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "json")).collect();
        assert!(examples.len() >= 3);
        for file in examples {
            let example = Example::read(&file).unwrap();
            assert!(example.families.len() >= 2 && !example.about.is_empty(), "{}", file.display());
        }
    }

    #[test]
    fn what_the_trip_says_besides_is_kept_for_the_api() {
        let text = r#"{"about": "x", "families": [{"name": "A", "founder": {"name": "Ada", "age": 40}}],
            "trip": {"startsOn": "2027-05-01", "days": 2, "title": "T", "pace": "relaxed"}}"#;
        let example: Example = serde_json::from_str(text).unwrap();
        assert_eq!(example.trip.rest.keys().collect::<Vec<_>>(), ["pace", "title"]);
        assert!(serde_json::from_str::<Example>(&text.replace("about", "abuot")).is_err());
    }
}
