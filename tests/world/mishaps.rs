//! What can happen to a process at any of its steps: it dies, a store fails, or a store's answer is lost. A step is one call to any store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use pathfinder::app::Parts;
use pathfinder_cloud::blobs::{BlobError, BlobInfo, Blobs, Condition};
use pathfinder_cloud::documents::{Container, DocumentError, Documents, ETag, Page, Query, Stored, Write};
use pathfinder_cloud::ledger::{Budget, Entry, Ledger, LedgerError, Scope, Total};
use pathfinder_cloud::queues::{Message, QueueError, Queues};
use tokio::sync::Notify;
use url::Url;

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The process is killed just before it.
    DiesBefore,
    /// The process is killed just after it, before it hears the answer.
    DiesAfter,
    /// The store fails and does nothing.
    Fails,
    /// The store does it, but says that it failed.
    LosesTheAnswer,
    /// The stores fail from here on, until [`Mishaps::end`].
    Outage,
}

impl Mishap {
    /// Those that differ at every step: to die before a step is to die after the one before it.
    pub const ALL: [Self; 4] = [Self::DiesAfter, Self::Fails, Self::LosesTheAnswer, Self::Outage];
}

/// One of the stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    Documents,
    Queues,
    Blobs,
    Ledger,
}

#[derive(Debug, Default)]
struct Plan {
    /// Steps until it happens, and what.
    armed: Option<(usize, Mishap)>,
    outage: bool,
    happened: bool,
    down: Option<Port>,
    pause: Option<Port>,
}

/// Stands between an application and its stores.
#[derive(Debug, Default)]
pub struct Mishaps {
    plan: Mutex<Plan>,
    dead: AtomicBool,
    died: Notify,
    paused: Notify,
    goes_on: Notify,
}

impl Mishaps {
    /// The mishap happens at the `step`-th step from now, the first being 1.
    pub fn arm(&self, step: usize, mishap: Mishap) {
        self.dead.store(false, Ordering::Relaxed);
        *self.plan() = Plan { armed: Some((step, mishap)), ..Plan::default() };
    }

    /// Nothing happens any more; whether it has.
    pub fn end(&self) -> bool {
        std::mem::take(&mut *self.plan()).happened
    }

    /// Every call to this store fails from now on, until [`Mishaps::end`].
    pub fn down(&self, port: Port) {
        *self.plan() = Plan { down: Some(port), ..Plan::default() };
    }

    /// The process is paused before its next call to this store, until [`Mishaps::go_on`].
    pub fn pause(&self, port: Port) {
        *self.plan() = Plan { pause: Some(port), ..Plan::default() };
    }

    /// Waits until the process is paused.
    pub async fn paused(&self) {
        self.paused.notified().await;
    }

    pub fn go_on(&self) {
        self.goes_on.notify_one();
    }

    /// Runs what a process does; None when it was killed over it.
    pub async fn unless_killed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.died.notified() => None,
        }
    }

    pub(crate) fn stand_before(self: &Arc<Self>, parts: &mut Parts) {
        parts.documents = Arc::new(Behind { mishaps: self.clone(), store: parts.documents.clone() });
        parts.queues = Arc::new(Behind { mishaps: self.clone(), store: parts.queues.clone() });
        parts.blobs = Arc::new(Behind { mishaps: self.clone(), store: parts.blobs.clone() });
        parts.ledger = Arc::new(Behind { mishaps: self.clone(), store: parts.ledger.clone() });
    }

    fn plan(&self) -> std::sync::MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, port: Port) -> Option<Mishap> {
        let mut plan = self.plan();
        if plan.outage || plan.down == Some(port) {
            return Some(Mishap::Fails);
        }
        let (left, mishap) = plan.armed.as_mut()?;
        *left -= 1;
        if *left > 0 {
            return None;
        }
        let mishap = *mishap;
        plan.armed = None;
        plan.happened = true;
        plan.outage = mishap == Mishap::Outage;
        Some(mishap)
    }

    async fn step<T, E>(&self, port: Port, call: impl Future<Output = Result<T, E>> + Send, failed: impl FnOnce() -> E) -> Result<T, E> {
        if self.dead.load(Ordering::Relaxed) {
            return std::future::pending().await;
        }
        let pauses = self.plan().pause.take_if(|pause| *pause == port).is_some();
        if pauses {
            self.paused.notify_one();
            self.goes_on.notified().await;
        }
        match self.next(port) {
            None => call.await,
            Some(Mishap::Fails | Mishap::Outage) => Err(failed()),
            Some(Mishap::LosesTheAnswer) => call.await.and_then(|_| Err(failed())),
            Some(Mishap::DiesBefore) => self.die().await,
            Some(Mishap::DiesAfter) => {
                let _ = call.await;
                self.die().await
            }
        }
    }

    async fn die<T>(&self) -> T {
        self.dead.store(true, Ordering::Relaxed);
        self.died.notify_one();
        std::future::pending().await
    }
}

#[derive(Debug)]
struct Behind<S: ?Sized> {
    mishaps: Arc<Mishaps>,
    store: Arc<S>,
}

const REASON: &str = "the test pulled the plug";

fn no_documents() -> DocumentError {
    DocumentError::Unavailable { reason: REASON.to_owned() }
}

fn no_queues() -> QueueError {
    QueueError::Unavailable { reason: REASON.to_owned() }
}

fn no_blobs() -> BlobError {
    BlobError::Unavailable { reason: REASON.to_owned() }
}

fn no_ledger() -> LedgerError {
    LedgerError::Unavailable { reason: REASON.to_owned() }
}

#[async_trait]
impl Documents for Behind<dyn Documents> {
    async fn get(&self, container: Container, partition: &str, id: &str) -> Result<Option<Stored>, DocumentError> {
        self.mishaps.step(Port::Documents, self.store.get(container, partition, id), no_documents).await
    }

    async fn batch(&self, container: Container, partition: &str, writes: Vec<Write>) -> Result<Vec<ETag>, DocumentError> {
        self.mishaps.step(Port::Documents, self.store.batch(container, partition, writes), no_documents).await
    }

    async fn query(&self, container: Container, partition: &str, query: Query) -> Result<Page, DocumentError> {
        self.mishaps.step(Port::Documents, self.store.query(container, partition, query), no_documents).await
    }

    async fn scan(&self, container: Container, query: Query) -> Result<Page, DocumentError> {
        self.mishaps.step(Port::Documents, self.store.scan(container, query), no_documents).await
    }

    async fn ready(&self) -> Result<(), DocumentError> {
        self.mishaps.step(Port::Documents, self.store.ready(), no_documents).await
    }
}

#[async_trait]
impl Queues for Behind<dyn Queues> {
    async fn send(&self, queue: &str, body: &str, delay: Duration) -> Result<String, QueueError> {
        self.mishaps.step(Port::Queues, self.store.send(queue, body, delay), no_queues).await
    }

    async fn receive(&self, queue: &str, max: usize, hide: Duration) -> Result<Vec<Message>, QueueError> {
        self.mishaps.step(Port::Queues, self.store.receive(queue, max, hide), no_queues).await
    }

    async fn hide(&self, queue: &str, message: &Message, hide: Duration) -> Result<String, QueueError> {
        self.mishaps.step(Port::Queues, self.store.hide(queue, message, hide), no_queues).await
    }

    async fn delete(&self, queue: &str, message: &Message) -> Result<(), QueueError> {
        self.mishaps.step(Port::Queues, self.store.delete(queue, message), no_queues).await
    }

    async fn peek(&self, queue: &str, max: usize) -> Result<Vec<Message>, QueueError> {
        self.mishaps.step(Port::Queues, self.store.peek(queue, max), no_queues).await
    }

    async fn length(&self, queue: &str) -> Result<u64, QueueError> {
        self.mishaps.step(Port::Queues, self.store.length(queue), no_queues).await
    }
}

#[async_trait]
impl Blobs for Behind<dyn Blobs> {
    async fn put(
        &self,
        container: &str,
        name: &str,
        content: Bytes,
        content_type: &str,
        condition: Condition,
    ) -> Result<BlobInfo, BlobError> {
        self.mishaps.step(Port::Blobs, self.store.put(container, name, content, content_type, condition), no_blobs).await
    }

    async fn get(&self, container: &str, name: &str) -> Result<Option<(BlobInfo, Bytes)>, BlobError> {
        self.mishaps.step(Port::Blobs, self.store.get(container, name), no_blobs).await
    }

    async fn head(&self, container: &str, name: &str) -> Result<Option<BlobInfo>, BlobError> {
        self.mishaps.step(Port::Blobs, self.store.head(container, name), no_blobs).await
    }

    async fn delete(&self, container: &str, name: &str) -> Result<(), BlobError> {
        self.mishaps.step(Port::Blobs, self.store.delete(container, name), no_blobs).await
    }

    async fn list(&self, container: &str, prefix: &str, after: Option<&str>, max: usize) -> Result<Vec<BlobInfo>, BlobError> {
        self.mishaps.step(Port::Blobs, self.store.list(container, prefix, after, max), no_blobs).await
    }

    async fn link(&self, container: &str, name: &str, file_name: &str, life: Duration) -> Result<Url, BlobError> {
        self.mishaps.step(Port::Blobs, self.store.link(container, name, file_name, life), no_blobs).await
    }
}

#[async_trait]
impl Ledger for Behind<dyn Ledger> {
    async fn book(&self, entries: Vec<Entry>) -> Result<usize, LedgerError> {
        self.mishaps.step(Port::Ledger, self.store.book(entries), no_ledger).await
    }

    async fn total(&self, scope: Scope) -> Result<Total, LedgerError> {
        self.mishaps.step(Port::Ledger, self.store.total(scope), no_ledger).await
    }

    async fn reserve(&self, key: &str, micro_usd: i64, budgets: &[Budget], now: DateTime<Utc>) -> Result<(), LedgerError> {
        self.mishaps.step(Port::Ledger, self.store.reserve(key, micro_usd, budgets, now), no_ledger).await
    }

    async fn settle(&self, key: &str, entry: Entry) -> Result<(), LedgerError> {
        self.mishaps.step(Port::Ledger, self.store.settle(key, entry), no_ledger).await
    }

    async fn open_reservations(&self, before: DateTime<Utc>, max: usize) -> Result<Vec<String>, LedgerError> {
        self.mishaps.step(Port::Ledger, self.store.open_reservations(before, max), no_ledger).await
    }
}
