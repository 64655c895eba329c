//! Trigger routes answer to the host alone; its ping costs nothing.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use pathfinder_functions::Trigger;
use pathfinder_tests::{Mishap, World};

fn triggered(world: &World) -> Vec<&'static str> {
    world.functions.iter().filter(|function| !matches!(function.trigger(), Trigger::Http { .. })).map(|function| function.name()).collect()
}

#[tokio::test]
async fn forwarded_and_foreign_calls_find_no_trigger() {
    let world = World::new();
    assert!(triggered(&world).len() >= 5);
    for name in triggered(&world) {
        let call = |method: Method, path: String| Request::builder().method(method).uri(path);
        let requests = [
            call(Method::POST, format!("/{name}")).header("Host", "127.0.0.1:7072").header("X-Forwarded-Host", "pathfinder.example"),
            call(Method::POST, format!("/{name}")).header("Host", "127.0.0.1:7072").header("X-Forwarded-For", "203.0.113.7"),
            call(Method::POST, format!("/{name}")).header("Host", "127.0.0.1:7072").header("Forwarded", "for=203.0.113.7"),
            call(Method::POST, format!("/{name}")).header("Host", "pathfinder.example"),
            call(Method::POST, format!("/{name}")),
            call(Method::GET, format!("/{name}")).header("Host", "127.0.0.1:7072"),
            call(Method::POST, format!("/api/{name}")).header("Host", "127.0.0.1:7072"),
            call(Method::POST, format!("/api/%2e%2e/{name}")).header("Host", "127.0.0.1:7072"),
            call(Method::POST, format!("/api/../{name}")).header("Host", "127.0.0.1:7072"),
            call(Method::POST, format!("//{name}")).header("Host", "127.0.0.1:7072"),
        ];
        for (at, request) in requests.into_iter().enumerate() {
            let reply = world.send(request.body(Body::from("{}")).unwrap()).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "request {at} to {name}: {}", reply.text());
        }
    }
    assert!(world.dead_letters().await.is_empty(), "nothing was taken for a message");
}

#[tokio::test]
async fn the_ping_of_the_host_needs_no_store() {
    let world = World::new();
    let (cut_off, mishaps) = world.doomed();
    mishaps.arm(1, Mishap::Outage);
    for path in ["/", "/api/health/live"] {
        let _ = cut_off.send(Request::get(path).body(Body::empty()).unwrap()).await.expect(StatusCode::OK);
    }
    assert!(!mishaps.end(), "no store was asked");
}
