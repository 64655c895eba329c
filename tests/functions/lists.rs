//! Lists: pages that fit together, cursors that nobody carries elsewhere, and notifications.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_tests::{Person, World};
use serde_json::{Value, json};

/// Follows `nextLink` to the end; the ids of every page.
async fn pages(person: &Person<'_>, path: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = person.get(&path).await.expect(StatusCode::OK).json();
        pages.push(page["value"].as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect());
        assert!(page.get("nextLink") != Some(&Value::Null), "absent on the last page, never null");
        next = page.get("nextLink").map(|link| {
            let link = link.as_str().expect("text");
            link.strip_prefix("http://127.0.0.1:7071/api/")
                .unwrap_or_else(|| panic!("absolute, by the configured address: {link}"))
                .to_owned()
        });
    }
    pages
}

fn cursor(list: &Value) -> String {
    list["nextLink"].as_str().expect("a next page").split_once("cursor=").expect("a cursor").1.to_owned()
}

#[tokio::test]
async fn trips_come_in_pages_newest_first_whatever_happens_in_between() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let mut trips = Vec::new();
    for _ in 0..7 {
        trips.push(anna.starts_trip(&rossi, 1).await);
        world.advance(TimeDelta::milliseconds(1));
    }
    trips.reverse();
    assert_eq!(pages(&anna, "v1/trips?maxpagesize=3").await, [&trips[0..3], &trips[3..6], &trips[6..7]]);
    assert_eq!(pages(&anna, "v1/trips?maxpagesize=7").await, [&trips[..]], "a full last page has no successor");
    assert_eq!(pages(&anna, "v1/trips").await.concat(), trips);

    // The entry that the first page ended with goes, and a new one comes: the second page is as it was.
    let first = anna.get("v1/trips?maxpagesize=3").await.json();
    let next = format!("v1/trips?maxpagesize=3&cursor={}", cursor(&first));
    let _ = anna.delete(&format!("v1/trips/{}", trips[2])).await.expect(StatusCode::NO_CONTENT);
    anna.starts_trip(&rossi, 1).await;
    assert_eq!(pages(&anna, &next).await.concat(), trips[3..]);
}

#[tokio::test]
async fn invitations_come_in_pages_newest_first() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let path = format!("v1/families/{rossi}/invitations");
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(anna.post(&path, json!({ "role": "adult" })).await.expect(StatusCode::CREATED).id());
        world.advance(TimeDelta::milliseconds(1));
    }
    sent.reverse();
    assert_eq!(pages(&anna, &format!("{path}?maxpagesize=2")).await, [&sent[0..2], &sent[2..4], &sent[4..5]]);
}

#[tokio::test]
async fn a_cursor_belongs_to_the_list_that_gave_it() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let (rossi, bianchi) = (anna.founds("Rossi").await, anna.founds("Bianchi").await);
    anna.starts_trip(&rossi, 1).await;
    anna.starts_trip(&rossi, 1).await;
    for family in [&rossi, &bianchi] {
        for _ in 0..2 {
            let _ = anna.post(&format!("v1/families/{family}/invitations"), json!({ "role": "adult" })).await.expect(StatusCode::CREATED);
        }
    }
    let of_trips = cursor(&anna.get("v1/trips?maxpagesize=1").await.json());
    let of_rossi = cursor(&anna.get(&format!("v1/families/{rossi}/invitations?maxpagesize=1")).await.json());
    let mut changed = of_trips.clone().into_bytes();
    changed[30] = if changed[30] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("ASCII");
    for (path, cursor) in [
        ("v1/families".to_owned(), &of_trips),
        (format!("v1/families/{bianchi}/invitations"), &of_rossi),
        ("v1/me/notifications".to_owned(), &of_rossi),
        ("v1/trips".to_owned(), &of_rossi),
        ("v1/trips".to_owned(), &changed),
        ("v1/trips".to_owned(), &"AAAA".to_owned()),
        ("v1/trips".to_owned(), &"not-base64!".to_owned()),
        ("v1/trips".to_owned(), &String::new()),
    ] {
        let refused = anna.get(&format!("{path}?cursor={cursor}")).await.expect(StatusCode::BAD_REQUEST);
        assert_eq!(refused.problem(), "invalid-query", "{path} {cursor}");
    }
    // It says where, not who: somebody else gets the own list with it, never this one.
    let ben = world.person("Ben Miller");
    assert_eq!(ben.get(&format!("v1/trips?cursor={of_trips}")).await.expect(StatusCode::OK).json(), json!({ "value": [] }));
}

#[tokio::test]
async fn every_list_refuses_what_it_does_not_know() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    let document = pathfinder::api_docs::document(&world.functions);
    let mut lists = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let parameters = operations["get"]["parameters"].as_array().cloned().unwrap_or_default();
        if !parameters.iter().any(|parameter| parameter["name"] == "maxpagesize") {
            continue;
        }
        lists += 1;
        let path = path.replace("{familyId}", &rossi).replace("{tripId}", &trip);
        let _ = anna.get(&path).await.expect(StatusCode::OK);
        let _ = anna.get(&format!("{path}?maxpagesize=200")).await.expect(StatusCode::OK);
        for query in [
            "page=2",
            "maxPageSize=5",
            "$top=5",
            "maxpagesize=0",
            "maxpagesize=201",
            "maxpagesize=-1",
            "maxpagesize=ten",
            "maxpagesize=5&maxpagesize=6",
            "maxpagesize=5&extra",
            "cursor=x",
        ] {
            let refused = anna.get(&format!("{path}?{query}")).await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(refused.problem(), "invalid-query", "{path}?{query}");
            assert!(!refused.json()["detail"].as_str().expect("words").is_empty());
        }
    }
    assert!(lists >= 8, "{lists} lists");
}

#[tokio::test]
async fn a_trip_tells_everybody_on_it_once_and_each_marks_their_own() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 1).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;
    assert_eq!(anna.generates(&trip).await["status"], "Succeeded");

    let list = anna.get("v1/me/notifications").await.expect(StatusCode::OK).json();
    let notification = &list["value"][0];
    assert_eq!((list["value"].as_array().map(Vec::len), &notification["trip"], notification.get("readAt")), (Some(1), &json!(trip), None));
    assert!(notification["text"].as_str().is_some_and(|text| text.contains("Rome in spring") && text.contains("ready")));
    let id = notification["id"].as_str().expect("an id");
    let hers = format!("v1/me/notifications/{id}/read");
    assert_eq!(ben.act(&hers).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "others' notifications are not there");
    let _ = anna.act(&hers).await.expect(StatusCode::NO_CONTENT);
    let seen = anna.get("v1/me/notifications").await.json()["value"][0]["readAt"].clone();
    assert!(seen.is_string());
    world.advance(TimeDelta::minutes(1));
    let _ = anna.act(&hers).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(anna.get("v1/me/notifications").await.json()["value"][0]["readAt"], seen, "seen is seen");
    assert_eq!(ben.get("v1/me/notifications").await.json()["value"][0].get("readAt"), None);
    assert_eq!(anna.call(Method::POST, "v1/me/notifications/x/read", None, &[]).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
}

#[tokio::test]
async fn what_is_no_list_takes_no_query_at_all() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    for path in [
        "v1/me".to_owned(),
        format!("v1/families/{rossi}"),
        format!("v1/trips/{trip}"),
        format!("v1/trips/{trip}/catalog"),
        "v1/destinations/rome".to_owned(),
    ] {
        for query in ["expand=all", "maxpagesize=5", "x"] {
            assert_eq!(
                anna.get(&format!("{path}?{query}")).await.expect(StatusCode::BAD_REQUEST).problem(),
                "invalid-query",
                "{path}?{query}"
            );
        }
        let _ = anna.get(&format!("{path}?")).await.expect(StatusCode::OK);
    }
    let refused = anna.post("v1/families?dryRun=true", json!({ "name": "Bianchi", "myName": "Anna", "myBirthMonth": "1985-06" })).await;
    assert_eq!(refused.expect(StatusCode::BAD_REQUEST).problem(), "invalid-query");
    assert_eq!(anna.get("v1/families").await.json()["value"].as_array().map(Vec::len), Some(1));
    // Pages for everybody may be linked to as anybody likes.
    for path in ["docs?from=mail", "openapi.json?x=1", "health/live?probe"] {
        let _ = world.stranger().get(path).await.expect(StatusCode::OK);
    }
}
