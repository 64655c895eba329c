//! CORS as `func start` serves it from `Host.CORS` in local.settings.json; in Azure the platform's front end does the same.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Response, StatusCode};

use crate::proxy::empty;

/// Origins that may call, or `*`; nobody by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cors {
    pub(crate) origins: Vec<String>,
    pub(crate) credentials: bool,
}

impl Cors {
    pub(crate) fn read(origins: &str, credentials: bool) -> Self {
        let origins = origins.split(',').map(|origin| origin.trim().trim_end_matches('/').to_owned()).filter(|origin| !origin.is_empty());
        Self { origins: origins.collect(), credentials }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| allowed == "*" || origin.as_bytes().eq_ignore_ascii_case(allowed.as_bytes()))
    }
}

/// Answers preflights itself, so the handler never sees one, and marks the other answers.
pub(crate) async fn layer(State(cors): State<Arc<Cors>>, request: Request, next: Next) -> Response<Body> {
    let headers = request.headers();
    let Some(origin) = headers.get(ORIGIN).filter(|origin| cors.allows(origin)).cloned() else { return next.run(request).await };
    let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD).filter(|_| *request.method() == Method::OPTIONS).cloned();
    let mut response = match method {
        Some(method) => {
            let asked = headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
            let mut response = empty(StatusCode::NO_CONTENT);
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_METHODS, method);
            response.headers_mut().extend(asked.map(|asked| (ACCESS_CONTROL_ALLOW_HEADERS, asked)));
            response
        }
        None => next.run(request).await,
    };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    if cors.credentials {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    response
}
