//! Conditional requests: nobody overwrites what they have not read, and nobody fetches twice what has not changed.

use http::{Method, StatusCode};
use pathfinder_tests::World;
use serde_json::{Value, json};

struct Resource {
    path: String,
    /// Where its ETag is read.
    read: String,
    change: (Method, Value),
}

#[tokio::test]
async fn every_change_names_what_it_was_made_from() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    anna.adds_child(&family, "Mia", "2020-01").await;
    let mia = anna.get(&format!("v1/families/{family}")).await.json()["members"][1]["id"].as_str().expect("an id").to_owned();
    let trip = anna.starts_trip(&family, 3).await;
    let (family_path, trip_path) = (format!("v1/families/{family}"), format!("v1/trips/{trip}"));
    let at = |path: String, read: &str, method: Method, body: Value| Resource { path, read: read.to_owned(), change: (method, body) };
    let wishes = format!("{trip_path}/families/{family}/wishes");
    let catalog = format!("{trip_path}/catalog");
    let resources = [
        at("v1/me".to_owned(), "v1/me", Method::PATCH, json!({ "locale": "it" })),
        at(family_path.clone(), &family_path, Method::PATCH, json!({ "name": "Rossi 2" })),
        at(format!("{family_path}/members/{mia}"), &family_path, Method::PATCH, json!({ "name": "Mimi" })),
        at(trip_path.clone(), &trip_path, Method::PATCH, json!({ "title": "Roma" })),
        at(wishes.clone(), &wishes, Method::PUT, json!({ "stepFree": true })),
        at(catalog.clone(), &catalog, Method::PUT, json!({})),
        at(format!("{trip_path}/status"), &trip_path, Method::PUT, json!({ "status": "cancelled" })),
        at(format!("{family_path}/members/{mia}"), &family_path, Method::DELETE, Value::Null),
        at(trip_path.clone(), &trip_path, Method::DELETE, Value::Null),
        at(family_path.clone(), &family_path, Method::DELETE, Value::Null),
    ];
    for resource in resources {
        let (method, body) = &resource.change;
        let what = format!("{method} {}", resource.path);
        let body = (!body.is_null()).then_some(body);
        let send = async |headers: &[(&str, &str)]| anna.call(method.clone(), &resource.path, body, headers).await;
        let before = anna.get(&resource.read).await.expect(StatusCode::OK);
        let etag = before.header("etag").expect("an ETag");
        assert!(etag.starts_with('"') && etag.ends_with('"'), "{what}: strong, in quotes: {etag}");

        let missing = send(&[]).await.expect(StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(missing.problem(), "precondition-required", "{what}");
        let stale = send(&[("If-Match", "\"older\"")]).await.expect(StatusCode::PRECONDITION_FAILED);
        assert_eq!(stale.problem(), "stale", "{what}");
        assert_eq!(stale.header("etag"), Some(etag.clone()), "{what}: the answer names what stands there now");
        for malformed in ["*", "older", "W/\"older\"", "\"a\", \"b\"", "\"\"", "\"a"] {
            let refused = send(&[("If-Match", malformed)]).await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(refused.problem(), "malformed-header", "{what}: {malformed}");
        }
        assert_eq!(anna.get(&resource.read).await.body, before.body, "{what}: refused changes change nothing");

        let done = send(&[("If-Match", &etag)]).await;
        assert!(done.status.is_success(), "{what}: {}", done.text());
        if *method == Method::DELETE {
            assert_eq!((done.status, done.body.len()), (StatusCode::NO_CONTENT, 0));
        } else {
            assert_ne!(done.header("etag"), Some(etag.clone()), "{what}: a change gives a new ETag");
            assert_eq!(anna.get(&resource.read).await.header("etag"), done.header("etag"), "{what}");
            assert_eq!(send(&[("If-Match", &etag)]).await.problem(), "stale", "{what}: the old ETag is worn out");
        }
    }
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&family, 3).await;
    for path in [
        "v1/me".to_owned(),
        format!("v1/families/{family}"),
        format!("v1/trips/{trip}"),
        format!("v1/trips/{trip}/catalog"),
        format!("v1/trips/{trip}/families/{family}/wishes"),
        "v1/destinations/rome".to_owned(),
    ] {
        let etag = anna.etag(&path).await;
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let reply = anna.call(Method::GET, &path, None, &[("If-None-Match", &known)]).await.expect(StatusCode::NOT_MODIFIED);
            assert!(reply.body.is_empty(), "{path}");
            assert_eq!(reply.header("etag"), Some(etag.clone()), "{path}");
        }
        let _ = anna.call(Method::GET, &path, None, &[("If-None-Match", "\"other\"")]).await.expect(StatusCode::OK);
    }
    let etag = anna.etag(&format!("v1/trips/{trip}")).await;
    let _ = anna.patch(&format!("v1/trips/{trip}"), json!({ "title": "Roma" })).await.expect(StatusCode::OK);
    let _ = anna.call(Method::GET, &format!("v1/trips/{trip}"), None, &[("If-None-Match", &etag)]).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn of_two_changes_from_the_same_reading_one_counts() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    let path = format!("v1/families/{family}");
    let etag = anna.etag(&path).await;
    let rename = |name: String| {
        let (anna, path, etag) = (anna.clone(), path.clone(), etag.clone());
        async move { anna.call(Method::PATCH, &path, Some(&json!({ "name": name })), &[("If-Match", &etag)]).await }
    };
    let replies = futures::future::join_all((0..10).map(|at| rename(format!("Name {at}")))).await;
    let winners: Vec<_> = replies.iter().filter(|reply| reply.status == StatusCode::OK).collect();
    assert_eq!(winners.len(), 1);
    assert!(replies.iter().all(|reply| reply.status == StatusCode::OK || reply.problem() == "stale"));
    assert_eq!(anna.get(&path).await.body, winners[0].body);
}
