//! The cache in process: bounded, least recently used values go first, counters exact by the clock.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use self::buckets::Buckets;
use super::{Bucket, Cache, CacheError, Drawn};
use crate::clock::Clock;

mod buckets;

/// Keys and values together, bytes. A process that serves a hundred users needs a tenth of it.
const DEFAULT_CAPACITY: usize = 16 * 1024 * 1024;

/// What one value costs besides its own bytes, roughly.
const OVERHEAD: usize = 128;

#[derive(Debug)]
pub struct MemoryCache {
    clock: Arc<dyn Clock>,
    values: Mutex<Values>,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Values {
    slots: HashMap<String, Slot>,
    /// Keys by last use, oldest first; uses are numbered.
    by_use: BTreeMap<u64, String>,
    uses: u64,
    bytes: usize,
    capacity: usize,
}

#[derive(Debug)]
struct Slot {
    value: Bytes,
    expires: DateTime<Utc>,
    used: u64,
}

impl MemoryCache {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_capacity(clock, DEFAULT_CAPACITY)
    }

    /// `capacity` in bytes of keys and values.
    pub fn with_capacity(clock: Arc<dyn Clock>, capacity: usize) -> Self {
        let values = Values { slots: HashMap::new(), by_use: BTreeMap::new(), uses: 0, bytes: 0, capacity };
        Self { clock, values: Mutex::new(values), buckets: Mutex::default() }
    }

    fn values(&self) -> MutexGuard<'_, Values> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn get(&self, key: &str) -> Result<Option<Bytes>, CacheError> {
        Ok(self.values().get(key, self.clock.now()))
    }

    async fn put(&self, key: &str, value: Bytes, life: Duration) -> Result<(), CacheError> {
        self.values().put(key, value, expiry(self.clock.now(), life));
        Ok(())
    }

    async fn put_if_absent(&self, key: &str, value: Bytes, life: Duration) -> Result<bool, CacheError> {
        let now = self.clock.now();
        let mut values = self.values();
        let free = values.get(key, now).is_none();
        if free {
            values.put(key, value, expiry(now, life));
        }
        Ok(free)
    }

    async fn remove(&self, key: &str) -> Result<(), CacheError> {
        self.values().remove(key);
        Ok(())
    }

    async fn draw(&self, key: &str, bucket: Bucket) -> Result<Drawn, CacheError> {
        Ok(self.buckets.lock().unwrap_or_else(PoisonError::into_inner).draw(key, bucket, self.clock.now()))
    }
}

fn expiry(now: DateTime<Utc>, life: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(life).ok().and_then(|life| now.checked_add_signed(life)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Values {
    fn get(&mut self, key: &str, now: DateTime<Utc>) -> Option<Bytes> {
        let slot = self.slots.get_mut(key)?;
        if slot.expires <= now {
            self.remove(key);
            return None;
        }
        self.uses += 1;
        if let Some(key) = self.by_use.remove(&slot.used) {
            self.by_use.insert(self.uses, key);
        }
        slot.used = self.uses;
        Some(slot.value.clone())
    }

    /// A value larger than the whole cache is not kept.
    fn put(&mut self, key: &str, value: Bytes, expires: DateTime<Utc>) {
        self.remove(key);
        let size = size(key, &value);
        if size > self.capacity {
            return;
        }
        while self.bytes + size > self.capacity {
            let Some((_, oldest)) = self.by_use.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
        self.uses += 1;
        self.bytes += size;
        self.by_use.insert(self.uses, key.to_owned());
        self.slots.insert(key.to_owned(), Slot { value, expires, used: self.uses });
    }

    fn remove(&mut self, key: &str) {
        if let Some(slot) = self.slots.remove(key) {
            self.by_use.remove(&slot.used);
            self.bytes -= size(key, &slot.value);
        }
    }
}

/// The key is kept twice.
fn size(key: &str, value: &Bytes) -> usize {
    2 * key.len() + value.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[tokio::test]
    async fn the_least_recently_used_value_goes_first() {
        let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
        let room_for_two = 2 * (OVERHEAD + 2 + 100);
        let cache = MemoryCache::with_capacity(clock, room_for_two);
        let (value, life) = (Bytes::from(vec![0; 100]), Duration::from_secs(60));
        cache.put("a", value.clone(), life).await.unwrap();
        cache.put("b", value.clone(), life).await.unwrap();
        assert!(cache.get("a").await.unwrap().is_some());
        cache.put("c", value.clone(), life).await.unwrap();
        assert!(cache.get("a").await.unwrap().is_some());
        assert!(cache.get("b").await.unwrap().is_none());
        assert!(cache.get("c").await.unwrap().is_some());
        cache.put("huge", Bytes::from(vec![0; room_for_two]), life).await.unwrap();
        assert!(cache.get("huge").await.unwrap().is_none());
        assert!(cache.get("c").await.unwrap().is_some(), "an unkeepable value pushes nothing out");
        assert_eq!(cache.values().bytes, room_for_two);
    }
}
