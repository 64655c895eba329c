//! Destinations: what the built-in catalogue knows, in the ids that wishes and edits use.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use pathfinder_tests::{Scene, World};
use serde_json::{Value, json};

fn texts<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().map(|one| one[member].as_str().expect("text")).collect()
}

#[tokio::test]
async fn all_destinations_stand_on_one_page_and_each_can_be_read() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let list = anna.get("v1/destinations").await.expect(StatusCode::OK).json();
    assert!(list.get("nextLink").is_none());
    let slugs = texts(&list["value"], "slug");
    assert!(slugs.len() >= 20 && slugs.contains(&"rome"), "{slugs:?}");
    for slug in slugs {
        let shown = anna.get(&format!("v1/destinations/{slug}")).await.expect(StatusCode::OK).json();
        assert_eq!(shown["slug"], slug);
        let ids: Vec<&str> = ["places", "restaurants", "lodgings"].into_iter().flat_map(|kind| texts(&shown[kind], "id")).collect();
        assert!(ids.iter().all(|id| id.starts_with(&format!("{slug}/"))), "{slug}: {ids:?}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{slug}: an id stands twice");
    }
}

#[tokio::test]
async fn its_ids_are_those_that_wishes_take() {
    let scene = Scene::new(1).await;
    let rome = scene.anna().get("v1/destinations/rome").await.json();
    let wishes = json!({ "mustSee": [rome["places"][0]["id"]], "mustAvoid": [rome["restaurants"][0]["id"]] });
    let _ = scene.anna().put(&scene.at(&format!("families/{}/wishes", scene.rossi)), wishes).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_destination_that_is_known_already_is_not_sent_again() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let etag = anna.etag("v1/destinations/rome").await;
    let again = anna.call(Method::GET, "v1/destinations/rome", None, &[("If-None-Match", &etag)]).await;
    assert!(again.status == StatusCode::NOT_MODIFIED && again.body.is_empty());
    assert_ne!(anna.etag("v1/destinations/paris").await, etag);
}

#[tokio::test]
async fn what_the_catalogue_does_not_know_is_not_there() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    for slug in ["atlantis", "ROME", "rome%2Fcolosseum", "..", "rome%00"] {
        assert_eq!(anna.get(&format!("v1/destinations/{slug}")).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "{slug}");
    }
    let _ = world.stranger().get("v1/destinations").await.expect(StatusCode::UNAUTHORIZED);
    let _ = world.stranger().get("v1/destinations/rome").await.expect(StatusCode::UNAUTHORIZED);
}
