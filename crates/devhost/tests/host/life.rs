//! Start, restart, end (S1-S13).

use serde_json::json;

use crate::fake::START;
use crate::stage::{Stage, client, url};

#[tokio::test]
async fn s5_s12_the_handler_gets_the_hosts_variables_and_split_arguments() {
    let stage = Stage::new()
        .direct()
        .var("FUNCTIONS_CUSTOMHANDLER_PORT", "1")
        .var("WORD", "x")
        .host("/customHandler/description/arguments", json!(["fake_handler", "--exact", "--nocapture", "a b", "%WORD%%NONE%"]));
    let host = stage.start().await.unwrap();
    let start = stage.starts().remove(0);
    assert_eq!(start["start"], json!(["fake_handler", "--exact", "--nocapture", "a", "b", "x"]));
    let vars = &start["vars"];
    assert_ne!(vars["FUNCTIONS_CUSTOMHANDLER_PORT"], "1");
    assert_eq!(vars["FUNCTIONS_CUSTOMHANDLER_PORT"], vars["FUNCTIONS_HTTPWORKER_PORT"]);
    assert_eq!(vars["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], vars["FUNCTIONS_HTTPWORKER_ID"]);
    assert_eq!(vars["FUNCTIONS_APP_ROOT_PATH"], json!(stage.root()));
    assert_eq!(vars["PATHFINDER_DATA_FOLDER"], json!(stage.data()));
    assert_eq!(vars["AZURE_FUNCTIONS_ENVIRONMENT"], "Development");
    assert_eq!(start["folder"], json!(stage.root()));
    assert!(stage.says("fake handler says hello"), "stdout passes through");
    host.stop().await;
}

#[tokio::test]
async fn s7_exit_0_is_not_restarted_and_calls_fail() {
    let stage = Stage::new().direct().queue("jobs", "jobs");
    let host = stage.start().await.unwrap();
    assert_eq!(client().get(url(&host, "api/v1/exit/0")).send().await.unwrap().status(), 502);
    stage.until("the exit is seen", || stage.says("exited with code 0")).await;
    let down = client().get(url(&host, "api/v1/echo")).send().await.unwrap();
    assert_eq!(down.status(), 503);
    assert_eq!(down.text().await.unwrap(), "Function host is not running.");
    stage.queues.put("jobs", "ok", 0);
    stage.until("the message is poison", || stage.queues.bodies("jobs-poison") == ["ok"]).await;
    assert_eq!(stage.starts().len(), 1);
    host.stop().await;
}

#[tokio::test]
async fn s8_exit_200_restarts_without_counting() {
    let stage = Stage::new().direct();
    let host = stage.start().await.unwrap();
    for round in 1..=4 {
        assert_eq!(client().get(url(&host, "api/v1/exit/200")).send().await.unwrap().status(), 502);
        stage.until("the handler is started again", || stage.starts().len() == round + 1).await;
        assert_eq!(client().get(url(&host, "api/v1/status/200")).send().await.unwrap().status(), 200, "waits for the new one");
    }
    host.stop().await;
}

#[tokio::test]
async fn s9_the_third_error_stops_the_host() {
    let stage = Stage::new().direct();
    let host = stage.start().await.unwrap();
    for round in 1..=2 {
        client().get(url(&host, "api/v1/exit/1")).send().await.unwrap();
        stage.until("the handler is started again", || stage.starts().len() == round + 1).await;
        assert_eq!(client().get(url(&host, "api/v1/status/200")).send().await.unwrap().status(), 200);
    }
    client().get(url(&host, "api/v1/exit/1")).send().await.unwrap();
    let reason = host.failed().await;
    assert!(reason.contains("Exceeded http worker restart retry count. Shutting down Functions Host"), "{reason}");
    assert_eq!(client().get(url(&host, "api/v1/echo")).send().await.unwrap().status(), 503);
    assert_eq!(stage.starts().len(), 3);
    host.stop().await;
}

#[tokio::test]
async fn a_handler_that_never_starts_ends_the_start_with_its_own_words() {
    let stage = Stage::new().direct().var(START, "exit:3");
    let error = stage.start().await.unwrap_err().to_string();
    assert!(error.contains("exited with code 3 (0x3)") && error.contains("cannot start: no luck"), "{error}");
    assert!(stage.says("[stderr error] cannot start: no luck"));
    assert_eq!(stage.starts().len(), 3);
}

#[tokio::test]
async fn s4_s10_listening_on_v6_only_is_never_ready() {
    let stage = Stage::new().direct().var(START, "v6").host("/customHandler/initializationTimeout", json!("00:00:00.3"));
    let error = stage.start().await.unwrap_err().to_string();
    assert!(error.contains("Initializing HttpWorker timed out.") || error.contains("did not become ready"), "{error}");
}

#[tokio::test]
async fn s11_a_timeout_kills_everything_in_flight() {
    let stage = Stage::new().direct().queue("jobs", "jobs").host("/functionTimeout", json!("00:00:00.5"));
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "hold", 4);
    stage.until("the message is held", || !stage.calls("/jobs").is_empty()).await;
    let hang = client().get(url(&host, "api/v1/hang")).send().await.unwrap();
    assert_eq!(hang.status(), 502);
    stage.until("the queue call failed too", || stage.queues.bodies("jobs-poison").len() == 1).await;
    stage.until("the handler is started again", || stage.starts().len() == 2).await;
    assert!(stage.says("Timeout value of 500ms exceeded by function"));
    assert_eq!(client().get(url(&host, "api/v1/status/200")).send().await.unwrap().status(), 200);
    host.stop().await;
}

#[tokio::test]
async fn s13_a_missing_executable_is_an_error_without_a_loop() {
    let stage = Stage::new().direct().host("/customHandler/description/defaultExecutablePath", json!("no-such-handler"));
    let error = stage.start().await.unwrap_err().to_string();
    assert!(error.starts_with("Failed to start Worker Channel. Process fileName: no-such-handler"), "{error}");
}

#[tokio::test]
async fn stopping_lets_calls_finish_and_kills_the_handler() {
    let stage = Stage::new().direct();
    let host = stage.start().await.unwrap();
    let port = stage.starts()[0]["vars"]["FUNCTIONS_CUSTOMHANDLER_PORT"].as_str().unwrap().to_owned();
    let held = tokio::spawn(client().get(url(&host, "api/v1/hold")).send());
    stage.until("the call is held", || !stage.calls("/api/v1/hold").is_empty()).await;
    let (base, stop) = (url(&host, "/"), tokio::spawn(host.stop()));
    stage.open_gate();
    assert_eq!(held.await.unwrap().unwrap().text().await.unwrap(), "released");
    stop.await.unwrap();
    assert!(client().get(base).send().await.is_err(), "the port is free");
    assert!(client().get(format!("http://127.0.0.1:{port}/")).send().await.is_err(), "the handler is gone");
}
