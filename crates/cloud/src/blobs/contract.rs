//! The contract of [`Blobs`], sentence by sentence, for every adapter.

use std::collections::HashSet;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::join_all;
use url::Url;

use super::{BlobError, BlobInfo, Blobs, Condition, MAX_LINK_LIFE};
use crate::clock::mover::{Mover, fresh};

/// Follows a link as a browser would: over HTTP, or through [`super::links::LinkKey::verify`].
#[async_trait]
pub trait Browser: Send + Sync {
    /// Content and `Content-Disposition`, or `None` when the link is refused.
    async fn follow(&self, link: &Url) -> Option<(Bytes, String)>;
}

/// Runs the whole suite; panics at the first broken sentence.
pub async fn holds(port: &dyn Blobs, time: &dyn Mover, browser: &dyn Browser) {
    content_comes_back_as_it_went(port).await;
    names_have_rules(port).await;
    conditions_hold(port).await;
    of_many_conditional_writers_one_wins(port).await;
    readers_see_the_old_or_the_new_content(port).await;
    a_deletion_may_be_repeated(port).await;
    lists_go_by_name(port).await;
    a_link_reads_one_blob_for_a_while(port, time, browser).await;
}

async fn put(
    port: &dyn Blobs,
    container: &str,
    name: &str,
    content: impl Into<Bytes>,
    condition: Condition,
) -> Result<BlobInfo, BlobError> {
    port.put(container, name, content.into(), "text/plain", condition).await
}

async fn read(port: &dyn Blobs, container: &str, name: &str) -> Option<Bytes> {
    port.get(container, name).await.expect("read").map(|(_, content)| content)
}

async fn content_comes_back_as_it_went(port: &dyn Blobs) {
    let (container, other) = (fresh("box"), fresh("box"));
    assert!(port.get(&container, "a").await.expect("read").is_none() && port.head(&container, "a").await.expect("read").is_none());
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    for (content, sha256) in [
        (Bytes::new(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Bytes::from_static(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (large.into(), ""),
    ] {
        let info = port.put(&container, "a/b.pdf", content.clone(), "application/pdf", Condition::Always).await.expect("put");
        assert_eq!((info.name.as_str(), info.content_type.as_str(), info.length), ("a/b.pdf", "application/pdf", content.len() as u64));
        assert!(sha256.is_empty() || info.sha256 == sha256);
        assert_eq!(info.sha256.len(), 64);
        assert_eq!(port.head(&container, "a/b.pdf").await.expect("read").as_ref(), Some(&info));
        assert_eq!(port.get(&container, "a/b.pdf").await.expect("read"), Some((info, content)));
    }
    assert_eq!(read(port, &other, "a/b.pdf").await, None);
    assert_eq!(read(port, &container, "a/B.pdf").await, None, "names tell case apart");
}

async fn names_have_rules(port: &dyn Blobs) {
    let container = fresh("box");
    for bad in ["", "/a", "a/", "a//b", ".", "..", "../../etc/passwd", "a/../b", "a/./b", &"x".repeat(1025)] {
        let refused = put(port, &container, bad, "x", Condition::Always).await;
        assert!(matches!(refused, Err(BlobError::Name { .. })), "{bad:?}: {refused:?}");
    }
    for bad in ["", "ab", "Upper", "a_b", "../up", &"x".repeat(64)] {
        assert!(matches!(put(port, bad, "name", "x", Condition::Always).await, Err(BlobError::Name { .. })), "{bad:?}");
    }
    for good in ["a b", "ä/ö ü.pdf", "..a/.b", "100%25?#&+'\"", &"x".repeat(1024)] {
        put(port, &container, good, good.to_owned(), Condition::Always).await.expect(good);
        assert_eq!(read(port, &container, good).await, Some(good.to_owned().into()));
    }
}

async fn conditions_hold(port: &dyn Blobs) {
    let container = fresh("box");
    let absent = put(port, &container, "a", "x", Condition::Match("\"none\"".to_owned())).await;
    assert!(matches!(absent, Err(BlobError::Changed { name }) if name == "a"));
    let first = put(port, &container, "a", "one", Condition::Absent).await.expect("free");
    assert!(matches!(put(port, &container, "a", "x", Condition::Absent).await, Err(BlobError::Exists { name }) if name == "a"));
    let second = put(port, &container, "a", "two", Condition::Match(first.etag.clone())).await.expect("unchanged");
    let third = put(port, &container, "a", "two", Condition::Always).await.expect("put");
    assert_eq!([&first, &second, &third].map(|info| &info.etag).into_iter().collect::<HashSet<_>>().len(), 3, "each write has its ETag");
    assert!(
        matches!(put(port, &container, "a", "x", Condition::Match(second.etag)).await, Err(BlobError::Changed { name }) if name == "a")
    );
    assert_eq!(
        port.get(&container, "a").await.expect("read"),
        Some((third, Bytes::from_static(b"two"))),
        "a refused write leaves all as it was"
    );
}

async fn of_many_conditional_writers_one_wins(port: &dyn Blobs) {
    let container = fresh("box");
    let writers = |condition: Condition| {
        let container = &container;
        async move {
            let writers = (0..10).map(|n| put(port, container, "a", format!("by {n}"), condition.clone()));
            let results = join_all(writers).await;
            let winners: Vec<_> = results.iter().enumerate().filter(|(_, result)| result.is_ok()).map(|(n, _)| n).collect();
            assert_eq!(winners.len(), 1);
            assert_eq!(read(port, container, "a").await, Some(format!("by {}", winners[0]).into()));
        }
    };
    writers(Condition::Absent).await;
    for _ in 0..5 {
        let etag = port.head(&container, "a").await.expect("read").expect("there").etag;
        writers(Condition::Match(etag)).await;
    }
}

async fn readers_see_the_old_or_the_new_content(port: &dyn Blobs) {
    let container = fresh("box");
    let content = |n: u8| Bytes::from(vec![n; 100_000]);
    put(port, &container, "a", content(0), Condition::Always).await.expect("put");
    let write = async {
        for n in 1..=20 {
            put(port, &container, "a", content(n), Condition::Always).await.expect("put");
        }
    };
    let look = || async {
        for _ in 0..20 {
            let seen = read(port, &container, "a").await.expect("always there");
            assert_eq!(seen, content(seen[0]));
        }
    };
    futures::join!(write, look(), look(), look());
}

async fn a_deletion_may_be_repeated(port: &dyn Blobs) {
    let container = fresh("box");
    put(port, &container, "a", "x", Condition::Always).await.expect("put");
    for _ in 0..2 {
        port.delete(&container, "a").await.expect("absent is fine");
        assert_eq!(read(port, &container, "a").await, None);
    }
    put(port, &container, "a", "y", Condition::Absent).await.expect("the name is free");
}

async fn lists_go_by_name(port: &dyn Blobs) {
    let container = fresh("box");
    assert!(port.list(&container, "", None, 10).await.expect("an absent container is an empty one").is_empty());
    for name in ["t/b", "t/a", "t/c/d", "u/a", "t%/x", "t_/x", "t"] {
        put(port, &container, name, name, Condition::Always).await.expect("put");
    }
    let list = |prefix: &'static str, after: Option<&'static str>, max: usize| {
        let container = &container;
        async move {
            let infos = port.list(container, prefix, after, max).await.expect("listed");
            infos.into_iter().map(|info| info.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(list("", None, 100).await, ["t", "t%/x", "t/a", "t/b", "t/c/d", "t_/x", "u/a"]);
    assert_eq!(list("t/", None, 100).await, ["t/a", "t/b", "t/c/d"]);
    assert_eq!(list("t/", None, 2).await, ["t/a", "t/b"]);
    assert_eq!(list("t/", Some("t/b"), 2).await, ["t/c/d"]);
    assert_eq!(list("t/", Some("t/aa"), 1).await, ["t/b"], "the name to go on from need not exist");
    assert_eq!(list("t%", None, 100).await, ["t%/x"], "a prefix is no pattern");
    assert_eq!(list("t_", None, 100).await, ["t_/x"]);
    assert_eq!(list("v", None, 100).await, Vec::<String>::new());
}

async fn a_link_reads_one_blob_for_a_while(port: &dyn Blobs, time: &dyn Mover, browser: &dyn Browser) {
    let container = fresh("box");
    let missing = port.link(&container, "a", "a.pdf", Duration::from_secs(60)).await;
    assert!(matches!(missing, Err(BlobError::Missing { name }) if name == "a"));
    let name = "ä ö/100%25 ?#&+.pdf";
    put(port, &container, name, "content", Condition::Always).await.expect("put");
    put(port, &container, "other", "secret", Condition::Always).await.expect("put");
    let life = Duration::from_secs(5);
    let link = port.link(&container, name, "Reise \"Süd\".pdf", life).await.expect("linked");
    let (content, disposition) = browser.follow(&link).await.expect("a fresh link works");
    assert_eq!(content, "content");
    assert!(disposition.starts_with("attachment") && disposition.contains("S%C3%BCd"), "{disposition}");
    let mut moved = port.link(&container, "other", "o.txt", life).await.expect("linked");
    moved.set_query(link.query());
    assert!(browser.follow(&moved).await.is_none(), "a signature is for one blob");
    let mut bare = link.clone();
    bare.set_query(None);
    assert!(browser.follow(&bare).await.is_none(), "no signature, no blob");
    if time.reach() >= life {
        time.advance(life).await;
        assert!(browser.follow(&link).await.is_none(), "its life has passed");
    }
    if time.reach() >= MAX_LINK_LIFE {
        let long = port.link(&container, name, "a.pdf", MAX_LINK_LIFE * 100).await.expect("linked");
        time.advance(MAX_LINK_LIFE - life).await;
        assert!(browser.follow(&long).await.is_some());
        time.advance(life).await;
        assert!(browser.follow(&long).await.is_none(), "no link lives longer than 15 minutes");
    }
}
