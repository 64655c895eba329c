//! Who travels is an input of a plan: whoever joins a family, leaves it or turns out to be older makes its plans outdated.

use http::{Method, StatusCode};
use pathfinder_cloud::documents::Container;
use pathfinder_tests::{Fate, Scene, Watched};
use serde_json::{Value, json};

use super::{GENERATE, message};

async fn outdated(scene: &Scene, version: u32) -> bool {
    scene.anna().get(&scene.at(&format!("itineraries/{version}"))).await.expect(StatusCode::OK).json()["outdated"] == true
}

async fn child(scene: &Scene) -> String {
    let family = scene.ben().get(&format!("v1/families/{}", scene.miller)).await.json();
    let members = family["members"].as_array().unwrap();
    members.iter().find(|member| member["role"] == "child").unwrap()["id"].as_str().unwrap().to_owned()
}

async fn change(scene: &Scene, method: Method, body: Option<Value>) {
    let path = format!("v1/families/{}", scene.miller);
    let etag = scene.ben().etag(&path).await;
    let path = format!("{path}/members/{}", child(scene).await);
    assert!(scene.ben().call(method, &path, body.as_ref(), &[("If-Match", &etag)]).await.status.is_success());
}

#[tokio::test]
async fn members_who_come_go_or_age_make_a_plan_outdated() {
    let scene = Scene::in_world(pathfinder_tests::World::configured(Scene::quick), 1).await;
    let mut version = scene.plans(json!({})).await;
    assert!(!outdated(&scene, version).await);
    for step in 0..4 {
        match step {
            0 => scene.ben().adds_child(&scene.miller, "Lina", "2019-04").await,
            1 => change(&scene, Method::PATCH, Some(json!({ "born": "2012-04" }))).await,
            2 => change(&scene, Method::DELETE, None).await,
            _ => scene.ben().welcomes(&scene.miller, &scene.world.person("Dora Miller"), "adult").await,
        }
        assert!(outdated(&scene, version).await, "change {step}");
        version = scene.plans(json!({})).await;
        assert!(!outdated(&scene, version).await, "planned anew after change {step}");
    }
}

#[tokio::test]
async fn a_child_who_comes_while_planning_is_in_the_plan() {
    let (world, watched) = Watched::configured(Scene::quick);
    let scene = Scene::in_world(world, 1).await;
    let id = scene.starts(json!({})).await;
    watched.next(Container::Trips, "itinerary", Fate::HangsBefore);
    let text = message(&scene.trip, &id);
    tokio::join!(scene.world.deliver(GENERATE, &text), async {
        watched.reached().await;
        scene.ben().adds_child(&scene.miller, "Lina", "2019-04").await;
        watched.release();
    });
    scene.comes_to_rest(&id).await;
    let itinerary = scene.anna().get(&scene.at("itineraries/1")).await.json();
    let families = itinerary["plan"]["families"].as_array().unwrap();
    let millers = families.iter().find(|family| family["id"] == scene.miller.as_str()).unwrap();
    assert_eq!((itinerary["outdated"].as_bool(), millers["members"].as_u64()), (Some(false), Some(2)));
}
