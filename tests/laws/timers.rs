//! Every timer is harmless with nothing due, runs a slot once, and comes back with far too much due.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::StatusCode;
use pathfinder_cloud::documents::{Container, Documents as _, Write};
use pathfinder_cloud::queues::Queues as _;
use pathfinder_tests::{Mishap, Scene, World};
use serde_json::{Value, json};

/// Every timer with what fills it. A timer without a row fails the test.
const TIMERS: [&str; 3] = ["dead-letters-collect", "operations-sweep", "retention-purge"];

/// Far more of everything than one run takes.
const TOO_MUCH: usize = 1_200;

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A UUIDv7 of its own for each number.
fn uuid(n: usize) -> String {
    format!("01890a5d-ac96-774b-8000-{n:012x}")
}

async fn write(world: &World, partition: &str, documents: Vec<(String, &'static str, Value)>) {
    for some in documents.chunks(100) {
        let writes = some.iter().map(|(id, kind, body)| Write::put(id.as_str(), kind, body).unwrap()).collect();
        world.embedded.documents.batch(Container::Trips, partition, writes).await.unwrap();
    }
}

fn operation(scene: &Scene, n: usize, updated: DateTime<Utc>) -> (String, &'static str, Value) {
    let body = json!({
        "schemaVersion": 1, "id": uuid(n), "trip": scene.trip, "status": "NotStarted", "active": true,
        "work": { "kind": "export", "request": { "export": uuid(n), "itinerary": 1, "format": "json", "paper": "a4" } },
        "percentComplete": 0, "phase": "waiting for its turn", "createdBy": format!("u{:032x}", 1), "createdAt": text(updated), "updatedAt": text(updated),
        "generation": 0, "attempts": 0, "leaseUntil": null, "notBefore": null, "cancelRequested": false, "result": null, "error": null
    });
    (format!("op_{}", uuid(n)), "operation", body)
}

fn outbox(scene: &Scene, n: usize, at: DateTime<Utc>) -> (String, &'static str, Value) {
    let body = json!({ "trip": scene.trip, "event": { "kind": "itineraryApproved", "version": n } }).to_string();
    let entry =
        json!({ "id": uuid(n), "trip": scene.trip, "queue": "notifications", "body": body, "notBefore": null, "createdAt": text(at) });
    (format!("outbox_{}", uuid(n)), "outbox", entry)
}

fn export(scene: &Scene, n: usize, expires: DateTime<Utc>) -> (String, &'static str, Value) {
    let body = json!({
        "schemaVersion": 1, "id": uuid(n), "trip": scene.trip, "itinerary": 1, "format": "json", "blob": format!("{}/{}.json", scene.trip, uuid(n)),
        "fileName": "x.json", "bytes": 1, "sha256": "00", "createdBy": format!("u{:032x}", 1), "createdAt": text(expires), "expiresAt": text(expires)
    });
    (format!("export_{}", uuid(n)), "export", body)
}

#[tokio::test]
async fn with_nothing_due_nothing_happens() {
    let world = World::new();
    let mut timers = world.timers();
    timers.sort_unstable();
    assert_eq!(timers, TIMERS, "every timer has its row in this law");
    for timer in timers {
        for _ in 0..2 {
            let _ = world.fire(timer).await.expect(StatusCode::OK);
            world.advance(TimeDelta::days(1));
        }
    }
    assert!(world.dead_letters().await.is_empty());
    assert_eq!(world.run_queues().await, 0);
}

#[tokio::test]
async fn a_slot_is_run_once() {
    let world = World::new();
    for timer in world.timers() {
        let _ = world.fire(timer).await.expect(StatusCode::OK);
        let (second, mishaps) = world.doomed();
        // Reading the newest finished slot is the one step that a second call of the same slot takes.
        mishaps.arm(2, Mishap::Fails);
        let _ = second.fire(timer).await.expect(StatusCode::OK);
        assert!(!mishaps.end(), "{timer} ran its slot again");
    }
}

#[tokio::test]
async fn a_failed_slot_is_made_up_for_by_the_next() {
    let world = World::new();
    for timer in world.timers() {
        let (cut_off, mishaps) = world.doomed();
        mishaps.arm(3, Mishap::Outage);
        assert_eq!(cut_off.fire(timer).await.status, StatusCode::INTERNAL_SERVER_ERROR, "{timer}");
        mishaps.end();
        world.advance(TimeDelta::days(1));
        let _ = world.fire(timer).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn a_sweep_with_far_too_much_to_do_does_a_part_and_the_next_ones_the_rest() {
    let scene = Scene::new(1).await;
    let (world, long_ago) = (&scene.world, scene.world.now() - TimeDelta::hours(1));
    write(world, &scene.trip, (0..TOO_MUCH).map(|n| operation(&scene, n, long_ago)).collect()).await;
    write(world, &scene.trip, (0..TOO_MUCH).map(|n| outbox(&scene, n, long_ago)).collect()).await;
    let _ = world.fire("operations-sweep").await.expect(StatusCode::OK);
    let announced = world.embedded.queues.length("exports").await.unwrap();
    let sent = world.embedded.queues.length("notifications").await.unwrap();
    assert!((500..=1_000).contains(&announced), "{announced} operations in one sweep");
    assert!((100..=500).contains(&sent), "{sent} messages in one sweep");
    assert_eq!(world.count(&scene.trip, "outbox").await as u64, TOO_MUCH as u64 - sent);
    for _ in 0..3 {
        world.advance(TimeDelta::minutes(1));
        let _ = world.fire("operations-sweep").await.expect(StatusCode::OK);
    }
    assert_eq!(world.count(&scene.trip, "outbox").await, 0);
}

#[tokio::test]
async fn a_crowd_that_waits_its_turn_does_not_hide_an_orphan() {
    let scene = Scene::new(1).await;
    let world = &scene.world;
    write(world, &scene.trip, (0..TOO_MUCH).map(|n| operation(&scene, n, world.now())).collect()).await;
    write(world, &scene.trip, vec![operation(&scene, TOO_MUCH, world.now() - TimeDelta::hours(1))]).await;
    let _ = world.fire("operations-sweep").await.expect(StatusCode::OK);
    let announced = world.embedded.queues.receive("exports", 10, Duration::from_secs(60)).await.unwrap();
    assert_eq!(announced.len(), 1);
    assert!(announced[0].body.contains(&uuid(TOO_MUCH)));
}

#[tokio::test]
async fn a_purge_with_far_too_much_to_do_comes_back() {
    let scene = Scene::new(1).await;
    let (world, long_ago) = (&scene.world, scene.world.now() - TimeDelta::days(1));
    write(world, &scene.trip, (0..TOO_MUCH).map(|n| export(&scene, n, long_ago)).collect()).await;
    for _ in 0..2 {
        let _ = world.fire("retention-purge").await.expect(StatusCode::OK);
        world.advance(TimeDelta::days(1));
    }
    assert_eq!(world.count(&scene.trip, "export").await, 0);
}

#[tokio::test]
async fn poisoned_messages_are_kept_a_part_at_a_time() {
    let world = World::new();
    for n in 0..TOO_MUCH {
        world.embedded.queues.send("itineraries-poison", &format!("poison {n}"), Duration::ZERO).await.unwrap();
    }
    let mut kept = 0;
    for _ in 0..5 {
        let _ = world.fire("dead-letters-collect").await.expect(StatusCode::OK);
        let now = world.documents(Container::System, "dead-letter-itineraries-generate", "deadLetter").await.len();
        assert!(now - kept <= 400, "{} in one run", now - kept);
        kept = now;
        world.advance(TimeDelta::minutes(1));
    }
    assert_eq!(kept, TOO_MUCH);
    assert_eq!(world.embedded.queues.length("itineraries-poison").await.unwrap(), 0);
}
