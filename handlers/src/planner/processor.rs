//! Time on a processor for those who wait for their answer.

use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::app::App;
use crate::http::authenticate::draw;
use crate::identity::Caller;
use crate::planning::on_a_thread;
use crate::problem::{Answer, Code, Problem};

/// One for each processor: more searches at once would only share the time that each was promised.
static FREE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, usize::from)));
/// How long a call waits for its turn.
const TURN: Duration = Duration::from_secs(3);

/// Draws one of the caller's calls, waits for a free processor and runs `work` there; `work` ends when its argument turns true, for then
/// nobody waits any more.
///
/// # Errors
/// 429 when the caller has had too many, 503 when no processor gets free in time.
pub(super) async fn run<T: Send + 'static>(app: &App, caller: &Caller, work: impl FnOnce(&AtomicBool) -> T + Send + 'static) -> Answer<T> {
    draw(app, "planner-calls", caller, app.config.rates.planner_calls).await?;
    let busy = || Problem::new(Code::Unavailable, "all processors are planning already; try again").retry_after(Duration::from_secs(5));
    let turn = timeout(TURN, FREE.acquire()).await.map_err(|_| busy())?.map_err(Problem::internal)?;
    let outcome = on_a_thread(move |nobody_waits| {
        // Held until the work is over, also when nobody waits for it any more.
        let _turn = turn;
        work(nobody_waits)
    });
    outcome.await.map_err(|error| Problem::internal(format!("the planner did not come back: {error}")))
}
