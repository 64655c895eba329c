//! Every queue function survives the same message twice, in any order, and with every store failing.

use http::StatusCode;
use pathfinder_functions::Trigger;
use pathfinder_tests::{Mishap, Scene};
use serde_json::{Value, json};

/// A good message for every queue function. A queue function without one fails the test.
async fn samples(scene: &Scene) -> Vec<(&'static str, Vec<Value>)> {
    scene.plans(json!({})).await;
    let export = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
    let generation = scene.starts(json!({})).await;
    let job = |operation: &str| json!({ "trip": scene.trip, "operation": operation });
    let approved = |version: u32| json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": version } });
    vec![
        ("itineraries-generate", vec![job(&generation)]),
        ("exports-make", vec![job(&export)]),
        ("notifications-deliver", vec![approved(2), approved(1)]),
    ]
}

fn queue_functions(scene: &Scene) -> Vec<&'static str> {
    scene
        .world
        .functions
        .iter()
        .filter(|function| matches!(function.trigger(), Trigger::Queue { .. }))
        .map(|function| function.name())
        .collect()
}

/// What the world's outcome is, seen from outside.
async fn outcome(scene: &Scene) -> Value {
    let ben = scene.ben();
    let list = async |path: String| ben.get(&path).await.expect(StatusCode::OK).json()["value"].clone();
    json!([
        list(scene.at("itineraries")).await,
        list(scene.at("operations")).await,
        list(scene.at("exports")).await,
        list("v1/me/notifications".to_owned()).await
    ])
}

#[tokio::test]
async fn twice_and_in_any_order_is_once() {
    let scene = Scene::new(1).await;
    let samples = samples(&scene).await;
    let mut known: Vec<_> = samples.iter().map(|(function, _)| *function).collect();
    let mut all = queue_functions(&scene);
    known.sort_unstable();
    all.sort_unstable();
    assert_eq!(known, all, "every queue function has its sample in this law");
    let messages: Vec<_> =
        samples.iter().flat_map(|(function, messages)| messages.iter().map(move |message| (*function, message))).collect();
    for (function, message) in &messages {
        let _ = scene.world.deliver(function, &message.to_string()).await.expect(StatusCode::OK);
    }
    scene.world.run_queues().await;
    let once = outcome(&scene).await;
    // An hour later, so that a second effect would show in its times.
    scene.world.minutes(60).await;
    for (function, message) in messages.iter().rev().chain(&messages) {
        let _ = scene.world.deliver(function, &message.to_string()).await.expect(StatusCode::OK);
    }
    scene.world.minutes(3).await;
    assert_eq!(outcome(&scene).await, once);
    assert!(scene.world.dead_letters().await.is_empty());
}

#[tokio::test]
async fn without_stores_a_message_comes_again_and_is_not_lost() {
    let scene = Scene::new(1).await;
    for (function, messages) in samples(&scene).await {
        let (cut_off, mishaps) = scene.world.doomed();
        mishaps.arm(1, Mishap::Outage);
        for message in [messages[0].to_string(), "garbage".to_owned()] {
            let reply = cut_off.deliver(function, &message).await;
            assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{function}: {}", reply.text());
        }
    }
}
