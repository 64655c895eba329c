//! Queries, scans and pages.

use super::*;

async fn fill(port: &dyn Documents, partition: &str, kind: &'static str, ids: impl Iterator<Item = String>) {
    let writes: Vec<_> = ids.map(|id| Write::create(id, kind, &json!({"partition": partition})).expect("JSON")).collect();
    for chunk in writes.chunks(100) {
        port.batch(Container::Trips, partition, chunk.to_vec()).await.expect("created");
    }
}

async fn select(port: &dyn Documents, partition: &str, query: Query) -> Page {
    port.query(Container::Trips, partition, query).await.expect("a page")
}

pub(super) async fn a_query_selects_one_kind_by_id(port: &dyn Documents) {
    let (here, there) = (fresh("trip"), fresh("trip"));
    fill(port, &here, "wish", ["b", "a", "Z", "c", "10", "9"].map(str::to_owned).into_iter()).await;
    fill(port, &here, "meal", ["x".to_owned()].into_iter()).await;
    fill(port, &there, "wish", ["other".to_owned()].into_iter()).await;
    let page = select(port, &here, Query::kind("wish")).await;
    assert_eq!((ids(&page), page.next.as_ref()), (vec!["10", "9", "Z", "a", "b", "c"], None), "by id, code point by code point");
    assert!(page.items.iter().all(|item| item.kind == "wish" && item.partition == here));
    let page = select(port, &here, Query { newest_first: true, limit: 4, ..Query::kind("wish") }).await;
    assert_eq!(ids(&page), ["c", "b", "a", "Z"]);
    let rest = select(port, &here, Query { newest_first: true, limit: 4, after: page.next, ..Query::kind("wish") }).await;
    assert_eq!((ids(&rest), rest.next.as_ref()), (vec!["9", "10"], None));
    assert_eq!(ids(&select(port, &here, Query::kind("nothing")).await), Vec::<&str>::new());
}

pub(super) async fn filters_compare_json_scalars(port: &dyn Documents) {
    let trip = fresh("trip");
    let bodies = [
        ("text", json!({"v": "1", "due": "2026-11-24T06:00:00Z"})),
        ("number", json!({"v": 1, "due": "2026-11-24T07:00:00Z"})),
        ("true", json!({"v": true, "due": "2026-11-25T06:00:00Z"})),
        ("false", json!({"v": false, "due": 5})),
        ("null", json!({"v": null, "due": null})),
        ("fraction", json!({"v": 0.5})),
        ("absent", json!({"w": {"v": 1}})),
        ("quote", json!({"v": "' OR 1=1 --"})),
    ];
    for (id, body) in &bodies {
        one(port, &trip, create(id, body)).await.expect("created");
    }
    for (id, body) in bodies.iter().filter(|(_, body)| body.get("v").is_some()) {
        let query = Query { equals: vec![("v", body["v"].clone())], ..Query::kind("note") };
        assert_eq!(ids(&select(port, &trip, query).await), [*id], "equals {}", body["v"]);
    }
    let both = Query { equals: vec![("v", json!(1)), ("due", json!("2026-11-24T07:00:00Z"))], ..Query::kind("note") };
    assert_eq!(ids(&select(port, &trip, both.clone()).await), ["number"]);
    let neither = Query { equals: vec![("v", json!(1)), ("due", json!("2026-11-24T06:00:00Z"))], ..both };
    assert_eq!(ids(&select(port, &trip, neither).await), Vec::<&str>::new());
    let before = |bound: &str| Query { before: Some(("due", bound.to_owned())), ..Query::kind("note") };
    assert_eq!(ids(&select(port, &trip, before("2026-11-24T07:00:00Z")).await), ["text"], "smaller, not equal");
    assert_eq!(ids(&select(port, &trip, before("3000")).await), ["number", "text", "true"], "only texts are compared");
}

pub(super) async fn pages_are_bounded(port: &dyn Documents) {
    let trip = fresh("trip");
    fill(port, &trip, "wish", (0..1005).map(|n| format!("{n:05}"))).await;
    let page = select(port, &trip, Query::kind("wish")).await;
    assert_eq!(page.items.len(), 100, "0 means 100");
    let query = Query { limit: 5000, ..Query::kind("wish") };
    let page = select(port, &trip, query.clone()).await;
    assert_eq!(page.items.len(), 1000, "never more than 1,000");
    let next = page.next.expect("there is more");
    let rest = select(port, &trip, Query { after: Some(next.clone()), ..query.clone() }).await;
    assert_eq!((rest.items.len(), rest.items[0].id.as_str(), rest.next), (5, "01000", None));
    for (wrong, what) in [(next, "meal"), (Continuation("garbage".to_owned()), "wish"), (Continuation(String::new()), "wish")] {
        let refused = port.query(Container::Trips, &trip, Query { after: Some(wrong), ..Query::kind(what) }).await;
        assert!(matches!(refused, Err(DocumentError::Corrupt { .. })), "good for the same query only");
    }
}

pub(super) async fn pages_are_stable_under_inserts(port: &dyn Documents) {
    let trip = fresh("trip");
    fill(port, &trip, "wish", (0..50).map(|n| format!("{:03}", n * 10))).await;
    let (mut seen, mut after, mut round) = (Vec::new(), None, 0);
    loop {
        let page = select(port, &trip, Query { limit: 7, after, ..Query::kind("wish") }).await;
        seen.extend(page.items.into_iter().map(|item| item.id));
        let Some(next) = page.next else { break };
        after = Some(next);
        // Before, at and behind the place that was read last; and one that was read is deleted.
        fill(port, &trip, "wish", [5, 200 + round, 491 + round].into_iter().map(|n| format!("{n:03}-{round}"))).await;
        one(port, &trip, Write::delete(seen[round].clone(), None)).await.expect("deleted");
        round += 1;
    }
    let old: Vec<_> = seen.iter().filter(|id| id.len() == 3).cloned().collect();
    assert_eq!(old, (0..50).map(|n| format!("{:03}", n * 10)).collect::<Vec<_>>(), "each old document once, in order");
    assert!(seen.is_sorted() && seen.iter().collect::<std::collections::HashSet<_>>().len() == seen.len(), "nothing twice: {seen:?}");
}

pub(super) async fn a_scan_sees_every_partition_once(port: &dyn Documents) {
    let mark = fresh("mark");
    let mut expected = Vec::new();
    for _ in 0..5 {
        let trip = fresh("trip");
        for id in ["a", "b", "c"] {
            one(port, &trip, create(id, &json!({"mark": mark}))).await.expect("created");
            expected.push((trip.clone(), id.to_owned()));
        }
    }
    expected.sort();
    for newest_first in [false, true] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let query = Query { equals: vec![("mark", json!(mark))], limit: 4, after, newest_first, ..Query::kind("note") };
            let page = port.scan(Container::Trips, query).await.expect("a page");
            assert!(page.items.len() <= 4);
            seen.extend(page.items.into_iter().map(|item| (item.partition, item.id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, expected);
    }
    let elsewhere = Query { equals: vec![("mark", json!(mark))], ..Query::kind("note") };
    assert!(port.scan(Container::System, elsewhere).await.expect("a page").items.is_empty());
}
