//! Deleting a trip: refused it destroys nothing, interrupted it goes on, and nothing comes into a trip that goes.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Mishap, Reply, Scene, Watched};
use serde_json::json;

const MOST: usize = 80;

fn trip_of(scene: &Scene) -> String {
    format!("v1/trips/{}", scene.trip)
}

#[tokio::test]
async fn a_deletion_that_is_refused_has_destroyed_nothing() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    scene.plans(json!({})).await;
    scene.exports(json!({ "format": "json" })).await;
    watched.next(Container::Trips, "trip", Fate::HangsBefore);
    let (deleted, ()) = tokio::join!(async { scene.anna().delete(&trip_of(&scene)).await }, async {
        watched.reached().await;
        let _ = scene.anna().patch(&trip_of(&scene), json!({ "title": "Rome, at last" })).await.expect(StatusCode::OK);
        watched.release();
    });
    assert_eq!(deleted.expect(StatusCode::PRECONDITION_FAILED).problem(), "stale");
    let _ = scene.anna().get(&scene.at("itineraries/1")).await.expect(StatusCode::OK);
    let export = scene.anna().get(&scene.at("exports")).await.json()["value"][0]["id"].as_str().unwrap().to_owned();
    let link = scene.anna().get(&scene.at(&format!("exports/{export}"))).await.json()["downloadUrl"].as_str().unwrap().to_owned();
    assert!(scene.fetches(&link).await.is_some());
    assert_eq!(scene.ben().get("v1/trips").await.json()["value"][0]["id"], json!(scene.trip));
}

#[tokio::test]
async fn an_interrupted_deletion_goes_on_where_it_is_asked_for_again() {
    for mishap in Mishap::ALL {
        for step in 1.. {
            assert!(step < MOST, "a deletion takes no end of steps");
            let scene = Scene::new(1).await;
            scene.anna().invites_onto(&scene.trip).await;
            let etag = scene.anna().etag(&trip_of(&scene)).await;
            let headers = [("If-Match", etag.as_str())];
            let (doomed, mishaps) = scene.world.doomed();
            mishaps.arm(step, mishap);
            let anna = doomed.person("Anna Rossi");
            let _ = mishaps.unless_killed(anna.call(Method::DELETE, &trip_of(&scene), None, &headers)).await;
            let happened = mishaps.end();
            let again = scene.anna().call(Method::DELETE, &trip_of(&scene), None, &headers).await;
            assert!([StatusCode::NO_CONTENT, StatusCode::NOT_FOUND].contains(&again.status), "{mishap:?} at step {step}: {again:?}");
            // What a deletion leaves that died after its trip was gone, nobody can ask for any more; the trip itself is never left.
            for kind in ["trip", "participation"] {
                assert_eq!(scene.world.count(&scene.trip, kind).await, 0, "{kind} after {mishap:?} at step {step}");
            }
            let _ = scene.ben().get(&trip_of(&scene)).await.expect(StatusCode::NOT_FOUND);
            if !happened {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_trip_that_goes_is_there_for_nobody_but_its_deletion() {
    let (world, watched) = Watched::world();
    let scene = Scene::in_world(world, 1).await;
    let token = scene.anna().invites_onto(&scene.trip).await;
    let cleo = scene.world.person("Cleo Petit");
    let petit = cleo.founds("Petit").await;
    watched.next(Container::Trips, "trip", Fate::HangsAfter);
    let (deleted, refused): (Reply, Vec<Reply>) = tokio::join!(async { scene.anna().delete(&trip_of(&scene)).await }, async {
        watched.reached().await;
        let refused = vec![
            scene.anna().get(&trip_of(&scene)).await,
            scene.ben().get(&scene.at("itineraries")).await,
            scene.anna().post(&scene.at("itineraries"), json!({})).await,
            cleo.post("v1/invitations/accept", json!({ "token": token, "family": petit })).await,
        ];
        watched.release();
        refused
    });
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    let statuses: Vec<StatusCode> = refused.iter().map(|reply| reply.status).collect();
    let absent = StatusCode::NOT_FOUND;
    assert_eq!(statuses, [absent, absent, absent, StatusCode::GONE]);
}

#[tokio::test]
async fn nothing_is_written_into_a_trip_that_was_deleted_meanwhile() {
    for (kind, method, below, body) in
        [("catalog", Method::PUT, "catalog", json!({ "cities": [] })), ("invitation", Method::POST, "invitations", json!({}))]
    {
        let (world, watched) = Watched::world();
        let scene = Scene::in_world(world, 1).await;
        watched.next(Container::Trips, kind, Fate::HangsBefore);
        let (path, anna) = (scene.at(below), scene.anna());
        let (late, ()) = tokio::join!(async { anna.call(method, &path, Some(&body), &[("If-Match", "\"none\"")]).await }, async {
            watched.reached().await;
            let _ = scene.anna().delete(&trip_of(&scene)).await.expect(StatusCode::NO_CONTENT);
            watched.release();
        });
        assert!(!late.status.is_success(), "{below}: {late:?}");
        let left: Vec<_> = watched.everything().await.into_keys().filter(|(_, partition, _)| *partition == scene.trip).collect();
        assert!(left.is_empty(), "{below}: {left:#?}");
    }
}

#[tokio::test]
async fn a_family_that_left_in_the_middle_does_not_stop_it() {
    let (world, watched) = Watched::world();
    let scene = Scene::in_world(world, 1).await;
    let leaves = scene.at(&format!("families/{}", scene.miller));
    // The family has passed its checks when the trip is marked.
    watched.next(Container::Trips, "inputs", Fate::HangsBefore);
    let (left, ()) = tokio::join!(async { scene.ben().call(Method::DELETE, &leaves, None, &[]).await }, async {
        watched.reached().await;
        let _ = scene.anna().delete(&trip_of(&scene)).await.expect(StatusCode::NO_CONTENT);
        watched.release();
    });
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    scene.world.advance(TimeDelta::seconds(1));
    let gone = watched.everything().await.into_keys().filter(|(_, partition, _)| *partition == scene.trip).count();
    assert_eq!(gone, 0);
}
