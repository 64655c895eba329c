//! HTTP triggers: find the function by method and route as the host does, then call it in the mode that host.json asks for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};

use crate::child::Handler;
use crate::function_json::{Function, Loaded, Trigger};
use crate::home;
use crate::host_json::{HostJson, Mode};
use crate::http_envelope;
use crate::invoke::{Invoker, timeout_message};
use crate::proxy::{Direct, empty};
use crate::routes::Values;
use crate::throttle::{Pass, Throttle};

/// Kestrel's limit in the host; `FUNCTIONS_REQUEST_BODY_SIZE_LIMIT` overrides it.
pub(crate) const BODY_LIMIT: usize = 104_857_600;

/// What HTTP calls need to know.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) host: HostJson,
    pub(crate) handler: Arc<Handler>,
    pub(crate) invoker: Arc<Invoker>,
    pub(crate) throttle: Throttle,
    pub(crate) body_limit: usize,
}

/// A function whose route and method fit.
struct Found<'a> {
    function: &'a Function,
    output: &'a str,
    values: Values,
}

/// Every path that belongs to nobody else.
pub(crate) async fn serve(State(front): State<Arc<Front>>, request: Request<Body>) -> Response<Body> {
    let found = front.find(request.method().as_str(), request.uri().path());
    let Some(found) = found else {
        // A wrong method is 404 too: methods are constraints of the route.
        return if request.uri().path() == "/" { home::page(&front.host.route_prefix) } else { empty(StatusCode::NOT_FOUND) };
    };
    let changes = !request.method().is_safe();
    let mut response = front.call(found, request).await;
    for (name, value) in &front.host.custom_headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    if changes {
        front.invoker.wake.send_replace(());
    }
    response
}

impl Front {
    fn find(&self, method: &str, path: &str) -> Option<Found<'_>> {
        let mut parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        if parts.last() == Some(&"") {
            parts.pop();
        }
        let prefix: Vec<&str> = self.host.route_prefix.split('/').filter(|part| !part.is_empty()).collect();
        let rest = parts.get(prefix.len()..)?;
        if !parts.iter().zip(&prefix).all(|(part, prefix)| part.eq_ignore_ascii_case(prefix)) {
            return None;
        }
        let fitting = self.loaded.functions.iter().filter_map(|function| {
            let Trigger::Http { methods, template, output } = &function.trigger else { return None };
            let allowed = methods.is_empty() || methods.iter().any(|allowed| allowed == method);
            let values = allowed.then(|| template.matches(rest)).flatten()?;
            Some((template.precedence(), Found { function, output, values }))
        });
        fitting.min_by(|one, two| one.0.cmp(&two.0)).map(|(_, found)| found)
    }

    async fn call(&self, found: Found<'_>, request: Request<Body>) -> Response<Body> {
        let Some(mut pass) = self.throttle.enter().await else { return empty(StatusCode::TOO_MANY_REQUESTS) };
        let Ok(Some(process)) = self.handler.available().await else {
            let mut response = empty(StatusCode::SERVICE_UNAVAILABLE);
            *response.body_mut() = Body::from("Function host is not running.");
            return response;
        };
        let (parts, body) = request.into_parts();
        if content_length(&parts).is_some_and(|length| length > self.body_limit as u64) {
            return empty(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let result = match self.host.mode {
            Mode::Envelope => return self.enveloped(found, parts, body).await,
            Mode::Proxying => {
                self.guard(&mut pass, found.function, process);
                Ok(self.direct(&parts).proxy(parts, body).await)
            }
            Mode::Forwarding => {
                self.guard(&mut pass, found.function, process);
                self.direct(&parts).forward(parts, body).await
            }
        };
        match result {
            Ok(response) => response.map(|body| pass.hold(body)),
            Err(reason) => self.failed(found.function, &reason),
        }
    }

    /// Kills the handler when the call outlives `functionTimeout`, its streamed answer included (S11).
    fn guard(&self, pass: &mut Pass, function: &Function, process: u64) {
        if let Some(limit) = self.host.function_timeout {
            let (handler, name) = (self.handler.clone(), function.name.clone());
            pass.watch(tokio::spawn(async move {
                tokio::time::sleep(limit).await;
                handler.restart(process, timeout_message(&name, limit));
            }));
        }
    }

    fn direct(&self, parts: &Parts) -> Direct<'_> {
        Direct {
            client: &self.invoker.client,
            port: self.handler.port,
            invocation: self.invoker.new_id(),
            caller: caller(parts),
            body_limit: self.body_limit,
        }
    }

    async fn enveloped(&self, found: Found<'_>, parts: Parts, body: Body) -> Response<Body> {
        let Found { function, output, values } = found;
        // Without a length there is no body in an envelope; see the table in section 3.1 of the protocol reference.
        let bytes = if content_length(&parts).is_some() {
            match Limited::new(body, self.body_limit).collect().await {
                Ok(bytes) => bytes.to_bytes(),
                Err(_) => return empty(StatusCode::PAYLOAD_TOO_LARGE),
            }
        } else {
            bytes::Bytes::new()
        };
        let host = parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let mut envelope = self.invoker.envelope(&function.name);
        http_envelope::fill(&mut envelope, &function.binding, &parts, &format!("http://{host}{}", parts.uri), &values, &bytes);
        let retry = function.retry.as_ref().or(self.host.retry.as_ref());
        match self.invoker.call(&function.name, envelope, retry).await {
            Ok(answer) => http_envelope::response(&answer, output).unwrap_or_else(|reason| self.failed(function, &reason)),
            Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    fn failed(&self, function: &Function, reason: &str) -> Response<Body> {
        self.invoker.console.error(format!("Executed '{}' (Failed): {reason}", function.name));
        empty(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

fn content_length(parts: &Parts) -> Option<u64> {
    parts.headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn caller(parts: &Parts) -> IpAddr {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip())
}
