//! One call of a timer: run the slots that are due.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use chrono::SecondsFormat;
use serde_json::Value;

use super::{body, dead_letter};
use crate::envelope::{Call, decode_message, done, refused};
use crate::function::Run;
use crate::job::DeadLetter;
use crate::manifest::TIMER_BINDING;
use crate::runtime::Runtime;
use crate::schedule::{Schedule, Tick};
use crate::timer_slots::{Slots, Unfinished};
use crate::trace::InvocationId;

/// 200 when every due slot is finished or in other hands; 500 otherwise. The host does not repeat a failed timer: the next call does.
pub(super) async fn answer<S: Runtime>(
    timer: &'static str,
    schedule: Schedule,
    deadline: Duration,
    state: S,
    start: &(dyn Fn(S, Tick) -> Run + Send + Sync),
    id: Option<InvocationId>,
    body: Body,
) -> Response {
    // The slots follow from the clock and the schedule, so a body that cannot be read does not stop a run.
    let late = body::read(body).await.is_ok_and(|bytes| is_past_due(&bytes));
    let slots = Slots { timer, schedule, deadline };
    match slots.run(&state, start, late).await {
        Ok(()) => done(),
        Err(Unfinished::Fatal { slot, reason }) => {
            tracing::error!(%slot, reason, "given up, kept as a dead letter");
            let body = slot.to_rfc3339_opts(SecondsFormat::Secs, true);
            let letter = DeadLetter { function: timer, queue: "", body, reason, invocation_id: id.map(|id| id.0) };
            let kept = dead_letter::keep(&state, letter).await;
            // Finished last: were it the other way round, a crash in between would lose the letter.
            if kept.status().is_success() && slots.finish(&state, slot).await.is_err() { refused() } else { kept }
        }
        Err(Unfinished::Failed) => refused(),
    }
}

/// The host's `IsPastDue`; `false` when the body does not say.
fn is_past_due(bytes: &[u8]) -> bool {
    let call = Call::read(bytes).ok();
    let timer = call.as_ref().and_then(|call| call.input(TIMER_BINDING).ok()).and_then(|value| decode_message::<Value>(value).ok());
    timer.and_then(|timer| timer.get("IsPastDue").or_else(|| timer.get("isPastDue"))?.as_bool()).unwrap_or(false)
}
