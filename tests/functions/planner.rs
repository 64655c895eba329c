//! The planner by itself: documented problems planned and plans validated over HTTP, with nothing kept.

use std::time::Duration;

use http::{Method, StatusCode};
use pathfinder_cloud::cache::Bucket;
use pathfinder_tests::{Watched, World};
use serde_json::{Value, json};

const PLANS: &str = "v1/planner/plans";
const VALIDATIONS: &str = "v1/planner/validations";

/// An example of the repository, as everybody may send it.
fn example(name: &str) -> Value {
    let file = format!("{}/../examples/problems/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).expect("the example")).expect("JSON")
}

#[tokio::test]
async fn a_documented_problem_gets_a_plan_with_its_proof_and_leaves_nothing_behind() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let problem = example("lisbon-week");
    // No Idempotency-Key: nothing happens that could happen twice.
    let json = ("Content-Type", "application/json");
    let planned = anna.raw(Method::POST, PLANS, &[json], problem.to_string()).await.expect(StatusCode::OK).json();
    assert_eq!(planned["outcome"], "planned");
    let proof = planned["plan"]["proof"].as_array().expect("a proof");
    assert!(proof.iter().any(|rule| rule["rule"] == "opening-hours"), "{proof:#?}");
    assert_eq!(anna.post(PLANS, problem.clone()).await.json(), planned, "the same problem has the same plan");

    let checked = anna.post(VALIDATIONS, json!({ "problem": problem, "plan": planned["plan"] })).await.expect(StatusCode::OK).json();
    assert_eq!(checked, json!({ "valid": true, "proof": proof, "breaches": [] }));
    let mut forged = planned["plan"].clone();
    forged["costs"]["total"]["amount"] = json!("1.00");
    forged["days"][0]["items"][0]["start"] = json!("03:00");
    let checked = anna.post(VALIDATIONS, json!({ "problem": problem, "plan": forged })).await.expect(StatusCode::OK).json();
    assert_eq!((&checked["valid"], &checked["proof"]), (&json!(false), &json!([])));
    let breaches = checked["breaches"].as_array().expect("breaches");
    assert!(breaches.iter().any(|breach| breach["pointer"] == "/costs/total"), "{breaches:#?}");
    assert!(breaches.iter().any(|breach| breach["pointer"].as_str().is_some_and(|at| at.starts_with("/days/0/"))), "{breaches:#?}");
    assert!(store.everything().await.is_empty(), "nothing is stored");
}

#[tokio::test]
async fn a_problem_without_a_plan_gets_the_wishes_that_cannot_hold_together() {
    let world = World::new();
    let answer = world.person("Anna Rossi").post(PLANS, example("lisbon-closed-monday")).await.expect(StatusCode::OK).json();
    assert_eq!((&answer["outcome"], answer.get("plan")), (&json!("impossible"), None));
    let conflict = &answer["conflict"];
    assert!(conflict["wishes"].as_array().is_some_and(|wishes| !wishes.is_empty()), "{conflict:#}");
    assert!(conflict["summary"].as_str().is_some_and(|summary| summary.contains("closed")), "{conflict:#}");
}

#[tokio::test]
async fn a_problem_that_leaves_its_route_open_is_planned_too() {
    let world = World::new();
    let answer = world.person("Anna Rossi").post(PLANS, example("texas-two-of-four")).await.expect(StatusCode::OK).json();
    assert_eq!(answer["outcome"], "planned", "{answer:#}");
    assert_eq!(answer["plan"]["days"][0]["leg"]["from"], "denver");
}

#[tokio::test]
async fn faulty_problems_are_told_every_fault_with_its_place() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let mut problem = example("lisbon-week");
    // What the schema says, all at once.
    problem["families"][0]["weight"] = json!("heavy");
    problem["places"][0]["visitMinutes"] = json!(1);
    problem["wind"] = json!("north");
    let refused = anna.post(PLANS, problem.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.problem(), "invalid");
    let mut pointers = refused.pointers();
    pointers.sort();
    assert_eq!(pointers, ["/families/0/weight", "/places/0/visitMinutes", "/wind"]);
    // What only the planner knows; and below `problem` where a plan comes along.
    let mut problem = example("lisbon-week");
    problem["days"][0]["city"] = json!("porto");
    problem["constraints"]["mustSee"] = json!(["nowhere"]);
    let refused = anna.post(PLANS, problem.clone()).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.pointers().contains(&"/days/0/city".to_owned()) && refused.pointers().contains(&"/constraints/mustSee/0".to_owned()));
    let plan = anna.post(PLANS, example("lisbon-week")).await.json()["plan"].clone();
    let refused = anna.post(VALIDATIONS, json!({ "problem": problem, "plan": plan })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.pointers().contains(&"/problem/days/0/city".to_owned()), "{:?}", refused.pointers());
    let refused = anna.post(VALIDATIONS, json!({ "problem": example("lisbon-week") })).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.pointers(), ["/plan"]);
    let json = ("Content-Type", "application/json");
    assert_eq!(anna.raw(Method::POST, PLANS, &[json], "{").await.expect(StatusCode::BAD_REQUEST).problem(), "malformed-body");
}

#[tokio::test]
async fn effort_is_bounded_and_the_time_is_kept() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let ask = async |query: &str| anna.post(&format!("{PLANS}?{query}"), example("lisbon-week")).await;
    for bad in ["seconds=0", "seconds=5.1", "seconds=NaN", "seconds=-1", "seconds=soon", "rounds=0", "rounds=3001", "seed=3"] {
        assert_eq!(ask(bad).await.expect(StatusCode::BAD_REQUEST).problem(), "invalid-query", "{bad}");
    }
    assert_eq!(ask("seconds=5&rounds=1").await.expect(StatusCode::OK).json()["outcome"], "planned");
    // A moment is not enough for so large a trip; that is said, and nobody goes on thinking.
    let mut large = example("texas-two-of-four");
    large["days"] = (1..=30).map(|day| json!({ "date": format!("2027-04-{day:02}"), "start": "08:00", "end": "21:30" })).collect();
    large["route"]["visit"] = json!({ "min": 1, "max": 4 });
    large["constraints"]["budget"] = json!({ "amount": "90000", "currency": "USD" });
    let answer = anna.post(&format!("{PLANS}?seconds=0.001"), large).await.expect(StatusCode::OK).json();
    assert_eq!(answer, json!({ "outcome": "outOfTime" }));
}

#[tokio::test]
async fn calls_are_counted_and_strangers_and_large_bodies_refused() {
    let few = Bucket { quota: 2, window: Duration::from_secs(24 * 3600), burst: 2 };
    let world = World::configured(|config| config.rates.planner_calls = few);
    let anna = world.person("Anna Rossi");
    for path in [PLANS, VALIDATIONS] {
        let refused = world.stranger().post(path, json!({})).await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(refused.problem(), "unauthenticated");
        // Longer than what other resources take, but shorter than the limit: read, and found faulty. Neither counts.
        let padded = |bytes: usize| json!({ "title": "x".repeat(bytes) });
        let _ = anna.post(path, padded(600 * 1024)).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let large = anna.post(path, padded(1100 * 1024)).await.expect(StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(large.problem(), "body-too-large");
    }
    let planned = anna.post(PLANS, example("lisbon-week")).await.expect(StatusCode::OK).json();
    let both = json!({ "problem": example("lisbon-week"), "plan": planned["plan"] });
    let _ = anna.post(VALIDATIONS, both.clone()).await.expect(StatusCode::OK);
    for (path, body) in [(PLANS, example("lisbon-week")), (VALIDATIONS, both)] {
        let limited = anna.post(path, body).await.expect(StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(limited.problem(), "rate-limited");
        assert!(limited.header("retry-after").is_some() && limited.header("ratelimit").is_some_and(|text| text.contains("planner-calls")));
    }
    let _ = world.person("Ben Miller").post(PLANS, example("lisbon-week")).await.expect(StatusCode::OK);
}
