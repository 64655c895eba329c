//! The HTTP client that talks to the handler: loopback, pooled, no redirects, no header of its own but Host.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use http::{Request, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

pub(crate) type Client = hyper_util::client::legacy::Client<HttpConnector, Body>;
pub(crate) type ClientError = hyper_util::client::legacy::Error;

pub(crate) fn pooled() -> Client {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(5)));
    hyper_util::client::legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(60))
        .build(connector)
}

/// The handler's address; always IPv4 loopback, as the host's (S1, S10).
pub(crate) fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// `GET /` without any host header. `false` only when the connection itself failed: every HTTP answer and every other fault is "ready" (S2-S4).
pub(crate) async fn ping(client: &Client, port: u16) -> bool {
    let Ok(uri) = format!("http://{}/", address(port)).parse::<Uri>() else { return false };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    client.request(request).await.map_or_else(|error| !is_socket_error(&error), |_| true)
}

/// Whether the operating system refused or cut the connection, as opposed to an answer that is no HTTP.
fn is_socket_error(error: &ClientError) -> bool {
    if error.is_connect() {
        return true;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The whole chain of causes in one line.
pub(crate) fn explain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
