//! What the host reads and takes before it runs: functions, settings, lock, port.

use serde_json::json;

use crate::stage::{Stage, client, url};

#[tokio::test]
async fn the_list_of_functions_is_printed_and_bad_ones_are_named() {
    let stage = Stage::new()
        .http("hello", &["get", "post"], "v1/echo")
        .queue("jobs", "%QUEUE%")
        .queue("lost", "%NOWHERE%")
        .queue("1abc", "q")
        .http("twin", &["get"], "v1/Echo")
        .function("snake", &json!({"bindings": [{"type": "queueTrigger", "direction": "in", "name": "my_item", "queueName": "q"}]}));
    let settings = json!({"IsEncrypted": false, "Values": {"QUEUE": "jobs", "AzureWebJobs.hello.Disabled": "false"}});
    std::fs::write(stage.root().join("local.settings.json"), settings.to_string()).unwrap();
    let host = stage.start().await.unwrap();
    let mut refused: Vec<&str> = host.refused().iter().map(|(name, _)| name.as_str()).collect();
    refused.sort_unstable();
    assert_eq!(refused, ["1abc", "lost", "snake", "twin"]);
    assert!(stage.says("The 'snake' function is in error: The binding name my_item is invalid"));
    let console = stage.console();
    assert!(console.contains(&"Functions:".to_owned()));
    assert!(console.contains(&format!("\thello: [GET,POST] {}", url(&host, "api/v1/echo"))), "{console:#?}");
    assert!(console.contains(&"\tjobs: queueTrigger".to_owned()));
    assert_eq!(stage.starts()[0]["vars"]["QUEUE"], "jobs", "settings are the handler's environment");
    host.stop().await;
}

#[tokio::test]
async fn without_functions_the_handler_is_not_started() {
    let stage = Stage::new();
    let host = stage.start().await.unwrap();
    assert!(stage.says("No job functions found.") && stage.starts().is_empty());
    assert_eq!(client().get(url(&host, "/")).send().await.unwrap().status(), 200);
    host.stop().await;
}

#[tokio::test]
async fn a_data_folder_has_one_host() {
    let mut stage = Stage::new();
    let host = stage.start().await.unwrap();
    let error = stage.start().await.unwrap_err().to_string();
    assert!(error.contains(&format!("process id {}", std::process::id())), "{error}");
    assert!(error.contains("--data") && error.contains("PATHFINDER_DATA_FOLDER"), "{error}");
    stage.port = host.base_url().port().unwrap();
    host.stop().await;
    stage.start().await.unwrap().stop().await;
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut stage = Stage::new();
    stage.port = taken.local_addr().unwrap().port();
    let error = stage.start().await.unwrap_err().to_string();
    assert!(error.contains(&format!("port {} is in use", stage.port)) && error.contains("--port"), "{error}");
}
