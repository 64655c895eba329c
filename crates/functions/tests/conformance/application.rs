//! A small application: an in-memory runtime with a clock that is moved by hand, and functions that note what reaches them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use chrono::{DateTime, Utc};
use pathfinder_functions::{BoxError, DeadLetter, Delivery, Function, JobError, Queue, Runtime, Surface, Tick};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) now: DateTime<Utc>,
    pub(crate) letters: Vec<DeadLetter>,
    pub(crate) no_room_for_letters: bool,
    pub(crate) slots_broken: bool,
    pub(crate) finished: Vec<DateTime<Utc>>,
    pub(crate) leases: HashMap<DateTime<Utc>, DateTime<Utc>>,
    /// What handlers were given, in words.
    pub(crate) seen: Vec<String>,
    pub(crate) ticks: Vec<Tick>,
    /// How the next runs of handlers end; `Ok` when empty.
    pub(crate) next: Vec<Result<(), JobError>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Application(Arc<Mutex<World>>);

impl Application {
    pub(crate) fn at(now: &str) -> Self {
        let application = Self::default();
        application.world().now = instant(now);
        application
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    pub(crate) fn router(&self, functions: &[Function<Self>]) -> Router {
        pathfinder_functions::router(functions, Surface::new(), self.clone())
    }

    pub(crate) fn note(&self, what: impl Into<String>) -> Result<(), JobError> {
        let mut world = self.world();
        world.seen.push(what.into());
        if world.next.is_empty() { Ok(()) } else { world.next.remove(0) }
    }
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[async_trait]
impl Runtime for Application {
    fn now(&self) -> DateTime<Utc> {
        self.world().now
    }

    async fn keep_dead_letter(&self, letter: DeadLetter) -> Result<(), BoxError> {
        let mut world = self.world();
        if world.no_room_for_letters {
            return Err("no room".into());
        }
        world.letters.push(letter);
        Ok(())
    }

    async fn last_finished_slot(&self, _timer: &str) -> Result<Option<DateTime<Utc>>, BoxError> {
        let world = self.world();
        if world.slots_broken { Err("no store".into()) } else { Ok(world.finished.iter().max().copied()) }
    }

    async fn claim_slot(&self, _timer: &str, slot: DateTime<Utc>, lease: Duration) -> Result<bool, BoxError> {
        let mut world = self.world();
        let now = world.now;
        if world.finished.contains(&slot) || world.leases.get(&slot).is_some_and(|until| *until > now) {
            return Ok(false);
        }
        world.leases.insert(slot, now + lease);
        Ok(true)
    }

    async fn finish_slot(&self, _timer: &str, slot: DateTime<Utc>) -> Result<(), BoxError> {
        self.world().finished.push(slot);
        Ok(())
    }
}

/// A message like the application's own: ids only, unknown fields refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) operation_id: String,
}

pub(crate) const ORDERS: Queue<Order> = Queue::new("orders");
pub(crate) const WORDS: Queue<String> = Queue::new("words");

/// Notes the operation of every order, and what the host says about the delivery.
pub(crate) fn orders() -> Function<Application> {
    Function::queue("orders-run", &ORDERS, "Runs an order.", async |application: Application, delivery: Delivery<Order>| {
        let Delivery { message, invocation_id, dequeue_count } = delivery;
        application.note(format!("{} {invocation_id:?} {dequeue_count:?}", message.operation_id))
    })
}

/// Notes every text.
pub(crate) fn words() -> Function<Application> {
    Function::queue("words-note", &WORDS, "Notes a text.", async |application: Application, delivery: Delivery<String>| {
        application.note(delivery.message)
    })
}
