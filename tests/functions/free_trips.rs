//! Trips that leave something open: which cities in which order, and where families may part.

use http::StatusCode;
use pathfinder_domain::planning::validate::validate;
use pathfinder_tests::{Reply, Scene, World};
use serde_json::{Value, json};

fn faults(reply: &Reply) -> Vec<String> {
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|e| format!("{} {}", e["pointer"].as_str().expect("a pointer"), e["code"].as_str().expect("a code"))).collect()
}

/// Three nights from Berlin and back, through one or two of three cities.
fn free(world: &World) -> Value {
    json!({
        "title": "Along the rails", "firstDay": world.date_in(90), "lastDay": world.date_in(93), "currency": "EUR",
        "cities": [{ "destination": "vienna", "minNights": 1, "maxNights": 2 }, { "destination": "prague", "required": true }, { "destination": "copenhagen" }],
        "route": { "origin": "berlin", "visit": { "min": 2, "max": 2 } },
        "constraints": { "forbiddenLegModes": ["flight"], "splits": 1 }
    })
}

#[tokio::test]
async fn a_trip_that_leaves_its_route_open_is_planned_from_home_and_back() {
    let world = World::configured(Scene::quick);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let started = anna.post("v1/trips", json!({ "family": rossi, "trip": free(&world) })).await.expect(StatusCode::CREATED);
    let (trip, shown) = (started.id(), started.json());
    assert_eq!(shown["route"], json!({ "origin": "berlin", "returns": true, "visit": { "min": 2, "max": 2 }, "order": "free" }));
    assert_eq!(shown["cities"][1], json!({ "destination": "prague", "required": true }));
    let path = format!("v1/trips/{trip}");
    let operation = anna.generates(&trip).await;
    assert_eq!(operation["status"], "Succeeded", "{operation:#}");
    let (problem, plan) = world.stored_plan(&trip, 1).await;
    validate(&problem, &plan).unwrap_or_else(|breaches| panic!("{breaches:#?}"));
    assert_eq!(plan.days.first().unwrap().leg.as_ref().unwrap().from, "berlin");
    assert_eq!(plan.days.last().unwrap().departure.as_ref().unwrap().to, "berlin");
    assert!(plan.days.iter().any(|day| day.city == "prague"));

    // Each choice is an input of the plan: changed, the plan is outdated.
    let outdated = async || anna.get(&format!("{path}/itineraries/1")).await.expect(StatusCode::OK).json()["outdated"].clone();
    assert_eq!(outdated().await, false);
    let _ = anna.patch(&path, json!({ "constraints": { "splits": 0 } })).await.expect(StatusCode::OK);
    assert_eq!(outdated().await, true);
    let _ = anna.generates(&trip).await;
    let _ = anna.patch(&path, json!({ "route": { "returns": false, "visit": null } })).await.expect(StatusCode::OK);
    let second = anna.get(&format!("{path}/itineraries/2")).await.expect(StatusCode::OK).json();
    assert_eq!(second["outdated"], true);
    assert_eq!(anna.get(&path).await.json()["route"], json!({ "origin": "berlin", "returns": false, "order": "free" }));
    // Back to a fixed route: then the open nights have no meaning any more, and are told so.
    let refused = anna.patch(&path, json!({ "route": null })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let expected = [
        "/cities/0/nights required",
        "/cities/0/minNights no-route",
        "/cities/0/maxNights no-route",
        "/cities/1/nights required",
        "/cities/1/required no-route",
    ];
    assert_eq!(faults(&refused), expected);
}

#[tokio::test]
async fn a_trip_without_choices_says_so_and_old_clients_need_none() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 2).await;
    let shown = anna.get(&format!("v1/trips/{trip}")).await.json();
    assert_eq!(shown.get("route"), None);
    let nothing = json!({ "splits": 0, "roomTypes": [], "houseRules": [], "requiredCuisines": [], "forbiddenLegModes": [] });
    assert_eq!(shown["constraints"], nothing);
}

#[tokio::test]
async fn a_route_that_cannot_be_travelled_is_refused_at_once() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let start = async |changes: Value| {
        let mut trip = free(&world);
        for (field, value) in changes.as_object().expect("an object") {
            trip[field] = value.clone();
        }
        anna.post("v1/trips", json!({ "family": rossi, "trip": trip })).await
    };
    let cities = |first: Value, second: Value| json!([first, second]);
    let (vienna, prague) = (json!({ "destination": "vienna" }), json!({ "destination": "prague" }));
    let nights = |city: &Value, nights: Value| {
        let mut city = city.clone();
        city.as_object_mut().unwrap().extend(nights.as_object().unwrap().clone());
        city
    };
    for (changes, expected) in [
        (json!({ "route": { "origin": "prague" } }), vec!["/trip/route/origin origin"]),
        (json!({ "route": { "origin": "atlantis" } }), vec!["/trip/route/origin unknown-destination"]),
        (json!({ "route": { "origin": "Berlin!" } }), vec!["/trip/route/origin pattern"]),
        (json!({ "route": { "visit": { "min": 4, "max": 4 } } }), vec!["/trip/route/visit/min range"]),
        (json!({ "route": { "visit": { "min": 2, "max": 1 } } }), vec!["/trip/route/visit/min range"]),
        (json!({ "route": { "order": "random" } }), vec!["/trip/route/order variant"]),
        (json!({ "cities": cities(vienna.clone(), vienna.clone()), "route": {} }), vec!["/trip/cities/1/destination duplicate"]),
        (
            json!({ "cities": cities(nights(&vienna, json!({ "nights": 1, "maxNights": 2 })), prague.clone()), "route": {} }),
            vec!["/trip/cities/0/nights contradiction"],
        ),
        (
            json!({ "cities": cities(nights(&vienna, json!({ "minNights": 2, "maxNights": 1 })), prague.clone()), "route": {} }),
            vec!["/trip/cities/0/maxNights minimum"],
        ),
        (json!({ "cities": cities(nights(&vienna, json!({ "minNights": 3 })), prague.clone()), "route": {} }), vec!["/trip/cities nights"]),
        (
            json!({ "cities": cities(nights(&vienna, json!({ "nights": 1 })), nights(&prague, json!({ "maxNights": 1 }))), "route": {} }),
            vec!["/trip/cities nights"],
        ),
        (
            json!({ "cities": cities(nights(&vienna, json!({ "required": true })), nights(&prague, json!({ "required": true }))), "route": { "visit": { "min": 1, "max": 1 } } }),
            vec!["/trip/route/visit/max count"],
        ),
        (json!({ "constraints": { "splits": 61 } }), vec!["/trip/constraints/splits maximum"]),
        (json!({ "constraints": { "roomTypes": ["tent"] } }), vec!["/trip/constraints/roomTypes/0 enum"]),
        (json!({ "constraints": { "pace": "full" } }), vec!["/trip/constraints/pace unknown"]),
    ] {
        let refused = start(changes.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(faults(&refused), expected, "{changes}");
    }
    for changes in [
        json!({ "cities": cities(vienna.clone(), prague.clone()), "route": {} }),
        json!({ "cities": cities(nights(&vienna, json!({ "nights": 3 })), nights(&prague, json!({ "minNights": 0 }))), "route": {} }),
        json!({ "cities": cities(nights(&vienna, json!({ "nights": 3 })), nights(&prague, json!({ "nights": 3 }))), "route": { "visit": { "min": 1, "max": 1 } } }),
    ] {
        let _ = start(changes).await.expect(StatusCode::CREATED);
    }
}

/// A place in the trip's own small town.
fn sight(id: &str, lat: f64, category: &str, stroller: &str) -> Value {
    json!({
        "id": id, "name": id, "city": "harbour", "location": { "lat": lat, "lon": 10.0 }, "category": category, "visitMinutes": 90,
        "tags": { "stroller": stroller }
    })
}

/// A day in a small town: the Rossis, with a stroller, must see the zoo, which the Millers will not enter; the Millers must see a ship
/// that no stroller gets into.
async fn at_odds() -> Scene {
    let world = World::configured(|config| {
        Scene::quick(config);
        config.planner.rounds = 60;
    });
    let scene = Scene::in_world(world, 1).await;
    scene.anna().adds_child(&scene.rossi, "Mia", "2024-08").await;
    let eatery = |id: &str, lat: f64| {
        json!({
            "id": id, "name": id, "city": "harbour", "location": { "lat": lat, "lon": 10.0 }, "cuisines": ["fish"],
            "price": { "amount": "15", "currency": "EUR" }
        })
    };
    let catalog = json!({
        "cities": [{ "id": "harbour", "name": "Harbour", "center": { "lat": 54.0, "lon": 10.0 }, "timeZone": "Europe/Berlin", "country": "DE" }],
        "places": [sight("zoo", 54.004, "animals", "yes"), sight("ship", 53.996, "transport", "no")],
        "restaurants": [eatery("galley", 54.001), eatery("anchor", 53.999)]
    });
    let _ = scene.anna().put(&scene.at("catalog"), catalog).await.expect(StatusCode::OK);
    let _ = scene
        .anna()
        .patch(&format!("v1/trips/{}", scene.trip), json!({ "cities": [{ "destination": "harbour" }] }))
        .await
        .expect(StatusCode::OK);
    let wishes = |family: &str| scene.at(&format!("families/{family}/wishes"));
    let _ = scene.anna().put(&wishes(&scene.rossi), json!({ "mustSee": ["zoo"], "stroller": true })).await.expect(StatusCode::OK);
    let _ = scene.ben().put(&wishes(&scene.miller), json!({ "mustSee": ["ship"], "mustAvoid": ["zoo"] })).await.expect(StatusCode::OK);
    scene
}

#[tokio::test]
async fn families_part_where_the_trip_allows_it_and_what_a_party_does_is_not_edited() {
    let scene = at_odds().await;
    let together = scene.anna().generates(&scene.trip).await;
    assert_eq!((&together["status"], &together["error"]["code"]), (&json!("Failed"), &json!("no-plan")), "{together:#}");
    let _ = scene.anna().patch(&format!("v1/trips/{}", scene.trip), json!({ "constraints": { "splits": 1 } })).await.expect(StatusCode::OK);
    let version = scene.plans(json!({})).await;
    let shown = scene.anna().get(&scene.at(&format!("itineraries/{version}"))).await.expect(StatusCode::OK).json();
    let parties = shown["plan"]["days"][0]["splits"][0]["parties"].as_array().expect("a split").clone();
    let ids: Vec<Value> = parties.iter().flat_map(|party| party["items"].as_array().unwrap()).map(|item| item["id"].clone()).collect();
    assert!(parties.len() == 2 && ids.len() >= 2, "{parties:#?}");

    let date = shown["plan"]["days"][0]["date"].clone();
    let edits = json!([
        { "action": "lock", "item": ids[0] },
        { "action": "move", "item": ids[1], "date": date, "start": "10:00" }
    ]);
    let below = scene.at(&format!("itineraries/{version}/edits"));
    let refused = scene.anna().post(&below, json!({ "edits": edits })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.problem(), "invalid");
    assert_eq!(faults(&refused), ["/edits/0/item apart", "/edits/1/item apart"]);
    let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("belongs to") && detail.contains("add the place for everybody, or remove it"), "the next step: {detail}");
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 1, "nothing was started");
}
