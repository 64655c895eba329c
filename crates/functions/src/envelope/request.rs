//! Reads the envelope of a trigger call.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::depth::check_depth;
use super::{MAX_CALL, Undecodable};

/// A trigger call. `Metadata` is untrusted: properties of a JSON message overwrite the host's own (host `Utility.cs`), so only the
/// dequeue count is read from it, for logs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Call {
    #[serde(rename = "Data", alias = "data")]
    data: Map<String, Value>,
    #[serde(rename = "Metadata", alias = "metadata", default)]
    metadata: Value,
}

impl Call {
    /// Reads a request body, bounded in size and depth before it is parsed.
    ///
    /// # Errors
    /// When the body is too long, too deep, not JSON, or has no `Data` object.
    pub fn read(body: &[u8]) -> Result<Self, Undecodable> {
        if body.len() > MAX_CALL {
            return Err(Undecodable::TooLong);
        }
        check_depth(body)?;
        serde_json::from_slice(body).map_err(|error| Undecodable::NotAnEnvelope(error.to_string()))
    }

    /// The value of the trigger's binding; of the only binding, when there is just one under another name.
    ///
    /// # Errors
    /// When there is none.
    pub fn input(&self, binding: &'static str) -> Result<&Value, Undecodable> {
        let only = || self.data.values().next().filter(|_| self.data.len() == 1);
        self.data.get(binding).or_else(only).ok_or(Undecodable::NoInput(binding))
    }

    /// The message's dequeue count as the host states it (`"4"`, or a plain number from some hosts). Untrusted.
    pub fn dequeue_count(&self) -> Option<u32> {
        let stated = self.metadata.get("DequeueCount").or_else(|| self.metadata.get("dequeueCount"))?;
        match stated {
            Value::Number(number) => number.as_u64().and_then(|count| u32::try_from(count).ok()),
            Value::String(text) => text.trim().trim_matches('"').parse().ok(),
            _ => None,
        }
    }
}
