//! The planner works on threads of its own, away from those that answer calls, and only as long as somebody waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::{JoinError, spawn_blocking};

/// True once nobody waits for the thread any more: the call or the run was given up, or its deadline has passed.
#[derive(Default)]
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work`, which looks at its argument now and then, and ends when that is true.
///
/// # Errors
/// When the work panicked.
pub async fn on_a_thread<T: Send + 'static>(work: impl FnOnce(&AtomicBool) -> T + Send + 'static) -> Result<T, JoinError> {
    let given_up = GivenUp::default();
    let nobody_waits = Arc::clone(&given_up.0);
    spawn_blocking(move || work(&nobody_waits)).await
}
