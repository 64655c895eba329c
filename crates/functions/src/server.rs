//! Listens on the port that the host has chosen.

use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// The environment variable in which the host passes the port.
pub const PORT_VARIABLE: &str = "FUNCTIONS_CUSTOMHANDLER_PORT";

/// The port variable is set to something else than a port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{PORT_VARIABLE} is not a port from 1 to 65535")]
pub struct PortError;

/// The port that the host has chosen; `None` when no host started this process.
pub fn port_from_env() -> Option<Result<u16, PortError>> {
    let text = std::env::var_os(PORT_VARIABLE)?;
    Some(text.to_str().and_then(|text| text.trim().parse().ok()).filter(|port| *port != 0).ok_or(PortError))
}

/// Listens on `127.0.0.1:port` (the only address the host calls) and serves for ever.
///
/// Call it when the router can answer: the host takes any answer for readiness, and waits 30 s for one.
///
/// # Errors
/// When the port cannot be bound, or when serving ends, which it does not in normal life. The process must then exit with a code
/// other than 0, which the host would not restart.
pub async fn serve(router: Router, port: u16) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    tracing::info!(port, "listening");
    // Answers are small: waiting to fill a packet would only delay them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY is not available");
        }
    });
    axum::serve(listener, router).await?;
    Err(io::Error::other("the server stopped listening"))
}
