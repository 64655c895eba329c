//! The program is killed in the middle of a generation: the host starts it again, and the job comes to its end.
//!
//! The clock of a real process cannot be moved, and its lease lasts a minute: here the dead run's lease is ended in the store, and its message
//! sent as the sweeper would. That the sweeper does so in time is shown in process (`functions::jobs`).

#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::Duration;

use chrono::TimeDelta;
use pathfinder::store::operations::{OPERATION, Operation};
use pathfinder_cloud::clock::{Clock as _, SystemClock};
use pathfinder_cloud::documents::{Container, Documents as _, Write};
use pathfinder_cloud::queues::Queues as _;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::stage::Stage;

/// The process id of the program that this stage's host runs now.
fn handler(stage: &Stage) -> Option<u32> {
    let root = format!("FUNCTIONS_APP_ROOT_PATH={}", stage.root().display());
    let own = std::process::id();
    let processes =
        std::fs::read_dir("/proc").expect("a Linux machine").filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let child = |id: &u32| {
        let parent = std::fs::read_to_string(format!("/proc/{id}/stat"))
            .ok()
            .and_then(|stat| stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse::<u32>().ok());
        let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        parent == Some(own) && environment.split(|byte| *byte == 0).any(|variable| variable == root.as_bytes())
    };
    processes.into_iter().find(child)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_is_started_again_and_its_job_ends() {
    // A search that takes two seconds, whatever the machine.
    let settings = [("PATHFINDER_PLAN_ROUNDS", "10000000"), ("PATHFINDER_PLAN_MILLISECONDS", "2000")];
    let Some(stage) = Stage::start(&settings).await else { return };
    let anna = stage.signs_in("Anna Rossi").await;
    let family = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&family, 2).await;
    let operation = anna.post(&format!("{trip}/itineraries"), json!({}), StatusCode::ACCEPTED).await;
    let path = format!("{trip}/operations/{}", operation["id"].as_str().unwrap());
    stage.until("a running search", async || (anna.get(&path).await["status"] == "Running").then_some(())).await;

    let killed = handler(&stage).expect("the program runs");
    assert!(Command::new("kill").args(["-9", &killed.to_string()]).status().expect("kill runs").success());
    let restarted = async || handler(&stage).filter(|id| *id != killed);
    stage.until("a new process", restarted).await;
    let shown = stage.until("an answer of the new process", async || {
        let (status, shown, _) = anna.try_call(Method::GET, &path, None, &[]).await?;
        (status == StatusCode::OK).then_some(shown)
    });
    assert_eq!(shown.await["status"], "Running", "accepted work is not lost, and nobody has taken it over yet");

    let stores = stage.stores();
    let (partition, id) = (trip.rsplit('/').next().unwrap(), format!("op_{}", operation["id"].as_str().unwrap()));
    let stored = stores.documents.get(Container::Trips, partition, &id).await.unwrap().expect("the operation");
    let mut dead: Operation = stored.parse().unwrap();
    dead.lease_until = Some(SystemClock.now() - TimeDelta::seconds(1));
    let write = Write::replace(id, OPERATION, &dead, stored.etag).unwrap();
    stores.documents.batch(Container::Trips, partition, vec![write]).await.unwrap();
    stores
        .queues
        .send("itineraries", &json!({ "trip": partition, "operation": operation["id"] }).to_string(), Duration::ZERO)
        .await
        .unwrap();

    let itinerary = anna.waits_for(&path).await;
    assert!(itinerary.ends_with("/itineraries/1"), "{itinerary}");
    assert_eq!(anna.get(&format!("{trip}/itineraries")).await["value"].as_array().map(Vec::len), Some(1));
    stage.stop().await;
}
