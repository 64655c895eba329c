//! Tells the host's own calls from a client's request that reached a trigger route.

use axum::extract::Request;
use http::header;

/// Whether the request can be a trigger call. Needed because the host calls triggers on the port to which it also sends clients'
/// requests, without any secret (`reference/custom-handler-protocol.md`, rule 9.4):
///
/// * proxying mode always sets `X-Forwarded-*`, a trigger call never has it;
/// * forwarding mode keeps the client's `Host`, a trigger call always goes to `127.0.0.1:<port>`.
pub(super) fn is_host(request: &Request) -> bool {
    let headers = request.headers();
    let forwarded = headers.keys().any(|name| name == header::FORWARDED || name.as_str().starts_with("x-forwarded-"));
    let mut hosts = headers.get_all(header::HOST).iter();
    let local_host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().is_ok_and(is_loopback),
        _ => false,
    };
    let local_authority = request.uri().authority().is_none_or(|authority| is_loopback(authority.as_str()));
    !forwarded && local_host && local_authority
}

/// `127.0.0.1` or `localhost`, with or without a port.
fn is_loopback(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_loopback_names_count() {
        for good in ["127.0.0.1", "127.0.0.1:7071", "localhost", "LOCALHOST:80"] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in ["", "pathfinder.example", "127.0.0.1.example", "127.0.0.1:x", "127.0.0.1@evil.example", "localhost.", "[::1]:80", "::1"]
        {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
