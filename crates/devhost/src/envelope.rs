//! The request body of a call that is not proxied: `{"Data": …, "Metadata": …}` with the host's peculiar encoding of values.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    data: Map<String, Value>,
    metadata: Map<String, Value>,
}

impl Envelope {
    /// `guid` is fresh per invocation; the method name is the function's.
    pub(crate) fn new(function: &str, now: DateTime<Utc>, guid: &str) -> Self {
        let sys = json!({"MethodName": function, "UtcNow": now.to_rfc3339_opts(SecondsFormat::AutoSi, true), "RandGuid": guid});
        Self { data: Map::new(), metadata: Map::from_iter([("sys".to_owned(), sys)]) }
    }

    /// An object stays one; every other value becomes a string that holds its JSON text (E1-E3).
    pub(crate) fn data(&mut self, binding: &str, value: Value) {
        self.data.insert(binding.to_owned(), encode(value));
    }

    /// Leaves out nulls and keys that end in "trigger" (E7); a key that is there in another case keeps its spelling.
    pub(crate) fn metadata(&mut self, key: &str, value: Value) {
        if value.is_null() || key.to_ascii_lowercase().ends_with("trigger") {
            return;
        }
        let name = self.metadata.keys().find(|name| name.eq_ignore_ascii_case(key)).cloned();
        self.metadata.insert(name.unwrap_or_else(|| key.to_owned()), encode(value));
    }

    /// A time loses its fraction of a second and is not encoded twice.
    pub(crate) fn instant(&mut self, key: &str, instant: DateTime<Utc>) {
        self.metadata.insert(key.to_owned(), Value::String(instant.format("%Y-%m-%dT%H:%M:%S+00:00").to_string()));
    }

    /// Where the trigger's text holds a JSON object, its properties overwrite metadata of the same name (E6): the producer can spoof them.
    pub(crate) fn merge_properties(&mut self, text: &str) {
        if let Ok(Value::Object(properties)) = serde_json::from_str(text) {
            for (name, value) in properties {
                if !value.is_array() {
                    self.metadata(&name, value);
                }
            }
        }
    }

    /// Present only while a retry policy is active.
    pub(crate) fn retry(&mut self, count: u32, max: Option<u32>, exception: Option<&str>) {
        let max = max.map_or(-1, i64::from);
        self.metadata.insert(
            "RetryContext".to_owned(),
            json!({"RetryCount": count, "MaxRetryCount": max, "Exception": exception.map(|text| json!({"Message": text}))}),
        );
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        json!({"Data": self.data, "Metadata": self.metadata}).to_string().into()
    }

    #[cfg(test)]
    fn to_value(&self) -> Value {
        serde_json::from_slice(&self.to_bytes()).unwrap()
    }
}

fn encode(value: Value) -> Value {
    if value.is_object() { value } else { Value::String(value.to_string()) }
}

/// The host's object for an HTTP request in envelope mode (E5).
pub(crate) fn http_request(parts: &http::request::Parts, url: &str, params: &crate::routes::Values, body: &[u8]) -> Value {
    let mut headers = Map::new();
    for name in parts.headers.keys() {
        let values = parts.headers.get_all(name).iter().map(|value| Value::from(String::from_utf8_lossy(value.as_bytes()))).collect();
        headers.insert(header_name(name.as_str()), Value::Array(values));
    }
    let mut request = json!({
        "Url": url,
        "Method": parts.method.as_str(),
        "Query": query(parts.uri.query().unwrap_or_default()),
        "Headers": headers,
        "Params": params,
        "Identities": [{
            "AuthenticationType": "WebJobsAuthLevel",
            "IsAuthenticated": true,
            "Claims": [],
            "NameClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
            "RoleClaimType": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
        }],
    });
    if !body.is_empty() {
        let kind = parts.headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let binary = kind.starts_with("application/octet-stream") || kind.starts_with("multipart/");
        request["Body"] = if binary { STANDARD.encode(body).into() } else { String::from_utf8_lossy(body).into() };
    }
    request
}

/// Repeated names are joined with commas, as .NET's query collection reads when it is taken for text.
pub(crate) fn query(raw: &str) -> Map<String, Value> {
    let mut map: Map<String, Value> = Map::new();
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        match map.get_mut(name.as_ref()) {
            Some(Value::String(earlier)) => {
                earlier.push(',');
                earlier.push_str(&value);
            }
            _ => {
                map.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        }
    }
    map
}

/// `accept-charset` as .NET spells it: `Accept-Charset`.
fn header_name(lower: &str) -> String {
    let words = lower.split('-').map(|word| word.get(..1).map_or(String::new(), |first| first.to_ascii_uppercase() + &word[1..]));
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope::new("testFunctionName", "2019-10-01T00:00:00.5Z".parse().unwrap(), "guid")
    }

    #[test]
    fn e1_e3_values_are_json_text_in_strings() {
        let mut envelope = envelope();
        envelope.data("myqueueItem", "HelloWorld".into());
        envelope.metadata("dequeueCount", 4.into());
        envelope.metadata("helloString", "helloMetadata".into());
        envelope.instant("VisibleTime", "2019-10-01T00:00:00.5Z".parse().unwrap());
        let json = envelope.to_value();
        assert_eq!(json["Data"]["myqueueItem"], "\"HelloWorld\"");
        assert_eq!(json["Metadata"]["dequeueCount"], "4");
        assert_eq!(json["Metadata"]["helloString"], "\"helloMetadata\"");
        assert_eq!(json["Metadata"]["VisibleTime"], "2019-10-01T00:00:00+00:00");
    }

    #[test]
    fn e2_objects_stay_objects() {
        let mut envelope = envelope();
        envelope.data("item", json!({"Name": "TestName", "Id": 1234}));
        assert_eq!(envelope.to_value()["Data"]["item"]["Id"], 1234);
    }

    #[test]
    fn e6_e7_properties_overwrite_and_triggers_vanish() {
        let mut envelope = envelope();
        envelope.metadata("Id", "real".into());
        envelope.metadata("QueueTrigger", "text".into());
        envelope.merge_properties(r#"{"id":"x","n":1,"a":[1],"z":null,"o":{"p":true}}"#);
        let json = envelope.to_value();
        let metadata = json["Metadata"].as_object().unwrap();
        assert_eq!(metadata.keys().collect::<Vec<_>>(), ["Id", "n", "o", "sys"]);
        assert_eq!((&metadata["Id"], &metadata["n"], &metadata["o"]["p"]), (&json!("\"x\""), &json!("1"), &json!(true)));
    }

    #[test]
    fn e5_an_http_request_as_an_object() {
        let request = http::Request::get("/api/x?id=149656222&name=Ink%20And%20Toner").header("accept-charset", "UTF-8").body(()).unwrap();
        let json = http_request(&request.into_parts().0, "http://localhost/api/x", &Default::default(), b"\"hello world\"");
        assert_eq!(json["Query"], json!({"id": "149656222", "name": "Ink And Toner"}));
        assert_eq!(json["Headers"]["Accept-Charset"], json!(["UTF-8"]));
        assert_eq!(json["Body"], "\"hello world\"");
    }
}
