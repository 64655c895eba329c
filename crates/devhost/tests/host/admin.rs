//! `/admin`: list, run by hand, state.

use serde_json::{Value, json};

use crate::stage::{Stage, client, url};

#[tokio::test]
async fn functions_are_listed_and_run_by_hand() {
    let stage = Stage::new().direct().queue("jobs", "jobs").timer("nightly", "0 30 2 * * *", false);
    let host = stage.start().await.unwrap();
    let list: Value = client().get(url(&host, "admin/functions")).send().await.unwrap().json().await.unwrap();
    let names: Vec<&str> = list.as_array().unwrap().iter().map(|function| function["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["all", "jobs", "nightly"]);
    assert_eq!(list[0]["invoke_url_template"], json!(url(&host, "api/v1/") + "{*rest}"));
    let run = |name: &str, body: &'static str| client().post(url(&host, &format!("admin/functions/{name}"))).body(body).send();
    assert_eq!(run("jobs", r#"{"input":"by hand"}"#).await.unwrap().status(), 202);
    assert_eq!(run("nightly", r#"{"input":""}"#).await.unwrap().status(), 202);
    assert_eq!(run("nobody", "{}").await.unwrap().status(), 404);
    assert_eq!(run("all", "{}").await.unwrap().status(), 400);
    assert_eq!(run("jobs", "no json").await.unwrap().status(), 400);
    stage.until("both ran", || stage.says("'jobs' (Succeeded, by hand)") && stage.says("'nightly' (Succeeded, by hand)")).await;
    assert_eq!(stage.envelopes("/jobs")[0]["Data"]["item"], "\"by hand\"");
    assert_eq!(stage.envelopes("/nightly")[0]["Data"]["timer"]["IsPastDue"], false);
    let status: Value = client().get(url(&host, "admin/host/status")).send().await.unwrap().json().await.unwrap();
    assert_eq!(status["state"], "Running");
    host.stop().await;
}
