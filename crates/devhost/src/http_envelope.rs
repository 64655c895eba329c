//! HTTP calls in envelope mode: the request as an object in `Data`, the answer from the HTTP output (E5, R8-R10, F2).

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::envelope::{self, Envelope};
use crate::routes::Values;

/// Fills the envelope of an HTTP call.
pub(crate) fn fill(envelope: &mut Envelope, binding: &str, parts: &Parts, url: &str, params: &Values, body: &[u8]) {
    let request = envelope::http_request(parts, url, params, body);
    envelope.metadata("Query", request["Query"].clone());
    let headers = request["Headers"].as_object().into_iter().flatten();
    let joined = headers.map(|(name, values)| (name.clone(), Value::from(text_list(values)))).collect::<Map<_, _>>();
    envelope.metadata("Headers", Value::Object(joined));
    for (name, value) in envelope::query(parts.uri.query().unwrap_or_default()) {
        if !name.eq_ignore_ascii_case("code") {
            envelope.metadata(&name, value);
        }
    }
    for (name, value) in params {
        envelope.metadata(name, value.as_str().into());
    }
    envelope.merge_properties(&String::from_utf8_lossy(body));
    envelope.data(binding, request);
}

fn text_list(values: &Value) -> String {
    let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
    values.collect::<Vec<_>>().join(",")
}

/// # Errors
/// Why the invocation fails although the handler answered.
pub(crate) fn response(answer: &Answer, output: &str) -> Result<Response<Body>, String> {
    let value = if output == "$return" { Some(&answer.return_value).filter(|value| !value.is_null()) } else { answer.output(output) };
    let Some(value) = value else { return Ok(Response::new(Body::empty())) };
    let Value::Object(members) = value else {
        return Err(format!("InvalidOperationException: the HTTP output '{output}' must be an object, not {value}"));
    };
    let member = |key: &str| members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    let status = match member("statusCode").or_else(|| member("status")) {
        None | Some(Value::Null) => StatusCode::OK,
        Some(code) => status(code).ok_or_else(|| format!("{code} is no HTTP status"))?,
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let media = match member("body") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            *response.body_mut() = Body::from(text.clone());
            Some("text/plain; charset=utf-8")
        }
        Some(json) => {
            *response.body_mut() = Body::from(json.to_string());
            Some("application/json; charset=utf-8")
        }
    };
    if let Some(media) = media {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    }
    for (name, value) in member("headers").and_then(Value::as_object).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pair = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(text).ok());
        let (name, value) = pair.ok_or_else(|| format!("{name} is no header that can be sent"))?;
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

fn status(code: &Value) -> Option<StatusCode> {
    let number = code.as_u64().or_else(|| code.as_str()?.trim().parse().ok())?;
    StatusCode::from_u16(u16::try_from(number).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answered(output: Value) -> Result<Response<Body>, String> {
        let outputs = Map::from_iter([("res".to_owned(), output)]);
        response(&Answer { outputs: Some(outputs), ..Answer::default() }, "res")
    }

    #[test]
    fn r8_r10_outputs_become_responses() {
        let created = answered(json!({"StatusCode": "201", "body": "my world", "headers": {"x-a": "b"}})).unwrap();
        assert_eq!((created.status(), &created.headers()["x-a"]), (StatusCode::CREATED, &HeaderValue::from_static("b")));
        assert_eq!(answered(json!({})).unwrap().status(), StatusCode::OK);
        assert_eq!(answered(json!({"statusCode": 204})).unwrap().status(), StatusCode::NO_CONTENT);
        assert!(answered(json!("SomeBlah")).unwrap_err().contains("InvalidOperationException"));
    }
}
