//! Me, families and members: who somebody is, and who belongs together.

use http::{Method, StatusCode};
use pathfinder_tests::{Person, Watched, World};
use serde_json::{Value, json};

fn member<'a>(family: &'a Value, name: &str) -> &'a Value {
    family["members"]
        .as_array()
        .expect("members")
        .iter()
        .find(|member| member["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {family:#}"))
}

/// The id of a member by name.
async fn member_id(person: &Person<'_>, family: &str, name: &str) -> String {
    let family = person.get(&format!("v1/families/{family}")).await.json();
    member(&family, name)["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn somebody_new_is_known_from_the_first_call_on() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let first = anna.get("v1/me").await.expect(StatusCode::OK);
    let again = anna.get("v1/me").await.expect(StatusCode::OK);

    assert_eq!(first.json()["displayName"], "Anna Rossi", "the token's name greets");
    assert_eq!(first.json()["families"], json!([]));
    assert_eq!(first.json(), again.json(), "the second call finds what the first one made");
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(store.count("user").await, 1);
    assert_ne!(world.person("Ben Miller").get("v1/me").await.id(), first.id());
}

#[tokio::test]
async fn a_first_call_that_runs_twice_at_once_makes_one_user() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let replies = futures::future::join_all((0..8).map(|_| anna.get("v1/me"))).await;
    assert!(replies.iter().all(|reply| reply.status == StatusCode::OK && reply.body == replies[0].body));
    assert_eq!(store.count("user").await, 1);
}

#[tokio::test]
async fn people_choose_how_they_are_called_and_in_which_language() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let changed = anna.patch("v1/me", json!({ "displayName": "Annina", "locale": "it-CH" })).await.expect(StatusCode::OK);
    assert_eq!((&changed.json()["displayName"], &changed.json()["locale"]), (&json!("Annina"), &json!("it-CH")));
    let read = anna.get("v1/me").await;
    assert_eq!(read.json(), changed.json());
    assert_eq!(read.header("etag"), changed.header("etag"), "the change answers with the ETag under which it stands");

    for (body, pointer) in [
        (json!({ "displayName": "" }), "/displayName"),
        (json!({ "displayName": "   " }), "/displayName"),
        (json!({ "displayName": null }), "/displayName"),
        (json!({ "locale": "Italiano, per favore" }), "/locale"),
        (json!({ "displayName": "x".repeat(101) }), "/displayName"),
        (json!({ "id": "u0" }), "/id"),
        (json!({ "families": [] }), "/families"),
    ] {
        let refused = anna.patch("v1/me", body.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((refused.problem().as_str(), refused.pointers()), ("invalid", vec![pointer.to_owned()]), "{body}");
    }
    assert_eq!(anna.get("v1/me").await.json(), changed.json(), "what was refused left nothing behind");
}

#[tokio::test]
async fn a_family_is_founded_renamed_and_dissolved() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let founding = json!({ "name": "Rossi", "myName": "Anna", "myBirthMonth": "1985-06" });
    let founded = anna.post("v1/families", founding).await.expect(StatusCode::CREATED);
    let id = founded.id();
    assert_eq!(founded.header("location"), Some(format!("/api/v1/families/{id}")));
    assert_eq!(founded.json()["members"].as_array().map(Vec::len), Some(1));
    let founder = member(&founded.json(), "Anna").clone();
    assert_eq!((&founder["role"], &founder["signsIn"], &founder["born"]), (&json!("admin"), &json!(true), &json!("1985-06")));
    assert_eq!(anna.get("v1/me").await.json()["families"], json!([id]));

    let path = format!("v1/families/{id}");
    let read = anna.get(&path).await.expect(StatusCode::OK);
    assert_eq!((read.json(), read.header("etag")), (founded.json(), founded.header("etag")));
    let renamed = anna.patch(&path, json!({ "name": "Rossi-Bianchi" })).await.expect(StatusCode::OK);
    assert_eq!(renamed.json()["name"], "Rossi-Bianchi");
    assert_eq!(renamed.json()["members"], founded.json()["members"]);
    let listed = anna.get("v1/families").await.expect(StatusCode::OK).json();
    assert_eq!(listed, json!({ "value": [renamed.json()] }), "one page has no nextLink");

    anna.adds_child(&id, "Mia", "2023-08").await;
    let _ = anna.post(&format!("{path}/invitations"), json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
    let _ = anna.delete(&path).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(anna.get(&path).await.problem(), "not-found");
    assert_eq!(anna.get("v1/me").await.json()["families"], json!([]));
    assert_eq!((store.count("family").await, store.count("invitation").await), (0, 0), "its invitations go with it");
}

#[tokio::test]
async fn a_family_on_a_trip_is_not_dissolved() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 3).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;

    for (person, family) in [(&anna, &rossi), (&ben, &miller)] {
        let refused = person.delete(&format!("v1/families/{family}")).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.problem(), "conflict");
        assert!(refused.text().contains("on a trip"), "{}", refused.text());
    }
    let _ = ben.delete(&format!("v1/trips/{trip}/families/{miller}")).await.expect(StatusCode::NO_CONTENT);
    let _ = ben.delete(&format!("v1/families/{miller}")).await.expect(StatusCode::NO_CONTENT);
    let _ = anna.delete(&format!("v1/trips/{trip}")).await.expect(StatusCode::NO_CONTENT);
    let _ = anna.delete(&format!("v1/families/{rossi}")).await.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn families_have_members_of_every_age() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    let members = format!("v1/families/{family}/members");
    let add = async |name: &str, role: &str, born: &str| anna.post(&members, json!({ "name": name, "role": role, "born": born })).await;

    let added = add("Mia", "child", "2026-12").await.expect(StatusCode::CREATED);
    assert_eq!(added.header("location"), Some(format!("/api/v1/families/{family}")));
    assert_eq!(added.header("etag"), anna.get(&format!("v1/families/{family}")).await.header("etag"));
    let _ = add("Baby", "child", "2027-01").await.expect(StatusCode::CREATED);
    let grandma = add("Nonna", "adult", "1907-01").await.expect(StatusCode::CREATED).json();
    assert_eq!(member(&grandma, "Nonna")["signsIn"], false);
    // Sixteen is over only after the month of birth has ended.
    let _ = add("Luca", "adult", "2010-12").await.expect(StatusCode::CREATED);

    for (role, born, pointer, code) in [
        ("adult", "2011-01", "/role", "too-young"),
        ("admin", "1990-01", "/role", "no-login"),
        ("child", "2027-02", "/born", "future"),
        ("child", "1900-01", "/born", "too-old"),
        ("child", "2020-13", "/born", "pattern"),
        ("child", "2020-00", "/born", "pattern"),
        ("child", "2020-1", "/born", "pattern"),
        ("child", "1899-12", "/born", "pattern"),
        ("child", "２０２０-01", "/born", "pattern"),
        ("teenager", "2010-01", "/role", "enum"),
    ] {
        let refused = add("Nobody", role, born).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.pointers(), [pointer], "{role} {born}");
        let found = refused.json()["errors"][0]["code"].as_str().map(str::to_owned);
        assert!(found.as_deref() == Some(code) || (code == "enum" && found.is_some()), "{role} {born}: {found:?}");
    }
    let refused = anna.post(&members, json!({ "name": " ", "role": "adult", "born": "2020-01" })).await;
    assert_eq!(refused.pointers(), ["/name", "/role"], "every broken rule at once");
    let family = anna.get(&format!("v1/families/{family}")).await.json();
    assert_eq!(family["members"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn founders_are_grown_up() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    for (body, pointers) in [
        (json!({ "name": "Rossi", "myName": "Anna", "myBirthMonth": "2011-01" }), vec!["/myBirthMonth"]),
        (json!({ "name": "Rossi", "myName": "Anna", "myBirthMonth": "2030-01" }), vec!["/myBirthMonth"]),
        (json!({ "name": "Rossi", "myName": "Anna", "myBirthMonth": "1901-01" }), vec!["/myBirthMonth"]),
        (json!({ "name": "  ", "myName": "\t", "myBirthMonth": "2012-01" }), vec!["/name", "/myName", "/myBirthMonth"]),
    ] {
        let refused = anna.post("v1/families", body).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.pointers(), pointers);
    }
    assert_eq!(anna.get("v1/families").await.json(), json!({ "value": [] }));
}

#[tokio::test]
async fn a_family_holds_twelve_and_a_user_ten_families() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    for at in 1..12 {
        anna.adds_child(&family, &format!("Child {at}"), "2020-01").await;
    }
    let refused =
        anna.post(&format!("v1/families/{family}/members"), json!({ "name": "One too many", "role": "child", "born": "2020-01" })).await;
    assert_eq!(refused.expect(StatusCode::CONFLICT).problem(), "limit-reached");
    for at in 1..10 {
        anna.founds(&format!("Family {at}")).await;
    }
    let refused = anna.post("v1/families", json!({ "name": "Eleventh", "myName": "Anna", "myBirthMonth": "1985-06" })).await;
    assert_eq!(refused.expect(StatusCode::CONFLICT).problem(), "limit-reached");
    assert_eq!(anna.get("v1/families").await.json()["value"].as_array().map(Vec::len), Some(10));
}

#[tokio::test]
async fn two_admins_who_add_at_once_both_succeed() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    let add = |name: &'static str| {
        let (anna, path) = (anna.clone(), format!("v1/families/{family}/members"));
        async move { anna.post(&path, json!({ "name": name, "role": "child", "born": "2020-01" })).await.status }
    };
    let statuses = futures::future::join_all(["Ada", "Bea", "Cia", "Dea"].map(add)).await;
    assert_eq!(statuses, [StatusCode::CREATED; 4]);
    let family = anna.get(&format!("v1/families/{family}")).await.json();
    assert_eq!(family["members"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn adults_change_themselves_and_admins_everybody() {
    let world = World::new();
    let (anna, marco, ben) = (world.person("Anna Rossi"), world.person("Marco Rossi"), world.person("Ben Miller"));
    let family = anna.founds("Rossi").await;
    anna.adds_child(&family, "Mia", "2015-08").await;
    anna.welcomes(&family, &marco, "adult").await;
    let path = format!("v1/families/{family}");
    let (anna_id, marco_id, mia_id) = (
        member_id(&anna, &family, "Rossi parent").await,
        member_id(&anna, &family, "Newcomer").await,
        member_id(&anna, &family, "Mia").await,
    );
    let change = async |person: &Person<'_>, member: &str, body: Value| {
        let etag = anna.etag(&path).await;
        person.call(Method::PATCH, &format!("{path}/members/{member}"), Some(&body), &[("If-Match", &etag)]).await
    };

    // An adult: the own name and month of birth, nothing else.
    let changed = change(&marco, &marco_id, json!({ "name": "Marco", "born": "1984-02" })).await.expect(StatusCode::OK);
    assert_eq!(
        (&member(&changed.json(), "Marco")["born"], &member(&changed.json(), "Marco")["role"]),
        (&json!("1984-02"), &json!("adult"))
    );
    assert_eq!(change(&marco, &marco_id, json!({ "role": "admin" })).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(change(&marco, &mia_id, json!({ "name": "Mimi" })).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    for refused in [
        marco.patch(&path, json!({ "name": "Mine" })).await,
        marco.delete(&path).await,
        marco.post(&format!("{path}/members"), json!({ "name": "x", "role": "child", "born": "2020-01" })).await,
        marco.post(&format!("{path}/invitations"), json!({ "role": "adult" })).await,
        marco.get(&format!("{path}/invitations")).await,
    ] {
        assert_eq!(refused.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    }

    // An admin: everybody, within the rules.
    let _ = change(&anna, &mia_id, json!({ "name": "Mimi" })).await.expect(StatusCode::OK);
    assert_eq!(
        change(&anna, &mia_id, json!({ "role": "admin" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(),
        ["/role", "/role"]
    );
    assert_eq!(
        change(&anna, &marco_id, json!({ "role": "child", "born": "2020-01" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(),
        ["/role"]
    );
    assert_eq!(change(&anna, &mia_id, json!({ "signsIn": true })).await.expect(StatusCode::UNPROCESSABLE_ENTITY).pointers(), ["/signsIn"]);
    let unknown = change(&anna, "00000000-0000-7000-8000-000000000000", json!({ "name": "Ghost" })).await;
    assert_eq!(unknown.expect(StatusCode::NOT_FOUND).problem(), "not-found");

    // The last admin stays one until there is another.
    let refused = change(&anna, &anna_id, json!({ "role": "adult" })).await.expect(StatusCode::CONFLICT);
    assert!(refused.text().contains("at least one admin"), "{}", refused.text());
    let _ = change(&anna, &marco_id, json!({ "role": "admin" })).await.expect(StatusCode::OK);
    let _ = change(&anna, &anna_id, json!({ "role": "adult" })).await.expect(StatusCode::OK);
    assert_eq!(anna.patch(&path, json!({ "name": "No more" })).await.problem(), "forbidden");

    // A stranger sees nothing of it.
    assert_eq!(change(&ben, &mia_id, json!({ "name": "Hers" })).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
}

#[tokio::test]
async fn adults_leave_and_are_removed_but_a_family_keeps_an_admin() {
    let world = World::new();
    let (anna, marco, lea) = (world.person("Anna Rossi"), world.person("Marco Rossi"), world.person("Lea Rossi"));
    let family = anna.founds("Rossi").await;
    let path = format!("v1/families/{family}");
    anna.welcomes(&family, &marco, "adult").await;
    let marco_id = member_id(&anna, &family, "Newcomer").await;
    let anna_id = member_id(&anna, &family, "Rossi parent").await;
    let remove = async |person: &Person<'_>, member: &str| {
        let etag = anna.etag(&path).await;
        person.call(Method::DELETE, &format!("{path}/members/{member}"), None, &[("If-Match", &etag)]).await
    };

    assert_eq!(remove(&marco, &anna_id).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(remove(&anna, &anna_id).await.expect(StatusCode::CONFLICT).problem(), "conflict");
    let _ = remove(&marco, &marco_id).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(marco.get(&path).await.problem(), "not-found", "who left is a stranger at once");
    assert_eq!(marco.get("v1/me").await.json()["families"], json!([]));
    let _ = remove(&anna, &marco_id).await.expect(StatusCode::NO_CONTENT);

    anna.welcomes(&family, &lea, "admin").await;
    let lea_id = member_id(&anna, &family, "Newcomer").await;
    let _ = remove(&anna, &lea_id).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(lea.get("v1/families").await.json(), json!({ "value": [] }));
}

#[tokio::test]
async fn other_peoples_families_are_as_absent_as_those_that_never_were() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let family = anna.founds("Rossi").await;
    let neutral = |reply: pathfinder_tests::Reply| {
        let mut problem = reply.json();
        for name in ["instance", "trace_id"] {
            problem[name] = Value::Null;
        }
        let mut headers: Vec<_> =
            reply.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned())).collect();
        headers.retain(|(name, _)| name != "x-request-id" && name != "ratelimit");
        (reply.status, problem, headers, reply.body.len())
    };
    for (method, below, body) in [
        (Method::GET, "", None),
        (Method::PATCH, "", Some(json!({ "name": "Mine" }))),
        (Method::DELETE, "", None),
        (Method::POST, "/members", Some(json!({ "name": "x", "role": "child", "born": "2020-01" }))),
        (Method::GET, "/invitations", None),
        (Method::POST, "/invitations", Some(json!({ "role": "adult" }))),
    ] {
        let ask =
            async |id: &str| ben.call(method.clone(), &format!("v1/families/{id}{below}"), body.as_ref(), &[("If-Match", "\"x\"")]).await;
        let (foreign, absent) = (neutral(ask(&family).await), neutral(ask("00000000-0000-7000-8000-000000000000").await));
        assert_eq!(foreign, absent, "{method} {below}");
        assert_eq!(foreign.0, StatusCode::NOT_FOUND);
    }
    for garbage in ["x", "..%2F..%2Fetc", "00000000-0000-7000-8000-00000000000G", &family.to_uppercase(), &family.replace('-', "")] {
        assert_eq!(ben.get(&format!("v1/families/{garbage}")).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "{garbage}");
    }
}
