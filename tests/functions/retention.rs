//! Retention: what has served its time goes, what has not stays, and an interrupted run is made up for.

use bytes::Bytes;
use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_cloud::blobs::{Blobs as _, Condition};
use pathfinder_tests::{Mishap, Scene};
use serde_json::json;

async fn files(scene: &Scene) -> usize {
    scene.world.embedded.blobs.list("exports", "", None, 1000).await.unwrap().len()
}

#[tokio::test]
async fn expired_exports_go_with_their_files_and_young_ones_stay() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let old = scene.exports(json!({ "format": "json" })).await;
    scene.world.advance(TimeDelta::days(20));
    let young = scene.exports(json!({ "format": "calendar" })).await;
    let _ = scene.world.fire("retention-purge").await.expect(StatusCode::OK);
    assert_eq!(files(&scene).await, 2, "nothing is due");
    scene.world.advance(TimeDelta::days(11));
    // Expired is gone for callers at once, whenever the timer runs.
    let path = |export: &serde_json::Value| scene.at(&format!("exports/{}", export["id"].as_str().unwrap()));
    let _ = scene.anna().get(&path(&old)).await.expect(StatusCode::NOT_FOUND);
    let _ = scene.world.fire("retention-purge").await.expect(StatusCode::OK);
    assert_eq!((files(&scene).await, scene.world.count(&scene.trip, "export").await), (1, 1));
    let shown = scene.anna().get(&path(&young)).await.expect(StatusCode::OK).json();
    assert!(scene.fetches(shown["downloadUrl"].as_str().unwrap()).await.is_some());
}

#[tokio::test]
async fn files_that_nothing_points_to_go_when_they_are_old() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    scene.exports(json!({ "format": "json" })).await;
    scene
        .world
        .embedded
        .blobs
        .put("exports", "lost/by-a-crash.pdf", Bytes::from_static(b"%PDF"), "application/pdf", Condition::Always)
        .await
        .unwrap();
    scene.world.advance(TimeDelta::days(29));
    let _ = scene.world.fire("retention-purge").await.expect(StatusCode::OK);
    assert_eq!(files(&scene).await, 2);
    scene.world.advance(TimeDelta::days(3));
    let _ = scene.world.fire("retention-purge").await.expect(StatusCode::OK);
    assert_eq!(files(&scene).await, 0);
}

#[tokio::test]
async fn a_purge_that_is_interrupted_anywhere_is_made_up_for_by_the_next() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    for mishap in Mishap::ALL {
        for step in 1.. {
            assert!(step < 60, "a purge takes no end of steps");
            scene.exports(json!({ "format": "json" })).await;
            scene.world.advance(TimeDelta::days(31));
            let (doomed, mishaps) = scene.world.doomed();
            mishaps.arm(step, mishap);
            mishaps.unless_killed(doomed.fire("retention-purge")).await;
            let happened = mishaps.end();
            scene.world.advance(TimeDelta::days(1));
            let _ = scene.world.fire("retention-purge").await.expect(StatusCode::OK);
            assert_eq!((files(&scene).await, scene.world.count(&scene.trip, "export").await), (0, 0), "{mishap:?} at step {step}");
            if !happened {
                break;
            }
        }
    }
}
