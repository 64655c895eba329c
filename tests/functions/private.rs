//! What one family does not learn of another: its needs, its money, its members.

use http::StatusCode;
use pathfinder_tests::{Person, Scene};
use serde_json::{Value, json};

const PRIVATE: [&str; 5] = ["1234.56", "vegetarian", "stroller can", "back by", "quiet time from"];

/// The Millers come with needs and a budget.
async fn scene() -> Scene {
    let scene = Scene::new(2).await;
    let wishes = json!({
        "mustSee": ["rome/colosseum"], "diets": ["vegetarian"], "stroller": true, "bedtime": "20:30",
        "nap": { "from": "13:00", "until": "14:00" }, "budget": { "amount": "1234.56", "currency": "EUR" }
    });
    let _ = scene.ben().put(&scene.at(&format!("families/{}/wishes", scene.miller)), wishes).await.expect(StatusCode::OK);
    scene
}

fn report<'a>(itinerary: &'a Value, family: &str) -> &'a Value {
    let families = itinerary["plan"]["families"].as_array().expect("families");
    families.iter().find(|report| report["id"] == family).expect("a report for each family")
}

#[tokio::test]
async fn a_plan_shows_needs_and_budget_to_their_own_family() {
    let scene = scene().await;
    scene.plans(json!({})).await;
    let path = scene.at("itineraries/1");
    let (own, others) = (scene.ben().get(&path).await.expect(StatusCode::OK), scene.anna().get(&path).await.expect(StatusCode::OK));
    let millers = report(&own.json(), &scene.miller).clone();
    assert_eq!(millers["budget"]["amount"], "1234.56");
    for private in PRIVATE {
        assert!(millers.to_string().contains(private), "{private} is not told to the family itself: {millers:#}");
        assert!(!others.text().contains(private), "{private} is told to another family");
    }
    // What everybody sees on the way is no secret.
    let seen = report(&others.json(), &scene.miller)["met"].to_string();
    assert!(seen.contains("sees Colosseum") || seen.contains("sees the Colosseum") || seen.contains("sees "), "{seen}");
}

#[tokio::test]
async fn files_are_for_everybody_and_tell_nothing_private() {
    let scene = scene().await;
    scene.plans(json!({})).await;
    for format in ["json", "calendar", "pdf"] {
        let export = scene.exports(json!({ "format": format })).await;
        let (bytes, _) = scene.fetches(export["downloadUrl"].as_str().unwrap()).await.expect("the link is good");
        let text = match format {
            "pdf" => pdf_extract::extract_text_from_mem(&bytes).expect("text can be extracted"),
            _ => String::from_utf8(bytes).unwrap(),
        };
        let squeezed: String = text.split_whitespace().collect::<String>().to_lowercase();
        for private in PRIVATE.into_iter().chain(["1,234.56", "Miller parent", "Naps from", "Eats veg"]) {
            let private: String = private.split_whitespace().collect::<String>().to_lowercase();
            assert!(!squeezed.contains(&private), "{private} stands in the {format}");
        }
    }
}

async fn failure(person: &Person<'_>, scene: &Scene, operation: &str) -> Value {
    person.get(&scene.at(&format!("operations/{operation}"))).await.expect(StatusCode::OK).json()["error"].clone()
}

#[tokio::test]
async fn why_there_is_no_plan_is_told_whole_to_the_organiser_and_to_whom_it_concerns() {
    let scene = Scene::new(2).await;
    let cleo = scene.world.person("Cleo Petit");
    let petit = cleo.founds("Petit").await;
    cleo.joins(&petit, &scene.anna().invites_onto(&scene.trip).await).await;
    let wishes = json!({ "budget": { "amount": "1.23", "currency": "EUR" } });
    let _ = scene.ben().put(&scene.at(&format!("families/{}/wishes", scene.miller)), wishes).await.expect(StatusCode::OK);
    let operation = scene.starts(json!({})).await;
    scene.world.run_queues().await;
    for whole in [scene.anna(), scene.ben()] {
        let told = failure(&whole, &scene, &operation).await;
        assert_eq!(told["code"], "no-plan");
        assert!(told["errors"].to_string().contains("1.23") && told["detail"].as_str().unwrap().contains("1.23"), "{told:#}");
    }
    let told = failure(&cleo, &scene, &operation).await;
    assert!(!told.to_string().contains("1.23"), "{told:#}");
    assert!(told["errors"].to_string().contains("the budget of the Miller family"), "{told:#}");
    let listed = cleo.get(&scene.at("operations")).await.text();
    assert!(!listed.contains("1.23") && !listed.contains("veil"), "{listed}");
}
