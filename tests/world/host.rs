//! The host's part that can go wrong: one message taken, delivered, and given back or not; minutes that pass with their timers.

use std::time::Duration;

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_cloud::queues::{Message, Queues as _};
use pathfinder_functions::Trigger;

use crate::reply::Reply;
use crate::world::World;

impl World {
    /// The queue of a queue function.
    pub fn queue_of(&self, function: &str) -> &'static str {
        let queue = self.functions.iter().filter(|known| known.name() == function).find_map(|known| match known.trigger() {
            Trigger::Queue { queue } => Some(*queue),
            _ => None,
        });
        queue.unwrap_or_else(|| panic!("{function} is no queue function"))
    }

    /// The functions that a timer starts.
    pub fn timers(&self) -> Vec<&'static str> {
        self.functions.iter().filter(|function| matches!(function.trigger(), Trigger::Timer(_))).map(|function| function.name()).collect()
    }

    /// Takes one visible message and hides it for ten minutes, as the host does.
    pub async fn takes(&self, function: &str) -> Option<Message> {
        let taken = self.embedded.queues.receive(self.queue_of(function), 1, Duration::from_secs(600)).await.expect("the queue answers");
        taken.into_iter().next()
    }

    /// What the host does with a message after the function has answered.
    pub async fn settles(&self, function: &str, message: &Message, reply: &Reply) {
        let (queue, queues) = (self.queue_of(function), &self.embedded.queues);
        if reply.status == StatusCode::OK {
            queues.delete(queue, message).await.expect("the receipt counts");
        } else {
            queues.hide(queue, message, Duration::from_secs(30)).await.expect("the receipt counts");
        }
    }

    /// Lets minutes pass, one after another: the clock moves, timers fire, queues run.
    pub async fn minutes(&self, minutes: usize) {
        for _ in 0..minutes {
            self.advance(TimeDelta::seconds(60));
            let _ = self.fire("operations-sweep").await.expect(StatusCode::OK);
            self.run_queues().await;
        }
    }
}
