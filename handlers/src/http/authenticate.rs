//! Who calls, and whether they call too often: runs before every HTTP function.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use pathfinder_cloud::cache::{Bucket, Drawn};

use crate::app::App;
use crate::identity::{Caller, TokenFault};
use crate::problem::{Answer, Code, Problem, whole_seconds};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// When it is worth asking again whether tokens can be checked.
const KEYS_RETRY: Duration = Duration::from_secs(5);

/// Checks a bearer token where there is one. Whether one is needed says the function: it takes a [`Caller`].
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(value) = request.headers().get(header::AUTHORIZATION).cloned() else {
        return next.run(request).await;
    };
    let caller = match verify(&app, &value).await {
        Ok(caller) => caller,
        Err(problem) if problem.code == Code::Unauthenticated => {
            let address = address(request.headers());
            return failed(&app, &address, problem).await.into_response();
        }
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
        Err(TokenFault::Unavailable(reason)) => {
            tracing::error!(reason, "the keys that tokens are checked with cannot be had");
            Err(Problem::new(Code::Unavailable, "access tokens cannot be checked just now").retry_after(KEYS_RETRY))
        }
    }
}

/// The answer to a refused token: the refusal, or 429 for an address that has sent too many.
async fn failed(app: &App, address: &str, refusal: Problem) -> Problem {
    match draw_from(app, "failed-sign-ins", address, app.config.rates.failed_sign_ins).await {
        Err(problem) if problem.code == Code::RateLimited => problem,
        // A limit that cannot be counted does not turn a refusal into something else.
        _ => refusal,
    }
}

/// The client's address as the host gives it on: the last entry, which the host's own proxy has set; earlier ones are the client's words. IPv6
/// addresses count by network, since one subscriber has a whole one.
fn address(headers: &HeaderMap) -> String {
    let mut lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let last = lines.next_back().and_then(|line| line.rsplit(',').next()).unwrap_or("").trim();
    let parsed = last.parse::<IpAddr>().or_else(|_| last.parse::<SocketAddr>().map(|with_port| with_port.ip()));
    match parsed.map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        Err(_) => "unknown".to_owned(),
    }
}

/// Draws one call from a bucket of the caller.
///
/// # Errors
/// 429 with the time to wait.
pub async fn draw(app: &App, name: &str, caller: &Caller, bucket: Bucket) -> Answer<Drawn> {
    draw_from(app, name, caller.user.as_str(), bucket).await
}

async fn draw_from(app: &App, name: &str, whose: &str, bucket: Bucket) -> Answer<Drawn> {
    let drawn = app.cache.draw(&format!("rate/{name}/{whose}"), bucket).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_entry_names_the_address() {
        let of = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            address(&headers)
        };
        assert_eq!(of(&["203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["1.2.3.4, 203.0.113.7:50123"]), "203.0.113.7");
        assert_eq!(of(&["1.2.3.4", "::ffff:203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["2001:db8:1:2::1"]), of(&["[2001:db8:1:2:ffff::2]:443"]));
        assert_ne!(of(&["2001:db8:1:2::1"]), of(&["2001:db8:1:3::1"]));
        assert_eq!((of(&[]), of(&["<script>"])), ("unknown".to_owned(), "unknown".to_owned()));
    }
}
