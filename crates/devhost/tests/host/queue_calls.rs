//! Queue triggers (E1-E8, Q2-Q7, R12).

use std::time::Duration;

use pathfinder_cloud::queues::Queues as _;
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn e1_e7_e8_q5_a_message_becomes_an_envelope_and_is_deleted_once() {
    let stage = Stage::new().queue("jobs-run", "jobs");
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "HelloWorld", 0);
    stage.until("the message is done", || stage.queues.deleted() == 1).await;
    stage.queues.put("jobs", r#"{"Id":"x","n":1,"a":[1],"z":null}"#, 0);
    stage.until("the second is done", || stage.queues.deleted() == 2).await;
    let calls = stage.calls("/jobs-run");
    let header = |call: &Value, name: &str| call["headers"].get(name).map(|values| values[0].as_str().unwrap().to_owned());
    assert_eq!(header(&calls[0], "content-type").as_deref(), Some("application/json; charset=utf-8"));
    assert!(header(&calls[0], "user-agent").unwrap().starts_with("Azure-Functions-Host/4."));
    assert_ne!(header(&calls[0], "x-azure-functions-invocationid"), header(&calls[1], "x-azure-functions-invocationid"));
    assert!(header(&calls[0], "x-forwarded-host").is_none());
    assert!(header(&calls[0], "content-length").is_some() && header(&calls[1], "transfer-encoding").as_deref() == Some("chunked"));
    let envelopes = stage.envelopes("/jobs-run");
    assert_eq!(envelopes[0]["Data"]["item"], "\"HelloWorld\"");
    let metadata = &envelopes[0]["Metadata"];
    assert_eq!(metadata["DequeueCount"], "1");
    assert!(
        metadata["Id"].as_str().unwrap().starts_with("\"message-") && metadata["PopReceipt"].as_str().unwrap().starts_with("\"receipt-")
    );
    assert!(metadata["InsertionTime"].as_str().unwrap().ends_with("+00:00") && metadata["sys"]["MethodName"] == "jobs-run");
    assert!(metadata.get("QueueTrigger").is_none() && metadata.get("RetryContext").is_none());
    let spoofed = &envelopes[1];
    assert_eq!(spoofed["Data"]["item"], json!(json!(r#"{"Id":"x","n":1,"a":[1],"z":null}"#).to_string()));
    assert_eq!((&spoofed["Metadata"]["Id"], &spoofed["Metadata"]["n"]), (&json!("\"x\""), &json!("1")));
    assert!(spoofed["Metadata"].get("a").is_none() && spoofed["Metadata"].get("z").is_none());
    assert!(stage.says("jobs-run: /jobs-run ran"));
    host.stop().await;
}

#[tokio::test]
async fn q2_five_failures_make_poison() {
    let stage = Stage::new().queue("jobs", "jobs");
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "fail", 0);
    stage.until("the message is poison", || stage.queues.bodies("jobs-poison") == ["fail"]).await;
    stage.until("the original is deleted", || stage.queues.bodies("jobs").is_empty()).await;
    let counts: Vec<Value> = stage.envelopes("/jobs").iter().map(|envelope| envelope["Metadata"]["DequeueCount"].clone()).collect();
    assert_eq!(counts, ["1", "2", "3", "4", "5"]);
    host.stop().await;
}

#[tokio::test]
async fn q3_too_often_received_is_poison_without_a_call() {
    let stage = Stage::new().queue("jobs", "jobs");
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "ok", 5);
    stage.until("the message is poison", || stage.queues.bodies("jobs-poison") == ["ok"]).await;
    assert!(stage.calls("/jobs").is_empty());
    host.stop().await;
}

#[tokio::test]
async fn q4_plain_text_under_base64_is_poison_with_its_bytes_kept() {
    let stage = Stage::new().queue("jobs", "jobs").host("/extensions/queues/messageEncoding", json!("base64"));
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "not base64!", 0);
    stage.queues.put("jobs", "b2s=", 0);
    stage.until("the first is poison", || stage.queues.bodies("jobs-poison") == ["not base64!"]).await;
    stage.until("the second is done", || stage.queues.bodies("jobs").is_empty()).await;
    assert_eq!(stage.envelopes("/jobs").iter().map(|envelope| &envelope["Data"]["item"]).collect::<Vec<_>>(), ["\"ok\""]);
    host.stop().await;
}

#[tokio::test]
async fn q6_a_long_run_stays_hidden() {
    let mut stage = Stage::new().queue("jobs", "jobs");
    stage.hide = Duration::from_millis(1000);
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "hold", 0);
    stage.until("it was renewed beyond its first time", || stage.queues.hidden() >= 2).await;
    stage.open_gate();
    stage.until("the message is done", || stage.queues.deleted() == 1).await;
    assert_eq!(stage.calls("/jobs").len(), 1, "never visible to a second receiver");
    host.stop().await;
}

#[tokio::test]
async fn q7_a_poison_queue_has_no_poison_queue() {
    let stage = Stage::new().queue("mourn", "jobs-poison").host("/extensions/queues/maxDequeueCount", json!(1));
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs-poison", "fail", 7);
    stage.until("it was tried", || stage.says("Executed 'mourn' (Failed)")).await;
    assert_eq!(stage.queues.bodies("jobs-poison"), ["fail"]);
    assert!(stage.queues.bodies("jobs-poison-poison").is_empty());
    assert!(stage.queues.peek("jobs-poison", 1).await.unwrap().is_empty(), "left hidden");
    host.stop().await;
}

#[tokio::test]
async fn r5_r6_r12_answers_that_are_no_results_fail_the_call() {
    let stage = Stage::new().queue("jobs", "jobs").host("/extensions/queues/maxDequeueCount", json!(1));
    let host = stage.start().await.unwrap();
    for word in ["empty", "text"] {
        stage.queues.put("jobs", word, 0);
    }
    stage.until("both are poison", || stage.queues.bodies("jobs-poison").len() == 2).await;
    assert!(stage.says("HANG DEFECT") && stage.says("No MediaTypeFormatter"));
    host.stop().await;
}

#[tokio::test]
async fn a_crash_releases_the_message_to_the_next_process() {
    let stage = Stage::new().queue("jobs", "jobs");
    let host = stage.start().await.unwrap();
    stage.queues.put("jobs", "crash", 0);
    stage.until("the message is done", || stage.queues.deleted() == 1).await;
    assert_eq!((stage.calls("/jobs").len(), stage.starts().len()), (2, 2));
    assert!(stage.says("exited with code 7"));
    host.stop().await;
}

#[tokio::test]
async fn no_more_at_once_than_batch_and_threshold() {
    let stage = Stage::new()
        .queue("jobs", "jobs")
        .host("/extensions/queues/batchSize", json!(2))
        .host("/extensions/queues/newBatchThreshold", json!(1));
    for _ in 0..6 {
        stage.queues.put("jobs", "hold", 0);
    }
    let host = stage.start().await.unwrap();
    stage.until("one batch runs", || stage.calls("/jobs").len() == 2).await;
    assert_eq!(stage.queues.peek("jobs", 32).await.unwrap().len(), 4, "two run: above the threshold, nothing more is taken");
    stage.open_gate();
    stage.until("all are done", || stage.queues.deleted() == 6).await;
    host.stop().await;
}
