//! The product's main job: two families plan a week, and it comes out as a PDF.

use http::StatusCode;
use pathfinder_tests::World;
use serde_json::json;

#[tokio::test]
async fn two_families_plan_a_week_in_rome() {
    let world = World::new();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    anna.adds_child(&rossi, "Mia", "2023-08").await;
    let miller = ben.founds("Miller").await;
    ben.adds_child(&miller, "Tom", "2015-02").await;
    let trip = anna.starts_trip(&rossi, 7).await;
    let token = anna.invites_onto(&trip).await;
    ben.joins(&miller, &token).await;
    let wishes = json!({ "interests": { "history": 1.0, "park": 0.6 }, "mustSee": ["rome/colosseum"], "stroller": true, "nap": { "from": "13:00", "until": "14:30" }, "bedtime": "20:00" });
    let wished = anna.put(&format!("v1/trips/{trip}/families/{rossi}/wishes"), wishes).await;
    assert_eq!(wished.status, StatusCode::OK, "{}", wished.text());

    let operation = ben.generates(&trip).await;
    assert_eq!(operation["status"], "Succeeded", "{operation:#}");

    let itinerary = anna.get(&format!("v1/trips/{trip}/itineraries/1")).await.expect(StatusCode::OK).json();
    assert_eq!(itinerary["plan"]["days"].as_array().unwrap().len(), 7);
    assert!(itinerary.to_string().contains("visit-rome/colosseum"));

    let export = anna.post(&format!("v1/trips/{trip}/exports"), json!({ "format": "pdf" })).await.expect(StatusCode::ACCEPTED);
    world.run_queues().await;
    let done = anna.get(&format!("v1/trips/{trip}/operations/{}", export.id())).await.json();
    assert_eq!(done["status"], "Succeeded", "{done:#}");
}
