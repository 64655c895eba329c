//! What fails is tried again later and later, and given up in the end with words for the user and a letter for the operator (R6).

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder::store::operations::Status;
use pathfinder_tests::{Mishaps, Port, Scene, World};
use serde_json::json;

use super::MAKE;

/// An export whose file store is down.
async fn stuck() -> (Scene, String, World, std::sync::Arc<Mishaps>) {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let id = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
    let (doomed, mishaps) = scene.world.doomed();
    mishaps.down(Port::Blobs);
    (scene, id, doomed, mishaps)
}

#[tokio::test]
async fn eight_attempts_further_and_further_apart_then_it_is_given_up() {
    let (scene, id, doomed, _down) = stuck().await;
    for attempt in 1..8_u32 {
        assert_eq!(doomed.run_queues().await, 1, "one delivery for attempt {attempt}");
        let operation = scene.world.operation(&scene.trip, &id).await;
        assert_eq!((operation.status, operation.attempts, operation.generation), (Status::Running, attempt, attempt));
        assert_eq!(operation.lease_until, None);
        let wait = operation.not_before.expect("a moment to try again") - scene.world.now();
        let most = TimeDelta::seconds((5_i64 << attempt).min(900));
        assert!(wait > TimeDelta::zero() && wait <= most, "{wait} after attempt {attempt}");
        assert_eq!(doomed.run_queues().await, 0, "and not before");
        scene.world.advance(wait + TimeDelta::milliseconds(1));
    }
    doomed.run_queues().await;
    let shown = scene.anna().get(&scene.at(&format!("operations/{id}"))).await.json();
    assert_eq!((shown["status"].as_str(), shown["error"]["code"].as_str()), (Some("Failed"), Some("exhausted")));
    assert_eq!(scene.world.operation(&scene.trip, &id).await.attempts, 8);
    let letters = scene.world.dead_letters().await;
    assert_eq!(letters.len(), 1, "{letters:#?}");
    assert_eq!((letters[0].1.function.as_str(), letters[0].1.queue.as_str()), (MAKE, "exports"));
    assert!(letters[0].1.body.contains(&id) && letters[0].1.reason.contains("8 attempts"), "{letters:#?}");
}

#[tokio::test]
async fn a_retry_whose_message_is_lost_is_announced_again() {
    let (scene, id, doomed, mishaps) = stuck().await;
    doomed.run_queues().await;
    let at = scene.world.operation(&scene.trip, &id).await.not_before.expect("a moment to try again");
    scene.world.advance(at - scene.world.now() + TimeDelta::seconds(1));
    let lost = scene.world.takes(MAKE).await.expect("the delayed message shows");
    use pathfinder_cloud::queues::Queues as _;
    scene.world.embedded.queues.delete("exports", &lost).await.unwrap();
    mishaps.end();
    scene.world.minutes(3).await;
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!((operation.status, operation.attempts), (Status::Succeeded, 1));
}

#[tokio::test]
async fn a_job_heals_when_its_store_does() {
    let (scene, id, doomed, mishaps) = stuck().await;
    for _ in 0..3 {
        doomed.run_queues().await;
        scene.world.advance(TimeDelta::seconds(60));
    }
    mishaps.end();
    scene.comes_to_rest(&id).await;
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!(operation.status, Status::Succeeded);
    assert_eq!(scene.world.count(&scene.trip, "export").await, 1);
    assert!(operation.error.is_none());
}
