//! The contract of [`Queues`], sentence by sentence, for every adapter.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::join_all;

use super::{MAX_BODY, Message, QueueError, Queues, TIME_TO_LIVE};
use crate::clock::mover::{Mover, fresh};

const NOW: Duration = Duration::ZERO;
const HIDE: Duration = Duration::from_secs(3);

/// Runs the whole suite; panics at the first broken sentence.
pub async fn holds(port: &dyn Queues, time: &dyn Mover) {
    an_absent_queue_is_an_empty_one(port).await;
    names_and_bodies_have_limits(port).await;
    a_received_message_is_hidden_and_comes_back(port, time).await;
    only_the_latest_receipt_counts(port, time).await;
    hiding_moves_the_moment(port, time).await;
    a_delay_holds_a_message_back(port, time).await;
    looking_is_not_receiving(port).await;
    a_receive_takes_at_most_what_it_asks_for(port).await;
    many_senders_and_receivers_share_a_queue(port).await;
    a_message_vanishes_after_seven_days(port, time).await;
}

async fn receive(port: &dyn Queues, queue: &str) -> Vec<Message> {
    port.receive(queue, 10, HIDE).await.expect("received")
}

async fn an_absent_queue_is_an_empty_one(port: &dyn Queues) {
    let queue = fresh("queue");
    assert!(receive(port, &queue).await.is_empty());
    assert!(port.peek(&queue, 10).await.expect("looked").is_empty());
    assert_eq!(port.length(&queue).await.expect("counted"), 0);
}

async fn names_and_bodies_have_limits(port: &dyn Queues) {
    for bad in ["", "ab", "Upper-case", "under_score", "-ab", "ab-", "a--b", "../etc", &"x".repeat(64)] {
        let refused = port.send(bad, "body", NOW).await;
        assert!(matches!(&refused, Err(QueueError::Name(name)) if name == bad), "{bad:?}: {refused:?}");
    }
    let queue = fresh("queue");
    let too_large = port.send(&queue, &"x".repeat(MAX_BODY + 1), NOW).await;
    assert!(matches!(too_large, Err(QueueError::TooLarge { bytes }) if bytes == MAX_BODY + 1));
    for body in [String::new(), "x".repeat(MAX_BODY), "é".repeat(MAX_BODY / 2), "{\"a\": \"' \\u0000 <&>\"}\n".to_owned()] {
        port.send(&queue, &body, NOW).await.expect("sent");
        let messages = receive(port, &queue).await;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].body, body, "bodies come back as they went");
        port.delete(&queue, &messages[0]).await.expect("deleted");
    }
}

async fn a_received_message_is_hidden_and_comes_back(port: &dyn Queues, time: &dyn Mover) {
    let (queue, other) = (fresh("queue"), fresh("queue"));
    let id = port.send(&queue, "hello", NOW).await.expect("sent");
    assert!(receive(port, &other).await.is_empty());
    for delivery in 1..=3 {
        let messages = receive(port, &queue).await;
        assert_eq!(messages.len(), 1, "delivery {delivery}");
        let message = &messages[0];
        assert_eq!((&message.id, message.body.as_str(), message.dequeue_count), (&id, "hello", delivery));
        assert!(message.inserted < message.next_visible && message.next_visible < message.expires);
        assert!(receive(port, &queue).await.is_empty(), "hidden while somebody works on it");
        time.advance(HIDE).await;
    }
    let message = receive(port, &queue).await.remove(0);
    port.delete(&queue, &message).await.expect("deleted");
    time.advance(HIDE).await;
    assert!(receive(port, &queue).await.is_empty(), "deleted for good");
}

async fn only_the_latest_receipt_counts(port: &dyn Queues, time: &dyn Mover) {
    let queue = fresh("queue");
    port.send(&queue, "hello", NOW).await.expect("sent");
    let first = receive(port, &queue).await.remove(0);
    time.advance(HIDE).await;
    let second = receive(port, &queue).await.remove(0);
    assert_ne!(first.receipt, second.receipt);
    assert!(matches!(port.delete(&queue, &first).await, Err(QueueError::ReceiptLost)));
    assert!(matches!(port.hide(&queue, &first, HIDE).await, Err(QueueError::ReceiptLost)));
    time.advance(HIDE).await;
    port.delete(&queue, &second).await.expect("late, but nobody received it since");
    assert!(matches!(port.delete(&queue, &second).await, Err(QueueError::ReceiptLost)));
    assert!(matches!(port.hide(&queue, &second, HIDE).await, Err(QueueError::ReceiptLost)));
    assert_eq!(port.length(&queue).await.expect("counted"), 0);
}

async fn hiding_moves_the_moment(port: &dyn Queues, time: &dyn Mover) {
    let queue = fresh("queue");
    port.send(&queue, "hello", NOW).await.expect("sent");
    let mut message = receive(port, &queue).await.remove(0);
    let old = message.clone();
    message.receipt = port.hide(&queue, &message, HIDE * 2).await.expect("hidden for longer");
    assert!(matches!(port.delete(&queue, &old).await, Err(QueueError::ReceiptLost)), "hiding gives a new receipt");
    time.advance(HIDE).await;
    assert!(receive(port, &queue).await.is_empty(), "counted from the hide, not from the receive");
    port.hide(&queue, &message, NOW).await.expect("given back");
    let again = receive(port, &queue).await.remove(0);
    assert_eq!(again.dequeue_count, 2, "hiding is not a delivery");
    port.delete(&queue, &again).await.expect("deleted");
}

async fn a_delay_holds_a_message_back(port: &dyn Queues, time: &dyn Mover) {
    let queue = fresh("queue");
    port.send(&queue, "later", HIDE).await.expect("sent");
    assert!(receive(port, &queue).await.is_empty() && port.peek(&queue, 1).await.expect("looked").is_empty());
    assert_eq!(port.length(&queue).await.expect("counted"), 1, "hidden ones count");
    time.advance(HIDE).await;
    let message = receive(port, &queue).await.remove(0);
    assert_eq!((message.body.as_str(), message.dequeue_count), ("later", 1));
}

async fn looking_is_not_receiving(port: &dyn Queues) {
    let queue = fresh("queue");
    port.send(&queue, "hello", NOW).await.expect("sent");
    for _ in 0..2 {
        let seen = port.peek(&queue, 10).await.expect("looked");
        assert_eq!((seen.len(), seen[0].body.as_str(), seen[0].dequeue_count), (1, "hello", 0));
        assert!(matches!(port.delete(&queue, &seen[0]).await, Err(QueueError::ReceiptLost)), "who looked has no receipt");
    }
    let message = receive(port, &queue).await.remove(0);
    assert_eq!(message.dequeue_count, 1);
    assert!(port.peek(&queue, 10).await.expect("looked").is_empty());
    port.delete(&queue, &message).await.expect("deleted");
}

async fn a_receive_takes_at_most_what_it_asks_for(port: &dyn Queues) {
    let queue = fresh("queue");
    for n in 0..5 {
        port.send(&queue, &n.to_string(), NOW).await.expect("sent");
    }
    assert_eq!(port.length(&queue).await.expect("counted"), 5);
    assert_eq!(port.peek(&queue, 2).await.expect("looked").len(), 2);
    let mut bodies = HashSet::new();
    for expected in [2, 2, 1, 0] {
        let messages = port.receive(&queue, 2, HIDE).await.expect("received");
        assert_eq!(messages.len(), expected);
        bodies.extend(messages.into_iter().map(|message| message.body));
    }
    assert_eq!(bodies.len(), 5);
}

/// 20 x 20, each message once while nothing times out (Svix's test, reliability reference 1.2).
async fn many_senders_and_receivers_share_a_queue(port: &dyn Queues) {
    let queue = fresh("queue");
    let hide = Duration::from_secs(600);
    let send = |sender: usize| {
        let queue = &queue;
        async move {
            for n in 0..20 {
                port.send(queue, &format!("{sender}/{n}"), NOW).await.expect("sent");
            }
        }
    };
    let take = || async {
        let mut taken = Vec::new();
        // Senders may be slower; a few empty receives in a row end a receiver, and the sweep below takes the rest.
        let mut empty = 0;
        while empty < 5 {
            let messages = port.receive(&queue, 3, hide).await.expect("received");
            empty = if messages.is_empty() { empty + 1 } else { 0 };
            for message in messages {
                port.delete(&queue, &message).await.expect("nobody else has it");
                taken.push(message.body);
            }
        }
        taken
    };
    let (_, taken) = futures::join!(join_all((0..20).map(send)), join_all((0..20).map(|_| take())));
    let mut taken: Vec<String> = taken.into_iter().flatten().collect();
    taken.extend(take().await);
    assert_eq!(taken.len(), 400);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), 400, "each exactly once");
    assert_eq!(port.length(&queue).await.expect("counted"), 0);
}

async fn a_message_vanishes_after_seven_days(port: &dyn Queues, time: &dyn Mover) {
    if time.reach() < TIME_TO_LIVE {
        return;
    }
    let queue = fresh("queue");
    port.send(&queue, "old", NOW).await.expect("sent");
    let message = receive(port, &queue).await.remove(0);
    assert_eq!((message.expires - message.inserted).to_std().ok(), Some(TIME_TO_LIVE));
    time.advance(TIME_TO_LIVE - HIDE).await;
    assert_eq!(receive(port, &queue).await.len(), 1);
    time.advance(HIDE).await;
    assert!(receive(port, &queue).await.is_empty() && port.peek(&queue, 1).await.expect("looked").is_empty());
    assert_eq!(port.length(&queue).await.expect("counted"), 0);
    assert!(matches!(port.delete(&queue, &message).await, Err(QueueError::ReceiptLost)));
}
