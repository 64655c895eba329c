//! The contract of [`Secrets`], sentence by sentence, for every adapter.

use futures::future::join_all;

use super::{SecretError, Secrets};
use crate::clock::mover::fresh;

/// Runs the whole suite on two openings of one store; panics at the first broken sentence.
pub async fn holds(port: &dyn Secrets, other: &dyn Secrets) {
    a_name_has_one_key_for_everybody(port, other).await;
    of_many_who_ask_first_all_get_the_same(port, other).await;
    a_name_is_plain_and_a_key_never_shows(port).await;
}

async fn a_name_has_one_key_for_everybody(port: &dyn Secrets, other: &dyn Secrets) {
    let (one, two) = (fresh("key"), fresh("key"));
    let first = port.key(&one).await.expect("a key");
    assert_eq!(other.key(&one).await.expect("the same key"), first);
    assert_ne!(port.key(&two).await.expect("another key"), first);
    assert!(first.reveal().iter().any(|byte| *byte != first.reveal()[0]), "random bytes");
}

async fn of_many_who_ask_first_all_get_the_same(port: &dyn Secrets, other: &dyn Secrets) {
    let name = fresh("key");
    let keys = join_all((0..20).map(|n| if n % 2 == 0 { port.key(&name) } else { other.key(&name) })).await;
    let keys: Vec<_> = keys.into_iter().map(|key| key.expect("a key")).collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

async fn a_name_is_plain_and_a_key_never_shows(port: &dyn Secrets) {
    for name in ["", "../link", "Upper", "with space", "dot.key", &"a".repeat(65)] {
        assert!(matches!(port.key(name).await, Err(SecretError::Name { .. })), "{name:?}");
    }
    let key = port.key(&fresh("key")).await.expect("a key");
    assert_eq!(format!("{key:?}"), "Secret(…)");
}
