//! Notifications: everybody on the trip who signs in is told once.

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_tests::Scene;
use serde_json::{Value, json};

async fn told(person: &pathfinder_tests::Person<'_>) -> Vec<Value> {
    person.get("v1/me/notifications").await.expect(StatusCode::OK).json()["value"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn everybody_on_the_trip_is_told_and_nobody_else() {
    let scene = Scene::new(1).await;
    let world = &scene.world;
    scene.anna().welcomes(&scene.rossi, &world.person("Carlo Rossi"), "adult").await;
    world.person("Olga Outsider").founds("Outsider").await;
    scene.plans(json!({})).await;
    for name in ["Anna Rossi", "Carlo Rossi", "Ben Miller"] {
        let got = told(&world.person(name)).await;
        assert_eq!(got.len(), 1, "{name}");
        assert_eq!((got[0]["event"]["kind"].as_str(), got[0]["event"]["version"].as_u64()), (Some("itineraryReady"), Some(1)));
        assert!(got[0].get("readAt").is_none());
    }
    assert!(told(&world.person("Olga Outsider")).await.is_empty());
}

#[tokio::test]
async fn a_notice_that_comes_again_and_out_of_order_is_told_once() {
    let scene = Scene::new(1).await;
    let notice = |version: u32| json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": version } }).to_string();
    for version in [2, 1, 2, 1, 1] {
        let _ = scene.world.deliver("notifications-deliver", &notice(version)).await.expect(StatusCode::OK);
    }
    assert_eq!(told(&scene.ben()).await.len(), 2);
}

#[tokio::test]
async fn a_read_notification_stays_read_when_its_notice_comes_again() {
    let scene = Scene::new(1).await;
    let notice = json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": 1 } }).to_string();
    let _ = scene.world.deliver("notifications-deliver", &notice).await.expect(StatusCode::OK);
    let id = told(&scene.ben()).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("v1/me/notifications/{id}/read");
    for _ in 0..2 {
        let _ = scene.ben().act(&path).await.expect(StatusCode::NO_CONTENT);
    }
    let _ = scene.anna().act(&path).await.expect(StatusCode::NOT_FOUND);
    let _ = scene.world.deliver("notifications-deliver", &notice).await.expect(StatusCode::OK);
    let got = told(&scene.ben()).await;
    assert!(got.len() == 1 && got[0]["readAt"].is_string());
}

#[tokio::test]
async fn notifications_go_after_ninety_days_and_read_ones_after_thirty() {
    let scene = Scene::new(1).await;
    for version in 1..=2 {
        let notice = json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": version } }).to_string();
        let _ = scene.world.deliver("notifications-deliver", &notice).await.expect(StatusCode::OK);
    }
    let id = told(&scene.ben()).await[0]["id"].as_str().unwrap().to_owned();
    let _ = scene.ben().act(&format!("v1/me/notifications/{id}/read")).await.expect(StatusCode::NO_CONTENT);
    scene.world.advance(TimeDelta::days(31));
    assert_eq!(told(&scene.ben()).await.len(), 1);
    scene.world.advance(TimeDelta::days(60));
    assert!(told(&scene.ben()).await.is_empty());
}

#[tokio::test]
async fn a_notice_of_a_trip_that_is_gone_tells_nobody() {
    let scene = Scene::new(1).await;
    let _ = scene.starts(json!({})).await;
    let _ = scene.anna().delete(&format!("v1/trips/{}", scene.trip)).await.expect(StatusCode::NO_CONTENT);
    let notice = json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": 1 } }).to_string();
    let _ = scene.world.deliver("notifications-deliver", &notice).await.expect(StatusCode::OK);
    scene.world.run_queues().await;
    assert!(told(&scene.ben()).await.is_empty());
}

#[tokio::test]
async fn a_version_that_is_approved_again_is_told_again() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let approve = scene.at("itineraries/1/approve");
    for times in 1..=2 {
        // Approving what is approved is nothing new.
        for _ in 0..2 {
            let _ = scene.anna().act(&approve).await.expect(StatusCode::OK);
            scene.world.run_queues().await;
        }
        let approvals = told(&scene.ben()).await.iter().filter(|told| told["event"]["kind"] == "itineraryApproved").count();
        assert_eq!(approvals, times);
        let etag = scene.anna().etag(&format!("v1/trips/{}", scene.trip)).await;
        let back = json!({ "status": "planning" });
        let _ = scene.anna().call(http::Method::PUT, &scene.at("status"), Some(&back), &[("If-Match", &etag)]).await.expect(StatusCode::OK);
        scene.world.advance(TimeDelta::seconds(1));
    }
}
