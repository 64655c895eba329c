//! Cancelling: before, during and after the run; asking again changes nothing.

use std::time::Duration;

use http::StatusCode;
use pathfinder::store::operations::Status;
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Scene, Watched, World};
use serde_json::{Value, json};

use super::{GENERATE, message};

async fn cancels(scene: &Scene, id: &str) -> Value {
    scene.anna().act(&scene.at(&format!("operations/{id}/cancel"))).await.expect(StatusCode::OK).json()
}

#[tokio::test]
async fn what_has_not_begun_ends_at_once() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    for _ in 0..2 {
        assert_eq!(cancels(&scene, &id).await["status"], "Canceled");
    }
    scene.world.run_queues().await;
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 0, "it never ran");
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 0);
    assert_eq!(scene.plans(json!({})).await, 1, "the trip is free for another one");
}

#[tokio::test]
async fn a_running_search_ends_soon_and_leaves_nothing() {
    let world = World::configured(|config| {
        Scene::quick(config);
        config.planner.rounds = 10_000_000;
        config.planner.time = Duration::from_secs(120);
    });
    let scene = Scene::in_world(world, 3).await;
    let id = scene.starts(json!({})).await;
    let text = message(&scene.trip, &id);
    let run = tokio::time::timeout(Duration::from_secs(60), scene.world.deliver(GENERATE, &text));
    let (run, asked) = tokio::join!(run, async {
        while scene.world.operation(&scene.trip, &id).await.status != Status::Running {
            tokio::task::yield_now().await;
        }
        cancels(&scene, &id).await
    });
    assert_eq!(asked["status"], "Running", "asked for, and about to be");
    assert_eq!(run.expect("it ended long before its search would have").status, StatusCode::OK);
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!(operation.status, Status::Canceled);
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 0);
    assert_eq!(scene.world.count(&scene.trip, "outbox").await, 0);
    let _ = scene.starts(json!({})).await;
}

#[tokio::test]
async fn a_cancellation_that_comes_with_the_commit_wins_or_comes_too_late() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    for fate in [Fate::HangsBefore, Fate::HangsAfter] {
        let before = scene.world.count(&scene.trip, "itinerary").await;
        let id = scene.starts(json!({})).await;
        let text = message(&scene.trip, &id);
        watched.next(Container::Trips, "itinerary", fate);
        let (_, asked) = tokio::join!(scene.world.deliver(GENERATE, &text), async {
            watched.reached().await;
            let asked = cancels(&scene, &id).await;
            watched.release();
            asked
        });
        scene.comes_to_rest(&id).await;
        let (status, versions) =
            (scene.world.operation(&scene.trip, &id).await.status, scene.world.count(&scene.trip, "itinerary").await - before);
        let expected = if fate == Fate::HangsBefore { ("Running", Status::Canceled, 0) } else { ("Succeeded", Status::Succeeded, 1) };
        assert_eq!((asked["status"].as_str().unwrap(), status, versions), expected, "{fate:?}");
    }
}

#[tokio::test]
async fn what_is_over_stays_as_it_ended() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    scene.world.run_queues().await;
    let before = scene.world.operation(&scene.trip, &id).await;
    for _ in 0..2 {
        assert_eq!(cancels(&scene, &id).await["status"], "Succeeded");
    }
    assert_eq!(scene.world.operation(&scene.trip, &id).await, before);
}

#[tokio::test]
async fn a_cancelled_operation_of_a_dead_worker_ends_without_it() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let taken = scene.world.takes(GENERATE).await.expect("it was sent");
    let (doomed, mishaps) = scene.world.doomed();
    mishaps.arm(2, pathfinder_tests::Mishap::DiesAfter);
    assert!(mishaps.unless_killed(doomed.deliver(GENERATE, &taken.body)).await.is_none());
    assert_eq!(cancels(&scene, &id).await["status"], "Running", "nobody knows yet that the worker is dead");
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Canceled);
    assert_eq!(scene.plans(json!({})).await, 1);
}
