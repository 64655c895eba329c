//! The development host and the handler share one data folder: no message twice, no lost update, one key.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use pathfinder_cloud::documents::{Container, DocumentError, Documents as _, Write};
use pathfinder_cloud::queues::Queues as _;
use pathfinder_cloud::secrets::Secrets as _;
use serde_json::json;

use super::child;

const QUEUE: &str = "two-processes";
const MESSAGES: usize = 300;
const INCREMENTS: u64 = 100;

#[test]
fn two_processes_share_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    // Both children find an empty folder and create the file at the same time; each sends one half of the messages.
    let children = ["first", "second"].map(|name| child::start("two_processes::worker", folder.path(), name));
    let mut heard: HashMap<String, Vec<String>> = HashMap::new();
    for mut worker in children {
        let mut output = BufReader::new(worker.stdout.take().expect("piped"));
        let mut line = String::new();
        while output.read_line(&mut line).expect("text") > 0 {
            if let Some((kind, what)) = child::heard(&line).and_then(|line| line.split_once(' ')) {
                heard.entry(kind.to_owned()).or_default().push(what.to_owned());
            }
            line.clear();
        }
        assert!(worker.wait().expect("ended").success());
    }
    let mut taken = heard.remove("took").expect("messages");
    assert_eq!(taken.len(), MESSAGES, "none twice");
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), MESSAGES, "all of them");
    let keys = heard.remove("key").expect("keys");
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]), "one key for both");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let stores = child::open(folder.path());
    let counter = runtime.block_on(stores.documents.get(Container::System, "p", "counter")).expect("read").expect("there");
    assert_eq!(counter.body["n"], 2 * INCREMENTS, "no update was lost");
    assert_eq!(runtime.block_on(stores.queues.length(QUEUE)).expect("counted"), 0);
}

/// The child: counts up under ETags, sends its half, and takes messages until all are gone.
#[test]
fn worker() {
    let Some((folder, name)) = child::told() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stores = child::open(&folder);
        let key = stores.secrets.key("shared").await.expect("a key");
        child::tell(&format!("key {:02x?}", key.reveal()));
        for n in 0..MESSAGES / 2 {
            stores.queues.send(QUEUE, &format!("{name}-{n}"), Duration::ZERO).await.expect("sent");
        }
        let count = tokio::spawn(count_up(stores.clone()));
        let mut done = false;
        loop {
            let messages = stores.queues.receive(QUEUE, 5, Duration::from_secs(600)).await.expect("received");
            if messages.is_empty() && done {
                break;
            }
            for message in messages {
                stores.queues.delete(QUEUE, &message).await.expect("nobody else has it");
                child::tell(&format!("took {}", message.body));
            }
            // The other process has sent all when it says so in a document.
            let said = Write::put(name.clone(), "sent", &json!({})).expect("JSON");
            stores.documents.batch(Container::System, "sent", vec![said]).await.expect("written");
            let sent =
                stores.documents.query(Container::System, "sent", pathfinder_cloud::documents::Query::kind("sent")).await.expect("read");
            done = sent.items.len() == 2;
        }
        count.await.expect("counted");
    });
}

async fn count_up(stores: pathfinder_cloud::embedded::Embedded) {
    let mut done = 0;
    while done < INCREMENTS {
        let found = stores.documents.get(Container::System, "p", "counter").await.expect("read");
        let write = match found {
            None => Write::create("counter", "counter", &json!({"n": 1})),
            Some(found) => Write::replace("counter", "counter", &json!({"n": found.body["n"].as_u64().expect("a number") + 1}), found.etag),
        };
        match stores.documents.batch(Container::System, "p", vec![write.expect("JSON")]).await {
            Ok(_) => done += 1,
            Err(DocumentError::Changed { .. } | DocumentError::Exists { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
