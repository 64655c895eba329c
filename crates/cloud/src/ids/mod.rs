//! Randomness as an input: identifiers that sort by time, and secrets with 128 bits or more; seeded in tests.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

/// Where new identifiers and secrets come from.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// Fills `bytes` with randomness fit for secrets.
    fn fill(&self, bytes: &mut [u8]);

    /// A UUIDv7 for `now`: sorts by time of creation; unique, but not a secret.
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// A capability token: 192 random bits as 32 URL-safe characters.
    fn token(&self) -> String {
        let mut random = [0; 24];
        self.fill(&mut random);
        URL_SAFE_NO_PAD.encode(random)
    }
}

/// The operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fill(&self, bytes: &mut [u8]) {
        // getrandom(2) fails only before the kernel's pool is seeded or where the call is forbidden; going on without randomness would be worse.
        SysRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    }
}

/// Repeatable identifiers for tests.
#[derive(Debug)]
pub struct SeededIds(Mutex<StdRng>);

impl SeededIds {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Ids for SeededIds {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(bytes);
    }
}
