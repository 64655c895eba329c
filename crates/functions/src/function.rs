//! A function as a plain value: name, trigger, purpose, deadline and handler.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use futures::FutureExt;
use futures::future::BoxFuture;
use http::Method;
use serde::de::DeserializeOwned;

use crate::description::Description;
use crate::envelope::{Undecodable, decode_message};
use crate::job::JobError;
use crate::queue::{Delivery, Queue};
use crate::runtime::Runtime;
use crate::schedule::{Schedule, Tick};

/// What starts a function. A function has exactly one trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A client's request. `route` has no `api` prefix and is valid for axum and for the host: `v1/trips/{tripId}`.
    Http { method: Method, route: &'static str },
    /// A message of a storage queue.
    Queue { queue: &'static str },
    /// Slots of a schedule, in UTC.
    Timer(Schedule),
}

/// One run of a queue or timer handler.
pub(crate) type Run = BoxFuture<'static, Result<(), JobError>>;
type QueueStart<S> = Arc<dyn Fn(S, &Delivery<serde_json::Value>) -> Result<Run, Undecodable> + Send + Sync>;
type TimerStart<S> = Arc<dyn Fn(S, Tick) -> Run + Send + Sync>;

/// The handler behind a trigger, with its message type erased.
pub(crate) enum Work<S> {
    Http(Box<MethodRouter<S>>),
    Queue(QueueStart<S>),
    Timer(TimerStart<S>),
}

impl<S: Clone> Clone for Work<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Http(methods) => Self::Http(methods.clone()),
            Self::Queue(start) => Self::Queue(Arc::clone(start)),
            Self::Timer(start) => Self::Timer(Arc::clone(start)),
        }
    }
}

/// A function of the application, over the application state `S`.
#[derive(Clone)]
pub struct Function<S> {
    name: &'static str,
    purpose: &'static str,
    trigger: Trigger,
    deadline: Duration,
    body_limit: Option<usize>,
    pub(crate) description: Description,
    pub(crate) work: Work<S>,
}

impl<S> fmt::Debug for Function<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function").field("name", &self.name).field("trigger", &self.trigger).finish_non_exhaustive()
    }
}

/// Default deadline of an HTTP function; the platform's front end gives up after 230 s whatever `functionTimeout` says.
const HTTP_DEADLINE: Duration = Duration::from_secs(30);
/// Default deadline of queue and timer functions; past `functionTimeout` (10 min) the host would kill the whole process.
const JOB_DEADLINE: Duration = Duration::from_secs(240);

impl<S: Runtime> Function<S> {
    /// An HTTP function. `route` is without the `api` prefix, in the syntax shared by axum and the host.
    ///
    /// A method that axum has no filter for (an extension method) yields a function that never runs; [`crate::check_list`] reports it.
    pub fn http<H, T: 'static>(name: &'static str, method: Method, route: &'static str, purpose: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
    {
        let methods = match MethodFilter::try_from(method.clone()) {
            Ok(filter) => on(filter, handler),
            Err(_) => MethodRouter::new(),
        };
        Self::new(name, Trigger::Http { method, route }, purpose, HTTP_DEADLINE, Work::Http(Box::new(methods)))
    }

    /// A function run for every message of `queue`. Delivery is at least once and unordered.
    pub fn queue<M, F, Fut>(name: &'static str, queue: &Queue<M>, purpose: &'static str, handler: F) -> Self
    where
        M: DeserializeOwned + Send + 'static,
        F: Fn(S, Delivery<M>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let start: QueueStart<S> = Arc::new(move |state, raw| {
            let message: M = decode_message(&raw.message)?;
            let delivery = Delivery { message, invocation_id: raw.invocation_id.clone(), dequeue_count: raw.dequeue_count };
            let handler = handler.clone();
            // The handler is called inside the future, so that a panic of its synchronous part is caught as well.
            Ok(async move { handler(state, delivery).await }.boxed())
        });
        Self::new(name, Trigger::Queue { queue: queue.name() }, purpose, JOB_DEADLINE, Work::Queue(start))
    }

    /// A function run once per slot of `schedule`.
    pub fn timer<F, Fut>(name: &'static str, schedule: Schedule, purpose: &'static str, handler: F) -> Self
    where
        F: Fn(S, Tick) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let start: TimerStart<S> = Arc::new(move |state, tick| {
            let handler = handler.clone();
            async move { handler(state, tick).await }.boxed()
        });
        Self::new(name, Trigger::Timer(schedule), purpose, JOB_DEADLINE, Work::Timer(start))
    }
}

impl<S> Function<S> {
    fn new(name: &'static str, trigger: Trigger, purpose: &'static str, deadline: Duration, work: Work<S>) -> Self {
        Self { name, purpose, trigger, deadline, body_limit: None, description: Description::default(), work }
    }

    /// Replaces the deadline (defaults: HTTP 30 s, queue and timer 240 s). Keep it far below `functionTimeout`.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Replaces the surface's limit of the request body, in bytes, for this HTTP function.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// The function's name, which is also its folder and, for queue and timer functions, its path.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// One sentence: what the function is for.
    pub fn purpose(&self) -> &'static str {
        self.purpose
    }

    /// What starts it.
    pub fn trigger(&self) -> &Trigger {
        &self.trigger
    }

    /// How long one invocation may take.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    pub(crate) fn own_body_limit(&self) -> Option<usize> {
        self.body_limit
    }

    /// The description of an HTTP function for OpenAPI.
    pub fn description(&self) -> &Description {
        &self.description
    }
}
