//! Wishes: a family says what it likes and needs; the others do not see it.

use http::{Method, StatusCode};
use pathfinder_tests::World;
use serde_json::json;

#[tokio::test]
async fn wishes_are_a_familys_own_affair() {
    let world = World::new();
    let (anna, marco, ben) = (world.person("Anna Rossi"), world.person("Marco Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    anna.welcomes(&rossi, &marco, "adult").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;
    let (hers, his) = (format!("v1/trips/{trip}/families/{rossi}/wishes"), format!("v1/trips/{trip}/families/{miller}/wishes"));

    let empty = anna.get(&hers).await.expect(StatusCode::OK).json();
    assert_eq!((&empty["interests"], &empty["mustSee"], &empty["stroller"]), (&json!({}), &json!([]), &json!(false)));
    let wishes = json!({
        "interests": { "history": 1.0, "park": 0.25 },
        "mustSee": ["rome/colosseum"],
        "diets": ["vegetarian", "glutenFree"],
        "nap": { "from": "13:00", "until": "14:30" },
        "bedtime": "20:30",
        "maxWalkMinutes": 20,
        "budget": { "amount": "1234.50", "currency": "EUR" }
    });
    // Any adult of the family speaks for it.
    let written = marco.put(&hers, wishes.clone()).await.expect(StatusCode::OK).json();
    for (field, value) in wishes.as_object().expect("an object") {
        assert_eq!(&written[field], value, "{field}");
    }
    assert_eq!(anna.get(&hers).await.json(), written);
    let _ = anna.put(&hers, json!({})).await.expect(StatusCode::OK);
    assert_eq!(anna.get(&hers).await.json(), empty, "PUT replaces the whole");

    // For the other family they are not there, even for the organiser; and nobody writes them for somebody else.
    assert_eq!(ben.get(&hers).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    assert_eq!(anna.get(&his).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    let refused = anna.call(Method::PUT, &his, Some(&json!({ "stepFree": true })), &[("If-Match", "\"x\"")]).await;
    assert_eq!(refused.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(ben.get(&his).await.json()["stepFree"], false);

    // On the trip each sees of the other no more than who comes.
    let families = ben.get(&format!("v1/trips/{trip}/families")).await.expect(StatusCode::OK).json();
    let other = families["value"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|family| family["family"] == json!(rossi))
        .expect("the other family")
        .clone();
    let mut fields: Vec<_> = other.as_object().expect("an object").keys().cloned().collect();
    fields.sort();
    assert_eq!(fields, ["adults", "children", "family", "hasWishes", "joinedAt", "name", "organises"]);
    assert_eq!(
        (&other["adults"], &other["children"], &other["organises"], &other["hasWishes"]),
        (&json!(2), &json!(0), &json!(true), &json!(false))
    );
}

#[tokio::test]
async fn wishes_that_cannot_hold_are_named_all_at_once() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/families/{rossi}/wishes");
    let wrong = json!({
        "mustSee": ["rome/colosseum", "rome/atlantis", "paris/louvre"],
        "mustAvoid": ["rome/colosseum", "nowhere"],
        "nap": { "from": "15:00", "until": "14:00" },
        "bedtime": "09:30",
        "budgetShare": 50
    });
    let refused = anna.put(&path, wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let found: Vec<_> = refused.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| format!("{} {}", e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap()))
        .collect();
    let expected = [
        "/mustSee/0 contradiction",
        "/mustSee/1 unknown-place",
        "/mustSee/2 unknown-place",
        "/mustAvoid/1 unknown-place",
        "/nap/until before-from",
        "/bedtime too-early",
        "/budgetShare no-budget",
    ];
    assert_eq!(found, expected);

    for (body, pointer) in [
        (json!({ "budget": { "amount": "100", "currency": "USD" } }), "/budget/currency"),
        (json!({ "budget": { "amount": "0", "currency": "EUR" } }), "/budget/amount"),
        (json!({ "budget": { "amount": "-5", "currency": "EUR" } }), "/budget/amount"),
        (json!({ "budget": { "amount": "1.999", "currency": "EUR" } }), "/budget"),
        (json!({ "budget": { "amount": "1", "currency": "XXQ" } }), "/budget"),
        (json!({ "budget": 100 }), "/budget"),
        (json!({ "interests": { "history": 1.5 } }), "/interests/history"),
        (json!({ "interests": { "astrology": 0.5 } }), "/interests"),
        (json!({ "diets": ["carnivore"] }), "/diets/0"),
        (json!({ "bedtime": "25:00" }), "/bedtime"),
        (json!({ "maxWalkMinutes": 0 }), "/maxWalkMinutes"),
        (json!({ "mustSee": vec!["rome/colosseum"; 21] }), "/mustSee"),
    ] {
        let refused = anna.put(&path, body.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.pointers().iter().any(|found| found.starts_with(pointer)), "{body}: {:?}", refused.pointers());
    }
    assert_eq!(anna.get(&format!("v1/trips/{trip}/families")).await.json()["value"][0]["hasWishes"], false);
}

#[tokio::test]
async fn a_budget_share_needs_a_budget_and_a_closed_trip_takes_no_wishes() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/families/{rossi}/wishes");
    let _ =
        anna.patch(&format!("v1/trips/{trip}"), json!({ "budget": { "amount": "4000", "currency": "EUR" } })).await.expect(StatusCode::OK);
    let _ = anna.put(&path, json!({ "budgetShare": 50 })).await.expect(StatusCode::OK);

    let etag = anna.etag(&format!("v1/trips/{trip}")).await;
    let _ = anna
        .call(Method::PUT, &format!("v1/trips/{trip}/status"), Some(&json!({ "status": "cancelled" })), &[("If-Match", &etag)])
        .await
        .expect(StatusCode::OK);
    assert_eq!(anna.put(&path, json!({})).await.expect(StatusCode::CONFLICT).problem(), "conflict");
    assert_eq!(anna.get(&path).await.json()["budgetShare"], 50);
}
