//! Reads the message in an envelope, whichever way the host wrapped it.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Undecodable;
use super::depth::check_depth;

/// How often text may hold text: the host adds up to two levels, a producer with its own base64 one.
const MAX_LEVELS: usize = 4;

const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// Reads a message of shape `M` from a binding's value: as it is, as JSON text, as JSON text in JSON text (what hosts send for a
/// queue message that is a JSON object), or as base64 of JSON text. The innermost reading that has the shape `M` wins, so that a
/// queue of plain text still gets `4` as text.
///
/// # Errors
/// [`Undecodable::WrongShape`] with the fault of the innermost reading, [`Undecodable::TooDeep`].
pub fn decode_message<M: DeserializeOwned>(value: &Value) -> Result<M, Undecodable> {
    let mut readings = vec![value.clone()];
    while readings.len() <= MAX_LEVELS {
        let Some(Value::String(text)) = readings.last() else { break };
        match unwrap_text(text)? {
            Some(inner) => readings.push(inner),
            None => break,
        }
    }
    let mut fault = None;
    while let Some(reading) = readings.pop() {
        match serde_path_to_error::deserialize(reading) {
            Ok(message) => return Ok(message),
            Err(error) => fault = fault.or(Some(Undecodable::WrongShape(error.to_string()))),
        }
    }
    Err(fault.unwrap_or(Undecodable::WrongShape("empty".to_owned())))
}

/// One level down: JSON in `text`, or JSON in base64 in `text`. `None` when the text is just text.
fn unwrap_text(text: &str) -> Result<Option<Value>, Undecodable> {
    check_depth(text.as_bytes())?;
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(Some(value));
    }
    // Many words are valid base64 ("test"), so only an object or array counts as a find.
    let Ok(bytes) = BASE64.decode(text.trim()) else { return Ok(None) };
    check_depth(&bytes)?;
    Ok(serde_json::from_slice(&bytes).ok().filter(|value: &Value| value.is_object() || value.is_array()))
}

/// The message as its producer wrote it, for a dead letter that can be put back on the queue. The host wraps a text message in one
/// level of JSON text; other values are written as JSON.
pub fn message_text(value: &Value) -> String {
    let Value::String(text) = value else { return value.to_string() };
    match check_depth(text.as_bytes()).ok().and_then(|()| serde_json::from_str(text).ok()) {
        Some(Value::String(inner)) => inner,
        _ => text.clone(),
    }
}
