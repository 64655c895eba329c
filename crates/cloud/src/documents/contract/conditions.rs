//! Addresses, ETags, batches and times to live.

use futures::future::join_all;

use super::*;

pub(super) async fn addresses_are_container_partition_and_id(port: &dyn Documents) {
    let (here, there) = (fresh("trip"), fresh("trip"));
    assert_eq!(get(port, &here, "a").await, None);
    let body = json!({"text": "Ünïcode ✈ \" \\ \u{0}", "n": 1, "deep": {"list": [1, 2.5, null, true]}});
    let etag = one(port, &here, create("a", &body)).await.expect("created");
    let expected = Stored { partition: here.clone(), id: "a".into(), kind: "note".into(), etag, body };
    assert_eq!(get(port, &here, "a").await, Some(expected));
    assert_eq!(get(port, &here, "A").await, None, "ids tell case apart");
    assert_eq!(get(port, &there, "a").await, None);
    assert_eq!(port.get(Container::Accounts, &here, "a").await.expect("read"), None);
    one(port, &there, create("a", &json!({"n": 2}))).await.expect("the same id elsewhere is another document");
    assert_eq!(get(port, &here, "a").await.expect("still there").body["n"], 1);
}

pub(super) async fn ids_have_at_most_255_characters_without_four(port: &dyn Documents) {
    let trip = fresh("trip");
    let longest = "é".repeat(255);
    one(port, &trip, create(&longest, &json!({}))).await.expect("255 characters");
    assert!(get(port, &trip, &longest).await.is_some());
    for bad in ["", "a/b", "a\\b", "a?b", "a#b", &"x".repeat(256)] {
        let refused = one(port, &trip, create(bad, &json!({}))).await;
        assert!(matches!(refused, Err(DocumentError::Corrupt { .. })), "{bad:?}: {refused:?}");
        assert_eq!(get(port, &trip, bad).await, None);
    }
    let not_an_object = one(port, &trip, create("list", &json!([1]))).await;
    assert!(matches!(not_an_object, Err(DocumentError::Corrupt { .. })));
}

pub(super) async fn every_write_gives_a_new_etag(port: &dyn Documents) {
    let trip = fresh("trip");
    let body = json!({"same": true});
    let mut seen = vec![one(port, &trip, create("a", &body)).await.expect("created")];
    for _ in 0..3 {
        let replaced = Write::replace("a", "note", &body, seen.last().expect("one").clone()).expect("JSON");
        seen.push(one(port, &trip, replaced).await.expect("replaced"));
        seen.push(one(port, &trip, Write::put("a", "note", &body).expect("JSON")).await.expect("put"));
        assert_eq!(get(port, &trip, "a").await.expect("there").etag, *seen.last().expect("one"));
    }
    assert_eq!(one(port, &trip, Write::delete("a", None)).await.expect("deleted"), ETag(String::new()));
    seen.push(one(port, &trip, create("a", &body)).await.expect("created again"));
    let count = seen.len();
    let different: std::collections::HashSet<_> = seen.into_iter().collect();
    assert_eq!(different.len(), count, "an ETag came back");
}

pub(super) async fn conditions_name_what_failed(port: &dyn Documents) {
    let trip = fresh("trip");
    let old = one(port, &trip, create("a", &json!({"n": 1}))).await.expect("created");
    let new = one(port, &trip, Write::put("a", "other", &json!({"n": 2})).expect("JSON")).await.expect("put overwrites");
    assert_eq!(get(port, &trip, "a").await.expect("there").kind, "other");
    let exists = one(port, &trip, create("a", &json!({}))).await;
    assert!(matches!(exists, Err(DocumentError::Exists { id }) if id == "a"));
    let replace = |id: &str, etag: &ETag| Write::replace(id, "note", &json!({"n": 3}), etag.clone()).expect("JSON");
    for stale in [replace("a", &old), Write::delete("a", Some(old.clone())), Write::require("a", old.clone())] {
        let changed = one(port, &trip, stale).await;
        assert!(matches!(&changed, Err(DocumentError::Changed { id }) if id == "a"), "{changed:?}");
    }
    for absent in [replace("b", &new), Write::delete("b", None), Write::delete("b", Some(new.clone())), Write::require("b", new.clone())] {
        let missing = one(port, &trip, absent).await;
        assert!(matches!(&missing, Err(DocumentError::Missing { id }) if id == "b"), "{missing:?}");
    }
    let there = get(port, &trip, "a").await.expect("untouched");
    assert_eq!((&there.etag, &there.body["n"]), (&new, &json!(2)));
    assert_eq!(one(port, &trip, Write::require("a", new.clone())).await.expect("holds"), new, "a require gives the ETag it named");
    assert_eq!(get(port, &trip, "a").await.expect("there").etag, new, "a require writes nothing");
    one(port, &trip, Write::delete("a", Some(new))).await.expect("deleted by its ETag");
    assert_eq!(get(port, &trip, "a").await, None);
}

pub(super) async fn a_batch_is_all_or_nothing(port: &dyn Documents) {
    let trip = fresh("trip");
    assert_eq!(port.batch(Container::Trips, &trip, Vec::new()).await.expect("nothing to do"), Vec::new());
    let kept = one(port, &trip, create("kept", &json!({"n": 1}))).await.expect("created");
    let writes = vec![
        create("new", &json!({})),
        Write::put("kept", "note", &json!({"n": 2})).expect("JSON"),
        create("taken", &json!({})),
        create("taken", &json!({})),
        Write::delete("missing", None),
    ];
    let failed = port.batch(Container::Trips, &trip, writes).await;
    assert!(matches!(&failed, Err(DocumentError::Exists { id }) if id == "taken"), "the first failure is told: {failed:?}");
    for undone in ["new", "taken"] {
        assert_eq!(get(port, &trip, undone).await, None);
    }
    assert_eq!(get(port, &trip, "kept").await.expect("there").etag, kept);
    let writes = vec![
        Write::require("kept", kept.clone()),
        create("first", &json!({})),
        Write::replace("kept", "note", &json!({"n": 3}), kept.clone()).expect("JSON"),
        create("second", &json!({})),
        Write::delete("first", None),
    ];
    let etags = port.batch(Container::Trips, &trip, writes).await.expect("all hold, one after the other");
    assert_eq!(etags.len(), 5);
    assert_eq!((&etags[0], &etags[4]), (&kept, &ETag(String::new())));
    assert_eq!(get(port, &trip, "kept").await.expect("there").etag, etags[2]);
    assert_eq!(get(port, &trip, "second").await.expect("there").etag, etags[3]);
    assert_eq!(get(port, &trip, "first").await, None);
}

pub(super) async fn a_batch_has_limits(port: &dyn Documents) {
    let trip = fresh("trip");
    let many = |count: usize| (0..count).map(|n| create(&format!("n{n}"), &json!({}))).collect::<Vec<_>>();
    let refused = port.batch(Container::Trips, &trip, many(101)).await;
    assert!(matches!(refused, Err(DocumentError::TooLarge { writes: 101, .. })));
    assert_eq!(get(port, &trip, "n0").await, None);
    assert_eq!(port.batch(Container::Trips, &trip, many(100)).await.expect("100 are taken").len(), 100);
    let huge = json!({"text": "x".repeat(700_000)});
    let refused = port.batch(Container::Trips, &trip, (0..3).map(|n| create(&format!("huge{n}"), &huge)).collect()).await;
    assert!(matches!(refused, Err(DocumentError::TooLarge { writes: 3, bytes }) if bytes > 2_000_000));
    port.batch(Container::Trips, &trip, (0..2).map(|n| create(&format!("huge{n}"), &huge)).collect()).await.expect("1.4 MB are taken");
}

pub(super) async fn of_many_conditional_writers_one_wins(port: &dyn Documents) {
    let trip = fresh("trip");
    let creates = (0..20).map(|n| one(port, &trip, create("a", &json!({"by": n}))));
    let won = join_all(creates).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(won, 1, "creates");
    for round in 0..20 {
        let etag = get(port, &trip, "a").await.expect("there").etag;
        let writers =
            (0..50).map(|n| one(port, &trip, Write::replace("a", "note", &json!({"round": round, "by": n}), etag.clone()).expect("JSON")));
        let answers = join_all(writers).await;
        let winners: Vec<_> = answers.iter().enumerate().filter_map(|(n, answer)| answer.as_ref().ok().map(|etag| (n, etag))).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(DocumentError::Changed { .. }))));
        let there = get(port, &trip, "a").await.expect("there");
        assert_eq!((&json!(winners[0].0), winners[0].1), (&there.body["by"], &there.etag));
    }
}

pub(super) async fn documents_vanish_after_their_time_to_live(port: &dyn Documents, time: &dyn Mover) {
    let trip = fresh("trip");
    let life = Duration::from_secs(5);
    let kind = "short-lived";
    let short = |id: &str| Write::create(id, kind, &json!({"trip": trip})).expect("JSON").expiring(life);
    let etag = one(port, &trip, short("a")).await.expect("created");
    one(port, &trip, short("b")).await.expect("created");
    let kept = one(port, &trip, short("kept")).await.expect("created");
    one(port, &trip, Write::replace("kept", kind, &json!({"trip": trip}), kept).expect("JSON"))
        .await
        .expect("a write without a life lives on");
    assert!(get(port, &trip, "a").await.is_some());
    let mut query = Query::kind(kind);
    query.equals = vec![("trip", json!(trip))];
    assert_eq!(ids(&port.query(Container::Trips, &trip, query.clone()).await.expect("page")), ["a", "b", "kept"]);
    time.advance(life).await;
    assert_eq!(get(port, &trip, "a").await, None);
    assert_eq!(ids(&port.query(Container::Trips, &trip, query.clone()).await.expect("page")), ["kept"]);
    assert_eq!(ids(&port.scan(Container::Trips, query).await.expect("page")), ["kept"]);
    let replace = Action::Replace { kind, body: json!({}), if_match: etag.clone(), ttl: None };
    for gone in [replace, Action::Delete { if_match: None }, Action::Require { if_match: etag.clone() }] {
        let missing = one(port, &trip, Write { id: "a".into(), action: gone }).await;
        assert!(matches!(missing, Err(DocumentError::Missing { .. })), "{missing:?}");
    }
    let again = one(port, &trip, create("a", &json!({"n": 2}))).await.expect("the id is free");
    assert_ne!(again, etag);
    time.advance(life).await;
    assert_eq!(get(port, &trip, "a").await.expect("has no life of the first one").body["n"], 2);
}
