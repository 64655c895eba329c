//! Runs that make a file and are overtaken: each has a file of its own, and only the one that the export names stays.

use http::{Method, StatusCode};
use pathfinder_cloud::blobs::Blobs as _;
use pathfinder_tests::{Port, Scene};
use serde_json::json;

use super::MAKE;

async fn files(scene: &Scene) -> usize {
    scene.world.embedded.blobs.list("exports", "", None, 100).await.unwrap().len()
}

/// A run is paused before it stores its file, past its lease; another one finishes meanwhile, and then `meanwhile` happens.
async fn overtaken(scene: &Scene, meanwhile: impl AsyncFnOnce(&Scene, &str)) {
    scene.plans(json!({})).await;
    let id = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
    let taken = scene.world.takes(MAKE).await.expect("it was sent");
    let (paused, mishaps) = scene.world.doomed();
    mishaps.pause(Port::Blobs);
    tokio::join!(paused.deliver(MAKE, &taken.body), async {
        mishaps.paused().await;
        scene.world.minutes(3).await;
        assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 2);
        let path = scene.anna().get(&scene.at("exports")).await.json()["value"][0]["id"].as_str().unwrap().to_owned();
        meanwhile(scene, &scene.at(&format!("exports/{path}"))).await;
        mishaps.go_on();
    });
}

#[tokio::test]
async fn the_file_of_the_finished_export_stays_as_it_is() {
    let scene = Scene::new(1).await;
    overtaken(&scene, async |_, _| {}).await;
    let listed = scene.anna().get(&scene.at("exports")).await.json()["value"][0].clone();
    let path = scene.at(&format!("exports/{}", listed["id"].as_str().unwrap()));
    let shown = scene.anna().get(&path).await.expect(StatusCode::OK).json();
    let (bytes, _) = scene.fetches(shown["downloadUrl"].as_str().unwrap()).await.expect("it is there");
    assert_eq!(bytes.len() as u64, shown["bytes"].as_u64().unwrap());
    assert_eq!(files(&scene).await, 1, "the overtaken run's file is gone");
}

#[tokio::test]
async fn a_file_that_was_deleted_does_not_come_back() {
    let scene = Scene::new(1).await;
    overtaken(&scene, async |scene, path| {
        let _ = scene.anna().call(Method::DELETE, path, None, &[]).await.expect(StatusCode::NO_CONTENT);
    })
    .await;
    assert_eq!(files(&scene).await, 0);
}
