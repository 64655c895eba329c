//! `Idempotency-Key`: one intent has its effect once (reliability reference, promise R2; IETF draft "The Idempotency-Key HTTP Header Field").
//!
//! Every POST of a signed-in caller that has an effect carries a key. The first request with a key leaves a record, runs, and stores its answer for 24 hours;
//! a repetition gets that answer. A crash between the effect and the stored answer is covered by [`NewIds`]: identifiers are derived from
//! the record, so that the second run creates the same objects and finds them there already.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use pathfinder_cloud::documents::{Container, DocumentError, ETag, Write};
use pathfinder_functions::Invoked;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::identity::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::store::first_etag;

/// How long a stored answer is repeated.
const LIFE: Duration = Duration::from_secs(24 * 3600);
/// A running request holds its record this long: more than any HTTP function's deadline.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Largest answer that is stored; a larger one is not repeated but run again.
const MAX_STORED: usize = 64 * 1024;
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KIND: &str = "idempotency";
const ID: &str = "record";
/// Headers that belong to the stored answer.
const KEPT_HEADERS: [&str; 5] = ["location", "etag", "content-type", "operation-location", "retry-after"];

/// Functions whose POST only answers a question: nothing is stored, so a repetition does no harm and they take no key.
pub const QUESTIONS: [&str; 2] = ["planner-plan", "planner-validate"];

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    body_hash: String,
    started_at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    answer: Option<Stored>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Identifiers for what a request creates: the same ones when the request is repeated.
#[derive(Debug, Clone)]
pub struct NewIds(Arc<Seed>);

#[derive(Debug)]
struct Seed {
    scope: [u8; 32],
    started_at: DateTime<Utc>,
    given: AtomicU32,
}

impl NewIds {
    fn derive(&self, length_of: &str) -> [u8; 32] {
        let n = self.0.given.fetch_add(1, Ordering::Relaxed);
        Sha256::new().chain_update(self.0.scope).chain_update(length_of).chain_update(n.to_be_bytes()).finalize().into()
    }

    /// A UUIDv7 of the moment at which the intent was first seen.
    pub fn uuid(&self) -> Uuid {
        let digest = self.derive("uuid");
        let mut random = [0; 10];
        random.copy_from_slice(&digest[..10]);
        let millis = u64::try_from(self.0.started_at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// When the intent was first seen; the creation time of what it creates.
    pub fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }
}

impl FromRequestParts<App> for NewIds {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::internal("the idempotency layer did not run"))
    }
}

/// A structured-field string or a bare token of 16 to 128 visible ASCII characters.
fn read_key(value: &HeaderValue) -> Option<&str> {
    let text = value.to_str().ok()?.trim();
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let fits = (16..=128).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    fits.then_some(bare)
}

/// Runs a signed-in caller's POST at most once per key.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    match caller {
        Some(caller) if request.method() == Method::POST && !is_question(&request) => {
            once(&app, &caller, request, next).await.unwrap_or_else(Problem::into_response)
        }
        _ => next.run(request).await,
    }
}

/// Whether the function only answers: then there is nothing that could happen twice.
fn is_question(request: &Request) -> bool {
    request.extensions().get::<Invoked>().is_some_and(|invoked| QUESTIONS.contains(&invoked.function))
}

async fn once(app: &App, caller: &Caller, request: Request, next: Next) -> Answer<Response> {
    let Some(invoked) = request.extensions().get::<Invoked>().cloned() else {
        // No function has this path; the router answers 404 or 405.
        return Ok(next.run(request).await);
    };
    let Some(value) = request.headers().get(&KEY) else {
        return Err(Problem::new(
            Code::IdempotencyKeyMissing,
            "send an Idempotency-Key header: 16 to 128 visible characters, new for each intent",
        ));
    };
    let key = read_key(value).ok_or_else(|| {
        Problem::new(Code::MalformedHeader, "Idempotency-Key takes 16 to 128 visible ASCII characters, optionally in double quotes")
    })?;
    // Scope: who, which function, which address, which key. Never the raw token, which changes with every renewal.
    let scope: [u8; 32] = Sha256::new()
        .chain_update(caller.user.as_str())
        .chain_update([0])
        .chain_update(invoked.function)
        .chain_update([0])
        .chain_update(request.uri().path())
        .chain_update([0])
        .chain_update(key)
        .finalize()
        .into();
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 256 * 1024)
        .await
        .map_err(|_| Problem::new(Code::BodyTooLarge, "the body is larger than 256 KiB, or ended early"))?;
    let body_hash = hex(&Sha256::digest(&bytes));
    let partition = format!("idempotency-{}", hex(&scope));
    let (record, etag) = match begin(app, &partition, body_hash).await? {
        Begun::Run(record, etag) => (record, etag),
        Begun::Replay(answer) => return replay(answer),
    };
    let ids = NewIds(Arc::new(Seed { scope, started_at: record.started_at, given: AtomicU32::new(0) }));
    let mut request = Request::from_parts(parts, Body::from(bytes));
    request.extensions_mut().insert(ids);
    let response = next.run(request).await;
    finish(app, &partition, record, etag, response).await
}

/// Marks an answer that holds a secret: it is not stored. A repetition runs the function again, which finds with the same identifiers what the
/// first run made, and says the same.
#[derive(Debug, Clone, Copy)]
pub struct Unstored;

enum Begun {
    Run(Record, ETag),
    Replay(Stored),
}

async fn begin(app: &App, partition: &str, body_hash: String) -> Answer<Begun> {
    let now = app.now();
    let mut record = Record { body_hash, started_at: now, lease_until: now + LEASE, answer: None };
    let create = Write::create(ID, KIND, &record)?.expiring(LIFE);
    match app.documents.batch(Container::System, partition, vec![create]).await {
        Ok(etags) => return Ok(Begun::Run(record, first_etag(etags)?)),
        Err(DocumentError::Exists { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let busy =
        || Problem::new(Code::IdempotencyKeyInUse, "the first request with this key is still running").retry_after(Duration::from_secs(1));
    let stored = app.documents.get(Container::System, partition, ID).await?.ok_or_else(busy)?;
    let before: Record = stored.parse()?;
    if before.body_hash != record.body_hash {
        return Err(Problem::new(Code::IdempotencyKeyReused, "this key was used with another body; use a new key for a new intent"));
    }
    match before.answer {
        Some(answer) => Ok(Begun::Replay(answer)),
        None if before.lease_until > now => Err(busy()),
        None => {
            // The first run died. Take it over with its own moment, so that it creates the same identifiers.
            record.started_at = before.started_at;
            let take = Write::replace(ID, KIND, &record, stored.etag)?.expiring(LIFE);
            match app.documents.batch(Container::System, partition, vec![take]).await {
                Ok(etags) => Ok(Begun::Run(record, first_etag(etags)?)),
                Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => Err(busy()),
                Err(error) => Err(error.into()),
            }
        }
    }
}

fn replay(answer: Stored) -> Answer<Response> {
    let mut response = (StatusCode::from_u16(answer.status).map_err(Problem::internal)?, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Whether the answer was decided by running: repeating the request must repeat it.
fn is_final(status: StatusCode) -> bool {
    status.is_success() || matches!(status, StatusCode::CONFLICT | StatusCode::GONE | StatusCode::PAYMENT_REQUIRED)
}

async fn finish(app: &App, partition: &str, mut record: Record, etag: ETag, response: Response) -> Answer<Response> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(Problem::internal)?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= MAX_STORED);
    let write = match text {
        Some(text) if is_final(parts.status) && parts.extensions.get::<Unstored>().is_none() => {
            let kept =
                KEPT_HEADERS.iter().filter_map(|name| Some(((*name).to_owned(), parts.headers.get(*name)?.to_str().ok()?.to_owned())));
            record.answer = Some(Stored { status: parts.status.as_u16(), headers: kept.collect(), body: text.to_owned() });
            Write::replace(ID, KIND, &record, etag)?.expiring(LIFE)
        }
        // Nobody knows how far a failed run came, and a secret is not stored: the next run takes over at once, with the same moment and so
        // the same identifiers.
        _ if parts.status.is_server_error() || parts.extensions.get::<Unstored>().is_some() => {
            record.lease_until = app.now();
            Write::replace(ID, KIND, &record, etag)?.expiring(LIFE)
        }
        // Refused before any effect, or too large: the key is free again.
        _ => Write::delete(ID, Some(etag)),
    };
    match app.documents.batch(Container::System, partition, vec![write]).await {
        // Lost only when this run overran its lease and another one took over; the identifiers are the same.
        Ok(_) | Err(DocumentError::Changed { .. } | DocumentError::Missing { .. }) => {}
        Err(error) => tracing::warn!(%error, "an answer could not be stored for repetition"),
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_and_long_enough() {
        let read = |text: &'static str| read_key(&HeaderValue::from_static(text)).map(str::to_owned);
        assert_eq!(read("\"0123456789abcdef\""), Some("0123456789abcdef".to_owned()));
        assert_eq!(read("0123456789abcdef"), Some("0123456789abcdef".to_owned()));
        assert_eq!(read("short"), None);
        assert_eq!(read("with spaces in the middle"), None);
    }
}
