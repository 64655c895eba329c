//! Dead letters of jobs: one for each that was given up, whatever happens meanwhile; redriven, the job begins anew.

use std::time::Duration;

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder::dead_letters::redrive;
use pathfinder::store::operations::Status;
use pathfinder_cloud::queues::Queues as _;
use pathfinder_tests::{Mishap, Scene};
use serde_json::json;

use super::{GENERATE, MAKE, message};

async fn begins_an_export(scene: &Scene) -> String {
    scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED).id()
}

#[tokio::test]
async fn whatever_happens_at_any_step_of_giving_up_the_operator_gets_the_letter() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    for mishap in Mishap::ALL {
        for step in 1.. {
            assert!(step < 40, "giving up takes no end of steps");
            let id = begins_an_export(&scene).await;
            scene.world.has_run(&scene.trip, &id, 16).await;
            let taken = scene.world.takes(MAKE).await.expect("it was sent");
            let (doomed, mishaps) = scene.world.doomed();
            mishaps.arm(step, mishap);
            if let Some(reply) = mishaps.unless_killed(doomed.deliver(MAKE, &taken.body)).await {
                scene.world.settles(MAKE, &taken, &reply).await;
            }
            let happened = mishaps.end();
            scene.comes_to_rest(&id).await;
            assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Failed, "{mishap:?} at step {step}");
            let letters = scene.world.dead_letters().await;
            let own = letters.iter().filter(|(_, letter)| letter.body.contains(&id)).count();
            assert_eq!(own, 1, "letters after {mishap:?} at step {step}");
            if !happened {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_redriven_letter_gives_its_operation_all_attempts_anew() {
    for function in [GENERATE, MAKE] {
        let scene = Scene::new(1).await;
        let id = if function == GENERATE {
            scene.starts(json!({})).await
        } else {
            scene.plans(json!({})).await;
            begins_an_export(&scene).await
        };
        scene.world.has_run(&scene.trip, &id, 16).await;
        scene.world.run_queues().await;
        assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Failed);
        let (letter, _) = scene.world.dead_letters().await.remove(0);
        let said = redrive(&scene.world.app, function, &letter).await.expect("it is sent");
        assert!(said.contains(&id) && said.contains("begins anew"), "{said}");
        assert!(scene.world.dead_letters().await.is_empty());
        scene.comes_to_rest(&id).await;
        let operation = scene.world.operation(&scene.trip, &id).await;
        assert_eq!((operation.status, operation.error, operation.runs), (Status::Succeeded, None, 1), "{function}");
    }
}

#[tokio::test]
async fn a_letter_waits_while_the_trip_makes_another_itinerary() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    scene.world.has_run(&scene.trip, &id, 16).await;
    scene.world.run_queues().await;
    let other = scene.starts(json!({})).await;
    let (letter, _) = scene.world.dead_letters().await.remove(0);
    let refused = redrive(&scene.world.app, GENERATE, &letter).await.expect_err("one itinerary at a time");
    assert!(refused.to_string().contains("another itinerary"), "{refused}");
    assert_eq!(scene.world.dead_letters().await.len(), 1, "nothing is lost");
    scene.comes_to_rest(&other).await;
    let _ = redrive(&scene.world.app, GENERATE, &letter).await.expect("now it is its turn");
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Succeeded);
}

#[tokio::test]
async fn an_operation_that_is_over_for_good_is_not_reopened() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let _ = scene.anna().act(&scene.at(&format!("operations/{id}/cancel"))).await.expect(StatusCode::OK);
    let text = message(&scene.trip, &id);
    scene.world.embedded.queues.send("itineraries-poison", &text, Duration::ZERO).await.unwrap();
    let _ = scene.world.fire("dead-letters-collect").await.expect(StatusCode::OK);
    let (letter, _) = scene.world.dead_letters().await.remove(0);
    let said = redrive(&scene.world.app, GENERATE, &letter).await.unwrap();
    assert!(said.contains("needs nothing"), "{said}");
    assert_eq!(scene.world.operation(&scene.trip, &id).await.status, Status::Canceled);
}

#[tokio::test]
async fn a_poison_queue_that_cannot_be_read_does_not_keep_the_others_waiting() {
    let scene = Scene::new(1).await;
    for queue in ["itineraries-poison", "exports-poison", "notifications-poison"] {
        scene.world.embedded.queues.send(queue, "not a message", Duration::ZERO).await.unwrap();
    }
    let (doomed, mishaps) = scene.world.doomed();
    let mut kept = Vec::new();
    for step in 1..12 {
        mishaps.arm(step, Mishap::Fails);
        let reply = doomed.fire("dead-letters-collect").await;
        if mishaps.end() && reply.status == StatusCode::INTERNAL_SERVER_ERROR {
            kept.push(scene.world.dead_letters().await.len());
        }
        scene.world.advance(TimeDelta::seconds(60));
    }
    // Somewhere the first queue failed, and two letters of the others were kept all the same.
    assert!(kept.contains(&2), "{kept:?}");
}

#[tokio::test]
async fn what_was_announced_is_not_announced_again_each_minute() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let lost = scene.world.takes(GENERATE).await.expect("it was sent");
    scene.world.embedded.queues.delete("itineraries", &lost).await.unwrap();
    let mut waiting = Vec::new();
    for _ in 0..6 {
        scene.world.advance(TimeDelta::seconds(60));
        let _ = scene.world.fire("operations-sweep").await.expect(StatusCode::OK);
        waiting.push(scene.world.embedded.queues.length("itineraries").await.unwrap());
    }
    assert_eq!(waiting, [0, 0, 1, 1, 1, 2], "once, and again only when that message must be lost as well");
    scene.comes_to_rest(&id).await;
    assert_eq!(scene.world.operation(&scene.trip, &id).await.generation, 1);
}
