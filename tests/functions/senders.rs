//! An invitation counts only as long as its sender could send it anew, and its token is stored nowhere.

use http::{Method, StatusCode};
use pathfinder_cloud::documents::{Container, Documents as _, Query};
use pathfinder_tests::{Person, Scene, World};
use serde_json::{Value, json};

/// Carlo becomes an admin of Anna's family and invites somebody into it; the token.
async fn carlo_invites(world: &World, family: &str) -> String {
    let (anna, carlo) = (world.person("Anna Rossi"), world.person("Carlo Rossi"));
    anna.welcomes(family, &carlo, "admin").await;
    let sent =
        carlo.post(&format!("v1/families/{family}/invitations"), json!({ "role": "admin" })).await.expect(StatusCode::CREATED).json();
    sent["token"].as_str().unwrap().to_owned()
}

async fn member(anna: &Person<'_>, family: &str, name: &str) -> String {
    let shown = anna.get(&format!("v1/families/{family}")).await.json();
    let members = shown["members"].as_array().unwrap();
    members.iter().find(|member| member["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn change(anna: &Person<'_>, family: &str, method: Method, body: Option<Value>) {
    let etag = anna.etag(&format!("v1/families/{family}")).await;
    let path = format!("v1/families/{family}/members/{}", member(anna, family, "Newcomer").await);
    assert!(anna.call(method, &path, body.as_ref(), &[("If-Match", &etag)]).await.status.is_success());
}

#[tokio::test]
async fn an_admin_who_was_removed_or_demoted_leaves_no_open_invitation() {
    for (method, body) in [(Method::DELETE, None), (Method::PATCH, Some(json!({ "role": "adult" })))] {
        let world = World::new();
        let anna = world.person("Anna Rossi");
        let rossi = anna.founds("Rossi").await;
        let token = carlo_invites(&world, &rossi).await;
        change(&anna, &rossi, method, body).await;
        let carlo = world.person("Carlo Rossi again");
        let answer = json!({ "token": token, "myName": "Carlo", "myBirthMonth": "1990-01" });
        assert_eq!(carlo.post("v1/invitations/accept", answer).await.expect(StatusCode::GONE).problem(), "invitation-gone");
        let listed = anna.get(&format!("v1/families/{rossi}/invitations")).await.json();
        let mut states: Vec<_> = listed["value"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        states.sort_unstable();
        assert_eq!(states, ["accepted", "withdrawn"]);
    }
}

#[tokio::test]
async fn onto_a_trip_too_the_sender_must_still_be_an_organiser() {
    let scene = Scene::new(1).await;
    let carlo = scene.world.person("Carlo Rossi");
    scene.anna().welcomes(&scene.rossi, &carlo, "admin").await;
    let token = carlo.invites_onto(&scene.trip).await;
    let cleo = scene.world.person("Cleo Petit");
    let petit = cleo.founds("Petit").await;
    let _ = cleo.post("v1/invitations/preview", json!({ "token": token })).await.expect(StatusCode::OK);
    change(&scene.anna(), &scene.rossi, Method::PATCH, Some(json!({ "role": "adult" }))).await;
    let answer = json!({ "token": token, "family": petit });
    assert_eq!(cleo.post("v1/invitations/accept", answer).await.expect(StatusCode::GONE).problem(), "invitation-gone");
}

#[tokio::test]
async fn a_repeated_creation_gives_the_same_token_which_is_stored_nowhere() {
    let scene = Scene::new(1).await;
    let key = [("Idempotency-Key", "one-invitation-0001")];
    let path = scene.at("invitations");
    let first = scene.anna().call(Method::POST, &path, Some(&json!({})), &key).await.expect(StatusCode::CREATED).json();
    let again = scene.anna().call(Method::POST, &path, Some(&json!({})), &key).await.expect(StatusCode::CREATED).json();
    assert_eq!(first, again);
    let token = first["token"].as_str().unwrap();
    let records =
        scene.world.embedded.documents.scan(Container::System, Query { limit: 1000, ..Query::kind("idempotency") }).await.unwrap();
    assert!(!records.items.is_empty());
    assert!(records.items.iter().all(|record| !record.body.to_string().contains(token)));
    // And the intent still stands for one body only.
    let other = scene.anna().call(Method::POST, &path, Some(&json!({ "email": "a@example.org" })), &key).await;
    assert_eq!(other.expect(StatusCode::UNPROCESSABLE_ENTITY).problem(), "idempotency-key-reused");
}

#[tokio::test]
async fn whoever_says_no_twice_hears_the_same_twice() {
    let scene = Scene::new(1).await;
    let token = scene.anna().invites_onto(&scene.trip).await;
    let cleo = scene.world.person("Cleo Petit");
    for _ in 0..2 {
        let _ = cleo.post("v1/invitations/decline", json!({ "token": token })).await.expect(StatusCode::NO_CONTENT);
    }
    let other = scene.world.person("Dora Petit").post("v1/invitations/decline", json!({ "token": token })).await;
    assert_eq!(other.expect(StatusCode::GONE).problem(), "invitation-gone");
}

#[tokio::test]
async fn nobody_joins_who_is_no_living_adult() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let sent = anna.post(&format!("v1/families/{rossi}/invitations"), json!({ "role": "adult" })).await.json();
    for born in ["1900-01", "2015-01", "2030-01"] {
        let answer = json!({ "token": sent["token"], "myName": "Methuselah", "myBirthMonth": born });
        let reply = world.person("Methuselah").post("v1/invitations/accept", answer).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reply.pointers(), ["/myBirthMonth"], "{born}");
    }
}
