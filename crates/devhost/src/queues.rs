//! Queue triggers: look, take, hide, renew, delete, release or poison, by the rules of the storage extension (Q1-Q7).

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pathfinder_cloud::queues::{Message, QueueError, Queues};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep};

use crate::child::State;
use crate::host_json::QueueOptions;
use crate::invoke::Invoker;
use crate::retry::Retry;

/// Pause after a look that found something.
const AFTER_HIT: Duration = Duration::from_millis(100);
/// Least time between two looks, however often the queue is woken: short while there is work, longer where waking brought nothing, lest
/// a busy client turns every call into a look into every queue.
const FLOOR: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(40)];
/// Longest queue name, bytes.
const MAX_NAME: usize = 63;
const POISON: &str = "-poison";

#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) function: String,
    pub(crate) binding: String,
    pub(crate) queue: String,
    pub(crate) queues: Arc<dyn Queues>,
    pub(crate) options: QueueOptions,
    /// How long a message stays hidden while its function runs; renewed at half of it.
    pub(crate) hide: Duration,
    pub(crate) retry: Option<Retry>,
    pub(crate) invoker: Arc<Invoker>,
}

impl Listener {
    /// Ends when told to stop and the calls in flight are over.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let listener = Arc::new(self);
        let mut running = JoinSet::new();
        let stopped = async { drop(stop.wait_for(|stop| *stop).await) };
        tokio::select! {
            () = stopped => {}
            () = listener.clone().listen(&mut running) => {}
        }
        while running.join_next().await.is_some() {}
    }

    async fn listen(self: Arc<Self>, running: &mut JoinSet<()>) {
        let mut wake = self.invoker.wake.subscribe();
        let (mut misses, mut unavailable) = (0_u32, false);
        loop {
            while running.try_join_next().is_some() {}
            while running.len() > self.options.new_batch_threshold {
                running.join_next().await;
            }
            if self.invoker.handler.available().await.is_err() {
                if matches!(self.invoker.handler.state(), State::Stopped(_)) {
                    return;
                }
                continue;
            }
            let found = match self.queues.receive(&self.queue, self.options.batch_size, self.hide).await {
                Ok(found) => {
                    unavailable = false;
                    found
                }
                Err(error) => {
                    if !std::mem::replace(&mut unavailable, true) {
                        self.invoker.console.error(format!("queue {}: {error}", self.queue));
                    }
                    Vec::new()
                }
            };
            misses = if found.is_empty() { misses.saturating_add(1) } else { 0 };
            for message in found {
                let listener = self.clone();
                running.spawn(async move { listener.process(message).await });
            }
            sleep(FLOOR[usize::from(misses > 0)]).await;
            tokio::select! {
                () = sleep(self.pause(misses)) => {}
                woken = wake.changed() => if woken.is_ok() { misses = 0 } else { return },
            }
        }
    }

    /// 100 ms after a hit, about 200 ms after the first miss, then doubling with 20 % of chance either way.
    fn pause(&self, misses: u32) -> Duration {
        let mut chance = [0];
        self.invoker.ids.fill(&mut chance);
        backoff(misses, f64::from(chance[0]) / 255.0, self.options.max_polling_interval)
    }

    async fn process(&self, mut message: Message) {
        let max = self.options.max_dequeue_count;
        // An earlier host died over it too often (Q3).
        if self.poison_queue().is_some() && message.dequeue_count > max {
            return self.poison(&message, &format!("Message has reached MaxDequeueCount of {max}.")).await;
        }
        let Some(text) = self.decode(&message.body) else {
            return self.poison(&message, "The message is not base64 although messageEncoding asks for it.").await;
        };
        match self.call(&mut message, &text).await {
            Ok(()) => self.log(self.queues.delete(&self.queue, &message).await),
            // Left hidden, lest it fails in a fast endless loop (Q7).
            Err(_) if self.poison_queue().is_none() => {}
            Err(_) if message.dequeue_count >= max => {
                self.poison(&message, &format!("Message has reached MaxDequeueCount of {max}.")).await
            }
            Err(_) => self.log(self.queues.hide(&self.queue, &message, self.options.visibility_timeout).await.map(drop)),
        }
    }

    /// Runs the function and keeps the message hidden meanwhile (Q6).
    async fn call(&self, message: &mut Message, text: &str) -> Result<(), String> {
        let mut envelope = self.invoker.envelope(&self.function);
        envelope.data(&self.binding, text.into());
        envelope.metadata("DequeueCount", message.dequeue_count.into());
        envelope.metadata("Id", message.id.as_str().into());
        envelope.metadata("PopReceipt", message.receipt.as_str().into());
        envelope.instant("InsertionTime", message.inserted);
        envelope.instant("ExpirationTime", message.expires);
        envelope.instant("NextVisibleTime", message.next_visible);
        envelope.merge_properties(text);
        let call = self.invoker.call(&self.function, envelope, self.retry.as_ref());
        tokio::pin!(call);
        let half = (self.hide / 2).max(Duration::from_millis(1));
        let mut renew = interval_at(Instant::now() + half, half);
        loop {
            tokio::select! {
                result = &mut call => return result.map(drop),
                _ = renew.tick() => match self.queues.hide(&self.queue, message, self.hide).await {
                    Ok(receipt) => message.receipt = receipt,
                    Err(error) => self.log(Err(error)),
                },
            }
        }
    }

    /// The body is copied as it is stored, bytes kept (Q4); the copy is a new message.
    async fn poison(&self, message: &Message, why: &str) {
        let Some(poison) = self.poison_queue() else { return };
        self.invoker.console.error(format!("{why} Moving message {} to queue '{poison}'.", message.id));
        match self.queues.send(&poison, &message.body, Duration::ZERO).await {
            Ok(_) => self.log(self.queues.delete(&self.queue, message).await),
            Err(error) => self.log(Err(error)),
        }
    }

    fn poison_queue(&self) -> Option<String> {
        let fits = !self.queue.ends_with(POISON) && self.queue.len() + POISON.len() <= MAX_NAME;
        fits.then(|| format!("{}{POISON}", self.queue))
    }

    fn decode(&self, body: &str) -> Option<String> {
        if !self.options.base64 {
            return Some(body.to_owned());
        }
        String::from_utf8(STANDARD.decode(body.trim()).ok()?).ok()
    }

    fn log(&self, result: Result<(), QueueError>) {
        if let Err(error) = result {
            self.invoker.console.error(format!("queue {}: {error}", self.queue));
        }
    }
}

fn backoff(misses: u32, chance: f64, most: Duration) -> Duration {
    let steps = 2_f64.powi(i32::try_from(misses.min(16)).unwrap_or(16)) - 1.0;
    AFTER_HIT.saturating_add(AFTER_HIT.mul_f64(steps * (0.8 + 0.4 * chance))).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_limit() {
        let most = Duration::from_secs(2);
        assert_eq!(backoff(0, 0.5, most), AFTER_HIT);
        assert_eq!(backoff(1, 0.5, most), Duration::from_millis(200));
        assert_eq!(backoff(2, 0.5, most), Duration::from_millis(400));
        assert_eq!(backoff(40, 1.0, most), most);
    }
}
