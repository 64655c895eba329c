//! The one place where errors become HTTP answers: RFC 9457 problem documents with a stable code and a pointer to each faulty field.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use pathfinder_cloud::blobs::BlobError;
use pathfinder_cloud::cache::CacheError;
use pathfinder_cloud::documents::DocumentError;
use pathfinder_cloud::ledger::LedgerError;
use pathfinder_cloud::queues::QueueError;
use pathfinder_domain::fault::Fault;
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::trace;

/// What a handler answers when it does not succeed.
pub type Answer<T> = Result<T, Problem>;

// The doc text of a variant is also what GET /api/problems/{code} tells.
macro_rules! codes {
    ($($doc:literal $name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        /// The stable codes of problem documents; never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $doc] $name),+ }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As in the member `code` and at the end of `type`.
            pub const fn name(self) -> &'static str { match self { $(Self::$name => $code),+ } }

            pub const fn status(self) -> StatusCode { match self { $(Self::$name => StatusCode::$status),+ } }

            /// The same words for every problem of the code.
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title),+ } }

            /// What it means and what to do, for the page that `type` leads to.
            pub const fn meaning(self) -> &'static str { match self { $(Self::$name => $doc),+ } }
        }
    };
}

codes! {
    "The body is not JSON, nests deeper than 32 levels, or is not in UTF-8. Send one JSON object." MalformedBody = "malformed-body", BAD_REQUEST, "The body is not readable JSON";
    "A header has a form that cannot be read. `detail` names it." MalformedHeader = "malformed-header", BAD_REQUEST, "A header cannot be read";
    "A query parameter is unknown or has a wrong value. `detail` names it." InvalidQuery = "invalid-query", BAD_REQUEST, "A query parameter is unknown or wrong";
    "Every POST of a signed-in caller that creates or starts something needs the header `Idempotency-Key` with 16 to 128 visible characters, new for each intent and repeated for each retry." IdempotencyKeyMissing = "idempotency-key-missing", BAD_REQUEST, "An Idempotency-Key is needed";
    "The access token is missing, expired or not made for this API. Get a new one and send it as `Authorization: Bearer …`." Unauthenticated = "unauthenticated", UNAUTHORIZED, "A valid access token is needed";
    "You can see this object, but your role does not allow the action. Ask an admin of the family, or the organiser of the trip." Forbidden = "forbidden", FORBIDDEN, "Your role does not allow this";
    "There is nothing here, or nothing that you have a part in." NotFound = "not-found", NOT_FOUND, "Not found";
    "The resource does not know this method. `Allow` lists those it knows." MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "Method not allowed";
    "The state of the object does not allow this now. `detail` says why and what to do first." Conflict = "conflict", CONFLICT, "The object's state does not allow this";
    "The first request with this Idempotency-Key is still running. Ask again after `Retry-After`." IdempotencyKeyInUse = "idempotency-key-in-use", CONFLICT, "A request with this key is still running";
    "An operation of this kind runs for the trip already. Watch it, or cancel it first." OperationRunning = "operation-running", CONFLICT, "Such an operation is running already";
    "One of the product's limits is reached. `detail` names it." LimitReached = "limit-reached", CONFLICT, "A limit is reached";
    "The invitation was answered, withdrawn or has expired. Ask for a new one." InvitationGone = "invitation-gone", GONE, "The invitation is no longer open";
    "Somebody changed the object since you read it. Read it again, and repeat your change with the new ETag." Stale = "stale", PRECONDITION_FAILED, "The object was changed by somebody else";
    "The body is larger than 256 KiB, or than 1 MiB where a planning problem is sent." BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE, "The body is too large";
    "The body must be `application/json`, or `application/merge-patch+json` for PATCH." UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Unsupported media type";
    "The body is JSON, but fields are missing, unknown or out of range. `errors` names each faulty field by a JSON Pointer." Invalid = "invalid", UNPROCESSABLE_ENTITY, "Some fields are not valid";
    "This Idempotency-Key was used with another body. Use a new key for a new intent." IdempotencyKeyReused = "idempotency-key-reused", UNPROCESSABLE_ENTITY, "The key was used for another request";
    "A change needs the header `If-Match` with the ETag of what you read." PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED, "An If-Match header is needed";
    "Too many requests. Wait for `Retry-After`." RateLimited = "rate-limited", TOO_MANY_REQUESTS, "Too many requests";
    "The budget for paid work is spent. It opens again with the next period." OverBudget = "over-budget", PAYMENT_REQUIRED, "The budget is spent";
    "An unexpected fault on our side. It was logged under `trace_id`." Internal = "internal", INTERNAL_SERVER_ERROR, "An unexpected fault";
    "The service, or one that it needs, is overloaded or out of reach. Try again after `Retry-After`." Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Temporarily not available";
}

/// A problem on its way to the client.
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    pub detail: String,
    pub errors: Vec<Fault>,
    pub retry_after: Option<Duration>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The wire form.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemDocument {
    /// Where the code is explained; relative to the address of the request.
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    /// Names this occurrence.
    instance: String,
    /// Stable, for programs.
    code: String,
    trace_id: String,
    /// Whether the same request may succeed later.
    retryable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after: None, headers: Vec::new() }
    }

    /// Every faulty field of a body.
    pub fn invalid(errors: Vec<Fault>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.to_string(),
            [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
            [] => String::new(),
        };
        Self { errors, ..Self::new(Code::Invalid, detail) }
    }

    /// One faulty field.
    pub fn field(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![Fault::new(pointer, code, detail)])
    }

    /// Absent and foreign are the same answer.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "there is nothing here, or nothing that you have a part in")
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(Code::Forbidden, detail)
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Code::Conflict, detail)
    }

    /// A fault on our side: logged here, once; the client learns nothing but the trace id.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "unexpected fault");
        Self::new(Code::Internal, "an unexpected fault; it was logged under this trace_id")
    }

    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Rounded up: who comes back after the whole seconds does not come too early.
pub fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let trace_id = trace::current();
        let document = ProblemDocument {
            r#type: format!("/api/problems/{}", self.code.name()),
            title: self.code.title().to_owned(),
            status: status.as_u16(),
            detail: self.detail,
            instance: format!("urn:pathfinder:occurrence:{trace_id}"),
            code: self.code.name().to_owned(),
            trace_id,
            retryable: matches!(self.code, Code::RateLimited | Code::Unavailable | Code::IdempotencyKeyInUse | Code::Internal),
            errors: self.errors,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        if self.code == Code::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(r#"Bearer error="invalid_token""#));
        }
        headers.extend(self.headers);
        response
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Exists { .. } => Self::conflict("this exists already"),
            DocumentError::Missing { .. } => Self::not_found(),
            DocumentError::Changed { .. } => {
                Self::new(Code::Stale, "somebody changed this at the same time; read it again and repeat the change")
            }
            DocumentError::TooLarge { .. } => {
                Self::new(Code::LimitReached, "this is more than one trip or family can hold; take something out first")
            }
            DocumentError::Busy { retry_after } => Self::new(Code::Unavailable, "the store is busy").retry_after(retry_after),
            DocumentError::Unavailable { .. } => unavailable(error),
            DocumentError::Corrupt { .. } => Self::internal(error),
        }
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Unavailable { .. } => unavailable(error),
            _ => Self::internal(error),
        }
    }
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Missing { .. } => Self::not_found(),
            BlobError::Unavailable { .. } | BlobError::Full => unavailable(error),
            _ => Self::internal(error),
        }
    }
}

impl From<CacheError> for Problem {
    fn from(error: CacheError) -> Self {
        unavailable(error)
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::OverBudget { .. } => Self::new(Code::OverBudget, "the budget for this work is spent"),
            LedgerError::NoReservation { .. } => Self::internal(error),
            LedgerError::Unavailable { .. } => unavailable(error),
        }
    }
}

fn unavailable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a dependency is not available");
    Problem::new(Code::Unavailable, "a service that this needs does not answer").retry_after(Duration::from_secs(5))
}
