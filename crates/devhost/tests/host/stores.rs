//! The host over the embedded stores: messages of another process, signed links, and the command itself.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::TimeDelta;
use pathfinder_cloud::blobs::{Blobs as _, Condition};
use pathfinder_cloud::clock::{Clock, ManualClock, SystemClock};
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use pathfinder_cloud::queues::Queues as _;
use pathfinder_devhost::Host;

use crate::stage::{Stage, client};

/// The same data folder as another process would open it.
fn beside(stage: &Stage, host: &Host, clock: Arc<dyn Clock>) -> Embedded {
    let link_base = host.base_url().join("blobs").unwrap();
    Embedded::open(EmbeddedOptions { data_folder: stage.data(), link_base, clock }).unwrap()
}

#[tokio::test]
async fn messages_of_another_process_are_delivered_and_deleted() {
    let stage = Stage::new().embedded().queue("jobs", "jobs");
    let host = stage.start().await.unwrap();
    let other = beside(&stage, &host, Arc::new(SystemClock));
    other.queues.send("jobs", "HelloWorld", Duration::ZERO).await.unwrap();
    stage.until("the message arrives", || stage.calls("/jobs").len() == 1).await;
    assert_eq!(stage.envelopes("/jobs")[0]["Data"]["item"], "\"HelloWorld\"");
    host.stop().await;
    assert_eq!(other.queues.length("jobs").await.unwrap(), 0);
}

#[tokio::test]
async fn signed_links_open_one_file_for_a_while() {
    let stage = Stage::new().embedded();
    let host = stage.start().await.unwrap();
    let here = beside(&stage, &host, Arc::new(SystemClock));
    let content = Bytes::from_static(b"%PDF-1.7");
    here.blobs.put("exports", "trip 1/rom.pdf", content.clone(), "application/pdf", Condition::Always).await.unwrap();
    let link = here.blobs.link("exports", "trip 1/rom.pdf", "Rom für 4.pdf", Duration::from_secs(60)).await.unwrap();

    let answer = client().get(link.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((header("content-type"), header("x-content-type-options")), ("application/pdf".to_owned(), "nosniff".to_owned()));
    assert!(header("content-disposition").starts_with("attachment; filename=\"Rom f_r 4.pdf\""));
    let etag = header("etag");
    assert_eq!(answer.bytes().await.unwrap(), content);
    let head = client().head(link.clone()).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["content-length"]), (200, &"8".parse().unwrap()));
    assert_eq!(client().get(link.clone()).header("if-none-match", etag).send().await.unwrap().status(), 304);

    let forged = link.as_str().replace("rom.pdf", "other.pdf");
    let refused = client().get(forged).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.text().await.unwrap()), (403, "the link is not one of ours\n".to_owned()));
    let past = Arc::new(ManualClock::at(SystemClock.now() - TimeDelta::hours(1)));
    let old = beside(&stage, &host, past).blobs.link("exports", "trip 1/rom.pdf", "a.pdf", Duration::from_secs(60)).await.unwrap();
    let expired = client().get(old).send().await.unwrap();
    assert_eq!((expired.status().as_u16(), expired.text().await.unwrap()), (403, "the link has expired\n".to_owned()));
    assert_eq!(client().post(link).send().await.unwrap().status(), 405);
    host.stop().await;
}

#[tokio::test]
async fn the_command_stops_cleanly_at_sigterm() {
    let stage = Stage::new().embedded().direct();
    stage.write_host_json();
    let console = tempfile::NamedTempFile::new().unwrap();
    let mut devhost = Command::new(env!("CARGO_BIN_EXE_devhost"))
        .args(["start", "--port", "0"])
        .args([std::ffi::OsStr::new("--root"), stage.root().as_os_str(), "--data".as_ref(), stage.data().as_os_str()])
        .env_clear()
        .envs(stage.environment())
        .stdout(console.reopen().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = || std::fs::read_to_string(console.path()).unwrap();
    stage.until("the command is ready", || said().contains("[host] Ready on http://localhost:")).await;
    let line = said();
    let port = line.split("http://localhost:").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let vars = stage.starts()[0]["vars"].clone();
    assert_eq!(vars["PATHFINDER_PUBLIC_URL"], format!("http://127.0.0.1:{port}"));
    assert_eq!(vars["PATHFINDER_BLOB_URL"], format!("http://127.0.0.1:{port}/blobs"));
    assert!(Command::new("kill").args(["-TERM", &devhost.id().to_string()]).status().unwrap().success());
    let mut status = None;
    stage
        .until("the command ends", || {
            status = devhost.try_wait().unwrap();
            status.is_some()
        })
        .await;
    assert!(status.unwrap().success());
    let handler = vars["FUNCTIONS_CUSTOMHANDLER_PORT"].as_str().unwrap().to_owned();
    assert!(client().get(format!("http://127.0.0.1:{handler}/")).send().await.is_err(), "the handler is gone");
    stage.start().await.unwrap().stop().await;
}

#[test]
fn a_missing_folder_is_explained() {
    let output = Command::new(env!("CARGO_BIN_EXE_devhost")).args(["start", "--root", "/no/such/folder"]).output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && words.contains("pathfinder manifest --stage DIR"), "{words}");
}
