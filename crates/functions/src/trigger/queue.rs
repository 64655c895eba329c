//! One delivery of a queue message: decode, run, and say whether the host shall deliver it again.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use serde_json::Value;

use super::body::{Unread, read};
use super::dead_letter;
use crate::envelope::{Call, Undecodable, done, message_text, refused};
use crate::function::Run;
use crate::guard::{Outcome, guarded};
use crate::job::{DeadLetter, JobError};
use crate::manifest::QUEUE_BINDING;
use crate::queue::Delivery;
use crate::runtime::Runtime;
use crate::trace::InvocationId;

/// A queue function as its trigger route sees it.
pub(super) struct Consumer {
    pub(super) function: &'static str,
    pub(super) queue: &'static str,
    pub(super) deadline: Duration,
}

type Start<S> = dyn Fn(S, &Delivery<Value>) -> Result<Run, Undecodable> + Send + Sync;

impl Consumer {
    /// 200 when the message is done or kept as a dead letter; 500 when it shall come again.
    pub(super) async fn answer<S: Runtime>(&self, state: S, start: &Start<S>, id: Option<InvocationId>, body: Body) -> Response {
        let id = id.map(|id| id.0);
        let bytes = match read(body).await {
            Ok(bytes) => bytes,
            Err(Unread::TooLong(bytes)) => return self.undecodable(&state, &bytes, Undecodable::TooLong, id).await,
            Err(Unread::Broken) => return refused(),
        };
        let call = match Call::read(&bytes) {
            Ok(call) => call,
            Err(fault) => return self.undecodable(&state, &bytes, fault, id).await,
        };
        let message = match call.input(QUEUE_BINDING) {
            Ok(message) => message,
            Err(fault) => return self.undecodable(&state, &bytes, fault, id).await,
        };
        let delivery = Delivery { message: message.clone(), invocation_id: id.clone(), dequeue_count: call.dequeue_count() };

        // Decoding runs inside the guard too: a message type's own Deserialize may panic.
        let outcome = guarded(self.deadline, async { Ok(start(state.clone(), &delivery)?.await) }).await;
        match outcome {
            Outcome::Done(Ok(Ok(()))) => done(),
            Outcome::Done(Ok(Err(JobError::Retry { reason }))) => {
                tracing::warn!(reason, dequeue_count = delivery.dequeue_count, "to be tried again");
                refused()
            }
            Outcome::Done(Ok(Err(JobError::Fatal { reason }))) => {
                tracing::error!(reason, "given up, kept as a dead letter");
                self.keep(&state, message_text(message).as_bytes(), reason, id).await
            }
            Outcome::Done(Err(fault)) => self.undecodable(&state, message_text(message).as_bytes(), fault, id).await,
            Outcome::Panicked => {
                tracing::error!(dequeue_count = delivery.dequeue_count, "the handler panicked, to be tried again");
                refused()
            }
            Outcome::Late => {
                tracing::error!(dequeue_count = delivery.dequeue_count, "the handler missed its deadline, to be tried again");
                refused()
            }
        }
    }

    async fn undecodable<S: Runtime>(&self, state: &S, bytes: &[u8], fault: Undecodable, id: Option<String>) -> Response {
        tracing::error!(fault = fault.kind(), "undecodable, kept as a dead letter");
        self.keep(state, bytes, fault.to_string(), id).await
    }

    async fn keep<S: Runtime>(&self, state: &S, bytes: &[u8], reason: String, invocation_id: Option<String>) -> Response {
        let body = dead_letter::body(bytes);
        dead_letter::keep(state, DeadLetter { function: self.function, queue: self.queue, body, reason, invocation_id }).await
    }
}
