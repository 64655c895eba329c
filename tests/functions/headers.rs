//! What stands in the head of every answer: security, trace, limits.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_tests::{Reply, World};

fn safe(what: &str, reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name).as_deref(), Some(value), "{what}: {name}");
    }
    let policy = reply.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert_eq!(reply.header("server"), None, "{what}");
    assert_eq!(reply.header("x-powered-by"), None, "{what}");
    let id = reply.header("x-request-id").unwrap_or_else(|| panic!("{what}: X-Request-Id"));
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{what}: {id}");
}

#[tokio::test]
async fn every_answer_is_safe_to_receive_good_or_bad() {
    let world = World::new();
    let (anna, stranger) = (world.person("Anna Rossi"), world.stranger());
    for (what, reply) in [
        ("200", anna.get("v1/me").await),
        ("304", anna.call(Method::GET, "v1/me", None, &[("If-None-Match", "*")]).await),
        ("401", stranger.get("v1/me").await),
        ("404", anna.get("v1/nowhere").await),
        ("404 of a stranger", stranger.get("v1/nowhere").await),
        ("405", anna.call(Method::PUT, "v1/me", None, &[]).await),
        ("422", anna.post("v1/families", serde_json::json!({})).await),
        ("400", anna.raw(Method::POST, "v1/families", &[], "").await),
        ("docs", stranger.get("docs").await),
        ("openapi", stranger.get("openapi.json").await),
        ("health", stranger.get("health/live").await),
    ] {
        safe(what, &reply);
        if !["docs", "openapi"].contains(&what) {
            assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"), "{what}");
        }
    }
}

#[tokio::test]
async fn a_trace_goes_through_and_a_broken_one_begins_anew() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let ask = async |value: &str| anna.call(Method::GET, "v1/nowhere", None, &[("traceparent", value)]).await.expect(StatusCode::NOT_FOUND);
    let reply = ask(&format!("00-{trace}-00f067aa0ba902b7-01")).await;
    assert_eq!(reply.header("x-request-id").as_deref(), Some(trace));
    assert_eq!(reply.json()["trace_id"], trace);
    assert_eq!(reply.json()["instance"], format!("urn:pathfinder:occurrence:{trace}"));
    let future = ask(&format!("cc-{trace}-00f067aa0ba902b7-01-what-comes-later")).await;
    assert_eq!(future.header("x-request-id").as_deref(), Some(trace), "a later version may say more");

    let mut fresh = Vec::new();
    for broken in [
        "",
        "nonsense",
        &format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        &format!("00-{trace}-{}-01", "0".repeat(16)),
        &format!("ff-{trace}-00f067aa0ba902b7-01"),
        &format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
        &format!("00-{trace}-00f067aa0ba902b7"),
        &format!("00-{trace}-00f067aa0ba902b7-01-more"),
        &format!("00-{trace}-00f067aa0ba902b7-0g"),
        &"0".repeat(10_000),
    ] {
        let reply = ask(broken).await;
        let id = reply.header("x-request-id").expect("an id");
        assert_ne!(id, trace, "{broken}");
        assert_eq!(reply.json()["trace_id"], id);
        fresh.push(id);
    }
    fresh.sort();
    fresh.dedup();
    assert_eq!(fresh.len(), 10, "every call has a trace of its own");
}

#[tokio::test]
async fn everybody_is_told_how_much_is_left_and_when_to_come_again() {
    let world = World::configured(|config| {
        (config.rates.reads.quota, config.rates.reads.burst) = (7, 2);
        (config.rates.writes.quota, config.rates.writes.burst) = (60, 1);
    });
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let first = anna.get("v1/me").await.expect(StatusCode::OK);
    assert_eq!(first.header("ratelimit-policy").as_deref(), Some(r#""reads";q=7;w=60"#));
    // A call every 60/7 = 8.57 s.
    assert_eq!(first.header("ratelimit").as_deref(), Some(r#""reads";r=1;t=9"#));
    let missing = anna.get("v1/nowhere").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(missing.header("ratelimit").as_deref(), Some(r#""reads";r=0;t=18"#), "refused calls count too");
    let refused = anna.get("v1/me").await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.problem(), "rate-limited");
    assert_eq!(
        (refused.header("retry-after").as_deref(), &refused.json()["retryable"]),
        (Some("9"), &serde_json::json!(true)),
        "rounded up: never too early"
    );
    assert_eq!(refused.header("ratelimit-policy").as_deref(), Some(r#""reads";q=7;w=60"#));
    assert_eq!(refused.header("ratelimit").as_deref(), Some(r#""reads";r=0;t=9"#));
    safe("429", &refused);

    let _ = ben.get("v1/me").await.expect(StatusCode::OK);
    let written = anna.patch("v1/me", serde_json::json!({ "locale": "it" })).await;
    assert_eq!(written.header("ratelimit-policy").as_deref(), Some(r#""writes";q=60;w=60"#), "writing has a bucket of its own");
    let too_many = anna.post("v1/families", serde_json::json!({})).await;
    assert_eq!(too_many.expect(StatusCode::TOO_MANY_REQUESTS).header("retry-after").as_deref(), Some("1"));
    world.advance(TimeDelta::seconds(9));
    let _ = anna.get("v1/me").await.expect(StatusCode::OK);
    // A token that does not count draws nothing from anybody.
    assert_eq!(world.stranger().get("v1/me").await.header("ratelimit"), None);
}

#[tokio::test]
async fn unknown_paths_are_problems_of_the_same_form_for_everybody() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    for path in [
        "v1",
        "v1/",
        "v2/me",
        "v1/me/",
        "v1//me",
        "V1/me",
        "v1/trips/%00",
        "v1/trips/..",
        ".env",
        "admin/host/status",
        "v1/trips/\u{65}%2e%2e",
    ] {
        for person in [&anna, &world.stranger()] {
            let reply = person.get(path).await;
            assert!(
                reply.status == StatusCode::NOT_FOUND || (person.token.is_none() && reply.status == StatusCode::UNAUTHORIZED),
                "{path}: {}",
                reply.status
            );
            assert!(matches!(reply.problem().as_str(), "not-found" | "unauthenticated"), "{path}");
        }
    }
}
