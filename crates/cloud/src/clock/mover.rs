//! How a contract suite lets time pass: by hand for adapters that take the Clock port, by waiting for services that have their own.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::ManualClock;

#[async_trait]
pub trait Mover: Send + Sync {
    /// Returns when at least `by` has passed for the adapter under test. Suites ask for at most [`Mover::reach`].
    async fn advance(&self, by: Duration);

    /// The longest step worth asking for; sentences about longer times are not checked.
    fn reach(&self) -> Duration;
}

#[async_trait]
impl Mover for ManualClock {
    async fn advance(&self, by: Duration) {
        ManualClock::advance(self, TimeDelta::from_std(by).expect("suites move by days, not by ages"));
    }

    fn reach(&self) -> Duration {
        Duration::MAX
    }
}

/// A name that no other run of a suite uses, so that suites can share a long-lived service: `prefix-` and 16 hex digits.
pub fn fresh(prefix: &str) -> String {
    use crate::ids::Ids as _;
    let mut random = [0; 8];
    crate::ids::SystemIds.fill(&mut random);
    format!("{prefix}-{:016x}", u64::from_be_bytes(random))
}
