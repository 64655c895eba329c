//! Operations as clients watch them.

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_tests::Scene;
use serde_json::json;

#[tokio::test]
async fn an_operation_is_followed_from_its_location_to_its_result() {
    let scene = Scene::new(1).await;
    let started = scene.anna().post(&scene.at("itineraries"), json!({})).await.expect(StatusCode::ACCEPTED);
    let location = started.header("operation-location").expect("where to watch it");
    assert!(location.starts_with("http://") && started.header("retry-after").is_some());
    let path = location.split_once("/api/").expect("below /api/").1.to_owned();

    let waiting = scene.ben().get(&path).await.expect(StatusCode::OK);
    assert_eq!((waiting.json()["status"].as_str(), waiting.json()["percentComplete"].as_u64()), (Some("NotStarted"), Some(0)));
    assert!(waiting.header("retry-after").is_some());
    scene.world.run_queues().await;
    let done = scene.ben().get(&path).await.expect(StatusCode::OK);
    assert_eq!((done.json()["status"].as_str(), done.json()["percentComplete"].as_u64()), (Some("Succeeded"), Some(100)));
    assert_eq!(done.header("retry-after"), None);
    let result = done.json()["resourceLocation"].as_str().expect("what came out").split_once("/api/").unwrap().1.to_owned();
    let _ = scene.ben().get(&result).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn operations_are_listed_newest_first_and_kept_for_seven_days() {
    let scene = Scene::new(1).await;
    let first = scene.starts(json!({})).await;
    scene.world.run_queues().await;
    scene.world.advance(TimeDelta::days(4));
    let second = scene.starts(json!({})).await;
    scene.world.run_queues().await;
    let ids = async || {
        let list = scene.ben().get(&scene.at("operations")).await.expect(StatusCode::OK).json();
        list["value"].as_array().unwrap().iter().map(|shown| shown["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [second.clone(), first]);
    scene.world.advance(TimeDelta::days(3) + TimeDelta::hours(1));
    assert_eq!(ids().await, [second]);
    // What it made stays.
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 2);
}

#[tokio::test]
async fn an_operation_of_another_trip_is_not_there() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let other = scene.anna().starts_trip(&scene.rossi, 1).await;
    let _ = scene.anna().get(&format!("v1/trips/{other}/operations/{id}")).await.expect(StatusCode::NOT_FOUND);
    let _ = scene.anna().act(&format!("v1/trips/{other}/operations/{id}/cancel")).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(scene.anna().get(&scene.at(&format!("operations/{id}"))).await.json()["status"], "NotStarted");
}
