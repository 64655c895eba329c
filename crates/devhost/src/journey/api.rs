//! The public API as a client sees it: one person's token, idempotency keys, ETags, problem documents, patience when asked for it.

use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, IF_MATCH, RETRY_AFTER};
use http::{HeaderName, Method, StatusCode};
use pathfinder_cloud::clock::Clock;
use pathfinder_cloud::ids::Ids;
use reqwest::{Client, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::error::{JourneyError, Refusal};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const OPERATION_LOCATION: HeaderName = HeaderName::from_static("operation-location");
/// A request that is asked to wait is repeated so often.
const TRIES: u32 = 5;
/// Nobody watching a demo waits longer for one request.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Where the API is, and what makes keys.
#[derive(Debug, Clone)]
pub(super) struct Api {
    client: Client,
    base: Url,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    /// With the name, it signs the same person in again.
    pub(super) object: Uuid,
    token: String,
}

/// What came back, whole.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    doing: String,
}

impl Api {
    pub(super) fn new(base: &Url, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { client: Client::new(), base: base.clone(), clock, ids }
    }

    fn new_key(&self) -> Uuid {
        self.ids.uuid(self.clock.now())
    }

    /// The same path on the server that was asked for: a token is never sent to another one, whatever an answer names.
    pub(super) fn address(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    /// Signs a new person in with a token of the local profile's own issuer.
    pub(super) async fn sign_in(&self, name: &str, email: Option<&str>) -> Result<Person, JourneyError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Token {
            access_token: String,
        }
        let object = self.new_key();
        let body = json!({ "name": name, "email": email, "objectId": object });
        let reply = self.send(None, Method::POST, "/api/v1/dev/token", Some(body), None, format!("signing {name} in")).await?;
        let Token { access_token } = reply.read()?;
        Ok(Person { name: name.to_owned(), object, token: access_token })
    }

    pub(super) async fn get(&self, person: &Person, path: &str, doing: &str) -> Result<Reply, JourneyError> {
        self.send(Some(person), Method::GET, path, None, None, doing.to_owned()).await
    }

    /// A new intent: it has a key of its own, which a repetition keeps.
    pub(super) async fn post(&self, person: &Person, path: &str, body: Value, doing: impl Into<String>) -> Result<Reply, JourneyError> {
        let key = (IDEMPOTENCY_KEY, self.new_key().to_string());
        self.send(Some(person), Method::POST, path, Some(body), Some(key), doing.into()).await
    }

    /// Reads what is there, then replaces it on the condition that nobody else did meanwhile.
    pub(super) async fn replace(&self, person: &Person, path: &str, body: Value, doing: String) -> Result<Reply, JourneyError> {
        let current = self.get(person, path, &doing).await?;
        let etag = current.header(&ETAG)?.to_owned();
        self.send(Some(person), Method::PUT, path, Some(body), Some((IF_MATCH, etag)), doing).await
    }

    async fn send(
        &self,
        person: Option<&Person>,
        method: Method,
        path: &str,
        body: Option<Value>,
        header: Option<(HeaderName, String)>,
        doing: String,
    ) -> Result<Reply, JourneyError> {
        let url = self.address(path);
        let mut tries = 1;
        loop {
            let mut request = self.client.request(method.clone(), url.clone());
            if let Some(person) = person {
                request = request.header(AUTHORIZATION, format!("Bearer {}", person.token));
            }
            if let Some((name, value)) = &header {
                request = request.header(name, value);
            }
            if let Some(body) = &body {
                request = request.json(body);
            }
            let response = request.send().await.map_err(|error| unreachable(&url, &error))?;
            match patience(&response) {
                Some(wait) if tries < TRIES => tokio::time::sleep(wait).await,
                _ => return reply(response, doing).await,
            }
            tries += 1;
        }
    }

    /// Fetches a signed link, which needs no token.
    pub(super) async fn download(&self, link: &Url, doing: &str) -> Result<Vec<u8>, JourneyError> {
        let response = self.client.get(link.clone()).send().await.map_err(|error| unreachable(link, &error))?;
        if !response.status().is_success() {
            let refusal = Refusal { title: format!("the signed link answers {}", response.status()), ..Refusal::default() };
            return Err(JourneyError::Refused { doing: doing.to_owned(), refusal });
        }
        let bytes = response.bytes().await.map_err(|error| unreachable(link, &error))?;
        Ok(bytes.into())
    }
}

/// How long an answer asks to wait before the same request may succeed.
fn patience(response: &Response) -> Option<Duration> {
    let busy = matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    busy.then(|| retry_after(response.headers())).filter(|wait| *wait <= LONGEST_WAIT)
}

/// `Retry-After` in seconds; one where it is absent.
pub(super) fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1))
}

async fn reply(response: Response, doing: String) -> Result<Reply, JourneyError> {
    let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
    let bytes = response.bytes().await.map_err(|error| unreachable(&url, &error))?;
    if status.is_success() {
        let body =
            serde_json::from_slice(&bytes).map_err(|error| JourneyError::Strange { doing: doing.clone(), reason: error.to_string() })?;
        return Ok(Reply { headers, body, doing });
    }
    let is_problem = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    let told = is_problem.then(|| serde_json::from_slice(&bytes).ok()).flatten();
    let refusal = told.unwrap_or_else(|| Refusal {
        title: format!("{url} answers {status}"),
        detail: String::from_utf8_lossy(&bytes).chars().take(300).collect(),
        ..Refusal::default()
    });
    Err(JourneyError::Refused { doing, refusal })
}

fn unreachable(url: &Url, error: &reqwest::Error) -> JourneyError {
    let reason = if error.is_connect() { "the connection is refused".to_owned() } else { error.to_string() };
    JourneyError::Unreachable { url: url.origin().ascii_serialization(), reason }
}

impl Reply {
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, JourneyError> {
        serde_json::from_value(self.body).map_err(|error| JourneyError::Strange { doing: self.doing, reason: error.to_string() })
    }

    pub(super) fn header(&self, name: &HeaderName) -> Result<&str, JourneyError> {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.ok_or_else(|| JourneyError::Strange { doing: self.doing.clone(), reason: format!("the header {name} is missing") })
    }

    /// The path of the operation that was started.
    pub(super) fn operation(&self) -> Result<String, JourneyError> {
        path_of(self.header(&OPERATION_LOCATION)?, &self.doing)
    }
}

/// The path of an absolute address.
pub(super) fn path_of(address: &str, doing: &str) -> Result<String, JourneyError> {
    let url: Result<Url, _> = address.parse();
    url.map(|url| url.path().to_owned())
        .map_err(|error| JourneyError::Strange { doing: doing.to_owned(), reason: format!("{address:?} is no address: {error}") })
}
