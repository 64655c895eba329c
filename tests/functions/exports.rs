//! Exports: PDF, calendar and JSON, fetched by a signed link that expires.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use pathfinder_tests::Scene;
use serde_json::{Value, json};

/// Makes a file and fetches it as a browser would; bytes and file name.
async fn file(scene: &Scene, request: Value) -> (Vec<u8>, String) {
    let export = scene.exports(request).await;
    let (bytes, name) = scene.fetches(export["downloadUrl"].as_str().expect("a link")).await.expect("the link is good");
    assert_eq!(export["bytes"].as_u64(), Some(bytes.len() as u64));
    (bytes, name)
}

/// The events of an iCalendar file: unfolded properties by UID.
fn events(bytes: &[u8]) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(text.lines().all(|line| line.len() <= 75), "lines are folded at 75 octets (RFC 5545, section 3.1)");
    let text = text.replace("\r\n ", "").replace("\r\n\t", "");
    let mut found = BTreeMap::new();
    for event in text.split("BEGIN:VEVENT\r\n").skip(1) {
        let body = event.split("END:VEVENT").next().unwrap();
        let lines = body.lines().filter_map(|line| line.split_once(':'));
        let properties: BTreeMap<String, String> =
            lines.map(|(name, value)| (name.split(';').next().unwrap().to_owned(), value.to_owned())).collect();
        let uid = properties["UID"].clone();
        assert!(found.insert(uid.clone(), properties).is_none(), "{uid} twice");
    }
    found
}

#[tokio::test]
async fn a_pdf_holds_the_trip() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let (bytes, name) = file(&scene, json!({ "format": "pdf", "paper": "letter" })).await;
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 10_000);
    assert_eq!(name, "rome-in-spring.pdf");
    let text: String = pdf_extract::extract_text_from_mem(&bytes).expect("text can be extracted").split_whitespace().collect();
    for word in ["Romeinspring", "Rossi", "Miller"] {
        assert!(text.contains(word), "{word} is not in the pages");
    }
}

#[tokio::test]
async fn a_json_file_is_what_the_api_shows() {
    let scene = Scene::new(2).await;
    scene.plans(json!({})).await;
    let (bytes, name) = file(&scene, json!({ "format": "json" })).await;
    assert_eq!(name, "rome-in-spring.json");
    let shown = scene.anna().get(&scene.at("itineraries/1")).await.json();
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), shown);
}

#[tokio::test]
async fn a_calendar_keeps_its_events_from_version_to_version() {
    let scene = Scene::new(3).await;
    scene.plans(json!({})).await;
    let (bytes, name) = file(&scene, json!({ "format": "calendar" })).await;
    assert_eq!(name, "rome-in-spring.ics");
    let before = events(&bytes);
    let shown = scene.anna().get(&scene.at("itineraries/1")).await.json();
    let days = shown["plan"]["days"].as_array().unwrap();
    let items: usize = days.iter().map(|day| day["items"].as_array().unwrap().len()).sum();
    let stays = shown["plan"]["stays"].as_array().unwrap().len();
    assert_eq!(before.len(), items + stays);

    let lock = json!({ "edits": [{ "action": "lock", "item": days[0]["items"][0]["id"] }] });
    let _ = scene.anna().post(&scene.at("itineraries/1/edits"), lock).await.expect(StatusCode::ACCEPTED);
    scene.world.run_queues().await;
    let after = events(&file(&scene, json!({ "format": "calendar" })).await.0);
    let uid = format!("{}@{}", days[0]["items"][0]["id"].as_str().unwrap(), scene.trip);
    assert_eq!((before[&uid]["SEQUENCE"].as_str(), after[&uid]["SEQUENCE"].as_str()), ("1", "2"));
    assert_eq!(before[&uid]["DTSTART"], after[&uid]["DTSTART"]);
}

#[tokio::test]
async fn calendar_times_are_right_on_both_sides_of_summer_time() {
    // Clocks go forward in Rome on 28 March 2027, 84 days after the first day of every world.
    let scene = Scene::new(1).await;
    let trip = format!("v1/trips/{}", scene.trip);
    let _ = scene.anna().patch(&trip, json!({ "firstDay": "2027-03-27", "lastDay": "2027-03-29" })).await.expect(StatusCode::OK);
    scene.plans(json!({})).await;
    let events = events(&file(&scene, json!({ "format": "calendar" })).await.0);
    let shown = scene.anna().get(&scene.at("itineraries/1")).await.json();
    let mut seen = 0;
    for day in shown["plan"]["days"].as_array().unwrap() {
        let date = day["date"].as_str().unwrap();
        let offset = if date < "2027-03-28" { "+01:00" } else { "+02:00" };
        for item in day["items"].as_array().unwrap() {
            let event = &events[&format!("{}@{}", item["id"].as_str().unwrap(), scene.trip)];
            for (property, time) in [("DTSTART", &item["start"]), ("DTEND", &item["end"])] {
                let local: DateTime<Utc> = format!("{date}T{}:00{offset}", time.as_str().unwrap()).parse().unwrap();
                assert_eq!(event[property], local.format("%Y%m%dT%H%M%SZ").to_string(), "{property} of {item}");
                seen += 1;
            }
        }
    }
    assert!(seen > 6);
}

#[tokio::test]
async fn the_approved_version_is_exported_unless_another_is_named() {
    let scene = Scene::new(1).await;
    let none = scene.anna().post(&scene.at("exports"), json!({ "format": "json" })).await.expect(StatusCode::CONFLICT);
    assert_eq!(none.problem(), "conflict");
    for seed in 0..2 {
        scene.plans(json!({ "seed": seed })).await;
    }
    assert_eq!(scene.exports(json!({ "format": "json" })).await["itinerary"], 2, "the newest");
    let _ = scene.anna().act(&scene.at("itineraries/1/approve")).await.expect(StatusCode::OK);
    assert_eq!(scene.exports(json!({ "format": "json" })).await["itinerary"], 1, "the approved");
    assert_eq!(scene.exports(json!({ "format": "json", "itinerary": 2 })).await["itinerary"], 2, "the named");
    let unknown =
        scene.anna().post(&scene.at("exports"), json!({ "format": "json", "itinerary": 3 })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.pointers(), ["/itinerary"]);
    let _ = scene.anna().post(&scene.at("exports"), json!({ "format": "docx" })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_link_lives_for_fifteen_minutes_and_cannot_be_changed() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let export = scene.exports(json!({ "format": "json" })).await;
    let link = export["downloadUrl"].as_str().unwrap().to_owned();
    let until: DateTime<Utc> = export["downloadUrlExpiresAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, scene.world.now() + TimeDelta::minutes(15));
    let other = scene.exports(json!({ "format": "calendar" })).await["downloadUrl"].as_str().unwrap().to_owned();
    let swapped = format!("{}?{}", other.split_once('?').unwrap().0, link.split_once('?').unwrap().1);
    for forged in
        [swapped, link.replace("rome-in-spring", "virus"), link.replace("expires=1", "expires=2"), link[..link.len() - 1].to_owned()]
    {
        assert!(scene.fetches(&forged).await.is_none(), "{forged}");
    }
    scene.world.advance(TimeDelta::minutes(15) - TimeDelta::milliseconds(1));
    assert!(scene.fetches(&link).await.is_some());
    scene.world.advance(TimeDelta::milliseconds(1));
    assert!(scene.fetches(&link).await.is_none(), "expired");
}

#[tokio::test]
async fn a_deleted_export_is_gone_with_its_file() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let export = scene.exports(json!({ "format": "json" })).await;
    let link = export["downloadUrl"].as_str().unwrap();
    let path = scene.at(&format!("exports/{}", export["id"].as_str().unwrap()));
    for _ in 0..2 {
        let _ = scene.ben().call(http::Method::DELETE, &path, None, &[]).await.expect(StatusCode::NO_CONTENT);
    }
    let _ = scene.anna().get(&path).await.expect(StatusCode::NOT_FOUND);
    assert!(scene.fetches(link).await.is_none());
}
