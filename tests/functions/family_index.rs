//! A user's own index of families: what a crash has left there is not shown, and takes no place.

use http::StatusCode;
use pathfinder_cloud::documents::{Container, Documents as _, Write};
use pathfinder_tests::World;
use serde_json::{Value, json};
use uuid::Uuid;

/// Puts families into somebody's index that do not know them.
async fn strays(world: &World, user: &str, count: u128) {
    let stored = world.embedded.documents.get(Container::Accounts, user, "user").await.unwrap().unwrap();
    let mut body = stored.body;
    let families = body["families"].as_array_mut().unwrap();
    families.extend((1..=count).map(|n| Value::from(Uuid::from_u128(n).to_string())));
    let write = Write::put("user", "user", &body).unwrap();
    world.embedded.documents.batch(Container::Accounts, user, vec![write]).await.unwrap();
}

#[tokio::test]
async fn only_families_that_know_the_user_are_shown() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, _) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let user = anna.get("v1/me").await.id();
    strays(&world, &user, 3).await;
    assert_eq!(anna.get("v1/me").await.json()["families"], json!([rossi]));
    let changed = anna.patch("v1/me", json!({ "displayName": "Annina" })).await.expect(StatusCode::OK);
    assert_eq!(changed.json()["families"], json!([rossi]));
}

#[tokio::test]
async fn what_is_not_confirmed_takes_no_place() {
    let world = World::configured(|config| config.limits.families_per_user = 3);
    let anna = world.person("Anna Rossi");
    let first = anna.founds("Rossi").await;
    let user = anna.get("v1/me").await.id();
    strays(&world, &user, 2).await;
    let (second, third) = (anna.founds("Bianchi").await, anna.founds("Verdi").await);
    assert_eq!(anna.get("v1/me").await.json()["families"], json!([first, second, third]));
    let more = json!({ "name": "Neri", "myName": "Anna", "myBirthMonth": "1985-06" });
    assert_eq!(anna.post("v1/families", more).await.expect(StatusCode::CONFLICT).problem(), "limit-reached");
}
