//! Runs one invocation so that neither a panic nor an endless wait reaches its neighbours.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;

/// How an invocation ended.
pub(crate) enum Outcome<T> {
    Done(T),
    Panicked,
    Late,
}

/// Runs `work` for at most `deadline`. A future that blocks its thread is not interrupted: handlers move such work elsewhere.
///
/// Unwind safety is asserted because nothing of the invocation is used after a panic: what it shares with others is the
/// application state, whose locks must not be held across code that may panic.
pub(crate) async fn guarded<T>(deadline: Duration, work: impl Future<Output = T> + Send) -> Outcome<T> {
    match tokio::time::timeout(deadline, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(value)) => Outcome::Done(value),
        Ok(Err(_panic)) => Outcome::Panicked, // the payload may quote data; the panic hook has written the place
        Err(_elapsed) => Outcome::Late,
    }
}
