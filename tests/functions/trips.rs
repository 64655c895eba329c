//! Trips: from the first idea to the last day, and away again.

use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder_domain::trip::TripStatus;
use pathfinder_tests::{Person, Reply, Watched, World};
use serde_json::{Value, json};

fn form(world: &World) -> Value {
    json!({ "title": "Rome", "firstDay": world.date_in(90), "lastDay": world.date_in(93), "cities": [{ "destination": "rome" }], "currency": "EUR" })
}

fn faults(reply: &Reply) -> Vec<String> {
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|e| format!("{} {}", e["pointer"].as_str().expect("a pointer"), e["code"].as_str().expect("a code"))).collect()
}

fn name(status: TripStatus) -> String {
    serde_json::to_value(status).expect("a name").as_str().expect("text").to_owned()
}

async fn becomes(person: &Person<'_>, trip: &str, status: &str) -> Reply {
    let etag = person.etag(&format!("v1/trips/{trip}")).await;
    person.call(Method::PUT, &format!("v1/trips/{trip}/status"), Some(&json!({ "status": status })), &[("If-Match", &etag)]).await
}

/// Plans and approves: the trip is confirmed.
async fn confirms(person: &Person<'_>, trip: &str) {
    let operation = person.generates(trip).await;
    assert_eq!(operation["status"], "Succeeded", "{operation:#}");
    let newest = person.get(&format!("v1/trips/{trip}/itineraries")).await.json()["value"][0]["version"].clone();
    let _ = person.act(&format!("v1/trips/{trip}/itineraries/{newest}/approve")).await.expect(StatusCode::OK);
    person.world.run_queues().await;
}

#[tokio::test]
async fn a_trip_is_started_read_and_changed() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let started = anna.post("v1/trips", json!({ "family": rossi, "trip": form(&world) })).await.expect(StatusCode::CREATED);
    let (id, trip) = (started.id(), started.json());
    let path = format!("v1/trips/{id}");
    assert_eq!(started.header("location"), Some(format!("/api/{path}")));
    assert_eq!((&trip["status"], &trip["myRole"], &trip["organiser"]), (&json!("planning"), &json!("organiser"), &json!(rossi)));
    assert_eq!(trip["nextStatuses"], json!(["cancelled"]));
    assert_eq!(
        (&trip["pace"], &trip["modes"], &trip["dayWindow"]),
        (&json!("balanced"), &json!(["walk", "transit"]), &json!({ "from": "09:00", "until": "21:00" }))
    );
    let read = anna.get(&path).await.expect(StatusCode::OK);
    assert_eq!((read.body.clone(), read.header("etag")), (started.body.clone(), started.header("etag")));

    world.advance(TimeDelta::minutes(5));
    let changed = anna
        .patch(&path, json!({ "title": "Roma", "budget": { "amount": "5000", "currency": "EUR" }, "dayWindow": { "until": "22:00" } }))
        .await
        .expect(StatusCode::OK)
        .json();
    assert_eq!((&changed["title"], &changed["budget"]["amount"]), (&json!("Roma"), &json!("5000.00")));
    assert_eq!(changed["dayWindow"], json!({ "from": "09:00", "until": "22:00" }), "a merge patch goes deep");
    assert_eq!(changed["cities"], trip["cities"]);
    assert!(changed["updatedAt"].as_str() > trip["updatedAt"].as_str());
    let cleared = anna.patch(&path, json!({ "budget": null, "modes": null })).await.expect(StatusCode::OK).json();
    assert_eq!(cleared.get("budget"), None, "null takes a field away");
    assert_eq!(cleared["modes"], json!(["walk", "transit"]), "and gives a default back");
    assert_eq!(
        faults(&anna.patch(&path, json!({ "title": null, "cities": null })).await.expect(StatusCode::UNPROCESSABLE_ENTITY)).len(),
        2
    );
    for (field, value) in [
        ("status", json!("confirmed")),
        ("organiser", json!(rossi)),
        ("id", json!(id)),
        ("approvedItinerary", json!(1)),
        ("myRole", json!("organiser")),
    ] {
        let refused = anna.patch(&path, json!({ field: value })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(faults(&refused), [format!("/{field} unknown")], "no mass assignment");
    }
}

#[tokio::test]
async fn every_broken_rule_of_a_trip_is_named_at_once() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let start = async |changes: Value| {
        let mut trip = form(&world);
        for (field, value) in changes.as_object().expect("an object") {
            trip[field] = value.clone();
        }
        anna.post("v1/trips", json!({ "family": rossi, "trip": trip })).await
    };
    let everything = json!({
        "title": "   ",
        "firstDay": world.date_in(-1),
        "lastDay": world.date_in(40),
        "cities": [{ "destination": "rome" }, { "destination": "atlantis", "nights": 3 }],
        "budget": { "amount": "-1", "currency": "USD" },
        "modes": ["walk", "walk"],
        "dayWindow": { "from": "10:00", "until": "10:30" }
    });
    let refused = start(everything).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let expected = [
        "/trip/title empty",
        "/trip/firstDay past",
        "/trip/lastDay too-long",
        "/trip/dayWindow/until too-short",
        "/trip/budget/currency currency",
        "/trip/budget/amount minimum",
        "/trip/modes duplicate",
        "/trip/cities/1/destination unknown-destination",
        "/trip/cities/0/nights required",
        "/trip/cities nights",
    ];
    let mut found = faults(&refused);
    found.sort();
    let mut sorted = expected.map(str::to_owned).to_vec();
    sorted.sort();
    assert_eq!(found, sorted);

    let nights = |nights: [Option<u32>; 2]| {
        let city = |slug: &str, nights: Option<u32>| {
            nights.map_or_else(|| json!({ "destination": slug }), |nights| json!({ "destination": slug, "nights": nights }))
        };
        json!({ "cities": [city("rome", nights[0]), city("paris", nights[1])] })
    };
    for (changes, expected) in [
        (json!({ "firstDay": world.date_in(-1), "lastDay": world.date_in(3) }), vec!["/trip/firstDay past"]),
        (json!({ "firstDay": world.date_in(1096), "lastDay": world.date_in(1097) }), vec!["/trip/firstDay too-far"]),
        (json!({ "lastDay": world.date_in(89) }), vec!["/trip/lastDay before-first-day"]),
        (json!({ "lastDay": world.date_in(120) }), vec!["/trip/lastDay too-long"]),
        (json!({ "firstDay": "2027-02-30" }), vec!["/trip/firstDay value"]),
        (json!({ "firstDay": "tomorrow" }), vec!["/trip/firstDay value"]),
        (json!({ "currency": "XXQ" }), vec!["/trip/currency value"]),
        (json!({ "currency": "euro" }), vec!["/trip/currency pattern"]),
        (json!({ "cities": [] }), vec!["/trip/cities too-few"]),
        (json!({ "modes": [] }), vec!["/trip/modes too-few"]),
        (json!({ "cities": [{ "destination": "rome", "nights": 2 }] }), vec!["/trip/cities nights"]),
        (nights([None, None]), vec!["/trip/cities/0/nights required"]),
        (nights([Some(2), Some(2)]), vec!["/trip/cities nights"]),
        (nights([Some(1), Some(1)]), vec!["/trip/cities nights"]),
        (nights([Some(4), None]), vec!["/trip/cities nights"]),
    ] {
        let refused = start(changes.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(faults(&refused), expected, "{changes}");
    }
    // The edges that hold.
    for changes in [
        json!({ "firstDay": world.date_in(0), "lastDay": world.date_in(0) }),
        json!({ "firstDay": world.date_in(1095), "lastDay": world.date_in(1095 + 29) }),
        json!({ "cities": [{ "destination": "rome", "nights": 3 }] }),
        nights([Some(2), Some(1)]),
        nights([Some(1), None]),
        json!({ "budget": { "amount": "0.01", "currency": "EUR" } }),
    ] {
        assert_eq!(start(changes.clone()).await.status, StatusCode::CREATED, "{changes}");
    }
}

#[tokio::test]
async fn a_trip_that_has_begun_keeps_its_first_day() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 4).await;
    let path = format!("v1/trips/{trip}");
    world.advance(TimeDelta::days(91));
    let anna = world.person("Anna Rossi");
    let _ = anna.patch(&path, json!({ "title": "On our way" })).await.expect(StatusCode::OK);
    let refused = anna.patch(&path, json!({ "firstDay": world.date_in(-2) })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(faults(&refused), ["/firstDay past"]);
}

#[tokio::test]
async fn only_admins_of_an_own_family_start_trips() {
    let world = World::new();
    let (anna, marco, ben) = (world.person("Anna Rossi"), world.person("Marco Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    anna.welcomes(&rossi, &marco, "adult").await;
    let new = json!({ "family": rossi, "trip": form(&world) });
    assert_eq!(marco.post("v1/trips", new.clone()).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    let foreign = ben.post("v1/trips", new.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let absent = ben.post("v1/trips", json!({ "family": "00000000-0000-7000-8000-000000000000", "trip": form(&world) })).await;
    assert_eq!(faults(&foreign), ["/family unknown-family"]);
    assert_eq!(
        (foreign.json()["detail"].clone(), foreign.body.len()),
        (absent.json()["detail"].clone(), absent.body.len()),
        "foreign and absent are the same"
    );
    assert_eq!(ben.get("v1/trips").await.json(), json!({ "value": [] }));
}

#[tokio::test]
async fn a_family_has_so_many_trips_and_no_more() {
    let world = World::configured(|config| config.limits.trips_per_family = 2);
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let first = anna.starts_trip(&rossi, 3).await;
    anna.starts_trip(&rossi, 3).await;
    let new = json!({ "family": rossi, "trip": form(&world) });
    assert_eq!(anna.post("v1/trips", new.clone()).await.expect(StatusCode::CONFLICT).problem(), "limit-reached");
    let _ = anna.delete(&format!("v1/trips/{first}")).await.expect(StatusCode::NO_CONTENT);
    let _ = anna.post("v1/trips", new).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_trip_goes_only_where_the_table_says() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    for from in TripStatus::ALL {
        let trip = anna.starts_trip(&rossi, 1).await;
        match from {
            TripStatus::Planning => {}
            TripStatus::Cancelled => drop(becomes(&anna, &trip, "cancelled").await.expect(StatusCode::OK)),
            TripStatus::Confirmed => confirms(&anna, &trip).await,
            TripStatus::Ongoing | TripStatus::Completed => {
                confirms(&anna, &trip).await;
                let _ = becomes(&anna, &trip, "ongoing").await.expect(StatusCode::OK);
                if from == TripStatus::Completed {
                    let _ = becomes(&anna, &trip, "completed").await.expect(StatusCode::OK);
                }
            }
        }
        let shown = anna.get(&format!("v1/trips/{trip}")).await.json();
        assert_eq!((&shown["status"], &shown["nextStatuses"]), (&json!(name(from)), &json!(from.next())));
        // What is refused first: it changes nothing. Then staying, then one step that is allowed.
        for to in TripStatus::ALL.into_iter().filter(|to| *to != from && !from.may_become(*to)) {
            let refused = becomes(&anna, &trip, &name(to)).await.expect(StatusCode::CONFLICT);
            assert_eq!(refused.problem(), "conflict", "{from:?} -> {to:?}");
            assert!(from.next().iter().all(|next| refused.text().contains(&name(*next))), "{from:?} -> {to:?}: {}", refused.text());
        }
        let stays = becomes(&anna, &trip, &name(from)).await.expect(StatusCode::OK);
        assert_eq!(stays.json(), shown, "{from:?} again changes nothing");
        let unknown = becomes(&anna, &trip, "paused").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unknown.pointers(), ["/status"]);
        match from {
            TripStatus::Planning => {
                let early = becomes(&anna, &trip, "confirmed").await.expect(StatusCode::CONFLICT);
                assert!(early.text().contains("approve an itinerary"), "{}", early.text());
                let _ = becomes(&anna, &trip, "cancelled").await.expect(StatusCode::OK);
            }
            TripStatus::Confirmed => {
                let back = becomes(&anna, &trip, "planning").await.expect(StatusCode::OK).json();
                assert_eq!(back.get("approvedItinerary"), None, "the approval falls");
            }
            TripStatus::Ongoing => drop(becomes(&anna, &trip, "cancelled").await.expect(StatusCode::OK)),
            TripStatus::Cancelled => drop(becomes(&anna, &trip, "planning").await.expect(StatusCode::OK)),
            TripStatus::Completed => {
                let closed = anna.patch(&format!("v1/trips/{trip}"), json!({ "title": "Too late" })).await;
                assert_eq!(closed.expect(StatusCode::CONFLICT).problem(), "conflict");
            }
        }
    }
}

#[tokio::test]
async fn a_confirmed_trip_that_changes_goes_back_to_planning_but_not_for_a_new_title() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    let path = format!("v1/trips/{trip}");
    confirms(&anna, &trip).await;
    let renamed = anna.patch(&path, json!({ "title": "Roma" })).await.expect(StatusCode::OK).json();
    assert_eq!((&renamed["status"], &renamed["approvedItinerary"]), (&json!("confirmed"), &json!(1)));
    let changed = anna.patch(&path, json!({ "pace": "relaxed" })).await.expect(StatusCode::OK).json();
    assert_eq!((&changed["status"], changed.get("approvedItinerary")), (&json!("planning"), None));
}

#[tokio::test]
async fn those_on_the_trip_read_it_and_only_the_organiser_changes_it() {
    let world = World::new();
    let people = ["Anna Rossi", "Marco Rossi", "Ben Miller", "Bea Miller", "Cleo Petit"].map(|name| world.person(name));
    let [anna, marco, ben, bea, cleo] = &people;
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    anna.welcomes(&rossi, marco, "adult").await;
    ben.welcomes(&miller, bea, "adult").await;
    let trip = anna.starts_trip(&rossi, 3).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;
    let path = format!("v1/trips/{trip}");
    for (person, role) in [(anna, "organiser"), (marco, "adult"), (ben, "familyAdmin"), (bea, "adult")] {
        assert_eq!(person.get(&path).await.expect(StatusCode::OK).json()["myRole"], json!(role));
        let _ = person.get(&format!("{path}/families")).await.expect(StatusCode::OK);
        if role != "organiser" {
            for refused in [
                person.patch(&path, json!({ "title": "Mine" })).await,
                becomes(person, &trip, "cancelled").await,
                person.delete(&path).await,
                person.put(&format!("{path}/catalog"), json!({})).await,
                person.post(&format!("{path}/invitations"), json!({})).await,
            ] {
                assert_eq!(refused.expect(StatusCode::FORBIDDEN).problem(), "forbidden", "{role}");
            }
        }
    }
    for refused in
        [cleo.get(&path).await, cleo.patch(&path, json!({})).await, cleo.delete(&path).await, cleo.get(&format!("{path}/families")).await]
    {
        assert_eq!(refused.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    }
    // Leaving: a family's admins take it off, the organiser anybody but the own one.
    let off = async |person: &Person<'_>, family: &str| person.call(Method::DELETE, &format!("{path}/families/{family}"), None, &[]).await;
    assert_eq!(off(bea, &miller).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(off(ben, &rossi).await.expect(StatusCode::FORBIDDEN).problem(), "forbidden");
    assert_eq!(off(anna, &rossi).await.expect(StatusCode::CONFLICT).problem(), "conflict");
    let _ = off(anna, &miller).await.expect(StatusCode::NO_CONTENT);
    let _ = off(anna, &miller).await.expect(StatusCode::NO_CONTENT);
    for gone in [ben, bea] {
        assert_eq!(gone.get(&path).await.problem(), "not-found", "off the trip at once");
        assert_eq!(gone.get("v1/trips").await.json(), json!({ "value": [] }));
    }
}

#[tokio::test]
async fn a_deleted_trip_leaves_nothing_behind() {
    let (world, store) = Watched::world();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let before = store.everything().await;
    let trip = anna.starts_trip(&rossi, 1).await;
    ben.joins(&miller, &anna.invites_onto(&trip).await).await;
    let _ = anna.put(&format!("v1/trips/{trip}/catalog"), json!({})).await.expect(StatusCode::OK);
    confirms(&anna, &trip).await;
    let _ = anna.post(&format!("v1/trips/{trip}/exports"), json!({ "format": "json" })).await.expect(StatusCode::ACCEPTED);
    world.run_queues().await;
    assert!(store.everything().await.len() > before.len() + 5, "there is something to leave behind");

    let _ = anna.delete(&format!("v1/trips/{trip}")).await.expect(StatusCode::NO_CONTENT);
    // Answers kept for repetition go by themselves after a day.
    let left: Vec<_> = store
        .everything()
        .await
        .into_iter()
        .filter(|(address, stored)| !before.contains_key(address) && stored.kind != "idempotency")
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    world.advance(TimeDelta::hours(24));
    let left: Vec<_> = store
        .everything()
        .await
        .into_values()
        .filter(|stored| stored.body.to_string().contains(&trip) || stored.partition == trip)
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    for person in [world.person("Anna Rossi"), world.person("Ben Miller")] {
        assert_eq!(person.get(&format!("v1/trips/{trip}")).await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
        assert_eq!(person.get("v1/trips").await.json(), json!({ "value": [] }));
        assert_eq!(person.get("v1/me/notifications").await.json(), json!({ "value": [] }));
        let repeated = person.call(Method::DELETE, &format!("v1/trips/{trip}"), None, &[("If-Match", "\"x\"")]).await;
        assert_eq!(repeated.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    }
}

#[tokio::test]
async fn a_trip_that_changes_under_its_wishes_keeps_what_fits_and_names_what_does_not() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 2).await;
    let (path, wishes) = (format!("v1/trips/{trip}"), format!("v1/trips/{trip}/families/{rossi}/wishes"));
    let _ = anna
        .put(&wishes, json!({ "mustSee": ["rome/colosseum"], "budget": { "amount": "900", "currency": "EUR" } }))
        .await
        .expect(StatusCode::OK);
    let lodging = json!({ "id": "flat", "name": "Our flat", "city": "rome", "location": { "lat": 41.9, "lon": 12.5 }, "perNight": { "amount": "10", "currency": "EUR" }, "sleeps": 6 });
    let _ = anna.put(&format!("{path}/catalog"), json!({ "lodgings": [lodging] })).await.expect(StatusCode::OK);
    // Another currency: what was said in the old one is converted.
    let _ = anna.patch(&path, json!({ "currency": "USD" })).await.expect(StatusCode::OK);
    assert_eq!(anna.generates(&trip).await["status"], "Succeeded");
    let itinerary = anna.get(&format!("{path}/itineraries/1")).await.expect(StatusCode::OK);
    assert!(itinerary.text().contains("\"USD\"") && !itinerary.text().contains("\"EUR\""), "{}", itinerary.text());
    // Another city: the must-see is not there.
    let _ = anna.patch(&path, json!({ "cities": [{ "destination": "paris" }] })).await.expect(StatusCode::OK);
    let refused = anna.post(&format!("{path}/itineraries"), json!({})).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.problem(), "invalid");
    assert!(refused.text().contains("rome/colosseum"), "{}", refused.text());
}
