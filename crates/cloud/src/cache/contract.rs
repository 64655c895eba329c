//! The contract of [`Cache`], sentence by sentence, for every adapter.

use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;

use super::{Bucket, Cache};
use crate::clock::mover::{Mover, fresh};

const LIFE: Duration = Duration::from_secs(2);

/// Runs the whole suite; panics at the first broken sentence.
pub async fn holds(port: &dyn Cache, time: &dyn Mover) {
    a_value_lives_as_long_as_told(port, time).await;
    a_free_key_is_taken_once(port, time).await;
    a_bucket_gives_its_burst_then_its_quota(port, time).await;
    of_many_draws_the_burst_is_allowed(port).await;
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

async fn a_value_lives_as_long_as_told(port: &dyn Cache, time: &dyn Mover) {
    let key = fresh("key");
    let get = || async { port.get(&key).await.expect("read") };
    assert_eq!(get().await, None);
    port.put(&key, bytes("one"), LIFE).await.expect("put");
    port.put(&key, bytes("two\0\u{ff}"), LIFE).await.expect("put");
    assert_eq!(get().await, Some(bytes("two\0\u{ff}")), "the latest value, byte by byte");
    time.advance(LIFE).await;
    assert_eq!(get().await, None);
    port.put(&key, bytes("three"), LIFE).await.expect("put");
    for _ in 0..2 {
        port.remove(&key).await.expect("absent is fine");
        assert_eq!(get().await, None);
    }
}

async fn a_free_key_is_taken_once(port: &dyn Cache, time: &dyn Mover) {
    let key = fresh("key");
    let long = LIFE * 30;
    let taken = join_all((0..20).map(|_| port.put_if_absent(&key, bytes("first"), long))).await;
    assert_eq!(taken.into_iter().filter(|taken| *taken.as_ref().expect("answered")).count(), 1);
    assert!(!port.put_if_absent(&key, bytes("second"), long).await.expect("answered"));
    assert_eq!(port.get(&key).await.expect("read"), Some(bytes("first")));
    port.remove(&key).await.expect("removed");
    assert!(port.put_if_absent(&key, bytes("third"), LIFE).await.expect("answered"), "free after a removal");
    time.advance(LIFE).await;
    assert!(port.put_if_absent(&key, bytes("fourth"), LIFE).await.expect("answered"), "free after its life");
}

async fn a_bucket_gives_its_burst_then_its_quota(port: &dyn Cache, time: &dyn Mover) {
    let (key, other) = (fresh("key"), fresh("key"));
    // One token in two seconds, so that a slow service does not refill during the burst.
    let bucket = Bucket { quota: 30, window: Duration::from_secs(60), burst: 5 };
    let interval = Duration::from_secs(2);
    let draw = |key: String| async move { port.draw(&key, bucket).await.expect("drawn") };
    for left in (0..5).rev() {
        let drawn = draw(key.clone()).await;
        assert!(drawn.allowed && drawn.remaining == left, "{drawn:?}");
        assert!(drawn.reset_after <= interval * (5 - left) && drawn.reset_after > interval * (4 - left), "until it is full: {drawn:?}");
    }
    let refused = draw(key.clone()).await;
    assert!(!refused.allowed && refused.remaining == 0 && refused.reset_after <= interval && !refused.reset_after.is_zero(), "{refused:?}");
    assert!(draw(other).await.allowed, "keys have buckets of their own");
    time.advance(refused.reset_after).await;
    assert!(draw(key.clone()).await.allowed, "one token after what it said");
    assert!(!draw(key.clone()).await.allowed, "and only one");
    if time.reach() > bucket.window {
        time.advance(bucket.window).await;
        let full = draw(key).await;
        assert_eq!((full.allowed, full.remaining), (true, 4), "never more than the burst");
    }
}

async fn of_many_draws_the_burst_is_allowed(port: &dyn Cache) {
    let key = fresh("key");
    let bucket = Bucket { quota: 1, window: Duration::from_secs(3600), burst: 10 };
    let drawn = join_all((0..50).map(|_| port.draw(&key, bucket))).await;
    assert_eq!(drawn.into_iter().filter(|drawn| drawn.as_ref().expect("drawn").allowed).count(), 10);
}
