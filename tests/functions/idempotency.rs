//! One intent has its effect once, however often it is sent and wherever it is cut off.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Person, Reply, Watched, World};
use serde_json::{Value, json};

const KEY: &str = "\"an-intent-of-anna-1\"";

fn family(name: &str) -> Value {
    json!({ "name": name, "myName": "Anna", "myBirthMonth": "1985-06" })
}

async fn founds(person: &Person<'_>, key: &str, name: &str) -> Reply {
    person.call(Method::POST, "v1/families", Some(&family(name)), &[("Idempotency-Key", key)]).await
}

#[tokio::test]
async fn a_post_without_a_proper_key_is_refused() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let json = ("Content-Type", "application/json");
    let missing = anna.raw(Method::POST, "v1/families", &[json], family("Rossi").to_string()).await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(missing.problem(), "idempotency-key-missing");
    for key in [
        "short",
        "\"fifteen-letters",
        "with spaces in the middle",
        "\"unbalanced-quote-here",
        "back\\slash-in-the-key",
        &"x".repeat(129),
        "clé-avec-des-accents",
        "",
    ] {
        let refused = anna.raw(Method::POST, "v1/families", &[json, ("Idempotency-Key", key)], family("Rossi").to_string()).await;
        assert_eq!(refused.expect(StatusCode::BAD_REQUEST).problem(), "malformed-header", "{key:?}");
    }
    assert!(store.everything().await.is_empty(), "nothing was begun");
    // Quoted and bare are the same key.
    let first = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
    let bare = founds(&anna, KEY.trim_matches('"'), "Rossi").await.expect(StatusCode::CREATED);
    assert_eq!((first.body, bare.header("idempotency-replayed").as_deref()), (bare.body.clone(), Some("true")));
    // Reading and changing need none.
    let _ = anna.raw(Method::GET, "v1/families", &[], "").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let first = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_eq!(first.header("idempotency-replayed"), None);
    // A renewed token is the same person.
    world.advance(TimeDelta::minutes(30));
    let again = founds(&world.person("Anna Rossi"), KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(again.body, first.body);
    for name in ["location", "etag", "content-type"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
        assert!(again.header(name).is_some(), "{name}");
    }
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"), "it is another request, though");
    assert_eq!(store.count("family").await, 1);

    let trip = json!({ "family": first.id(), "trip": { "title": "Rome", "firstDay": world.date_in(9), "lastDay": world.date_in(9), "cities": [{ "destination": "rome" }], "currency": "EUR" } });
    let start = async || anna.call(Method::POST, "v1/trips", Some(&trip), &[("Idempotency-Key", KEY)]).await;
    let started = start().await.expect(StatusCode::CREATED);
    assert_eq!(started.header("idempotency-replayed"), None, "the same key elsewhere is another intent");
    assert_eq!(start().await.body, started.body);
    let generate = async || {
        anna.call(Method::POST, &format!("v1/trips/{}/itineraries", started.id()), Some(&json!({})), &[("Idempotency-Key", KEY)]).await
    };
    let (one, two) = (generate().await.expect(StatusCode::ACCEPTED), generate().await.expect(StatusCode::ACCEPTED));
    assert_eq!(
        (one.header("operation-location"), one.header("retry-after")),
        (two.header("operation-location"), two.header("retry-after"))
    );
    assert!(one.header("operation-location").is_some());
    assert_eq!(store.count("operation").await, 1);
}

#[tokio::test]
async fn a_key_is_for_one_body_and_one_person() {
    let (world, store) = Watched::world();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let first = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
    let other = founds(&anna, KEY, "Bianchi").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.problem(), "idempotency-key-reused");
    let bens = founds(&ben, KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_ne!(bens.id(), first.id());
    assert_eq!(bens.header("idempotency-replayed"), None);
    assert_eq!(store.count("family").await, 2);
    let members = json!({ "name": "Mia", "role": "child", "born": "2020-01" });
    let add = async |family: &str, person: &Person<'_>| {
        person.call(Method::POST, &format!("v1/families/{family}/members"), Some(&members), &[("Idempotency-Key", KEY)]).await
    };
    let _ = add(&first.id(), &anna).await.expect(StatusCode::CREATED);
    assert_eq!(add(&bens.id(), &anna).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "another address is another intent");
}

#[tokio::test]
async fn a_key_rests_after_a_day() {
    let (world, store) = Watched::world();
    let first = founds(&world.person("Anna Rossi"), KEY, "Rossi").await.expect(StatusCode::CREATED);
    world.advance(TimeDelta::hours(24));
    let later = founds(&world.person("Anna Rossi"), KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_ne!(first.id(), later.id());
    assert_eq!(store.count("family").await, 2);
}

#[tokio::test]
async fn what_was_refused_before_any_effect_may_be_sent_again_with_the_same_key() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    assert_eq!(founds(&anna, KEY, "").await.expect(StatusCode::UNPROCESSABLE_ENTITY).problem(), "invalid");
    assert_eq!(store.count("idempotency").await, 0);
    let _ = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn what_was_decided_stays_decided() {
    let world = World::configured(|config| config.limits.families_per_user = 1);
    let anna = world.person("Anna Rossi");
    anna.founds("Rossi").await;
    let refused = founds(&anna, KEY, "Bianchi").await.expect(StatusCode::CONFLICT);
    let again = founds(&anna, KEY, "Bianchi").await.expect(StatusCode::CONFLICT);
    assert_eq!((refused.problem(), again.header("idempotency-replayed").as_deref()), ("limit-reached".to_owned(), Some("true")));
    assert_eq!(again.header("content-type").as_deref(), Some("application/problem+json"));
    assert_eq!(again.body, refused.body);
}

#[tokio::test]
async fn a_repetition_while_the_first_still_runs_is_asked_to_wait() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    store.next(Container::Accounts, "family", Fate::HangsBefore);
    let meanwhile = async {
        store.reached().await;
        let busy = founds(&anna, KEY, "Rossi").await;
        store.release();
        busy
    };
    let (first, busy) = tokio::join!(founds(&anna, KEY, "Rossi"), meanwhile);
    assert_eq!(busy.problem(), "idempotency-key-in-use");
    assert_eq!(
        (busy.status, busy.header("retry-after").as_deref(), &busy.json()["retryable"]),
        (StatusCode::CONFLICT, Some("1"), &json!(true))
    );
    let first = first.expect(StatusCode::CREATED);
    assert_eq!(founds(&anna, KEY, "Rossi").await.body, first.body, "and then gets the first one's answer");
    assert_eq!(store.count("family").await, 1);
}

#[tokio::test]
async fn ten_at_once_have_one_effect() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let replies = futures::future::join_all((0..10).map(|_| founds(&anna, KEY, "Rossi"))).await;
    let created: Vec<_> = replies.iter().filter(|reply| reply.status == StatusCode::CREATED).collect();
    assert!(!created.is_empty() && created.iter().all(|reply| reply.body == created[0].body));
    assert!(replies.iter().all(|reply| reply.status == StatusCode::CREATED || reply.problem() == "idempotency-key-in-use"));
    assert_eq!(store.count("family").await, 1);
}

/// Sends the request and lets the process die when the batch that stores a `kind` was written.
async fn dies_after(store: &Watched, container: Container, kind: &'static str, request: impl Future<Output = Reply>) {
    store.next(container, kind, Fate::HangsAfter);
    tokio::select! {
        reply = request => panic!("it was to die, but answered {}", reply.text()),
        () = store.reached() => {}
    }
}

#[tokio::test]
async fn a_crash_between_the_effect_and_its_answer_makes_no_second_family() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    dies_after(&store, Container::Accounts, "family", founds(&anna, KEY, "Rossi")).await;
    assert_eq!(store.count("family").await, 1);
    let survivor = store.everything().await.into_values().find(|stored| stored.kind == "family").expect("the effect");

    let too_soon = founds(&anna, KEY, "Rossi").await;
    assert_eq!(too_soon.expect(StatusCode::CONFLICT).problem(), "idempotency-key-in-use", "nobody knows yet that it died");
    world.advance(TimeDelta::seconds(61));
    let again = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_eq!(json!(again.id()), survivor.body["id"]);
    assert_eq!(again.header("etag"), Some(format!("\"{}\"", survivor.etag.0)));
    assert_eq!((store.count("family").await, anna.get("v1/families").await.json()["value"].as_array().map(Vec::len)), (1, Some(1)));
    assert_eq!(founds(&anna, KEY, "Rossi").await.header("idempotency-replayed").as_deref(), Some("true"));
}

#[tokio::test]
async fn a_crash_at_any_step_of_starting_a_trip_makes_one_trip() {
    for (container, kind) in [(Container::System, "idempotency"), (Container::Accounts, "tripLink"), (Container::Trips, "trip")] {
        let (world, store) = Watched::world();
        let anna = world.person("Anna Rossi");
        let rossi = anna.founds("Rossi").await;
        let trip = json!({ "family": rossi, "trip": { "title": "Rome", "firstDay": world.date_in(0), "lastDay": world.date_in(0), "cities": [{ "destination": "rome" }], "currency": "EUR" } });
        let start = async || anna.call(Method::POST, "v1/trips", Some(&trip), &[("Idempotency-Key", KEY)]).await;
        dies_after(&store, container, kind, start()).await;
        world.advance(TimeDelta::seconds(61));
        let started = start().await.expect(StatusCode::CREATED);
        assert_eq!((store.count("trip").await, store.count("tripLink").await, store.count("participation").await), (1, 1, 1), "{kind}");
        assert_eq!(anna.get("v1/trips").await.json()["value"][0]["id"], json!(started.id()));
    }
}

#[tokio::test]
async fn a_crash_makes_no_second_member_invitation_or_operation() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    for (container, kind, path, body) in [
        (
            Container::Accounts,
            "family",
            format!("v1/families/{rossi}/members"),
            json!({ "name": "Mia", "role": "child", "born": "2020-01" }),
        ),
        (Container::Accounts, "invitation", format!("v1/families/{rossi}/invitations"), json!({ "role": "adult" })),
        (Container::Trips, "invitation", format!("v1/trips/{trip}/invitations"), json!({})),
        (Container::Trips, "operation", format!("v1/trips/{trip}/itineraries"), json!({})),
    ] {
        let send = async || anna.call(Method::POST, &path, Some(&body), &[("Idempotency-Key", KEY)]).await;
        let before = store.everything().await;
        dies_after(&store, container, kind, send()).await;
        let after = store.everything().await;
        world.advance(TimeDelta::seconds(61));
        let again = send().await;
        assert!(again.status.is_success(), "{path}: {}", again.text());
        let count = |all: &std::collections::BTreeMap<_, pathfinder_cloud::documents::Stored>| {
            all.values().filter(|stored| stored.kind == kind).count()
        };
        assert_eq!(count(&store.everything().await), count(&after), "{path}: nothing was made twice");
        assert!(after.len() > before.len(), "{path}: the effect was there");
    }
    assert_eq!(anna.get(&format!("v1/families/{rossi}")).await.json()["members"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_crash_after_joining_a_family_or_a_trip_is_a_yes() {
    let (world, store) = Watched::world();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 1).await;
    let into_family = anna.post(&format!("v1/families/{rossi}/invitations"), json!({ "role": "adult" })).await.json()["token"].clone();
    let onto_trip = anna.invites_onto(&trip).await;
    for (container, kind, body) in [
        (Container::Accounts, "family", json!({ "token": into_family, "myName": "Ben", "myBirthMonth": "1985-01" })),
        (Container::Trips, "participation", json!({ "token": onto_trip, "family": miller })),
    ] {
        let send = async || {
            ben.call(Method::POST, "v1/invitations/accept", Some(&body), &[("Idempotency-Key", &format!("{kind}-0123456789"))]).await
        };
        dies_after(&store, container, kind, send()).await;
        world.advance(TimeDelta::seconds(61));
        let _ = send().await.expect(StatusCode::OK);
    }
    assert_eq!(anna.get(&format!("v1/families/{rossi}")).await.json()["members"].as_array().map(Vec::len), Some(2));
    assert_eq!(anna.get(&format!("v1/trips/{trip}/families")).await.json()["value"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_store_that_fails_or_loses_its_answer_costs_a_repetition_and_nothing_else() {
    for fate in [Fate::Fails, Fate::LosesTheAnswer] {
        let (world, store) = Watched::world();
        let anna = world.person("Anna Rossi");
        store.next(Container::Accounts, "family", fate);
        let failed = founds(&anna, KEY, "Rossi").await.expect(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((failed.problem().as_str(), failed.header("retry-after").as_deref()), ("unavailable", Some("5")));
        for secret in ["secret", "pathfinder.db", "connection"] {
            assert!(!failed.text().contains(secret), "no internals: {}", failed.text());
        }
        // The client knows that it failed and need not wait for any lease.
        world.advance(TimeDelta::seconds(5));
        let again = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
        assert_eq!(store.count("family").await, 1, "{fate:?}: one intent, one family");
        assert_eq!(anna.get("v1/families").await.json()["value"][0]["id"], json!(again.id()));
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_stored_is_given_all_the_same() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    // The record itself is the first idempotency batch; the answer is the second.
    store.next(Container::Accounts, "family", Fate::HangsAfter);
    let breaks = async {
        store.reached().await;
        store.next(Container::System, "idempotency", Fate::Fails);
        store.release();
    };
    let (first, ()) = tokio::join!(founds(&anna, KEY, "Rossi"), breaks);
    let first = first.expect(StatusCode::CREATED);
    world.advance(TimeDelta::seconds(61));
    let again = founds(&anna, KEY, "Rossi").await.expect(StatusCode::CREATED);
    assert_eq!((again.id(), again.header("location")), (first.id(), first.header("location")));
    assert_eq!(store.count("family").await, 1);
}

#[tokio::test]
async fn a_post_to_nowhere_is_a_404_with_or_without_a_key() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let nowhere = anna.raw(Method::POST, "v1/nowhere", &[], "").await;
    assert_eq!(nowhere.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    let wrong = anna.raw(Method::POST, "v1/me", &[], "").await;
    assert_eq!(wrong.expect(StatusCode::METHOD_NOT_ALLOWED).problem(), "method-not-allowed");
}
