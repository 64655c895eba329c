//! Acknowledged means committed: a process that is killed at any moment loses nothing that it was told was done.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use pathfinder_cloud::blobs::{Blobs as _, Condition};
use pathfinder_cloud::documents::{Container, Documents as _, Write};
use pathfinder_cloud::embedded::{Embedded, FILE};
use pathfinder_cloud::ledger::{Entry, Ledger as _, Scope};
use pathfinder_cloud::queues::Queues as _;
use rusqlite::Connection;
use serde_json::json;

use super::child;

const QUEUE: &str = "kill-test";

#[test]
fn a_killed_process_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut acknowledged = HashSet::new();
    for (round, acknowledgements) in [1, 2, 5, 17, 40, 90, 160, 333].into_iter().enumerate() {
        let mut writer = child::start("kill::writer", folder.path(), &format!("round{round}"));
        let mut output = BufReader::new(writer.stdout.take().expect("piped"));
        let (mut line, mut heard) = (String::new(), 0);
        loop {
            line.clear();
            if output.read_line(&mut line).expect("text") == 0 {
                break;
            }
            if let Some(what) = child::heard(&line) {
                heard += 1;
                acknowledged.insert(what.to_owned());
            }
            if heard == acknowledgements {
                writer.kill().expect("SIGKILL"); // what it wrote before is read on, until the pipe ends
            }
        }
        let status = writer.wait().expect("ended");
        assert!(!status.success() && heard >= acknowledgements, "the writer ended by itself: {status}");
        check(folder.path(), &acknowledged);
    }
}

fn check(folder: &Path, acknowledged: &HashSet<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let stores = child::open(folder);
    // Content that a kill left without a row goes, and nothing else.
    runtime.block_on(stores.blobs.collect_garbage(Duration::ZERO, 1000)).expect("collected");
    let direct = Connection::open(folder.join(FILE)).expect("open");
    let integrity: String = direct.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked");
    assert_eq!(integrity, "ok");
    let mut select = direct.prepare("SELECT id FROM messages").expect("prepared");
    let messages: HashSet<String> = select.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("ids");
    for what in acknowledged {
        let (kind, id) = what.split_once(' ').expect("kind and id");
        let kept = match kind {
            "document" => {
                runtime.block_on(stores.documents.get(Container::Trips, "kill", id)).expect("read").is_some_and(|d| d.body["id"] == id)
            }
            "sent" => {
                messages.contains(id) || acknowledged.contains(&format!("deleted {id}")) || acknowledged.contains(&format!("deleting {id}"))
            }
            "deleting" => true,
            "deleted" => !messages.contains(id),
            "blob" => runtime.block_on(stores.blobs.get("kill", id)).expect("read").is_some_and(|(_, content)| content == content_of(id)),
            "booked" => {
                let scope = Scope { trip: Some(id.to_owned()), ..Scope::default() };
                runtime.block_on(stores.ledger.total(scope)).expect("summed").entries == 1
            }
            other => panic!("what is {other}?"),
        };
        assert!(kept, "lost: {what}");
    }
}

fn content_of(name: &str) -> Vec<u8> {
    name.bytes().cycle().take(50_000).collect()
}

/// The child: writes until it is killed, and tells after each acknowledgement.
#[test]
fn writer() {
    let Some((folder, name)) = child::told() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stores = child::open(&folder);
        let tasks = [0, 1].map(|task| tokio::spawn(write_documents(stores.clone(), format!("{name}-{task}"))));
        let others = [
            tokio::spawn(send_and_delete(stores.clone())),
            tokio::spawn(put_blobs(stores.clone(), name.clone())),
            tokio::spawn(book(stores, name)),
        ];
        for task in tasks.into_iter().chain(others) {
            task.await.expect("runs until the kill");
        }
    });
}

async fn write_documents(stores: Embedded, name: String) {
    for n in 0.. {
        let id = format!("{name}-{n}");
        let write = Write::create(id.clone(), "note", &json!({"id": id, "text": "x".repeat(500)})).expect("JSON");
        stores.documents.batch(Container::Trips, "kill", vec![write]).await.expect("written");
        child::tell(&format!("document {id}"));
    }
}

async fn send_and_delete(stores: Embedded) {
    loop {
        for _ in 0..3 {
            let id = stores.queues.send(QUEUE, "body", Duration::ZERO).await.expect("sent");
            child::tell(&format!("sent {id}"));
        }
        for message in stores.queues.receive(QUEUE, 1, Duration::from_secs(600)).await.expect("received") {
            // A kill between the deletion and its line must not look like a loss.
            child::tell(&format!("deleting {}", message.id));
            stores.queues.delete(QUEUE, &message).await.expect("deleted");
            child::tell(&format!("deleted {}", message.id));
        }
    }
}

async fn put_blobs(stores: Embedded, name: String) {
    for n in 0.. {
        let blob = format!("{name}/{n}");
        stores.blobs.put("kill", &blob, content_of(&blob).into(), "text/plain", Condition::Absent).await.expect("put");
        child::tell(&format!("blob {blob}"));
    }
}

async fn book(stores: Embedded, name: String) {
    for n in 0.. {
        let trip = format!("{name}-trip-{n}");
        let entry = Entry {
            key: trip.clone(),
            at: chrono::DateTime::UNIX_EPOCH,
            item: "mail".to_owned(),
            quantity: 1,
            micro_usd: 1,
            price_version: "1".to_owned(),
            trip: Some(trip.clone()),
            account: None,
            operation: None,
        };
        stores.ledger.book(vec![entry]).await.expect("booked");
        child::tell(&format!("booked {trip}"));
    }
}
