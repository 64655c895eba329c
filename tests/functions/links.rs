//! A family and its trips: how many it may have, and that it cannot end or be overfilled at the same moment.

use http::{Method, StatusCode};
use pathfinder::config::Config;
use pathfinder_cloud::documents::{Container, Documents as _, Write};
use pathfinder_tests::{Fate, Mishap, Person, Reply, Scene, Watched, World};
use serde_json::json;

fn one_trip(config: &mut Config) {
    config.limits.trips_per_family = 1;
}

async fn starts(person: &Person<'_>, family: &str, key: &str) -> Reply {
    let trip = json!({
        "title": "Rome", "firstDay": person.world.date_in(90), "lastDay": person.world.date_in(91),
        "cities": [{ "destination": "rome" }], "currency": "EUR"
    });
    let body = json!({ "family": family, "trip": trip });
    person.call(Method::POST, "v1/trips", Some(&body), &[("Idempotency-Key", key)]).await
}

#[tokio::test]
async fn of_two_trips_at_once_only_one_gets_the_last_place() {
    let (world, watched) = Watched::configured(one_trip);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    watched.next(Container::Accounts, "tripLink", Fate::HangsBefore);
    let (late, first) = tokio::join!(starts(&anna, &rossi, "the-late-one-000001"), async {
        watched.reached().await;
        let first = starts(&anna, &rossi, "the-first-one-00001").await;
        watched.release();
        first
    });
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(late.expect(StatusCode::CONFLICT).problem(), "limit-reached");
}

#[tokio::test]
async fn only_open_trips_that_the_family_is_on_count() {
    let world = World::configured(one_trip);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    // What a crash or a lost race has left.
    let stale = json!({ "trip": "01890a5d-ac96-774b-bcce-b302099a8057" });
    let write = Write::put("trip_01890a5d-ac96-774b-bcce-b302099a8057", "tripLink", &stale).unwrap();
    world.embedded.documents.batch(Container::Accounts, &rossi, vec![write]).await.unwrap();
    let first = starts(&anna, &rossi, "the-first-one-00001").await.expect(StatusCode::CREATED).id();
    assert_eq!(starts(&anna, &rossi, "the-second-one-0001").await.expect(StatusCode::CONFLICT).problem(), "limit-reached");
    let etag = anna.etag(&format!("v1/trips/{first}")).await;
    let called_off = json!({ "status": "cancelled" });
    let path = format!("v1/trips/{first}/status");
    let _ = anna.call(Method::PUT, &path, Some(&called_off), &[("If-Match", &etag)]).await.expect(StatusCode::OK);
    let _ = starts(&anna, &rossi, "the-third-one-00001").await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_family_joins_no_more_trips_than_it_may_start() {
    let world = World::configured(one_trip);
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 1).await;
    ben.starts_trip(&miller, 1).await;
    let answer = json!({ "token": anna.invites_onto(&trip).await, "family": miller });
    assert_eq!(ben.post("v1/invitations/accept", answer).await.expect(StatusCode::CONFLICT).problem(), "limit-reached");
}

#[tokio::test]
async fn a_start_that_was_interrupted_does_not_count_itself() {
    for mishap in Mishap::ALL {
        for step in 1.. {
            assert!(step < 60, "a start takes no end of steps");
            let world = World::configured(one_trip);
            let rossi = world.person("Anna Rossi").founds("Rossi").await;
            let (doomed, mishaps) = world.doomed();
            mishaps.arm(step, mishap);
            let anna = doomed.person("Anna Rossi");
            let _ = mishaps.unless_killed(starts(&anna, &rossi, "one-intent-00000001")).await;
            let happened = mishaps.end();
            world.advance(chrono::TimeDelta::seconds(61));
            let anna = world.person("Anna Rossi");
            let again = starts(&anna, &rossi, "one-intent-00000001").await;
            assert_eq!(again.status, StatusCode::CREATED, "{mishap:?} at step {step}: {again:?}");
            assert_eq!(anna.get("v1/trips").await.json()["value"].as_array().map(Vec::len), Some(1));
            if !happened {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_family_does_not_end_while_it_starts_a_trip() {
    let (world, watched) = Watched::world();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    watched.next(Container::Accounts, "tripLink", Fate::HangsBefore);
    let (late, ()) = tokio::join!(starts(&anna, &rossi, "the-late-one-000001"), async {
        watched.reached().await;
        let _ = anna.delete(&format!("v1/families/{rossi}")).await.expect(StatusCode::NO_CONTENT);
        watched.release();
    });
    assert_eq!(late.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/family"]);
    assert_eq!((watched.count("trip").await, watched.count("tripLink").await), (0, 0));
}

#[tokio::test]
async fn a_family_that_has_just_joined_a_trip_cannot_be_ended_by_an_older_look() {
    let (world, watched) = Watched::world();
    let scene = Scene::in_world(world, 1).await;
    let cleo = scene.world.person("Cleo Petit");
    let petit = cleo.founds("Petit").await;
    let etag = cleo.etag(&format!("v1/families/{petit}")).await;
    cleo.joins(&petit, &scene.anna().invites_onto(&scene.trip).await).await;
    let ended = cleo.call(Method::DELETE, &format!("v1/families/{petit}"), None, &[("If-Match", &etag)]).await;
    assert!(ended.status == StatusCode::PRECONDITION_FAILED || ended.status == StatusCode::CONFLICT, "{ended:?}");
    assert_eq!(watched.count("family").await, 3);
}
