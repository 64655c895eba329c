//! Names that mean something to HTML, Typst, iCalendar, file systems or fonts are only names: through planning and every export.

use http::StatusCode;
use pathfinder_tests::Scene;
use serde_json::{Value, json};

const NAMES: [&str; 10] = [
    "<b>bold</b><script>alert(1)</script>",
    "#panic(\"no\") #let x = 1 #eval(\"1\") @cite <label>",
    "$x^2$ *strong* _emph_ `raw` = heading - list / term: \\ ~ [content] {code}",
    "\"quotes\" 'and' «more» \\n \\r\\n ; , : END:VCALENDAR",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇮🇹 e\u{301}\u{302}\u{303}",
    "رحلة العائلة إلى روما",
    "\u{202e}fdp.exe\u{202c} \u{200b}\u{feff}\u{2066}x\u{2069}",
    "../../etc/passwd %2e%2e C:\\nul",
    "'; DROP TABLE documents; -- {{7*7}} ${jndi:x} %s %n",
    "家族旅行 ローマ 가족 여행 ไทย हिन्दी",
];

/// Exactly so many characters.
fn long(text: &str, most: usize) -> String {
    text.chars().cycle().take(most).collect()
}

fn place(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "city": "rome", "location": { "lat": 41.89, "lon": 12.49 },
        "category": "history", "visitMinutes": 15, "fees": [{ "fromAge": 0, "price": { "amount": "5.00", "currency": "EUR" } }]
    })
}

/// At most so many characters, as people would count them on a form.
fn cut(name: &str, most: usize) -> String {
    name.chars().take(most).collect()
}

/// A planned trip whose title is the first of the names, and whose family, child, places and restaurant have all of them.
async fn planned(names: &[&str]) -> Scene {
    // A day of this pace has four visits.
    let scene = Scene::new(1 + names.len() as i64 / 3).await;
    let anna = scene.anna();
    let (first, last) = (names[0], names[names.len() - 1]);
    let _ = anna.patch(&format!("v1/trips/{}", scene.trip), json!({ "title": cut(first, 120) })).await.expect(StatusCode::OK);
    let _ = anna.patch(&format!("v1/families/{}", scene.rossi), json!({ "name": cut(last, 100) })).await.expect(StatusCode::OK);
    for name in names.iter().take(6) {
        anna.adds_child(&scene.rossi, &cut(name, 100), "2016-02").await;
    }
    let restaurant = json!({
        "id": "own-restaurant", "name": cut(first, 200), "city": "rome", "location": { "lat": 41.891, "lon": 12.491 },
        "cuisines": ["italian"], "price": { "amount": "1.00", "currency": "EUR" }
    });
    let places: Vec<_> = names.iter().enumerate().map(|(n, name)| place(&format!("own-{n}"), &cut(name, 200))).collect();
    let ids: Vec<_> = (0..names.len()).map(|n| format!("own-{n}")).collect();
    let _ = anna.put(&scene.at("catalog"), json!({ "places": places, "restaurants": [restaurant] })).await.expect(StatusCode::OK);
    let wishes = json!({ "mustSee": ids });
    let _ = anna.put(&scene.at(&format!("families/{}/wishes", scene.rossi)), wishes).await.expect(StatusCode::OK);
    scene.plans(json!({})).await;
    let shown = anna.get(&scene.at("itineraries/1")).await.expect(StatusCode::OK).json();
    assert_eq!(shown["plan"]["title"], cut(first, 120), "the name comes back as it went");
    for (n, name) in names.iter().enumerate() {
        let visits = shown["plan"]["days"].as_array().unwrap().iter().flat_map(|day| day["items"].as_array().unwrap());
        let visit = visits.clone().find(|item| item["id"] == format!("visit-own-{n}"));
        assert_eq!(visit.expect("everything that must be seen is")["name"], cut(name, 200));
    }
    scene
}

/// The bytes of an export, whose file name is harmless.
async fn file(scene: &Scene, format: &str) -> Vec<u8> {
    let export = scene.exports(json!({ "format": format })).await;
    let (bytes, file_name) = scene.fetches(export["downloadUrl"].as_str().unwrap()).await.expect("the link is good");
    assert!(file_name.len() < 80 && file_name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.'), "{file_name}");
    bytes
}

async fn prints(scene: &Scene) {
    let bytes = file(scene, "pdf").await;
    assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

#[tokio::test]
async fn every_name_is_only_a_name_in_calendars_data_and_notifications() {
    for at in 0..NAMES.len() {
        let mut names = NAMES;
        names.rotate_left(at);
        let scene = planned(&names[..2]).await;
        let text = String::from_utf8(file(&scene, "calendar").await).expect("UTF-8");
        let lines: Vec<&str> = text.split("\r\n").collect();
        let count = |what: &str| lines.iter().filter(|line| **line == what).count();
        assert_eq!((count("BEGIN:VCALENDAR"), count("END:VCALENDAR")), (1, 1), "a name is never a line of its own");
        assert_eq!(count("BEGIN:VEVENT"), count("END:VEVENT"));
        let read: icalendar::Calendar = text.parse().expect("it can be read back");
        assert_eq!(read.components.len(), count("BEGIN:VEVENT"));
        assert_eq!(serde_json::from_slice::<Value>(&file(&scene, "json").await).unwrap()["plan"]["title"], cut(names[0], 120));
        let told = scene.ben().get("v1/me/notifications").await.json();
        assert!(told["value"][0]["text"].as_str().unwrap().contains(&cut(names[0], 120)));
    }
}

#[tokio::test]
async fn markup_is_only_a_name_on_paper() {
    let mut names = NAMES;
    names.rotate_left(1);
    prints(&planned(&names).await).await;
}

#[tokio::test]
async fn the_longest_names_fit_on_paper_and_longer_ones_are_refused() {
    let (word, mark) = (long("Donaudampfschifffahrtsgesellschaft", 200), long("W", 200));
    let scene = planned(&[&word, &mark]).await;
    prints(&scene).await;
    let refused = scene
        .anna()
        .patch(&format!("v1/trips/{}", scene.trip), json!({ "title": long("x", 10_000) }))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.pointers(), ["/title"]);
    let refused = scene
        .anna()
        .put(&scene.at("catalog"), json!({ "places": [place("p", &long("x", 10_000))] }))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.pointers(), ["/places/0/name"]);
}
