//! Invitations: one token, one answer, seven days.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Person, Reply, Watched, World};
use serde_json::{Value, json};

async fn accept(person: &Person<'_>, token: &str, family: &str) -> Reply {
    person.post("v1/invitations/accept", json!({ "token": token, "family": family })).await
}

fn states(list: &Value) -> Vec<&str> {
    list["value"].as_array().expect("a list").iter().map(|one| one["state"].as_str().expect("a state")).collect()
}

#[tokio::test]
async fn a_family_is_invited_looks_and_comes_along() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/invitations");
    let sent = anna.post(&path, json!({})).await.expect(StatusCode::CREATED).json();
    let token = sent["token"].as_str().expect("a token");
    assert_eq!(sent["state"], "open");
    assert_eq!(sent["expiresAt"], "2027-01-10T10:00:00Z", "seven days");

    let preview = ben.post("v1/invitations/preview", json!({ "token": token })).await.expect(StatusCode::OK).json();
    assert_eq!(preview, json!({ "into": "trip", "name": "Rome in spring", "inviter": "Anna Rossi", "expiresAt": "2027-01-10T10:00:00Z" }));
    assert_eq!(ben.get(&format!("v1/trips/{trip}")).await.problem(), "not-found", "a look is not a yes");

    let joined = accept(&ben, token, &miller).await.expect(StatusCode::OK).json();
    assert_eq!(joined, json!({ "family": miller, "trip": trip }));
    assert_eq!(ben.get(&format!("v1/trips/{trip}")).await.expect(StatusCode::OK).json()["myRole"], "familyAdmin");
    assert_eq!(ben.get("v1/trips").await.json()["value"][0]["id"], json!(trip));
    let list = anna.get(&path).await.expect(StatusCode::OK);
    assert_eq!(states(&list.json()), ["accepted"]);
    assert!(!list.text().contains(token), "the token is in the first answer and nowhere else");

    // The same person again, with another key: the same answer, one membership.
    assert_eq!(accept(&ben, token, &miller).await.expect(StatusCode::OK).json(), joined);
    assert_eq!(anna.get(&format!("v1/trips/{trip}/families")).await.json()["value"].as_array().map(Vec::len), Some(2));
    // But it brings no second family, and not the same one back after it has left.
    let second = ben.founds("Miller 2").await;
    assert_eq!(accept(&ben, token, &second).await.expect(StatusCode::GONE).problem(), "invitation-gone");
    let _ = ben.delete(&format!("v1/trips/{trip}/families/{miller}")).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(accept(&ben, token, &miller).await.expect(StatusCode::GONE).problem(), "invitation-gone");
}

#[tokio::test]
async fn a_token_counts_once() {
    let world = World::new();
    let (anna, ben, cleo) = (world.person("Anna Rossi"), world.person("Ben Miller"), world.person("Cleo Petit"));
    let (rossi, miller, petit) = (anna.founds("Rossi").await, ben.founds("Miller").await, cleo.founds("Petit").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let token = anna.invites_onto(&trip).await;
    ben.joins(&miller, &token).await;
    for gone in [
        accept(&cleo, &token, &petit).await,
        cleo.post("v1/invitations/preview", json!({ "token": token })).await,
        cleo.post("v1/invitations/decline", json!({ "token": token })).await,
    ] {
        assert_eq!(gone.expect(StatusCode::GONE).problem(), "invitation-gone");
    }
    assert_eq!(cleo.get(&format!("v1/trips/{trip}")).await.problem(), "not-found");
}

#[tokio::test]
async fn declined_expired_and_withdrawn_invitations_no_longer_count() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/invitations");

    let declined = anna.invites_onto(&trip).await;
    let _ = ben.post("v1/invitations/decline", json!({ "token": declined })).await.expect(StatusCode::NO_CONTENT);
    world.advance(TimeDelta::milliseconds(1));
    let sent = anna.post(&path, json!({})).await.expect(StatusCode::CREATED).json();
    let (withdrawn, id) = (sent["token"].as_str().expect("a token").to_owned(), sent["id"].as_str().expect("an id"));
    for _ in 0..2 {
        let _ = anna.call(Method::DELETE, &format!("{path}/{id}"), None, &[]).await.expect(StatusCode::NO_CONTENT);
    }
    let absent = anna.call(Method::DELETE, &format!("{path}/00000000-0000-7000-8000-000000000000"), None, &[]).await;
    assert_eq!(absent.status, StatusCode::NO_CONTENT, "what is not there is withdrawn already");
    world.advance(TimeDelta::milliseconds(1));
    let expiring = anna.invites_onto(&trip).await;
    assert_eq!(states(&anna.get(&path).await.json()), ["open", "withdrawn", "declined"], "newest first");
    world.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let _ = ben.post("v1/invitations/preview", json!({ "token": expiring })).await.expect(StatusCode::OK);
    world.advance(TimeDelta::seconds(1));
    for token in [declined, withdrawn, expiring] {
        for gone in [accept(&ben, &token, &miller).await, ben.post("v1/invitations/preview", json!({ "token": token })).await] {
            assert_eq!(gone.expect(StatusCode::GONE).problem(), "invitation-gone");
        }
    }
    assert_eq!(states(&anna.get(&path).await.json()), ["expired", "withdrawn", "declined"]);

    let token = anna.invites_onto(&trip).await;
    ben.joins(&miller, &token).await;
    let list = anna.get(&path).await.json();
    let id = list["value"][0]["id"].as_str().expect("an id");
    let late = anna.call(Method::DELETE, &format!("{path}/{id}"), None, &[]).await;
    assert_eq!(late.expect(StatusCode::CONFLICT).problem(), "conflict", "an accepted invitation is not taken back");
}

#[tokio::test]
async fn an_invitation_by_mail_is_for_that_address() {
    let world = World::new();
    let (anna, ben, cleo) = (world.person("Anna Rossi"), world.person("Ben Miller"), world.person("Cleo Petit"));
    let (rossi, miller, petit) = (anna.founds("Rossi").await, ben.founds("Miller").await, cleo.founds("Petit").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let sent = anna
        .post(&format!("v1/trips/{trip}/invitations"), json!({ "email": "Ben.Miller@Example.org" }))
        .await
        .expect(StatusCode::CREATED)
        .json();
    assert_eq!(sent["email"], "ben.miller@example.org");
    let token = sent["token"].as_str().expect("a token");
    for refused in [
        accept(&cleo, token, &petit).await,
        cleo.post("v1/invitations/preview", json!({ "token": token })).await,
        cleo.post("v1/invitations/decline", json!({ "token": token })).await,
    ] {
        assert_eq!(refused.clone().expect(StatusCode::FORBIDDEN).problem(), "forbidden");
        assert!(!refused.text().contains("ben.miller"), "the address is not told");
    }
    let _ = accept(&ben, token, &miller).await.expect(StatusCode::OK);
    for email in ["not an address", "a@b@c", "", "x@"] {
        let refused = anna.post(&format!("v1/trips/{trip}/invitations"), json!({ "email": email })).await;
        assert_eq!(refused.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/email"], "{email:?}");
    }
}

#[tokio::test]
async fn forged_tokens_lead_nowhere() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let token = anna.invites_onto(&trip).await;
    let mut forged: Vec<String> = (0..token.len())
        .step_by(5)
        .map(|at| {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).expect("ASCII")
        })
        .collect();
    forged.extend([token[..token.len() - 4].to_owned(), format!("{token}AAAA"), "A".repeat(76), "..".to_owned(), trip.clone()]);
    for token in forged {
        for refused in [accept(&ben, &token, &miller).await, ben.post("v1/invitations/preview", json!({ "token": token })).await] {
            assert_eq!(refused.expect(StatusCode::NOT_FOUND).problem(), "not-found", "{token}");
        }
    }
    for bad in ["", &"x".repeat(201)] {
        assert_eq!(accept(&ben, bad, &miller).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/token"]);
    }
    ben.joins(&miller, &token).await;
}

#[tokio::test]
async fn only_admins_of_an_own_family_answer_for_it() {
    let world = World::new();
    let (anna, ben, bea) = (world.person("Anna Rossi"), world.person("Ben Miller"), world.person("Bea Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    ben.welcomes(&miller, &bea, "adult").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let token = anna.invites_onto(&trip).await;
    assert_eq!(accept(&bea, &token, &miller).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(accept(&ben, &token, &rossi).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/family"]);
    let none = ben.post("v1/invitations/accept", json!({ "token": token })).await;
    assert_eq!(none.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/family"]);
    assert_eq!(accept(&anna, &token, &rossi).await.expect(StatusCode::CONFLICT).problem(), "conflict", "it is on the trip already");
    ben.joins(&miller, &token).await;
    // Only the organiser invites.
    for refused in
        [ben.post(&format!("v1/trips/{trip}/invitations"), json!({})).await, bea.get(&format!("v1/trips/{trip}/invitations")).await]
    {
        assert_eq!(refused.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    }
}

#[tokio::test]
async fn twenty_invitations_may_be_open_and_answered_ones_make_room() {
    let world = World::configured(|config| config.rates.invitations.burst = 100);
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    let path = format!("v1/families/{rossi}/invitations");
    let mut tokens = Vec::new();
    for _ in 0..20 {
        let sent = anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED).json();
        tokens.push(sent["token"].as_str().expect("a token").to_owned());
    }
    assert_eq!(anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CONFLICT).problem(), "limit-reached");
    let _ = ben.post("v1/invitations/decline", json!({ "token": tokens[0] })).await.expect(StatusCode::NO_CONTENT);
    let _ = anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
    assert_eq!(anna.post(&path, json!({ "role": "adult" })).await.problem(), "limit-reached");
    world.advance(TimeDelta::days(7));
    let _ = world.person("Anna Rossi").post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn somebody_who_sends_too_many_waits() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let path = format!("v1/families/{rossi}/invitations");
    for _ in 0..10 {
        let _ = anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
    }
    let refused = anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.problem(), "rate-limited");
    // Twenty a day: one every 72 minutes.
    assert_eq!(refused.header("retry-after").as_deref(), Some("4320"));
    assert!(refused.header("ratelimit").is_some_and(|line| line.starts_with("\"invitations\";")));
    world.advance(TimeDelta::seconds(4320));
    let _ = world.person("Anna Rossi").post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn twenty_people_with_one_token_are_one() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let token = anna.invites_onto(&trip).await;
    let mut guests = Vec::new();
    for at in 0..20 {
        let guest = world.person(&format!("Guest {at}"));
        let family = guest.founds(&format!("Guests {at}")).await;
        guests.push((guest, family));
    }
    let replies = futures::future::join_all(guests.iter().map(|(guest, family)| accept(guest, &token, family))).await;
    let (yes, no): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == StatusCode::OK);
    assert_eq!(yes.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    assert!(no.iter().all(|reply| reply.problem() == "invitation-gone"), "{:?}", no.iter().map(|reply| reply.text()).collect::<Vec<_>>());
    assert_eq!(anna.get(&format!("v1/trips/{trip}/families")).await.json()["value"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn twenty_families_for_five_places_are_five() {
    let world = World::configured(|config| config.rates.invitations.burst = 100);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let mut guests = Vec::new();
    for at in 0..20 {
        let guest = world.person(&format!("Guest {at}"));
        let family = guest.founds(&format!("Guests {at}")).await;
        guests.push((guest, family, anna.invites_onto(&trip).await));
    }
    let replies = futures::future::join_all(guests.iter().map(|(guest, family, token)| accept(guest, token, family))).await;
    let joined = replies.iter().filter(|reply| reply.status == StatusCode::OK).count();
    for reply in replies.iter().filter(|reply| reply.status != StatusCode::OK) {
        assert!(matches!(reply.problem().as_str(), "limit-reached" | "unavailable"), "{}", reply.text());
    }
    let families = anna.get(&format!("v1/trips/{trip}/families")).await.json();
    assert_eq!(families["value"].as_array().map(Vec::len), Some(joined + 1), "who got a yes is on the trip");
    assert_eq!(joined, 5, "six families with the organiser's");
    for ((guest, _, token), reply) in guests.iter().zip(&replies) {
        let sees = guest.get("v1/trips").await.json()["value"].as_array().is_some_and(|list| !list.is_empty());
        assert_eq!(sees, reply.status == StatusCode::OK);
        if !sees {
            let preview = guest.post("v1/invitations/preview", json!({ "token": token })).await;
            assert_eq!(preview.status, StatusCode::OK, "a refused yes does not use the token up");
        }
    }
}

#[tokio::test]
async fn a_family_member_gets_a_login_and_stays_the_same_person() {
    let world = World::new();
    let (anna, nonna, ben) = (world.person("Anna Rossi"), world.person("Nonna Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    let members = format!("v1/families/{rossi}/members");
    let family =
        anna.post(&members, json!({ "name": "Nonna", "role": "adult", "born": "1950-03" })).await.expect(StatusCode::CREATED).json();
    anna.adds_child(&rossi, "Mia", "2020-01").await;
    let child = anna.get(&format!("v1/families/{rossi}")).await.json()["members"][2]["id"].clone();
    let (me, known) = (family["members"][0]["id"].clone(), family["members"][1]["id"].clone());
    let path = format!("v1/families/{rossi}/invitations");
    for wrong in [&child, &me, &json!("00000000-0000-7000-8000-000000000000")] {
        let refused = anna.post(&path, json!({ "role": "adult", "member": wrong })).await;
        assert_eq!(refused.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/member"]);
    }
    assert_eq!(anna.post(&path, json!({ "role": "child" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/role"]);

    let sent = anna.post(&path, json!({ "role": "admin", "member": known })).await.expect(StatusCode::CREATED).json();
    let spare = anna.post(&path, json!({ "role": "adult", "member": known })).await.expect(StatusCode::CREATED).json();
    let preview = nonna.post("v1/invitations/preview", json!({ "token": sent["token"] })).await.expect(StatusCode::OK).json();
    assert_eq!((&preview["into"], &preview["name"]), (&json!("family"), &json!("Rossi")));
    let joined = nonna.post("v1/invitations/accept", json!({ "token": sent["token"] })).await.expect(StatusCode::OK);
    assert_eq!(joined.json(), json!({ "family": rossi }));
    let after = nonna.get(&format!("v1/families/{rossi}")).await.expect(StatusCode::OK).json();
    assert_eq!(after["members"][1], json!({ "id": known, "name": "Nonna", "role": "admin", "born": "1950-03", "signsIn": true }));
    assert_eq!(nonna.post("v1/invitations/accept", json!({ "token": sent["token"] })).await.expect(StatusCode::OK).body, joined.body);

    // A second invitation to be Nonna leads to a new member, who says who they are.
    let refused = ben.post("v1/invitations/accept", json!({ "token": spare["token"] })).await;
    assert_eq!(refused.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/myName"]);
    let young = ben.post("v1/invitations/accept", json!({ "token": spare["token"], "myName": "Ben", "myBirthMonth": "2015-01" })).await;
    assert_eq!(young.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/myBirthMonth"]);
    let blank = ben.post("v1/invitations/accept", json!({ "token": spare["token"], "myName": " ", "myBirthMonth": "1985-01" })).await;
    assert_eq!(blank.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/myName"]);
    let _ = ben
        .post("v1/invitations/accept", json!({ "token": spare["token"], "myName": "Ben", "myBirthMonth": "1985-01" }))
        .await
        .expect(StatusCode::OK);
    let again = anna.post(&path, json!({ "role": "adult" })).await.json();
    let twice = ben.post("v1/invitations/accept", json!({ "token": again["token"], "myName": "Ben", "myBirthMonth": "1985-01" })).await;
    assert_eq!(twice.expect(StatusCode::CONFLICT).problem(), "conflict", "nobody is in a family twice");
}

#[tokio::test]
async fn a_child_profile_does_not_turn_into_a_login_by_an_older_invitation() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    let family =
        anna.post(&format!("v1/families/{rossi}/members"), json!({ "name": "Luca", "role": "adult", "born": "1990-03" })).await.json();
    let luca = family["members"][1]["id"].as_str().expect("an id").to_owned();
    let sent = anna.post(&format!("v1/families/{rossi}/invitations"), json!({ "role": "adult", "member": luca })).await.json();
    let etag = anna.etag(&format!("v1/families/{rossi}")).await;
    let corrected = json!({ "role": "child", "born": "2020-03" });
    let _ = anna
        .call(Method::PATCH, &format!("v1/families/{rossi}/members/{luca}"), Some(&corrected), &[("If-Match", &etag)])
        .await
        .expect(StatusCode::OK);
    let refused = ben.post("v1/invitations/accept", json!({ "token": sent["token"] })).await;
    assert_eq!(refused.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/myName"]);
}

#[tokio::test]
async fn an_answer_that_comes_at_the_same_moment_as_another_is_told_so() {
    let (world, store) = Watched::world();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    let token = anna.invites_onto(&trip).await;
    store.next(Container::Trips, "invitation", Fate::HangsBefore);
    let decline = ben.post("v1/invitations/decline", json!({ "token": token }));
    let meanwhile = async {
        store.reached().await;
        ben.joins(&miller, &token).await;
        store.release();
    };
    let (declined, ()) = tokio::join!(decline, meanwhile);
    assert_eq!(declined.expect(StatusCode::GONE).problem(), "invitation-gone");
    let _ = ben.get(&format!("v1/trips/{trip}")).await.expect(StatusCode::OK);
}
