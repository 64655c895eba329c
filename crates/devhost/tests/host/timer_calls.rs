//! Timer triggers (E9, E10) and the status file.

use serde_json::{Value, json};

use crate::stage::Stage;

fn info(stage: &Stage, path: &str) -> Vec<Value> {
    stage.envelopes(path).into_iter().map(|envelope| envelope["Data"]["timer"].clone()).collect()
}

#[tokio::test]
async fn e9_e10_a_missed_tick_is_made_up_for_once() {
    let stage = Stage::new().timer("nightly", "0 30 2 * * *", false).timer("second", "* * * * * *", false);
    let file = stage.data().join("timers/nightly.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let old = json!({"Last": "2020-01-01T02:30:00Z", "Next": "2020-01-02T02:30:00Z", "LastUpdated": "2020-01-01T02:30:00Z"});
    std::fs::write(&file, old.to_string()).unwrap();

    let host = stage.start().await.unwrap();
    stage.until("the nightly run is made up for", || stage.calls("/nightly").len() == 1).await;
    let run = info(&stage, "/nightly").remove(0);
    assert_eq!((&run["IsPastDue"], &run["ScheduleStatus"]["Last"]), (&json!(true), &json!("2020-01-01T02:30:00Z")));
    assert_eq!(run["Schedule"], json!({"AdjustForDST": true}));
    stage.until("the status is written", || !std::fs::read_to_string(&file).unwrap().contains("2020-01-02")).await;
    host.stop().await;

    let ticks = stage.calls("/second").len();
    let host = stage.start().await.unwrap();
    stage.until("the quick timer ticks", || stage.calls("/second").len() > ticks).await;
    assert_eq!(stage.calls("/nightly").len(), 1, "not again after a restart");
    let tick = info(&stage, "/second").remove(0);
    assert_eq!((&tick["IsPastDue"], &tick["ScheduleStatus"]), (&json!(false), &Value::Null));
    host.stop().await;
}

#[tokio::test]
async fn a_first_start_is_not_late_but_may_run() {
    let stage = Stage::new().timer("eager", "0 0 0 1 1 *", true).timer("calm", "0 0 0 1 1 *", false);
    let host = stage.start().await.unwrap();
    stage.until("the eager one runs", || stage.calls("/eager").len() == 1).await;
    let run = info(&stage, "/eager").remove(0);
    assert_eq!((&run["IsPastDue"], &run["ScheduleStatus"]["Last"]), (&json!(false), &json!("0001-01-01T00:00:00")));
    stage.until("the calm one is recorded", || stage.data().join("timers/calm.json").exists()).await;
    assert!(stage.calls("/calm").is_empty());
    host.stop().await;
}
