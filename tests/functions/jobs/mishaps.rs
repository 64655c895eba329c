//! A process dies, or a store fails or loses its answer, at every step of everything that makes an itinerary or a file (R1, R3, R4, R7).

use std::time::Duration;

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder::store::operations::Status;
use pathfinder_cloud::blobs::Blobs as _;
use pathfinder_cloud::ledger::{Ledger as _, Scope};
use pathfinder_cloud::queues::Queues as _;
use pathfinder_tests::{Mishap, Scene};
use serde_json::json;

use super::{GENERATE, MAKE};

/// No job takes more steps; a loop that comes here does not end.
const MOST: usize = 80;

/// Runs the next message of `function` with a mishap at `step`; whether the run came that far.
async fn runs_into(scene: &Scene, function: &str, step: usize, mishap: Mishap) -> bool {
    assert!(step < MOST, "{function} takes no end of steps");
    let message = scene.world.takes(function).await.expect("a message waits");
    let (doomed, mishaps) = scene.world.doomed();
    mishaps.arm(step, mishap);
    let reply = mishaps.unless_killed(doomed.deliver(function, &message.body)).await;
    // A killed process answers nothing, and here its host dies with it: the message stays hidden for ten minutes.
    if let Some(reply) = reply {
        scene.world.settles(function, &message, &reply).await;
    }
    mishaps.end()
}

#[tokio::test]
async fn whatever_happens_at_any_step_of_a_generation_there_is_one_version() {
    let scene = Scene::new(1).await;
    let people = [scene.anna().get("v1/me").await.id(), scene.ben().get("v1/me").await.id()];
    let mut made = 0;
    for mishap in Mishap::ALL {
        for step in 1.. {
            let id = scene.starts(json!({})).await;
            let happened = runs_into(&scene, GENERATE, step, mishap).await;
            scene.comes_to_rest(&id).await;
            made += 1;
            let operation = scene.world.operation(&scene.trip, &id).await;
            assert_eq!(operation.status, Status::Succeeded, "{mishap:?} at step {step}: {operation:#?}");
            for kind in ["itinerary", "plan", "problem"] {
                assert_eq!(scene.world.count(&scene.trip, kind).await, made, "{kind} after {mishap:?} at step {step}");
            }
            for person in &people {
                assert_eq!(scene.world.notified(person).await, made, "notifications after {mishap:?} at step {step}");
            }
            if !happened {
                assert!(step > 8, "a run takes more than {step} steps");
                break;
            }
        }
    }
    assert!(scene.world.dead_letters().await.is_empty());
}

#[tokio::test]
async fn whatever_happens_at_any_step_of_an_export_there_is_one_file() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let mut made = 0;
    for mishap in Mishap::ALL {
        for step in 1.. {
            let id = scene.anna().post(&scene.at("exports"), json!({ "format": "calendar" })).await.expect(StatusCode::ACCEPTED).id();
            let happened = runs_into(&scene, MAKE, step, mishap).await;
            scene.comes_to_rest(&id).await;
            made += 1;
            let operation = scene.world.operation(&scene.trip, &id).await;
            assert_eq!(operation.status, Status::Succeeded, "{mishap:?} at step {step}: {operation:#?}");
            assert_eq!(scene.world.count(&scene.trip, "export").await, made, "documents after {mishap:?} at step {step}");
            let files = scene.world.embedded.blobs.list("exports", "", None, 1000).await.unwrap();
            assert_eq!(files.len(), made, "files after {mishap:?} at step {step}");
            let booked = scene.world.embedded.ledger.total(Scope { trip: Some(scene.trip.clone()), ..Scope::default() }).await.unwrap();
            assert_eq!(booked.entries, made as u64, "bookings after {mishap:?} at step {step}");
            if !happened {
                assert!(step > 8, "a run takes more than {step} steps");
                break;
            }
        }
    }
}

#[tokio::test]
async fn whatever_happens_at_any_step_of_telling_people_each_is_told_once() {
    let scene = Scene::new(1).await;
    let people = [scene.anna().get("v1/me").await.id(), scene.ben().get("v1/me").await.id()];
    let mut made = 0;
    for mishap in Mishap::ALL {
        for step in 1.. {
            made += 1;
            let notice = json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": made } }).to_string();
            scene.world.embedded.queues.send("notifications", &notice, Duration::ZERO).await.unwrap();
            let happened = runs_into(&scene, "notifications-deliver", step, mishap).await;
            // A message shows again after ten minutes at the latest; nothing else repairs this.
            for _ in 0..11 {
                scene.world.minutes(1).await;
                if scene.world.embedded.queues.length("notifications").await.unwrap() == 0 {
                    break;
                }
            }
            for person in &people {
                assert_eq!(scene.world.notified(person).await, made, "{mishap:?} at step {step}");
            }
            if !happened {
                break;
            }
        }
    }
}

#[tokio::test]
async fn whatever_happens_at_any_step_of_a_start_the_client_that_asks_again_has_started_one() {
    for (path, body) in [("itineraries", json!({})), ("exports", json!({ "format": "json" }))] {
        let scene = Scene::new(1).await;
        scene.plans(json!({})).await;
        let (before, mut made) = (scene.world.count(&scene.trip, "operation").await, 0);
        for mishap in Mishap::ALL {
            for step in 1.. {
                assert!(step < MOST, "a start takes no end of steps");
                let key = format!("\"{mishap:?}-at-step-{step:06}\"");
                let (doomed, mishaps) = scene.world.doomed();
                mishaps.arm(step, mishap);
                let anna = doomed.person("Anna Rossi");
                let headers = [("Idempotency-Key", key.as_str())];
                let first = mishaps.unless_killed(anna.call(Method::POST, &scene.at(path), Some(&body), &headers)).await;
                let happened = mishaps.end();
                let heard = first.filter(|reply| reply.status == StatusCode::ACCEPTED);
                scene.world.advance(TimeDelta::seconds(61));
                let again = scene.anna().call(Method::POST, &scene.at(path), Some(&body), &headers).await.expect(StatusCode::ACCEPTED);
                if let Some(heard) = heard {
                    assert_eq!(heard.id(), again.id(), "{mishap:?} at step {step}");
                }
                made += 1;
                assert_eq!(scene.world.count(&scene.trip, "operation").await, before + made, "operations after {mishap:?} at step {step}");
                if path == "exports" {
                    scene.comes_to_rest(&again.id()).await;
                    assert_eq!(
                        scene.world.operation(&scene.trip, &again.id()).await.status,
                        Status::Succeeded,
                        "{mishap:?} at step {step}"
                    );
                    assert_eq!(scene.world.count(&scene.trip, "export").await, made, "exports after {mishap:?} at step {step}");
                } else {
                    // Planning takes its time; that a started one comes to its end is shown above.
                    let _ = scene.anna().act(&scene.at(&format!("operations/{}/cancel", again.id()))).await.expect(StatusCode::OK);
                }
                if !happened {
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_sweep_that_is_interrupted_anywhere_is_made_up_for_by_the_next() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    for mishap in Mishap::ALL {
        for step in 1.. {
            assert!(step < MOST, "a sweep takes no end of steps");
            let id = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id();
            let lost = scene.world.takes(MAKE).await.expect("it was sent");
            scene.world.embedded.queues.delete("exports", &lost).await.unwrap();
            scene.world.advance(TimeDelta::seconds(180));
            let (doomed, mishaps) = scene.world.doomed();
            mishaps.arm(step, mishap);
            mishaps.unless_killed(doomed.fire("operations-sweep")).await;
            let happened = mishaps.end();
            scene.comes_to_rest(&id).await;
            assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Succeeded, "{mishap:?} at step {step}");
            if !happened {
                break;
            }
        }
    }
}
