//! The suites of all ports against the embedded adapters.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::DateTime;
use pathfinder_cloud::blobs::contract::Browser;
use pathfinder_cloud::blobs::links::content_disposition;
use pathfinder_cloud::blobs::{self, Blobs as _};
use pathfinder_cloud::clock::{Clock as _, ManualClock};
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use pathfinder_cloud::{cache, documents, ledger, queues};
use url::Url;

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(DateTime::from_timestamp(1_795_500_000, 123_456_789).expect("in 2026")))
}

fn scratch() -> (Embedded, Arc<ManualClock>) {
    let clock = clock();
    (Embedded::in_memory(clock.clone()).expect("a scratch folder"), clock)
}

#[tokio::test]
async fn documents_hold() {
    let (stores, clock) = scratch();
    documents::contract::holds(&*stores.documents, &*clock).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_hold_in_a_folder_that_outlives_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    for _ in 0..2 {
        let link_base = Url::parse("http://127.0.0.1:7071/blobs").expect("a URL");
        let stores =
            Embedded::open(EmbeddedOptions { data_folder: folder.path().to_owned(), link_base, clock: clock.clone() }).expect("open");
        documents::contract::holds(&*stores.documents, &*clock).await;
        queues::contract::holds(&*stores.queues, &*clock).await;
    }
}

#[tokio::test]
async fn ledger_holds() {
    let (stores, _) = scratch();
    ledger::contract::holds(&*stores.ledger).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queues_hold() {
    let (stores, clock) = scratch();
    queues::contract::holds(&*stores.queues, &*clock).await;
}

#[tokio::test]
async fn cache_holds() {
    let (stores, clock) = scratch();
    cache::contract::holds(&*stores.cache, &*clock).await;
}

#[tokio::test]
async fn blobs_hold() {
    let (stores, clock) = scratch();
    let browser = DevelopmentHost { stores: stores.clone(), clock: clock.clone() };
    blobs::contract::holds(&*stores.blobs, &*clock, &browser).await;
}

/// Serves links as the development host does.
struct DevelopmentHost {
    stores: Embedded,
    clock: Arc<ManualClock>,
}

#[async_trait]
impl Browser for DevelopmentHost {
    async fn follow(&self, link: &Url) -> Option<(Bytes, String)> {
        let path = link.path().strip_prefix("/blobs").expect("the base that links start with");
        let key = self.stores.link_key().expect("a key");
        let link = key.verify(path, link.query().unwrap_or_default(), self.clock.now()).ok()?;
        let (_, content) = self.stores.blobs.get(&link.container, &link.name).await.expect("read")?;
        Some((content, content_disposition(&link.file_name)))
    }
}
