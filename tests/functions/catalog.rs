//! Destinations, and what a trip brings along that the built-in catalogue does not know.

use http::{Method, StatusCode};
use pathfinder_tests::World;
use serde_json::{Value, json};

fn place(id: &str, city: &str) -> Value {
    json!({ "id": id, "name": "Nonna's garden", "city": city, "location": { "lat": 41.9, "lon": 12.5 }, "category": "park", "visitMinutes": 60 })
}

fn city(id: &str) -> Value {
    json!({ "id": id, "name": "Bracciano", "center": { "lat": 42.1, "lon": 12.18 }, "timeZone": "Europe/Rome", "country": "IT" })
}

fn with(mut value: Value, field: &str, new: Value) -> Value {
    value[field] = new;
    value
}

#[tokio::test]
async fn a_trip_brings_its_own_places_which_wishes_may_then_name() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 4).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;
    let (path, wishes) = (format!("v1/trips/{trip}/catalog"), format!("v1/trips/{trip}/families/{rossi}/wishes"));

    let empty = anna.get(&path).await.expect(StatusCode::OK);
    assert_eq!(empty.json(), json!({ "cities": [], "places": [], "restaurants": [], "lodgings": [], "legs": [] }));
    assert_eq!(anna.put(&wishes, json!({ "mustSee": ["nonna"] })).await.pointers(), ["/mustSee/0"]);

    let catalog = json!({
        "cities": [city("bracciano")],
        "places": [place("nonna", "rome"), with(place("castle", "bracciano"), "openingHours", json!("Tu-Su 10:00-18:00"))],
        "restaurants": [{ "id": "trattoria", "name": "Da Gino", "city": "rome", "location": { "lat": 41.9, "lon": 12.5 }, "cuisines": ["italian"], "price": { "amount": "25", "currency": "EUR" } }],
        "lodgings": [{ "id": "flat", "name": "Our flat", "city": "rome", "location": { "lat": 41.9, "lon": 12.5 }, "perNight": { "amount": "0", "currency": "EUR" }, "sleeps": 6 }],
        "legs": [{ "id": "train", "from": "rome", "to": "bracciano", "mode": "train", "departs": "09:00", "arrives": "10:10", "price": { "amount": "3.60", "currency": "EUR" } }]
    });
    let written = anna.put(&path, catalog).await.expect(StatusCode::OK);
    assert_eq!(written.json()["places"][1]["openingHours"], "Tu-Su 10:00-18:00");
    assert_eq!(written.json()["legs"][0]["price"], json!({ "amount": "3.60", "currency": "EUR" }));
    assert_eq!(ben.get(&path).await.expect(StatusCode::OK).body, written.body, "everybody on the trip sees it");
    let _ = anna.put(&wishes, json!({ "mustSee": ["nonna"], "mustAvoid": ["trattoria"] })).await.expect(StatusCode::OK);
    // The trip may now lead to the city that only its own catalogue knows.
    let _ = anna
        .patch(&format!("v1/trips/{trip}"), json!({ "cities": [{ "destination": "rome", "nights": 2 }, { "destination": "bracciano" }] }))
        .await
        .expect(StatusCode::OK);

    let refused = ben.put(&path, json!({})).await.expect(StatusCode::FORBIDDEN);
    assert_eq!(refused.problem(), "forbidden", "only the organiser writes it");
    assert_eq!(world.person("Cleo").get(&path).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
}

#[tokio::test]
async fn a_catalogue_keeps_its_rules() {
    let world = World::configured(|config| config.limits.catalog_entries = 3);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/catalog");
    let euro = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let leg =
        json!({ "id": "train", "from": "rome", "to": "rome", "mode": "train", "departs": "09:00", "arrives": "10:10", "price": euro("3") });
    let lodging = json!({ "id": "nonna", "name": "Flat", "city": "rome", "location": { "lat": 41.9, "lon": 12.5 }, "perNight": euro("10"), "sleeps": 2 });
    for (catalog, expected) in [
        (json!({ "places": [place("nonna", "rome"), place("nonna", "rome")] }), "/places/1/id duplicate"),
        (json!({ "places": [place("nonna", "rome")], "lodgings": [lodging.clone()] }), "/lodgings/0/id duplicate"),
        (json!({ "legs": [leg.clone(), leg.clone()] }), "/legs/1/id duplicate"),
        (json!({ "cities": [city("bracciano"), city("bracciano")] }), "/cities/1/id duplicate"),
        (json!({ "places": [place("rome/mine", "rome")] }), "/places/0/id reserved"),
        (json!({ "cities": [city("rome")] }), "/cities/0/id reserved"),
        (json!({ "places": [place("nonna", "atlantis")] }), "/places/0/city unknown-city"),
        (
            json!({ "places": [with(place("nonna", "rome"), "openingHours", json!("whenever you like"))] }),
            "/places/0/openingHours opening-hours",
        ),
        (json!({ "cities": [with(city("bracciano"), "timeZone", json!("Mars/Olympus"))] }), "/cities/0/timeZone time-zone"),
        (
            json!({ "places": [with(place("nonna", "rome"), "fees", json!([{ "fromAge": 0, "price": { "amount": "5", "currency": "USD" } }]))] }),
            "/places/0/fees/0/price/currency currency",
        ),
        (json!({ "lodgings": [with(lodging.clone(), "perNight", euro("-1"))] }), "/lodgings/0/perNight/amount minimum"),
        (json!({ "legs": [with(leg.clone(), "price", euro("-1"))] }), "/legs/0/price/amount minimum"),
        (json!({ "places": [place("a", "rome"), place("b", "rome"), place("c", "rome"), place("d", "rome")] }), "/places too-many"),
        (json!({ "places": [with(place("nonna", "rome"), "visitMinutes", json!(0))] }), "/places/0/visitMinutes minimum"),
        (
            json!({ "places": [with(place("nonna", "rome"), "location", json!({ "lat": 91, "lon": 12.5 }))] }),
            "/places/0/location/lat maximum",
        ),
        (json!({ "places": [with(place("nonna", "rome"), "rating", json!(5))] }), "/places/0/rating unknown"),
    ] {
        let refused = anna.put(&path, catalog.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let errors = refused.json()["errors"].as_array().cloned().unwrap_or_default();
        let found: Vec<_> = errors.iter().map(|e| format!("{} {}", e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(found, [expected], "{catalog}");
    }
    // All at once, each at its place.
    let many = json!({ "cities": [city("rome")], "places": [place("rome/x", "atlantis")], "legs": [with(leg, "price", euro("-1"))] });
    let refused = anna.put(&path, many).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.pointers(), ["/places/0/id", "/places/0/city", "/cities/0/id", "/legs/0/price/amount"]);
    assert_eq!(anna.get(&path).await.json()["places"], json!([]), "nothing of it was kept");
}

#[tokio::test]
async fn the_first_catalogue_is_not_overwritten_by_a_second_first_one() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}/catalog");
    let etag = anna.etag(&path).await;
    let _ = anna
        .call(Method::PUT, &path, Some(&json!({ "places": [place("nonna", "rome")] })), &[("If-Match", &etag)])
        .await
        .expect(StatusCode::OK);
    let late = anna.call(Method::PUT, &path, Some(&json!({})), &[("If-Match", &etag)]).await;
    assert_eq!(late.expect(StatusCode::PRECONDITION_FAILED).problem(), "stale");
}

#[tokio::test]
async fn destinations_can_be_browsed() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let listed = anna.get("v1/destinations").await.expect(StatusCode::OK).json();
    let slugs: Vec<_> =
        listed["value"].as_array().expect("a list").iter().map(|one| one["slug"].as_str().expect("a slug").to_owned()).collect();
    assert!(slugs.contains(&"rome".to_owned()));
    for slug in slugs {
        let shown = anna.get(&format!("v1/destinations/{slug}")).await.expect(StatusCode::OK).json();
        assert_eq!(shown["slug"], json!(slug));
        let places = shown["places"].as_array().expect("places");
        assert!(
            !places.is_empty() && places.iter().all(|place| place["id"].as_str().is_some_and(|id| id.starts_with(&format!("{slug}/")))),
            "{slug}"
        );
    }
    assert_eq!(anna.get("v1/destinations/atlantis").await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    assert_eq!(world.stranger().get("v1/destinations").await.expect(StatusCode::UNAUTHORIZED).problem(), "unauthenticated");
}
