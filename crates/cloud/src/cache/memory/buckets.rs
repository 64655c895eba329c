//! Token buckets in whole numbers: a token is `window` nanoseconds' worth, and every nanosecond brings `quota`, so nothing is ever rounded away.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::cache::{Bucket, Drawn};

/// Buckets kept; beyond it full ones are forgotten (a full bucket is as good as none), then the longest untouched.
const MAX_BUCKETS: usize = 100_000;

#[derive(Debug, Default)]
pub(super) struct Buckets(HashMap<String, Level>);

#[derive(Debug)]
struct Level {
    bucket: Bucket,
    /// Tokens times `window` in nanoseconds.
    level: u128,
    at: DateTime<Utc>,
}

impl Buckets {
    pub(super) fn draw(&mut self, key: &str, bucket: Bucket, now: DateTime<Utc>) -> Drawn {
        if self.0.len() >= MAX_BUCKETS && !self.0.contains_key(key) {
            self.make_room(now);
        }
        // A clock that went back refills nothing and takes nothing.
        let kept = self.0.get(key).filter(|kept| kept.bucket == bucket);
        let (mut level, at) = kept.map_or((full(bucket), now), |kept| (kept.level_at(now), kept.at.max(now)));
        let token = token(bucket);
        let allowed = level >= token;
        if allowed {
            level -= token;
        }
        let missing = if allowed { full(bucket) - level } else { token - level };
        let drawn = Drawn { allowed, remaining: u32::try_from(level / token).unwrap_or(u32::MAX), reset_after: time_for(missing, bucket) };
        self.0.insert(key.to_owned(), Level { bucket, level, at });
        drawn
    }

    fn make_room(&mut self, now: DateTime<Utc>) {
        self.0.retain(|_, kept| kept.level_at(now) < full(kept.bucket));
        if self.0.len() >= MAX_BUCKETS {
            let mut touched: Vec<_> = self.0.values().map(|kept| kept.at).collect();
            let (_, &mut limit, _) = touched.select_nth_unstable(MAX_BUCKETS / 10);
            self.0.retain(|_, kept| kept.at > limit);
        }
    }
}

impl Level {
    fn level_at(&self, now: DateTime<Utc>) -> u128 {
        let passed = (now - self.at).to_std().unwrap_or(Duration::ZERO).as_nanos();
        (self.level + passed * u128::from(self.bucket.quota)).min(full(self.bucket))
    }
}

/// At least 1, so that a bucket without a window refills at once instead of dividing by zero.
fn token(bucket: Bucket) -> u128 {
    bucket.window.as_nanos().max(1)
}

fn full(bucket: Bucket) -> u128 {
    token(bucket) * u128::from(bucket.burst)
}

/// How long `missing` takes to flow in; a bucket without a quota says one window, which is as good a guess as any.
fn time_for(missing: u128, bucket: Bucket) -> Duration {
    if bucket.quota == 0 {
        return bucket.window;
    }
    let nanos = missing.div_ceil(u128::from(bucket.quota));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const SEVEN_A_MINUTE: Bucket = Bucket { quota: 7, window: Duration::from_secs(60), burst: 3 };

    #[test]
    fn nothing_is_rounded_away() {
        let mut buckets = Buckets::default();
        let mut now = DateTime::UNIX_EPOCH;
        let mut allowed = 0;
        // An hour in steps of 1.001 s, which are no whole fraction of a token: the burst, then 7 a minute.
        for _ in 0..3597 {
            allowed += u32::from(buckets.draw("k", SEVEN_A_MINUTE, now).allowed);
            now += TimeDelta::milliseconds(1001);
        }
        assert_eq!(allowed, 3 + 7 * 60 - 1, "3,600.6 s bring 420 tokens; the last comes with the step after the last draw");
    }

    #[test]
    fn it_tells_to_the_nanosecond_when_a_token_is_there() {
        let mut buckets = Buckets::default();
        let start = DateTime::UNIX_EPOCH;
        for _ in 0..3 {
            assert!(buckets.draw("k", SEVEN_A_MINUTE, start).allowed);
        }
        let refused = buckets.draw("k", SEVEN_A_MINUTE, start);
        assert_eq!(refused, Drawn { allowed: false, remaining: 0, reset_after: Duration::from_nanos(8_571_428_572) });
        assert!(!buckets.draw("k", SEVEN_A_MINUTE, start + TimeDelta::nanoseconds(8_571_428_571)).allowed);
        assert!(buckets.draw("k", SEVEN_A_MINUTE, start + TimeDelta::nanoseconds(8_571_428_572)).allowed);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut buckets = Buckets::default();
        let start = DateTime::UNIX_EPOCH;
        for _ in 0..3 {
            buckets.draw("k", SEVEN_A_MINUTE, start);
        }
        assert!(!buckets.draw("k", SEVEN_A_MINUTE, start - TimeDelta::minutes(5)).allowed);
        assert!(!buckets.draw("k", SEVEN_A_MINUTE, start).allowed, "and does not refill when it comes forward again");
    }

    #[test]
    fn odd_buckets_do_not_panic() {
        let mut buckets = Buckets::default();
        let now = DateTime::UNIX_EPOCH;
        let (window, quota) = (Duration::from_secs(1), 1);
        assert!(!buckets.draw("no burst", Bucket { quota, window, burst: 0 }, now).allowed);
        assert!(buckets.draw("no quota", Bucket { quota: 0, window, burst: 1 }, now).allowed);
        assert!(!buckets.draw("no quota", Bucket { quota: 0, window, burst: 1 }, DateTime::<Utc>::MAX_UTC).allowed);
        assert!(buckets.draw("no window", Bucket { quota, window: Duration::ZERO, burst: 1 }, now).allowed);
        assert!(buckets.draw("huge", Bucket { quota: u32::MAX, window: Duration::MAX, burst: u32::MAX }, now).allowed);
    }

    #[test]
    fn their_number_is_bounded() {
        let mut buckets = Buckets::default();
        for n in 0..MAX_BUCKETS + 10 {
            buckets.draw(&n.to_string(), SEVEN_A_MINUTE, DateTime::UNIX_EPOCH + TimeDelta::microseconds(i64::try_from(n).unwrap()));
        }
        assert!(buckets.0.len() <= MAX_BUCKETS);
        assert!(buckets.0.contains_key(&MAX_BUCKETS.to_string()));
    }
}
