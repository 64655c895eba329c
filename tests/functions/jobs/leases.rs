//! Two workers on one operation: the lease keeps the second away, and a worker that was overtaken changes nothing (R4).

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder::store::operations::Status;
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Scene, Watched};
use serde_json::json;

use super::{GENERATE, MAKE, message};

#[tokio::test]
async fn while_one_worker_holds_the_lease_another_does_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    let text = message(&scene.trip, &id);
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    let (first, ()) = tokio::join!(scene.world.deliver(GENERATE, &text), async {
        watched.reached().await;
        let before = scene.world.operation(&scene.trip, &id).await;
        let _ = scene.world.restarted().deliver(GENERATE, &text).await.expect(StatusCode::OK);
        assert_eq!(scene.world.operation(&scene.trip, &id).await, before, "the second worker touched nothing");
        watched.release();
    });
    assert_eq!(first.status, StatusCode::OK);
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 1);
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 1);
}

#[tokio::test]
async fn a_worker_that_was_overtaken_stores_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    let taken = scene.world.takes(GENERATE).await.expect("it was sent");
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    // The process is paused past its lease; another one makes the version meanwhile.
    let (stale, ()) = tokio::join!(scene.world.deliver(GENERATE, &taken.body), async {
        watched.reached().await;
        let other = scene.world.restarted();
        other.minutes(3).await;
        let operation = other.operation(&scene.trip, &id).await;
        assert_eq!((operation.status, operation.generation), (Status::Succeeded, 2));
        watched.release();
    });
    assert_eq!(stale.status, StatusCode::OK, "its message is done with");
    scene.comes_to_rest(&id).await;
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!((operation.status, operation.generation, operation.attempts), (Status::Succeeded, 2, 0));
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 1);
    assert_eq!(scene.world.notified(&scene.ben().get("v1/me").await.id()).await, 1);
}

#[tokio::test]
async fn an_export_that_was_overtaken_stores_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    scene.plans(json!({})).await;
    let id = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
    let taken = scene.world.takes(MAKE).await.expect("it was sent");
    watched.next(Container::Trips, "export", Fate::HangsBefore);
    let (stale, ()) = tokio::join!(scene.world.deliver(MAKE, &taken.body), async {
        watched.reached().await;
        scene.world.restarted().minutes(3).await;
        watched.release();
    });
    assert_eq!(stale.status, StatusCode::OK);
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 2);
    assert_eq!(scene.world.count(&scene.trip, "export").await, 1);
    let export = scene.anna().get(&scene.at("exports")).await.json();
    let path = scene.at(&format!("exports/{}", export["value"][0]["id"].as_str().unwrap()));
    let link = scene.anna().get(&path).await.json()["downloadUrl"].as_str().unwrap().to_owned();
    assert!(scene.fetches(&link).await.is_some(), "the file of the finished export is still there");
}

#[tokio::test]
async fn a_dead_worker_is_replaced_after_its_lease_and_not_before() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let taken = scene.world.takes(GENERATE).await.expect("it was sent");
    let (doomed, mishaps) = scene.world.doomed();
    // The second step takes the lease.
    mishaps.arm(2, pathfinder_tests::Mishap::DiesAfter);
    assert!(mishaps.unless_killed(doomed.deliver(GENERATE, &taken.body)).await.is_none());
    assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Running);
    scene.world.advance(TimeDelta::seconds(59));
    let _ = scene.world.deliver(GENERATE, &taken.body).await.expect(StatusCode::OK);
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 1, "the lease still holds");
    scene.world.advance(TimeDelta::seconds(2));
    let _ = scene.world.deliver(GENERATE, &taken.body).await.expect(StatusCode::OK);
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!((operation.status, operation.generation), (Status::Succeeded, 2));
}

#[tokio::test]
async fn work_that_kills_its_process_is_not_started_for_ever() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let text = message(&scene.trip, &id);
    for _ in 0..16 {
        let (doomed, mishaps) = scene.world.doomed();
        // The third step is the first of the work, once the lease is taken.
        mishaps.arm(3, pathfinder_tests::Mishap::DiesBefore);
        assert!(mishaps.unless_killed(doomed.deliver(GENERATE, &text)).await.is_none());
        scene.world.advance(TimeDelta::seconds(61));
    }
    let _ = scene.world.deliver(GENERATE, &text).await.expect(StatusCode::OK);
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!(operation.status, Status::Failed);
    assert_eq!(operation.error.map(|error| error.code), Some("exhausted".to_owned()));
    let letters = scene.world.dead_letters().await;
    assert_eq!(letters.len(), 1, "{letters:#?}");
    let same = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(same(&letters[0].1.body), same(&text));
}
