//! One invocation of a function through the envelope: wait for the handler, post, judge the answer, retry by policy, kill at the time-out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use http_body_util::BodyExt as _;
use pathfinder_cloud::clock::Clock;
use pathfinder_cloud::ids::Ids;
use tokio::sync::watch;

use crate::HOST_VERSION;
use crate::answer::Answer;
use crate::child::Handler;
use crate::client::{self, Client};
use crate::console::Console;
use crate::envelope::Envelope;
use crate::retry::Retry;

pub(crate) const INVOCATION_ID: &str = "x-azure-functions-invocationid";
pub(crate) const HOST_VERSION_HEADER: &str = "x-azure-functions-hostversion";
/// .NET's HttpClient follows this many redirects.
const MAX_REDIRECTS: usize = 50;

#[derive(Debug)]
pub(crate) struct Invoker {
    pub(crate) client: Client,
    pub(crate) handler: Arc<Handler>,
    pub(crate) console: Console,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) function_timeout: Option<Duration>,
    /// Rung after every call that may have sent messages, so that queues are looked at without waiting for the next poll.
    pub(crate) wake: watch::Sender<()>,
    pub(crate) chunked: AtomicBool,
}

impl Invoker {
    pub(crate) fn new_id(&self) -> String {
        self.ids.uuid(self.clock.now()).to_string()
    }

    pub(crate) fn envelope(&self, function: &str) -> Envelope {
        Envelope::new(function, self.clock.now(), &self.new_id())
    }

    /// Calls until it succeeds or the policy is exhausted; every attempt has an invocation id of its own.
    ///
    /// # Errors
    /// Why the last attempt failed.
    pub(crate) async fn call(&self, function: &str, mut envelope: Envelope, retry: Option<&Retry>) -> Result<Answer, String> {
        let mut failure: Option<String> = None;
        for attempt in 0_u32.. {
            if let Some(retry) = retry {
                envelope.retry(attempt, retry.max, failure.as_deref());
            }
            let result = self.attempt(function, envelope.to_bytes()).await;
            self.wake.send_replace(());
            match (result, retry) {
                (Err(reason), Some(retry)) if retry.again(attempt) => {
                    self.console.error(format!("Executed '{function}' (Failed): {reason}"));
                    failure = Some(reason);
                    tokio::time::sleep(retry.pause(attempt)).await;
                }
                (Err(reason), _) => {
                    self.console.error(format!("Executed '{function}' (Failed): {reason}"));
                    return Err(reason);
                }
                (Ok(answer), _) => {
                    for line in &answer.logs {
                        self.console.host(format!("{function}: {line}"));
                    }
                    return Ok(answer);
                }
            }
        }
        Err("every attempt failed".to_owned())
    }

    async fn attempt(&self, function: &str, body: Bytes) -> Result<Answer, String> {
        let process = self.handler.available().await?;
        let exchange = self.post(function, body);
        let (status, headers, body) = match self.function_timeout {
            None => exchange.await?,
            Some(limit) => match tokio::time::timeout(limit, exchange).await {
                Ok(answer) => answer?,
                Err(_) => {
                    let reason = timeout_message(function, limit);
                    if let Some(process) = process {
                        self.handler.restart(process, reason.clone());
                    }
                    return Err(reason);
                }
            },
        };
        Answer::read(status, &headers, &body)
    }

    /// Posts to `/{function}`; with forwarding off the host's client follows redirects (R17).
    async fn post(&self, function: &str, body: Bytes) -> Result<(StatusCode, HeaderMap, Bytes), String> {
        let base: url::Url = format!("http://{}/", client::address(self.handler.port)).parse().map_err(|error| format!("{error}"))?;
        let mut target = base.join(function).map_err(|error| error.to_string())?;
        let mut method = Method::POST;
        let id = self.new_id();
        for _ in 0..=MAX_REDIRECTS {
            let request = self.request(&method, &target, &id, &body)?;
            let response = self.client.request(request).await.map_err(|error| client::explain(&error))?;
            let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
            match (response.status().as_u16(), location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    target = target.join(location).map_err(|error| error.to_string())?;
                    if response.status().as_u16() < 304 {
                        method = Method::GET;
                    }
                }
                _ => {
                    let (parts, body) = response.into_parts();
                    let body = body.collect().await.map_err(|error| client::explain(&error))?.to_bytes();
                    return Ok((parts.status, parts.headers, body));
                }
            }
        }
        Err("the handler redirects in circles".to_owned())
    }

    fn request(&self, method: &Method, target: &url::Url, id: &str, body: &Bytes) -> Result<Request<Body>, String> {
        let uri: Uri = target.as_str().parse().map_err(|error| format!("{error}"))?;
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(INVOCATION_ID, id)
            .header(HOST_VERSION_HEADER, HOST_VERSION)
            .header(USER_AGENT, format!("Azure-Functions-Host/{HOST_VERSION}"));
        let request = if *method == Method::GET {
            request.body(Body::empty())
        } else {
            let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8");
            // Azure sends chunks, Core Tools a length: every second call takes the other framing, so a handler meets both (E8).
            if self.chunked.fetch_xor(true, Ordering::Relaxed) {
                request.body(Body::from_stream(stream::iter([Ok::<_, std::convert::Infallible>(body.clone())])))
            } else {
                request.header(CONTENT_LENGTH, body.len()).body(Body::from(body.clone()))
            }
        };
        request.map_err(|error| error.to_string())
    }
}

pub(crate) fn timeout_message(function: &str, limit: Duration) -> String {
    format!("Timeout value of {limit:?} exceeded by function '{function}'.")
}
