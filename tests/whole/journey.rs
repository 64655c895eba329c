//! From sign-in to the printed week, over real HTTP, through the host, its queues and the real program.

use reqwest::StatusCode;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn two_families_go_from_sign_in_to_a_pdf() {
    let Some(stage) = Stage::start(&[("PATHFINDER_PLAN_ROUNDS", "20")]).await else { return };
    let (anna, ben) = (stage.signs_in("Anna Rossi").await, stage.signs_in("Ben Miller").await);
    let (rossi, miller) = (anna.founds("Rossi").await, ben.founds("Miller").await);
    let trip = anna.starts_trip(&rossi, 3).await;
    let invitation = anna.post(&format!("{trip}/invitations"), json!({}), StatusCode::CREATED).await;
    ben.post("api/v1/invitations/accept", json!({ "token": invitation["token"], "family": miller }), StatusCode::OK).await;
    ben.put(&format!("{trip}/families/{miller}/wishes"), json!({ "mustSee": ["rome/colosseum"] })).await;

    let operation = ben.post(&format!("{trip}/itineraries"), json!({}), StatusCode::ACCEPTED).await;
    let itinerary = ben.waits_for(&format!("{trip}/operations/{}", operation["id"].as_str().unwrap())).await;
    let shown = anna.get(&itinerary).await;
    assert_eq!(shown["plan"]["days"].as_array().map(Vec::len), Some(3));
    assert!(shown["plan"]["days"].to_string().contains("visit-rome/colosseum"));

    for (format, starts, kind) in
        [("pdf", "%PDF-", "application/pdf"), ("calendar", "BEGIN:VCALENDAR", "text/calendar"), ("json", "{", "application/json")]
    {
        let operation = anna.post(&format!("{trip}/exports"), json!({ "format": format }), StatusCode::ACCEPTED).await;
        let export = anna.get(&anna.waits_for(&format!("{trip}/operations/{}", operation["id"].as_str().unwrap())).await).await;
        let link = export["downloadUrl"].as_str().expect("a link");
        let file = stage.fetch(link).await;
        assert_eq!(file.status(), StatusCode::OK);
        let header = |name: &str| file.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("content-type").starts_with(kind), "{}", header("content-type"));
        assert!(header("content-disposition").starts_with("attachment; filename=\"rome-in-spring."), "{}", header("content-disposition"));
        let bytes = file.bytes().await.expect("the whole file");
        assert!(bytes.starts_with(starts.as_bytes()) && Some(bytes.len() as u64) == export["bytes"].as_u64());
        let forged = link.replace("signature=", "signature=x");
        assert!(stage.fetch(&forged).await.status().is_client_error());
    }
    stage
        .until("a notification for Ben", async || (!ben.get("api/v1/me/notifications").await["value"].as_array()?.is_empty()).then_some(()))
        .await;
    stage.stop().await;
}
