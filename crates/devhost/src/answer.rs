//! What the handler answers to a call: judged exactly as the host judges it, including the answer that would hang it.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Answer {
    /// `None` when the answer has no (or a null) `Outputs`.
    pub(crate) outputs: Option<Map<String, Value>>,
    pub(crate) logs: Vec<String>,
    pub(crate) return_value: Value,
}

impl Answer {
    /// # Errors
    /// The reason why the invocation fails, in the host's words where it has some.
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Result<Self, String> {
        if !status.is_success() {
            // Body and logs are lost in the real host too (R7, R18); the body is quoted here because a developer needs it.
            return Err(format!("Response status code does not indicate success: {status}.{}", quote(body)));
        }
        let text = String::from_utf8_lossy(body);
        if text.trim().is_empty() || text.trim() == "null" {
            return Err(format!(
                "HANG DEFECT: the handler answered {status} without a result; the real host would wait until functionTimeout and then kill \
                 the handler. Answer with at least {{\"Outputs\":{{}},\"Logs\":[],\"ReturnValue\":null}}"
            ));
        }
        let media = headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" && media != "text/json" {
            return Err(format!("No MediaTypeFormatter is available to read an object from content with media type '{media}'."));
        }
        let unreadable = || format!("Invalid HttpScriptInvocationResult. StatusCode: {}.{}", status.as_u16(), quote(body));
        let Ok(Value::Object(members)) = serde_json::from_str(&text) else { return Err(unreadable()) };
        let mut answer = Self::default();
        for (name, value) in members {
            match (name.to_ascii_lowercase().as_str(), value) {
                (_, Value::Null) => {}
                ("outputs", Value::Object(outputs)) => answer.outputs = Some(outputs),
                ("logs", Value::Array(lines)) => {
                    answer.logs = lines.into_iter().map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned)).collect();
                }
                ("outputs" | "logs", _) => return Err(unreadable()),
                ("returnvalue", value) => answer.return_value = value,
                _ => {}
            }
        }
        Ok(answer)
    }

    pub(crate) fn output(&self, binding: &str) -> Option<&Value> {
        self.outputs.as_ref()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(binding)).map(|(_, value)| value)
    }
}

fn quote(body: &Bytes) -> String {
    let text: String = String::from_utf8_lossy(body).chars().take(500).collect();
    if text.is_empty() { text } else { format!(" Body: {text}") }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;

    use super::*;

    fn read(status: u16, media: &'static str, body: &'static str) -> Result<Answer, String> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media))]);
        Answer::read(StatusCode::from_u16(status).unwrap(), &headers, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn r1_r4_r11_results() {
        let answer = read(200, "application/json; charset=utf-8", r#"{"outputs":{"a":1},"Logs":["x","y"],"RETURNVALUE":"r"}"#).unwrap();
        assert_eq!((answer.output("A"), answer.logs.len(), &answer.return_value), (Some(&1.into()), 2, &"r".into()));
        assert_eq!(read(200, "text/json", r#"{"key1":"value1"}"#), Ok(Answer::default()));
        assert_eq!(read(200, "application/json", r#"{"Logs":null,"Outputs":null}"#), Ok(Answer::default()));
    }

    #[test]
    fn r5_r7_failures() {
        let error = read(200, "application/json", "Hello World").unwrap_err();
        assert!(error.contains("Hello World") && error.contains("StatusCode: 200"), "{error}");
        assert!(read(200, "text/plain", "TestMessage").unwrap_err().contains("media type"));
        assert!(read(400, "application/json", "{}").is_err());
    }

    #[test]
    fn r12_an_empty_success_is_a_hang_defect() {
        for body in ["", "null", " "] {
            assert!(read(200, "application/json", body).unwrap_err().contains("HANG DEFECT"));
        }
        assert!(read(204, "", "").unwrap_err().contains("HANG DEFECT"));
    }
}
