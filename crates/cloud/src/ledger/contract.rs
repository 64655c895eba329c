//! The contract of [`Ledger`], sentence by sentence, for every adapter.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;

use super::{Budget, Entry, Ledger, LedgerError, Scope, Total};
use crate::clock::mover::fresh;

/// Runs the whole suite; panics at the first broken sentence.
pub async fn holds(port: &dyn Ledger) {
    an_entry_is_booked_once(port).await;
    sums_take_every_given_field(port).await;
    a_reservation_counts_until_it_is_settled(port).await;
    every_budget_or_none(port).await;
    a_repeated_reservation_is_the_same(port).await;
    settling_needs_a_reservation_and_happens_once(port).await;
    money_for_one_is_given_to_one(port).await;
    open_reservations_are_listed_by_age(port).await;
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_521_600, 0).expect("2026-11-24T12:00:00Z")
}

fn entry(key: &str, trip: &str, micro_usd: i64) -> Entry {
    Entry {
        key: key.to_owned(),
        at: noon(),
        item: "export.pdf".to_owned(),
        quantity: 2,
        micro_usd,
        price_version: "2026-11".to_owned(),
        trip: Some(trip.to_owned()),
        account: None,
        operation: None,
    }
}

fn budget(name: &str, limit_micro_usd: i64) -> Budget {
    Budget { name: name.to_owned(), limit_micro_usd }
}

async fn total(port: &dyn Ledger, scope: Scope) -> Total {
    port.total(scope).await.expect("summed")
}

fn of_trip(trip: &str) -> Scope {
    Scope { trip: Some(trip.to_owned()), ..Scope::default() }
}

/// What a budget has left, found by asking for more than any limit here.
async fn left(port: &dyn Ledger, name: &str, limit: i64) -> i64 {
    match port.reserve(&fresh("probe"), 1_000_000_000, &[budget(name, limit)], noon()).await {
        Err(LedgerError::OverBudget { budget, left_micro_usd, asked_micro_usd: 1_000_000_000 }) if budget == name => left_micro_usd,
        other => panic!("expected OverBudget, got {other:?}"),
    }
}

async fn an_entry_is_booked_once(port: &dyn Ledger) {
    let trip = fresh("trip");
    let (a, b) = (entry(&fresh("a"), &trip, 100), entry(&fresh("b"), &trip, 20));
    assert_eq!(port.book(Vec::new()).await.expect("nothing"), 0);
    assert_eq!(port.book(vec![a.clone()]).await.expect("booked"), 1);
    assert_eq!(port.book(vec![a.clone(), b.clone(), b.clone()]).await.expect("booked"), 1, "only the new one");
    assert_eq!(port.book(vec![Entry { micro_usd: 999, ..a }]).await.expect("booked"), 0, "its key decides");
    assert_eq!(total(port, of_trip(&trip)).await, Total { entries: 2, quantity: 4, micro_usd: 120 });
    let same = entry(&fresh("same"), &trip, 1);
    let new: usize = join_all((0..20).map(|_| port.book(vec![same.clone()]))).await.into_iter().map(|n| n.expect("booked")).sum();
    assert_eq!(new, 1);
}

async fn sums_take_every_given_field(port: &dyn Ledger) {
    let (trip, account) = (fresh("trip"), fresh("account"));
    assert_eq!(total(port, of_trip(&trip)).await, Total::default());
    let hour = TimeDelta::hours(1);
    let base = entry("", &trip, 1);
    let entries = vec![
        Entry { key: fresh("k"), ..base.clone() },
        Entry { key: fresh("k"), item: "mail".to_owned(), micro_usd: 10, ..base.clone() },
        Entry { key: fresh("k"), account: Some(account.clone()), micro_usd: 100, at: noon() + hour, ..base.clone() },
        Entry { key: fresh("k"), account: Some(account.clone()), trip: None, micro_usd: -1000, ..base },
    ];
    assert_eq!(port.book(entries).await.expect("booked"), 4);
    let sum = |scope: Scope| async move { total(port, scope).await.micro_usd };
    assert_eq!(sum(of_trip(&trip)).await, 111);
    assert_eq!(sum(Scope { item: Some("mail".to_owned()), ..of_trip(&trip) }).await, 10);
    assert_eq!(sum(Scope { account: Some(account.clone()), ..Scope::default() }).await, -900, "corrections are negative");
    assert_eq!(sum(Scope { account: Some(account), ..of_trip(&trip) }).await, 100);
    assert_eq!(sum(Scope { from: Some(noon() + hour), ..of_trip(&trip) }).await, 100, "from is inside");
    assert_eq!(sum(Scope { until: Some(noon() + hour), ..of_trip(&trip) }).await, 11, "until is outside");
}

async fn a_reservation_counts_until_it_is_settled(port: &dyn Ledger) {
    let (name, trip, key) = (fresh("budget"), fresh("trip"), fresh("job"));
    assert_eq!(left(port, &name, 1000).await, 1000);
    port.reserve(&key, 600, &[budget(&name, 1000)], noon()).await.expect("reserved");
    assert_eq!(left(port, &name, 1000).await, 400);
    assert_eq!(total(port, of_trip(&trip)).await, Total::default(), "nothing is booked yet");
    port.settle(&key, entry(&fresh("entry"), &trip, 250)).await.expect("settled");
    assert_eq!(left(port, &name, 1000).await, 750, "the rest is free again");
    assert_eq!(total(port, of_trip(&trip)).await.micro_usd, 250);
    port.reserve(&fresh("job"), 750, &[budget(&name, 1000)], noon()).await.expect("to the last millionth");
    assert_eq!(left(port, &name, 1000).await, 0);
    assert_eq!(left(port, &name, 900).await, -100, "a lowered limit can be overdrawn");
    port.reserve(&fresh("job"), 0, &[budget(&name, 900)], noon()).await.expect("nothing costs nothing");
}

async fn every_budget_or_none(port: &dyn Ledger) {
    let (wide, narrow) = (fresh("wide"), fresh("narrow"));
    let budgets = [budget(&wide, 1000), budget(&narrow, 100)];
    let key = fresh("job");
    let refused = port.reserve(&key, 500, &budgets, noon()).await;
    assert!(matches!(refused, Err(LedgerError::OverBudget { budget, left_micro_usd: 100, asked_micro_usd: 500 }) if budget == narrow));
    assert_eq!(left(port, &wide, 1000).await, 1000);
    let unknown = port.settle(&key, entry(&fresh("entry"), "t", 1)).await;
    assert!(matches!(unknown, Err(LedgerError::NoReservation { .. })), "a refused reservation is none");
    port.reserve(&key, 100, &budgets, noon()).await.expect("and its key can be tried again");
    assert_eq!((left(port, &wide, 1000).await, left(port, &narrow, 100).await), (900, 0));
    port.reserve(&fresh("job"), 10, &[budget(&wide, 1000), budget(&wide, 1000)], noon()).await.expect("reserved");
    assert_eq!(left(port, &wide, 1000).await, 890, "named twice, charged once");
}

async fn a_repeated_reservation_is_the_same(port: &dyn Ledger) {
    let (name, key) = (fresh("budget"), fresh("job"));
    for _ in 0..3 {
        port.reserve(&key, 60, &[budget(&name, 100)], noon()).await.expect("the same reservation");
    }
    assert_eq!(left(port, &name, 100).await, 40);
    port.settle(&key, entry(&fresh("entry"), "t", 60)).await.expect("settled");
    port.reserve(&key, 60, &[budget(&name, 100)], noon()).await.expect("still the same, though settled");
    assert_eq!(left(port, &name, 100).await, 40);
}

async fn settling_needs_a_reservation_and_happens_once(port: &dyn Ledger) {
    let (name, trip, key) = (fresh("budget"), fresh("trip"), fresh("job"));
    let missing = port.settle(&key, entry(&fresh("entry"), &trip, 1)).await;
    assert!(matches!(missing, Err(LedgerError::NoReservation { key: named }) if named == key));
    assert_eq!(total(port, of_trip(&trip)).await, Total::default(), "nothing was booked");
    port.reserve(&key, 50, &[budget(&name, 100)], noon()).await.expect("reserved");
    let used = entry(&fresh("entry"), &trip, 70);
    for result in join_all((0..10).map(|_| port.settle(&key, used.clone()))).await {
        result.expect("repeating it changes nothing");
    }
    assert_eq!(
        (left(port, &name, 100).await, total(port, of_trip(&trip)).await.micro_usd),
        (30, 70),
        "real use counts, even above the reservation"
    );
}

/// 20 parallel starts with money for one (reliability reference 1.5), 100 rounds.
async fn money_for_one_is_given_to_one(port: &dyn Ledger) {
    for round in 0..100 {
        let name = fresh("budget");
        let budgets = [budget(&name, 100)];
        let keys: Vec<_> = (0..20).map(|_| fresh("job")).collect();
        let results = join_all(keys.iter().map(|key| port.reserve(key, 60, &budgets, noon()))).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "round {round}");
        assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(LedgerError::OverBudget { left_micro_usd: 40, .. }))));
    }
}

async fn open_reservations_are_listed_by_age(port: &dyn Ledger) {
    // Long ago, so that other reservations in a shared store do not come between.
    let start = noon() - TimeDelta::days(10_000);
    let name = fresh("budget");
    let keys: Vec<_> = (0..4).map(|_| fresh("job")).collect();
    for (key, hour) in keys.iter().zip([3, 1, 2, 4]) {
        port.reserve(key, 1, &[budget(&name, 100)], start + TimeDelta::hours(hour)).await.expect("reserved");
    }
    let open = port.open_reservations(start + TimeDelta::hours(4), 100).await.expect("listed");
    let ours: Vec<_> = open.iter().filter(|key| keys.contains(key)).collect();
    assert_eq!(ours, [&keys[1], &keys[2], &keys[0]], "oldest first, and only those made before");
    assert_eq!(port.open_reservations(noon(), 2).await.expect("listed").len(), 2);
    for key in &keys {
        port.settle(key, entry(&fresh("entry"), "t", 0)).await.expect("settled");
    }
    let open = port.open_reservations(noon(), 1000).await.expect("listed");
    assert!(open.iter().all(|key| !keys.contains(key)), "settled ones are not open");
}
