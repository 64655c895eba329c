//! Itineraries: generated, listed, read, compared, approved, edited, and refused with a reason.

use http::{Method, StatusCode};
use pathfinder_cloud::cache::Bucket;
use pathfinder_domain::planning::validate::validate;
use pathfinder_tests::{Scene, World};
use serde_json::{Value, json};
use std::time::Duration;

/// All visits and meals of an itinerary as the API shows it, with their dates.
fn items(itinerary: &Value) -> Vec<(String, Value)> {
    let days = itinerary["plan"]["days"].as_array().expect("days");
    let of_day = |day: &Value| {
        day["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| (day["date"].as_str().unwrap().to_owned(), item.clone()))
            .collect::<Vec<_>>()
    };
    days.iter().flat_map(of_day).collect()
}

fn visits(itinerary: &Value) -> Vec<(String, Value)> {
    items(itinerary).into_iter().filter(|(_, item)| item["id"].as_str().unwrap().starts_with("visit-")).collect()
}

async fn reads(scene: &Scene, version: u32) -> Value {
    scene.ben().get(&scene.at(&format!("itineraries/{version}"))).await.expect(StatusCode::OK).json()
}

/// Starts something below a version and runs it; the new version.
async fn makes(scene: &Scene, below: &str, body: Value) -> u32 {
    let id = scene.anna().post(&scene.at(below), body).await.expect(StatusCode::ACCEPTED).id();
    scene.world.run_queues().await;
    let shown = scene.anna().get(&scene.at(&format!("operations/{id}"))).await.json();
    assert_eq!(shown["status"], "Succeeded", "{shown:#}");
    shown["resourceLocation"].as_str().and_then(|link| link.rsplit('/').next()?.parse().ok()).expect("a version")
}

#[tokio::test]
async fn a_stored_plan_passes_the_independent_validator_as_it_is_read_back() {
    let scene = Scene::new(4).await;
    scene.anna().adds_child(&scene.rossi, "Mia", "2023-08").await;
    let wishes = json!({ "mustSee": ["rome/colosseum"], "stroller": true, "bedtime": "20:00", "diets": ["vegetarian"] });
    let _ = scene.anna().put(&scene.at(&format!("families/{}/wishes", scene.rossi)), wishes).await.expect(StatusCode::OK);
    assert_eq!(scene.plans(json!({})).await, 1);
    let (problem, plan) = scene.world.stored_plan(&scene.trip, 1).await;
    let proof = validate(&problem, &plan).unwrap_or_else(|breaches| panic!("{breaches:#?}"));
    assert_eq!(proof, plan.proof, "the proof that was stored is the proof that is found");
    assert!(plan.days.iter().flat_map(|day| &day.items).any(|item| item.id == "visit-rome/colosseum"));
}

#[tokio::test]
async fn versions_are_listed_newest_first_and_read_once() {
    let scene = Scene::new(1).await;
    for expected in 1..=3 {
        assert_eq!(scene.plans(json!({ "seed": expected })).await, expected);
    }
    let list = scene.ben().get(&scene.at("itineraries?maxpagesize=2")).await.expect(StatusCode::OK).json();
    let versions =
        |list: &Value| list["value"].as_array().unwrap().iter().map(|head| head["version"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(versions(&list), [3, 2]);
    let next = list["nextLink"].as_str().unwrap().split_once("/api/").unwrap().1.to_owned();
    assert_eq!(versions(&scene.ben().get(&next).await.json()), [1]);

    let path = scene.at("itineraries/1");
    let first = scene.ben().get(&path).await.expect(StatusCode::OK);
    let etag = first.header("etag").expect("an ETag");
    let again = scene.ben().call(Method::GET, &path, None, &[("If-None-Match", &etag)]).await.expect(StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    // What the version is to the group belongs to it: approving makes it another answer.
    let _ = scene.anna().act(&scene.at("itineraries/1/approve")).await.expect(StatusCode::OK);
    let changed = scene.ben().call(Method::GET, &path, None, &[("If-None-Match", &etag)]).await.expect(StatusCode::OK);
    assert_eq!(changed.json()["status"], "approved");
    for bad in ["0", "01", "9", "x", "-1", "4294967296"] {
        let _ = scene.ben().get(&scene.at(&format!("itineraries/{bad}"))).await.expect(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_same_trip_and_seed_give_the_same_plan() {
    let scene = Scene::new(3).await;
    for _ in 0..2 {
        scene.plans(json!({ "seed": 11 })).await;
    }
    let (first, second) = (reads(&scene, 1).await, reads(&scene, 2).await);
    assert_eq!(first["plan"], second["plan"]);
    assert_eq!(first["seed"], 11);
    let changes = scene.ben().get(&scene.at("itineraries/2/changes")).await.expect(StatusCode::OK).json();
    assert_eq!((changes["since"].as_u64(), changes["changes"].as_array().map(Vec::len)), (Some(1), Some(0)));
}

#[tokio::test]
async fn approving_confirms_the_trip_once_and_supersedes_the_other() {
    let scene = Scene::new(1).await;
    for seed in 0..2 {
        scene.plans(json!({ "seed": seed })).await;
    }
    let trip = format!("v1/trips/{}", scene.trip);
    let approve =
        async |version: u32| scene.anna().act(&scene.at(&format!("itineraries/{version}/approve"))).await.expect(StatusCode::OK).json();
    assert_eq!(approve(1).await["status"], "approved");
    let confirmed = scene.ben().get(&trip).await;
    assert_eq!(confirmed.json()["status"], "confirmed");
    assert_eq!(approve(1).await["status"], "approved");
    assert_eq!(scene.ben().get(&trip).await.header("etag"), confirmed.header("etag"), "approving again changed nothing");
    assert_eq!(approve(2).await["status"], "approved");
    assert_eq!(reads(&scene, 1).await["status"], "superseded");
    let listed = scene.ben().get(&scene.at("itineraries")).await.json();
    assert_eq!(listed["value"].as_array().unwrap().iter().filter(|head| head["status"] == "approved").count(), 1);

    scene.world.run_queues().await;
    let told = scene.ben().get("v1/me/notifications").await.json().to_string();
    assert!(told.contains("Version 1 of the itinerary for \u{201c}Rome in spring\u{201d} is approved.") && told.contains("Version 2"));
    assert_eq!(scene.ben().act(&scene.at("itineraries/2/approve")).await.problem(), "forbidden");
    let _ = scene.anna().act(&scene.at("itineraries/7/approve")).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn edits_hold_and_what_is_locked_stays() {
    let scene = Scene::new(3).await;
    scene.plans(json!({})).await;
    let first = reads(&scene, 1).await;
    let seen = visits(&first);
    assert!(seen.len() >= 3, "a plan with something to change");
    let (date, kept) = seen[0].clone();
    let gone = seen[1].1["id"].as_str().unwrap().to_owned();
    let absent = first["plan"]["leftOut"][0]["id"].as_str().expect("more places than fit").to_owned();
    let edits = json!({ "edits": [
        { "action": "lock", "item": kept["id"] },
        { "action": "remove", "item": gone },
        { "action": "add", "place": absent },
    ] });
    assert_eq!(makes(&scene, "itineraries/1/edits", edits).await, 2);
    let second = reads(&scene, 2).await;
    let same = items(&second).into_iter().find(|(_, item)| item["id"] == kept["id"]).expect("the locked visit");
    assert_eq!((&same.0, &same.1["start"], &same.1["end"], same.1["locked"].as_bool()), (&date, &kept["start"], &kept["end"], Some(true)));
    assert!(!second["plan"]["days"].to_string().contains(&format!("\"{gone}\"")), "removed");
    assert!(second["plan"]["days"].to_string().contains(&format!("visit-{absent}")), "added");
    assert_eq!(second["basedOn"], 1);
    let (problem, plan) = scene.world.stored_plan(&scene.trip, 2).await;
    assert!(validate(&problem, &plan).is_ok());

    // A later change of the changed plan still keeps them.
    let last_day = scene.world.date_in(92);
    let moved = visits(&second).into_iter().find(|(on, item)| item["locked"] != true && *on != last_day).expect("something to move").1;
    assert_eq!(
        makes(&scene, "itineraries/2/edits", json!({ "edits": [{ "action": "move", "item": moved["id"], "date": last_day }] })).await,
        3
    );
    let third = reads(&scene, 3).await;
    let of = |id: &Value| items(&third).into_iter().find(|(_, item)| item["id"] == *id);
    assert_eq!(of(&moved["id"]).map(|(on, _)| on), Some(last_day));
    assert_eq!(
        of(&kept["id"]).map(|(on, item)| (on, item["start"].clone())),
        Some((date, kept["start"].clone())),
        "the lock outlives the next edit"
    );
    assert!(!third["plan"]["days"].to_string().contains(&format!("\"{gone}\"")), "and so does the removal");
    let changes = scene.ben().get(&scene.at("itineraries/3/changes?since=1")).await.expect(StatusCode::OK).json();
    assert!(!changes["changes"].as_array().unwrap().is_empty());
    let _ = scene.ben().get(&scene.at("itineraries/3/changes?since=9")).await.expect(StatusCode::BAD_REQUEST);
}

/// What happened to the trip outlives later edits, and the rest of the plan stays what it was.
#[tokio::test]
async fn closed_places_rain_and_late_starts_change_what_they_must() {
    let scene = Scene::new(3).await;
    scene.plans(json!({})).await;
    let first = reads(&scene, 1).await;
    let (date, shut) = visits(&first)[0].clone();
    let place = shut["activity"]["place"].clone();
    let last_day = scene.world.date_in(92);
    let edits = json!({ "edits": [
        { "action": "close", "id": place },
        { "action": "rain", "date": last_day },
        { "action": "start", "date": last_day, "start": "11:00" },
    ] });
    assert_eq!(makes(&scene, "itineraries/1/edits", edits).await, 2);
    let second = reads(&scene, 2).await;
    let (problem, plan) = scene.world.stored_plan(&scene.trip, 2).await;
    assert!(validate(&problem, &plan).is_ok());
    assert!(items(&second).iter().all(|(_, item)| item["id"] != shut["id"]), "{place} is closed");
    let on = |itinerary: &Value, day: &str| -> Vec<Value> {
        items(itinerary).into_iter().filter(|(date, _)| date == day).map(|(_, item)| item["id"].clone()).collect()
    };
    assert!(items(&second).iter().filter(|(day, _)| *day == last_day).all(|(_, item)| item["start"].as_str() >= Some("11:00")));
    let untouched: Vec<String> = first["plan"]["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["date"].as_str().unwrap().to_owned())
        .filter(|day| *day != date && *day != last_day)
        .collect();
    for day in untouched {
        let (before, after) = (on(&first, &day), on(&second, &day));
        assert!(before.iter().all(|id| after.contains(id)), "{day}: {before:?} became {after:?}");
    }

    let again = visits(&second)[0].1["id"].clone();
    assert_eq!(makes(&scene, "itineraries/2/edits", json!({ "edits": [{ "action": "lock", "item": again }] })).await, 3);
    let third = reads(&scene, 3).await;
    assert!(items(&third).iter().all(|(_, item)| item["id"] != shut["id"]), "still closed");
    let (problem, _) = scene.world.stored_plan(&scene.trip, 3).await;
    assert_eq!(problem.constraints.rainy_days.iter().map(ToString::to_string).collect::<Vec<_>>(), [last_day]);
}

#[tokio::test]
async fn faulty_edits_are_named_one_by_one_and_start_nothing() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    let edits = json!({ "edits": [
        { "action": "lock", "item": "visit-nowhere" },
        { "action": "add", "place": "rome/atlantis" },
        { "action": "unlock", "item": "visit-nowhere" },
    ] });
    let refused = scene.anna().post(&scene.at("itineraries/1/edits"), edits).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.pointers(), ["/edits/0/item", "/edits/1/place", "/edits/2/item"]);
    for (body, pointer) in [(json!({ "basedOn": 9 }), "/basedOn"), (json!({ "feedback": { "cheaper": true } }), "/basedOn")] {
        let refused = scene.anna().post(&scene.at("itineraries"), body).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.pointers(), [pointer]);
    }
    let _ = scene
        .anna()
        .post(&scene.at("itineraries/9/edits"), json!({ "edits": [{ "action": "lock", "item": "x" }] }))
        .await
        .expect(StatusCode::NOT_FOUND);
    assert_eq!(scene.world.count(&scene.trip, "operation").await, 1, "only the first plan was ever started");
}

#[tokio::test]
async fn feedback_makes_a_version_that_follows_it() {
    let scene = Scene::new(3).await;
    scene.plans(json!({})).await;
    let first = reads(&scene, 1).await;
    let disliked = visits(&first)[0].1["id"].as_str().unwrap().strip_prefix("visit-").unwrap().to_owned();
    assert_eq!(makes(&scene, "itineraries/1/feedback", json!({ "pace": "relaxed", "avoid": [disliked], "moreRest": true })).await, 2);
    let second = reads(&scene, 2).await;
    assert!(!second["plan"]["days"].to_string().contains(&format!("visit-{disliked}")));
    assert!(visits(&second).len() <= visits(&first).len(), "slower is not more");
    assert_eq!(second["feedback"]["pace"], "relaxed");
}

#[tokio::test]
async fn a_trip_that_cannot_be_planned_says_why_and_where() {
    let scene = Scene::new(2).await;
    let trip = format!("v1/trips/{}", scene.trip);
    let _ = scene.anna().patch(&trip, json!({ "budget": { "amount": "1.00", "currency": "EUR" } })).await.expect(StatusCode::OK);
    let id = scene.starts(json!({})).await;
    scene.world.run_queues().await;
    let shown = scene.ben().get(&scene.at(&format!("operations/{id}"))).await.json();
    assert_eq!((shown["status"].as_str(), shown["error"]["code"].as_str()), (Some("Failed"), Some("no-plan")), "{shown:#}");
    let errors = shown["error"]["errors"].as_array().expect("the wishes that cannot hold together");
    assert!(
        !errors.is_empty() && errors.iter().all(|error| error["pointer"].as_str().is_some_and(|pointer| pointer.starts_with('/'))),
        "{shown:#}"
    );
    assert!(errors.iter().any(|error| error["pointer"].as_str().unwrap().contains("budget")), "{shown:#}");
    assert!(!shown["error"]["detail"].as_str().unwrap().is_empty());
    assert_eq!(scene.world.count(&scene.trip, "itinerary").await, 0);
    assert_eq!(scene.ben().get("v1/me/notifications").await.json()["value"].as_array().map(Vec::len), Some(0));
    // Mended, the trip can be planned at once.
    let _ = scene.anna().patch(&trip, json!({ "budget": null })).await.expect(StatusCode::OK);
    assert_eq!(scene.plans(json!({})).await, 1);
}

#[tokio::test]
async fn one_generation_of_a_trip_runs_at_a_time() {
    let scene = Scene::new(1).await;
    let id = scene.starts(json!({})).await;
    let second = scene.ben().post(&scene.at("itineraries"), json!({})).await.expect(StatusCode::CONFLICT);
    assert_eq!(second.problem(), "operation-running");
    assert!(second.header("link").expect("where to watch it").contains(&id));
    scene.world.run_queues().await;
    assert_eq!(scene.plans(json!({})).await, 2);
}

#[tokio::test]
async fn of_many_starts_at_once_one_wins() {
    let scene = Scene::new(1).await;
    let (anna, path) = (scene.anna(), scene.at("itineraries"));
    let all = futures::future::join_all((0..10).map(|_| anna.post(&path, json!({})))).await;
    let accepted = all.iter().filter(|reply| reply.status == StatusCode::ACCEPTED).count();
    assert_eq!(accepted, 1);
    assert!(all.iter().all(|reply| matches!(reply.status, StatusCode::ACCEPTED | StatusCode::CONFLICT)));
    assert_eq!(scene.world.count(&scene.trip, "operation").await, 1);
}

#[tokio::test]
async fn generations_are_limited_and_refused_starts_cost_nothing() {
    let world = World::configured(|config| {
        Scene::quick(config);
        config.rates.generations = Bucket { quota: 3, window: Duration::from_secs(24 * 3600), burst: 3 };
    });
    let scene = Scene::in_world(world, 1).await;
    for _ in 0..5 {
        let _ = scene.anna().post(&scene.at("itineraries"), json!({ "basedOn": 7 })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    for _ in 0..3 {
        scene.plans(json!({})).await;
    }
    let refused = scene.anna().post(&scene.at("itineraries"), json!({})).await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.problem(), "rate-limited");
    assert!(refused.header("retry-after").is_some());
    // The limit is each person's own.
    let _ = scene.ben().post(&scene.at("itineraries"), json!({})).await.expect(StatusCode::ACCEPTED);
}

#[tokio::test]
async fn new_wishes_make_an_itinerary_outdated() {
    let scene = Scene::new(1).await;
    scene.plans(json!({})).await;
    assert_eq!(reads(&scene, 1).await["outdated"], false);
    let _ =
        scene.ben().put(&scene.at(&format!("families/{}/wishes", scene.miller)), json!({ "stepFree": true })).await.expect(StatusCode::OK);
    assert_eq!(reads(&scene, 1).await["outdated"], true);
    assert_eq!(scene.plans(json!({})).await, 2);
    assert_eq!((reads(&scene, 1).await["outdated"].as_bool(), reads(&scene, 2).await["outdated"].as_bool()), (Some(true), Some(false)));
}
