//! Who calls, and whether they call too often: runs before every HTTP function.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, header};
use pathfinder_cloud::cache::{Bucket, Drawn};

use crate::app::App;
use crate::identity::{Caller, TokenFault};
use crate::problem::{Answer, Code, Problem, whole_seconds};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Checks a bearer token where there is one. Whether one is needed says the function: it takes a [`Caller`].
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(value) = request.headers().get(header::AUTHORIZATION).cloned() else {
        return next.run(request).await;
    };
    let caller = match verify(&app, &value).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let (name, bucket) = match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => ("reads", app.config.rates.reads),
        _ => ("writes", app.config.rates.writes),
    };
    let drawn = match draw(&app, name, &caller, bucket).await {
        Ok(drawn) => drawn,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    // A function with a narrower limit of its own has said so already.
    if !response.headers().contains_key(&RATE_LIMIT) {
        tell(&mut response, name, bucket, drawn);
    }
    response
}

async fn verify(app: &App, value: &HeaderValue) -> Answer<Caller> {
    let refused = |detail: &str| Problem::new(Code::Unauthenticated, detail);
    let text = value.to_str().map_err(|_| refused("the Authorization header is not text"))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(refused("send the access token as `Authorization: Bearer …`"));
    }
    match app.verifier.verify(token.trim(), app.now()).await {
        Ok(caller) => Ok(caller),
        Err(TokenFault::Refused(reason)) => Err(refused(reason)),
        Err(TokenFault::Unavailable(reason)) => Err(Problem::new(Code::Unavailable, reason)),
    }
}

/// Draws one call from a bucket of the caller.
///
/// # Errors
/// 429 with the time to wait.
pub async fn draw(app: &App, name: &str, caller: &Caller, bucket: Bucket) -> Answer<Drawn> {
    let drawn = app.cache.draw(&format!("rate/{name}/{}", caller.user), bucket).await?;
    if drawn.allowed {
        return Ok(drawn);
    }
    let seconds = whole_seconds(drawn.reset_after);
    let problem =
        Problem::new(Code::RateLimited, format!("too many {name}; the next one is free in {seconds} s")).retry_after(drawn.reset_after);
    let (policy, state) = lines(name, bucket, drawn);
    let with = |problem: Problem, name: HeaderName, text: String| match HeaderValue::from_str(&text) {
        Ok(value) => problem.with_header(name, value),
        Err(_) => problem,
    };
    Err(with(with(problem, RATE_LIMIT_POLICY, policy), RATE_LIMIT, state))
}

/// The two header lines of the IETF draft "RateLimit header fields for HTTP".
fn lines(name: &str, bucket: Bucket, drawn: Drawn) -> (String, String) {
    let policy = format!(r#""{name}";q={};w={}"#, bucket.quota, bucket.window.as_secs());
    (policy, format!(r#""{name}";r={};t={}"#, drawn.remaining, whole_seconds(drawn.reset_after)))
}

fn tell(response: &mut Response, name: &str, bucket: Bucket, drawn: Drawn) {
    let (policy, state) = lines(name, bucket, drawn);
    if let (Ok(policy), Ok(state)) = (HeaderValue::from_str(&policy), HeaderValue::from_str(&state)) {
        response.headers_mut().insert(RATE_LIMIT_POLICY, policy);
        response.headers_mut().insert(RATE_LIMIT, state);
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let missing = || Problem::new(Code::Unauthenticated, "send an access token as `Authorization: Bearer …`");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}
