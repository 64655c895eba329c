//! The two direct modes: proxying (streamed, as YARP does it) and forwarding (buffered, with its known losses).

use std::collections::HashSet;
use std::error::Error;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TE, TRANSFER_ENCODING, UPGRADE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::time::{sleep, timeout};

use crate::HOST_VERSION;
use crate::client::{self, Client};
use crate::invoke::{HOST_VERSION_HEADER, INVOCATION_ID};

/// YARP gives up when nothing moves for this long.
const ACTIVITY: Duration = Duration::from_secs(240);
const CONNECT_TRIES: u32 = 10;
const HOP_BY_HOP: [HeaderName; 4] = [CONNECTION, TRANSFER_ENCODING, TE, UPGRADE];
const HOP_BY_HOP_TEXT: [&str; 11] = [
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-features",
    "proxy-instruction",
    "security-scheme",
    "alpn",
    "http2-settings",
    "upgrade-insecure-requests",
];

/// One call on its way to the handler.
#[derive(Debug)]
pub(crate) struct Direct<'a> {
    pub(crate) client: &'a Client,
    pub(crate) port: u16,
    pub(crate) invocation: String,
    pub(crate) caller: IpAddr,
    /// Bytes of request body that the host takes.
    pub(crate) body_limit: usize,
}

impl Direct<'_> {
    /// Everything is streamed; the answer is the handler's own, whatever its status (F3-F5, F7, F9, F10).
    pub(crate) async fn proxy(&self, parts: Parts, body: Body) -> Response<Body> {
        let mut headers = end_to_end(&parts.headers);
        let original = headers.remove(HOST);
        headers.remove("forwarded");
        headers.remove("x-forwarded-prefix");
        set(&mut headers, "x-forwarded-for", &self.caller.to_string());
        set(&mut headers, "x-forwarded-proto", "http");
        headers.remove("x-forwarded-host");
        if let Some(original) = original {
            headers.insert(HeaderName::from_static("x-forwarded-host"), original);
        }
        set(&mut headers, INVOCATION_ID, &self.invocation);
        set(&mut headers, HOST_VERSION_HEADER, HOST_VERSION);
        set(&mut headers, "x-ms-invocation-id", &self.invocation);
        let target = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let body = Once::new(Body::new(Limited::new(body, self.body_limit)));
        let request = || self.request(&parts, &target, headers.clone(), Body::new(body.clone()));
        let mut pause = Duration::from_millis(50);
        for attempt in 1..=CONNECT_TRIES {
            let Ok(request) = request() else { return empty(StatusCode::BAD_REQUEST) };
            match timeout(ACTIVITY, self.client.request(request)).await {
                Err(_) => return empty(StatusCode::GATEWAY_TIMEOUT),
                Ok(Ok(response)) => {
                    let (mut head, body) = response.into_parts();
                    head.headers = end_to_end(&head.headers);
                    return Response::from_parts(head, Body::new(body));
                }
                // A connection that failed has not taken the body, so the same request may go again.
                Ok(Err(error)) if error.is_connect() && attempt < CONNECT_TRIES => {
                    sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_millis(250));
                }
                Ok(Err(error)) => return empty(if is_too_large(&error) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_GATEWAY }),
            }
        }
        empty(StatusCode::BAD_GATEWAY)
    }

    /// Buffered; repeated query keys are joined; a body without a length is lost (F1, F6, F7).
    ///
    /// # Errors
    /// Why the call failed; the host then answers 500 with no body.
    pub(crate) async fn forward(&self, parts: Parts, body: Body) -> Result<Response<Body>, String> {
        let content = |name: &HeaderName| name.as_str().starts_with("content-") && *name != CONTENT_TYPE && *name != CONTENT_LENGTH;
        let dropped: Vec<HeaderName> = parts.headers.keys().filter(|name| content(name)).cloned().collect();
        let mut headers = parts.headers.clone();
        for name in HOP_BY_HOP.iter().chain(&dropped) {
            headers.remove(name);
        }
        headers.remove("keep-alive");
        // The client's value stays beside the host's: nobody may authenticate with it.
        append(&mut headers, INVOCATION_ID, &self.invocation);
        set(&mut headers, HOST_VERSION_HEADER, HOST_VERSION);
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(|agent| format!("{agent} ")).unwrap_or_default();
        set(&mut headers, USER_AGENT.as_str(), &format!("{agent}Azure-Functions-Host/{HOST_VERSION}"));
        let length = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok()).unwrap_or(0);
        let bytes = if length > 0 {
            Limited::new(body, self.body_limit).collect().await.map_err(|error| error.to_string())?.to_bytes()
        } else {
            Bytes::new()
        };
        let query = parts.uri.query().map(joined_query).filter(|query| !query.is_empty());
        let target = format!("{}{}", parts.uri.path(), query.map(|query| format!("?{query}")).unwrap_or_default());
        let request = self.request(&parts, &target, headers, Body::from(bytes)).map_err(|error| error.to_string())?;
        let response = self.client.request(request).await.map_err(|error| client::explain(&error))?;
        let (mut head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| client::explain(&error))?.to_bytes();
        head.headers = end_to_end(&head.headers);
        Ok(Response::from_parts(head, Body::from(body)))
    }

    fn request(&self, parts: &Parts, target: &str, headers: HeaderMap, body: Body) -> Result<Request<Body>, http::Error> {
        let uri: Uri = format!("http://{}{target}", client::address(self.port)).parse()?;
        let mut request = Request::builder().method(parts.method.clone()).uri(uri).body(body)?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

/// Headers without those that concern one connection only, the ones named by `Connection` included.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: HashSet<String> = named.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect();
    let mut kept = HeaderMap::with_capacity(headers.len() + 6);
    for (name, value) in headers {
        let text = name.as_str();
        if !HOP_BY_HOP.contains(name) && !HOP_BY_HOP_TEXT.contains(&text) && !named.contains(text) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

/// `a=1&b=2&a=3` becomes `a=1,3&b=2`; the encoding of names and values is left as it came.
fn joined_query(raw: &str) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match pairs.iter_mut().find(|(earlier, _)| *earlier == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(value);
            }
            None => pairs.push((name, value.to_owned())),
        }
    }
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.append(name, value);
    }
}

fn is_too_large(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A request body that can be handed out again until its first byte is asked for.
#[derive(Clone)]
struct Once {
    body: Arc<Mutex<Body>>,
    size: SizeHint,
    over: bool,
}

impl Once {
    fn new(body: Body) -> Self {
        Self { size: body.size_hint(), over: body.is_end_stream(), body: Arc::new(Mutex::new(body)) }
    }
}

impl hyper::body::Body for Once {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.over
    }

    fn size_hint(&self) -> SizeHint {
        self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_repeated_keys_become_one_value() {
        assert_eq!(joined_query("a=1&b=x%20y&a=2"), "a=1,2&b=x%20y");
    }

    #[test]
    fn headers_of_one_connection_stay_behind() {
        let headers = HeaderMap::from_iter([
            (CONNECTION, HeaderValue::from_static("close, X-Mine")),
            (HeaderName::from_static("x-mine"), HeaderValue::from_static("1")),
            (HeaderName::from_static("keep-alive"), HeaderValue::from_static("1")),
            (HeaderName::from_static("accept"), HeaderValue::from_static("text/plain")),
        ]);
        assert_eq!(end_to_end(&headers).keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["accept"]);
    }
}
