//! Case F12 and its kin: nobody but the host reaches a trigger route.

use axum::body::Body;
use http::{Request, StatusCode};

use super::application::{Application, orders};
use super::calls::{proxied, queue_call, queue_envelope, send, trigger};

const TEXT: &str = r#"{"operationId":"op-1"}"#;

async fn assert_refused(request: Request<Body>) {
    let application = Application::default();
    let shown = format!("{} {} {:?}", request.method(), request.uri(), request.headers());
    let answer = send(&application.router(&[orders()]), request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{shown}");
    let world = application.world();
    assert!(world.seen.is_empty() && world.letters.is_empty(), "{shown}");
}

#[tokio::test]
async fn f12_a_proxied_request_is_refused_on_every_spelling_of_the_path() {
    let body = queue_envelope(TEXT).to_string();
    for path in [
        "/orders-run",
        "/orders-run/",
        "//orders-run",
        "/./orders-run",
        "/Orders-Run",
        "/orders%2Drun",
        "/%6frders-run",
        "/api/../orders-run",
        "/api/%2e%2e/orders-run",
        "/api/%2E%2E/orders-run",
        "/api/..%2forders-run",
        "/api/v1/../../orders-run",
        "/api/orders-run",
        "/api//orders-run",
        "/orders-run?x=1",
        "/orders-run;x=1",
    ] {
        assert_refused(proxied("POST", path).body(Body::from(body.clone())).unwrap()).await;
    }
}

#[tokio::test]
async fn no_spelling_but_the_name_itself_is_a_trigger_route() {
    for path in [
        "/orders-run/",
        "//orders-run",
        "/./orders-run",
        "/Orders-Run",
        "/orders%2Drun",
        "/api/../orders-run",
        "/api/%2e%2e/orders-run",
        "/api/orders-run",
    ] {
        assert_refused(trigger(path, queue_envelope(TEXT).to_string())).await;
    }
}

#[tokio::test]
async fn every_mark_of_a_forwarded_request_is_enough() {
    for (name, value) in [
        ("x-forwarded-host", "pathfinder.example"),
        ("X-FORWARDED-FOR", ""),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/"),
        ("forwarded", "for=203.0.113.7"),
    ] {
        let mut request = queue_call("orders-run", TEXT);
        request.headers_mut().insert(name.to_ascii_lowercase().parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
        assert_refused(request).await;
    }
}

#[tokio::test]
async fn forwarding_mode_keeps_the_clients_host_and_that_is_refused() {
    for host in
        ["pathfinder.example", "pathfinder.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example", ""]
    {
        let mut request = queue_call("orders-run", TEXT);
        request.headers_mut().insert("host", host.parse().unwrap());
        assert_refused(request).await;
    }
    let mut without = queue_call("orders-run", TEXT);
    without.headers_mut().remove("host");
    assert_refused(without).await;
    let mut two = queue_call("orders-run", TEXT);
    two.headers_mut().append("host", "pathfinder.example".parse().unwrap());
    assert_refused(two).await;
    let mut absolute = queue_call("orders-run", TEXT);
    *absolute.uri_mut() = "http://pathfinder.example/orders-run".parse().unwrap();
    assert_refused(absolute).await;
}

#[tokio::test]
async fn only_post_is_a_trigger_call() {
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
        let mut request = queue_call("orders-run", TEXT);
        *request.method_mut() = method.parse().unwrap();
        assert_refused(request).await;
    }
}

#[tokio::test]
async fn the_host_itself_is_let_in() {
    for host in ["127.0.0.1:38217", "localhost:7071", "127.0.0.1"] {
        let application = Application::default();
        let mut request = queue_call("orders-run", TEXT);
        request.headers_mut().insert("host", host.parse().unwrap());
        send(&application.router(&[orders()]), request).await.assert_done();
        assert_eq!(application.world().seen.len(), 1);
    }
}
