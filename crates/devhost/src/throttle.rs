//! How many HTTP calls may be in the house: beyond `maxOutstandingRequests` 429, beyond `maxConcurrentRequests` they queue.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

#[derive(Debug)]
pub(crate) struct Throttle {
    outstanding: Option<Arc<Semaphore>>,
    concurrent: Option<Arc<Semaphore>>,
}

/// A place in the house; the call is over when it is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    _outstanding: Option<OwnedSemaphorePermit>,
    _concurrent: Option<OwnedSemaphorePermit>,
    watchdog: Option<JoinHandle<()>>,
}

impl Throttle {
    pub(crate) fn new(outstanding: Option<usize>, concurrent: Option<usize>) -> Self {
        let semaphore = |places: Option<usize>| places.map(|places| Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS))));
        Self { outstanding: semaphore(outstanding), concurrent: semaphore(concurrent) }
    }

    /// `None`: too many calls.
    pub(crate) async fn enter(&self) -> Option<Pass> {
        let outstanding = match &self.outstanding {
            Some(places) => Some(places.clone().try_acquire_owned().ok()?),
            None => None,
        };
        let concurrent = match &self.concurrent {
            Some(places) => Some(places.clone().acquire_owned().await.ok()?),
            None => None,
        };
        Some(Pass { _outstanding: outstanding, _concurrent: concurrent, watchdog: None })
    }
}

impl Pass {
    /// A task to be aborted when the call is over.
    pub(crate) fn watch(&mut self, watchdog: JoinHandle<()>) {
        self.watchdog = Some(watchdog);
    }

    /// Keeps the pass until the last byte of the body has left.
    pub(crate) fn hold(self, body: Body) -> Body {
        Body::new(Held { body, _pass: self })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.abort();
        }
    }
}

struct Held {
    body: Body,
    _pass: Pass,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
