//! Why a journey ends early, told so that its player knows what to change.

use std::path::PathBuf;

use serde::Deserialize;

use super::example::ExampleError;

#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
    #[error(transparent)]
    Example(#[from] ExampleError),
    #[error("nothing answers at {url} ({reason}); start it with `scripts/run` or `devhost start`")]
    Unreachable { url: String, reason: String },
    #[error("{doing}: {refusal}")]
    Refused { doing: String, refusal: Refusal },
    #[error("{doing}: the answer cannot be understood: {reason}")]
    Strange { doing: String, reason: String },
    #[error("{doing} did not end within {minutes} minutes")]
    Slow { doing: String, minutes: u64 },
    #[error("{}: {error}", .file.display())]
    File { file: PathBuf, error: std::io::Error },
}

/// A problem document (RFC 9457), or the error of an operation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Refusal {
    pub title: String,
    pub code: String,
    pub detail: String,
    pub errors: Vec<FieldFault>,
}

/// One faulty field.
#[derive(Debug, Deserialize)]
pub struct FieldFault {
    /// JSON Pointer into what was sent.
    pub pointer: String,
    pub detail: String,
}

impl std::fmt::Display for FieldFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", if self.pointer.is_empty() { "(document)" } else { &self.pointer }, self.detail)
    }
}

impl std::fmt::Display for Refusal {
    /// Title and detail, then each faulty field on a line of its own.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.title.is_empty() {
            write!(f, "it failed ({})", self.code)?;
        } else {
            f.write_str(&self.title)?;
        }
        let faults: Vec<String> = self.errors.iter().map(ToString::to_string).collect();
        // The detail of a body with faulty fields begins with the first of them.
        let repeats = faults.first().is_some_and(|first| self.detail.starts_with(first.as_str()));
        let detail = (!self.detail.is_empty() && !repeats).then_some(&self.detail);
        for line in detail.into_iter().chain(&faults) {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_each_faulty_field() {
        let text = r#"{"title": "Some fields are not valid", "status": 422, "detail": "see below", "code": "invalid",
            "errors": [{"pointer": "/trip/firstDay", "code": "past", "detail": "the trip must not start before today"}]}"#;
        let refusal: Refusal = serde_json::from_str(text).unwrap();
        assert_eq!(refusal.to_string(), "Some fields are not valid\n  see below\n  /trip/firstDay: the trip must not start before today");
        let single = Refusal { detail: refusal.errors[0].to_string(), ..refusal };
        assert_eq!(single.to_string().lines().count(), 2, "the only fault is told once");
    }
}
