//! A fault in what somebody sent: where it is, which rule it breaks, and what to do about it.

use serde::Serialize;

/// One faulty field. `pointer` is a JSON Pointer (RFC 6901) into the document that was sent, `code` is stable for programs,
/// `detail` is a sentence for people that says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub pointer: String,
    pub code: String,
    pub detail: String,
}

impl Fault {
    pub fn new(pointer: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), detail: detail.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", if self.pointer.is_empty() { "(document)" } else { &self.pointer }, self.detail)
    }
}
