//! Queues in memory that also count what a host does to them.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use pathfinder_cloud::blobs::{BlobError, BlobInfo, Blobs, Condition};
use pathfinder_cloud::clock::{Clock as _, SystemClock};
use pathfinder_cloud::queues::{Message, QueueError, Queues};
use url::Url;

#[derive(Debug, Default)]
pub(crate) struct MemoryQueues(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    messages: BTreeMap<String, Vec<Message>>,
    counter: u64,
    deleted: usize,
    hidden: usize,
}

impl Inner {
    fn receipt(&mut self) -> String {
        self.counter += 1;
        format!("receipt-{}", self.counter)
    }

    fn held(&mut self, queue: &str, message: &Message) -> Result<usize, QueueError> {
        let messages = self.messages.entry(queue.to_owned()).or_default();
        messages.iter().position(|held| held.id == message.id && held.receipt == message.receipt).ok_or(QueueError::ReceiptLost)
    }
}

fn later(now: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    now + chrono::TimeDelta::from_std(by).unwrap()
}

impl MemoryQueues {
    /// A message that earlier hosts received `times` times.
    pub(crate) fn put(&self, queue: &str, body: &str, times: u32) {
        let mut inner = self.0.lock().unwrap();
        let (receipt, now) = (inner.receipt(), SystemClock.now());
        let expires = later(now, Duration::from_secs(3600));
        let id = format!("message-{}", inner.counter);
        let message = Message { id, receipt, body: body.to_owned(), dequeue_count: times, inserted: now, expires, next_visible: now };
        inner.messages.entry(queue.to_owned()).or_default().push(message);
    }

    pub(crate) fn bodies(&self, queue: &str) -> Vec<String> {
        self.0.lock().unwrap().messages.get(queue).into_iter().flatten().map(|message| message.body.clone()).collect()
    }

    pub(crate) fn deleted(&self) -> usize {
        self.0.lock().unwrap().deleted
    }

    /// How often a received message's invisibility was changed.
    pub(crate) fn hidden(&self) -> usize {
        self.0.lock().unwrap().hidden
    }
}

#[async_trait]
impl Queues for MemoryQueues {
    async fn send(&self, queue: &str, body: &str, _delay: Duration) -> Result<String, QueueError> {
        self.put(queue, body, 0);
        Ok("sent".to_owned())
    }

    async fn receive(&self, queue: &str, max: usize, hide: Duration) -> Result<Vec<Message>, QueueError> {
        let mut inner = self.0.lock().unwrap();
        let receipt = inner.receipt();
        let now = SystemClock.now();
        let messages = inner.messages.entry(queue.to_owned()).or_default();
        let visible = messages.iter_mut().filter(|message| message.next_visible <= now).take(max);
        Ok(visible
            .map(|message| {
                message.receipt.clone_from(&receipt);
                message.dequeue_count += 1;
                message.next_visible = later(now, hide);
                message.clone()
            })
            .collect())
    }

    async fn hide(&self, queue: &str, message: &Message, hide: Duration) -> Result<String, QueueError> {
        let mut inner = self.0.lock().unwrap();
        let at = inner.held(queue, message)?;
        let receipt = inner.receipt();
        inner.hidden += 1;
        let held = &mut inner.messages.get_mut(queue).unwrap()[at];
        held.receipt.clone_from(&receipt);
        held.next_visible = later(SystemClock.now(), hide);
        Ok(receipt)
    }

    async fn delete(&self, queue: &str, message: &Message) -> Result<(), QueueError> {
        let mut inner = self.0.lock().unwrap();
        let at = inner.held(queue, message)?;
        inner.messages.get_mut(queue).unwrap().remove(at);
        inner.deleted += 1;
        Ok(())
    }

    async fn peek(&self, queue: &str, max: usize) -> Result<Vec<Message>, QueueError> {
        let now = SystemClock.now();
        let inner = self.0.lock().unwrap();
        Ok(inner.messages.get(queue).into_iter().flatten().filter(|message| message.next_visible <= now).take(max).cloned().collect())
    }

    async fn length(&self, queue: &str) -> Result<u64, QueueError> {
        Ok(self.bodies(queue).len() as u64)
    }
}

/// For tests that never touch a blob.
#[derive(Debug)]
pub(crate) struct NoBlobs;

#[async_trait]
impl Blobs for NoBlobs {
    async fn put(&self, _: &str, _: &str, _: Bytes, _: &str, _: Condition) -> Result<BlobInfo, BlobError> {
        Err(BlobError::Full)
    }

    async fn get(&self, _: &str, _: &str) -> Result<Option<(BlobInfo, Bytes)>, BlobError> {
        Ok(None)
    }

    async fn head(&self, _: &str, _: &str) -> Result<Option<BlobInfo>, BlobError> {
        Ok(None)
    }

    async fn delete(&self, _: &str, _: &str) -> Result<(), BlobError> {
        Ok(())
    }

    async fn list(&self, _: &str, _: &str, _: Option<&str>, _: usize) -> Result<Vec<BlobInfo>, BlobError> {
        Ok(Vec::new())
    }

    async fn link(&self, _: &str, name: &str, _: &str, _: Duration) -> Result<Url, BlobError> {
        Err(BlobError::Missing { name: name.to_owned() })
    }
}
