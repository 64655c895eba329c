//! The trip changes, or goes, while its itinerary or file is being made.

use http::StatusCode;
use pathfinder::store::operations::Status;
use pathfinder_cloud::blobs::Blobs as _;
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Scene, Watched};
use serde_json::{Value, json};

use super::{GENERATE, MAKE, message};

async fn wishes(scene: &Scene, wishes: Value) {
    let path = scene.at(&format!("families/{}/wishes", scene.miller));
    let _ = scene.ben().put(&path, wishes).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn wishes_that_come_while_planning_are_in_the_plan() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 2).await;
    wishes(&scene, json!({ "mustAvoid": ["rome/colosseum"] })).await;
    let id = scene.starts(json!({})).await;
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    let text = message(&scene.trip, &id);
    tokio::join!(scene.world.deliver(GENERATE, &text), async {
        watched.reached().await;
        wishes(&scene, json!({ "mustSee": ["rome/colosseum"] })).await;
        watched.release();
    });
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 1);
    let itinerary = scene.anna().get(&scene.at("itineraries/1")).await.json();
    assert_eq!(itinerary["outdated"], false);
    assert!(itinerary["plan"]["days"].to_string().contains("visit-rome/colosseum"), "planned anew for the new wish");
}

#[tokio::test]
async fn a_trip_that_does_not_stop_changing_gets_a_plan_that_says_that_it_is_outdated() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    for _ in 0..4 {
        watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    }
    let text = message(&scene.trip, &id);
    let (reply, ()) = tokio::join!(scene.world.deliver(GENERATE, &text), async {
        for round in 1..=4 {
            watched.reached().await;
            wishes(&scene, json!({ "maxWalkMinutes": 30 + round })).await;
            watched.release();
        }
    });
    assert_eq!(reply.status, StatusCode::OK);
    scene.comes_to_rest(&id).await;
    let itinerary = scene.anna().get(&scene.at("itineraries/1")).await.expect(StatusCode::OK).json();
    assert_eq!(itinerary["outdated"], true);
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 1);
}

#[tokio::test]
async fn another_title_does_not_plan_anew_but_is_not_lost() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    let text = message(&scene.trip, &id);
    tokio::join!(scene.world.deliver(GENERATE, &text), async {
        watched.reached().await;
        let trip = format!("v1/trips/{}", scene.trip);
        let _ = scene.anna().patch(&trip, json!({ "title": "Rome, at last" })).await.expect(StatusCode::OK);
        watched.release();
    });
    scene.comes_to_rest(&id).await;
    let itinerary = scene.anna().get(&scene.at("itineraries/1")).await.json();
    assert_eq!((itinerary["outdated"].as_bool(), itinerary["plan"]["title"].as_str()), (Some(false), Some("Rome, at last")));
}

#[tokio::test]
async fn a_trip_that_is_deleted_while_it_is_planned_leaves_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    let text = message(&scene.trip, &id);
    let (reply, ()) = tokio::join!(scene.world.deliver(GENERATE, &text), async {
        watched.reached().await;
        let _ = scene.anna().delete(&format!("v1/trips/{}", scene.trip)).await.expect(StatusCode::NO_CONTENT);
        watched.release();
    });
    assert_eq!(reply.status, StatusCode::OK);
    scene.world.minutes(3).await;
    assert_nothing_left(&scene, &watched).await;
}

#[tokio::test]
async fn a_trip_that_is_deleted_while_its_file_is_made_leaves_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    scene.plans(json!({})).await;
    scene.exports(json!({ "format": "json" })).await;
    let id = scene.anna().post(&scene.at("exports"), json!({ "format": "calendar" })).await.expect(StatusCode::ACCEPTED).id();
    watched.next(Container::Trips, "export", Fate::HangsBefore);
    let text = message(&scene.trip, &id);
    let (reply, ()) = tokio::join!(scene.world.deliver(MAKE, &text), async {
        watched.reached().await;
        let _ = scene.anna().delete(&format!("v1/trips/{}", scene.trip)).await.expect(StatusCode::NO_CONTENT);
        watched.release();
    });
    assert_eq!(reply.status, StatusCode::OK);
    scene.world.minutes(3).await;
    assert_nothing_left(&scene, &watched).await;
    assert_eq!(scene.world.embedded.blobs.list("exports", "", None, 100).await.unwrap(), Vec::new());
}

async fn assert_nothing_left(scene: &Scene, watched: &Watched) {
    let left: Vec<_> =
        watched.everything().await.into_keys().filter(|(_, partition, id)| *partition == scene.trip || id.contains(&scene.trip)).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[tokio::test]
async fn a_trip_that_is_called_off_fails_its_generation_with_a_reason() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let etag = scene.anna().etag(&format!("v1/trips/{}", scene.trip)).await;
    let body = json!({ "status": "cancelled" });
    let _ = scene.anna().call(http::Method::PUT, &scene.at("status"), Some(&body), &[("If-Match", &etag)]).await.expect(StatusCode::OK);
    scene.world.run_queues().await;
    let operation = scene.world.operation(&scene.trip, &id).await;
    assert_eq!(operation.status, Status::Failed);
    assert_eq!(operation.error.map(|error| error.code), Some("conflict".to_owned()));
}
