//! Messages come twice, five at once, late, or never: the effect is one.

use http::StatusCode;
use pathfinder::store::operations::Status;
use pathfinder_cloud::queues::Queues as _;
use pathfinder_tests::Scene;
use serde_json::json;

use super::{GENERATE, MAKE, message};

#[tokio::test]
async fn a_message_that_comes_twice_makes_one_version() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    for _ in 0..2 {
        let _ = scene.world.deliver(GENERATE, &message(&scene.trip, &id)).await.expect(StatusCode::OK);
    }
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 1);
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 1, "the second delivery did not even begin");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_deliveries_at_once_make_one_version() {
    let scene = Scene::new(1).await;
    for _ in 0..4 {
        let before = scene.world.count(&scene.trip, "itinerary").await;
        let id = scene.starts(json!({})).await;
        let text = message(&scene.trip, &id);
        let processes: Vec<_> = (0..5).map(|_| scene.world.restarted()).collect();
        let all = futures::future::join_all(processes.iter().map(|process| process.deliver(GENERATE, &text))).await;
        assert!(all.iter().all(|reply| reply.status == StatusCode::OK));
        scene.comes_to_rest(&id).await;
        assert_eq!(scene.world.count(&scene.trip, "itinerary").await, before + 1);
        assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Succeeded);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_deliveries_at_once_make_one_file() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let id = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
    let text = message(&scene.trip, &id);
    let processes: Vec<_> = (0..5).map(|_| scene.world.restarted()).collect();
    let all = futures::future::join_all(processes.iter().map(|process| process.deliver(MAKE, &text))).await;
    assert!(all.iter().all(|reply| reply.status == StatusCode::OK));
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.count(&scene.trip, "export").await, 1);
}

#[tokio::test]
async fn a_lost_message_is_sent_again_within_three_minutes() {
    let scene = Scene::new(1).await;
    for (function, path, request) in [(GENERATE, "itineraries", json!({})), (MAKE, "exports", json!({ "format": "json" }))] {
        let id = scene.anna().post(&scene.at(path), request).await.expect(StatusCode::ACCEPTED).id();
        let taken = scene.world.takes(function).await.expect("it was sent");
        scene.world.embedded.queues.delete(scene.world.queue_of(function), &taken).await.unwrap();
        assert_eq!(scene.world.run_queues().await, 0, "the message is lost");
        scene.world.minutes(3).await;
        assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Succeeded, "{function}");
    }
}

#[tokio::test]
async fn a_message_about_what_was_never_there_does_nothing() {
    let scene = Scene::new(1).await;
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for (trip, operation) in [(nobody, nobody), (scene.trip.as_str(), nobody)] {
        for function in [GENERATE, MAKE] {
            let _ = scene.world.deliver(function, &message(trip, operation)).await.expect(StatusCode::OK);
        }
    }
    assert!(scene.world.dead_letters().await.is_empty());
    assert_eq!(scene.world.count(&scene.trip, "operation").await, 0);
}

#[tokio::test]
async fn a_job_in_the_wrong_queue_fails_and_harms_nothing() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let _ = scene.world.deliver(MAKE, &message(&scene.trip, &id)).await.expect(StatusCode::OK);
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.count(&scene.trip, "export").await, 0);
    assert_eq!(scene.plans(json!({})).await, scene.world.count(&scene.trip, "itinerary").await as u32);
}
