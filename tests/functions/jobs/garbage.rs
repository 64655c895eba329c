//! What is no message is kept with its reason, and hurts nobody (R6).

use axum::body::Body;
use http::{Method, Request, StatusCode};
use pathfinder_functions::Trigger;
use pathfinder_tests::{Reply, World};
use serde_json::{Value, json};

/// Messages that no queue of ours understands.
fn garbage() -> Vec<(&'static str, String)> {
    let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
    vec![
        ("empty", String::new()),
        ("blank", "   ".to_owned()),
        ("not JSON", "{\"trip\":".to_owned()),
        ("words", "please plan my trip".to_owned()),
        ("a number", "42".to_owned()),
        ("null", "null".to_owned()),
        ("an array", "[1,2,3]".to_owned()),
        ("no fields", "{}".to_owned()),
        ("wrong types", json!({ "trip": 1, "operation": [] }).to_string()),
        ("no ids", json!({ "trip": "../..", "operation": "x", "event": "y" }).to_string()),
        ("unknown fields", json!({ "trip": uuid, "operation": uuid, "event": {}, "admin": true }).to_string()),
        ("deep", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        ("huge", format!("{{\"trip\":\"{}\"}}", "x".repeat(1_000_000))),
        ("NUL and controls", "\u{0}\u{1}\u{7f}{}".to_owned()),
        ("base64 of nothing good", "AAECAwQFBgcICQ==".to_owned()),
    ]
}

fn queue_functions(world: &World) -> Vec<&'static str> {
    world.functions.iter().filter(|function| matches!(function.trigger(), Trigger::Queue { .. })).map(|function| function.name()).collect()
}

async fn raw(world: &World, function: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder().method(Method::POST).uri(format!("/{function}")).header("Host", "127.0.0.1:7072");
    world.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn undecodable_messages_become_dead_letters_with_body_and_reason() {
    let world = World::new();
    for function in queue_functions(&world) {
        for (what, text) in garbage() {
            let before = world.dead_letters().await.len();
            let _ = world.deliver(function, &text).await.expect(StatusCode::OK);
            let letters = world.dead_letters().await;
            assert_eq!(letters.len(), before + 1, "{what} to {function}");
            let start = text.chars().take(20).collect::<String>();
            let kept = letters
                .iter()
                .any(|(_, letter)| letter.function == function && letter.body.starts_with(&start) && !letter.reason.is_empty());
            assert!(kept, "{what} to {function}: body and reason are kept");
            // The host may deliver a message again although it was answered: still one letter.
            let _ = world.deliver(function, &text).await.expect(StatusCode::OK);
            assert_eq!(world.dead_letters().await.len(), before + 1, "{what} twice to {function}");
        }
    }
    let _ = world.send(Request::get("/").body(Body::empty()).unwrap()).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn undecodable_calls_become_dead_letters_too() {
    let world = World::new();
    let calls: Vec<(&str, Vec<u8>)> = vec![
        ("no body", Vec::new()),
        ("bytes", vec![0xff, 0xfe, 0x00, 0x80]),
        ("not an envelope", b"[]".to_vec()),
        ("no data", b"{\"Metadata\":{}}".to_vec()),
        ("no binding", br#"{"Data":{"other":"{}"},"Metadata":{}}"#.to_vec()),
        ("deep", "[".repeat(500_000).into_bytes()),
        ("too long", vec![b'x'; 3 * 1024 * 1024]),
    ];
    for function in queue_functions(&world) {
        for (what, body) in &calls {
            let before = world.dead_letters().await.len();
            let _ = raw(&world, function, body.clone()).await.expect(StatusCode::OK);
            assert_eq!(world.dead_letters().await.len(), before + 1, "{what} to {function}");
        }
    }
}

#[tokio::test]
async fn lying_metadata_changes_nothing() {
    let world = World::new();
    let message = json!({ "trip": "01890a5d-ac96-774b-bcce-b302099a8057", "operation": "01890a5d-ac96-774b-bcce-b302099a8057" });
    for metadata in
        [json!({}), Value::Null, json!({ "DequeueCount": "a million" }), json!({ "trip": "other", "sys": 1, "DequeueCount": -1 })]
    {
        let call = json!({ "Data": { "message": message.to_string() }, "Metadata": metadata });
        let _ = world.trigger("itineraries-generate", &call).await.expect(StatusCode::OK);
    }
    assert!(world.dead_letters().await.is_empty());
}
