//! What only the embedded blobs promise: link details, garbage, damage.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::links::{LinkKey, LinkRefused, content_disposition};
use super::{Blobs as _, Condition};
use crate::clock::ManualClock;
use crate::embedded::Embedded;

const MINUTE: Duration = Duration::from_secs(60);

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_500_000, 0).unwrap()
}

fn link(key: &LinkKey) -> Url {
    key.sign(&Url::parse("http://127.0.0.1:7071/blobs").unwrap(), "exports", "trip/plan.pdf", "Plan.pdf", MINUTE, start()).unwrap()
}

#[test]
fn a_link_cannot_be_changed() {
    let key = LinkKey::new([7; 32]);
    let url = link(&key);
    assert!(url.as_str().starts_with("http://127.0.0.1:7071/blobs/exports/trip/plan.pdf?file=Plan.pdf&expires="));
    let (path, query) = ("/exports/trip/plan.pdf", url.query().unwrap());
    let good = key.verify(path, query, start()).unwrap();
    assert_eq!((good.container.as_str(), good.name.as_str(), good.file_name.as_str()), ("exports", "trip/plan.pdf", "Plan.pdf"));
    assert_eq!(good.expires, start() + TimeDelta::minutes(1));
    assert_eq!(key.verify(path, query, good.expires), Err(LinkRefused::Expired));
    assert_eq!(LinkKey::new([8; 32]).verify(path, query, start()), Err(LinkRefused::Forged));
    for (path, query) in [
        ("/exports/trip/plan2.pdf", query.to_owned()),
        ("/export/s/trip/plan.pdf", query.to_owned()),
        (path, query.replace("Plan.pdf", "Virus.exe")),
        (path, query.replace("expires=1", "expires=2")),
        (path, format!("file=x&{query}")),
    ] {
        assert_eq!(key.verify(path, &query, start()), Err(LinkRefused::Forged), "{path} {query}");
    }
    for (path, query) in [
        ("exports", query),
        (path, ""),
        (path, "file=a&expires=1"),
        (path, "file=a&expires=1&signature=*"),
        ("/a/%zz", query),
        ("/a/%ff", query),
    ] {
        assert_eq!(key.verify(path, query, start()), Err(LinkRefused::Malformed), "{path} {query}");
    }
    assert_eq!(format!("{key:?}"), "LinkKey(…)");
}

#[test]
fn a_download_is_named_safely() {
    for (name, value) in [
        ("Rome 2026.pdf", "attachment; filename=\"Rome 2026.pdf\""),
        ("", "attachment; filename=\"download\""),
        ("..", "attachment; filename=\"download\""),
        ("../../etc/passwd", "attachment; filename=\"-..-etc-passwd\""),
        ("a\"b\\c.pdf", "attachment; filename=\"a_b-c.pdf\"; filename*=UTF-8''a%22b-c.pdf"),
        ("a\r\nSet-Cookie: x", "attachment; filename=\"aSet-Cookie_ x\"; filename*=UTF-8''aSet-Cookie%3A%20x"),
        ("Süd.pdf", "attachment; filename=\"S_d.pdf\"; filename*=UTF-8''S%C3%BCd.pdf"),
        ("\u{202E}fdp.exe", "attachment; filename=\"fdp.exe\""),
    ] {
        assert_eq!(content_disposition(name), value, "{name:?}");
    }
    let long = content_disposition(&"✈".repeat(5000));
    assert!(long.len() < 2000 && long.is_ascii());
}

#[test]
fn two_processes_get_the_same_key_and_a_broken_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (LinkKey::read_or_create(folder.path()).unwrap(), LinkKey::read_or_create(folder.path()).unwrap());
    assert_eq!(link(&one), link(&two));
    assert_ne!(link(&one), link(&LinkKey::new([0; 32])));
    std::fs::write(folder.path().join("link.key"), "short").unwrap();
    let error = LinkKey::read_or_create(folder.path()).unwrap_err();
    assert!(error.to_string().contains("link.key"), "{error}");
}

#[tokio::test]
async fn content_without_a_row_is_collected_after_the_grace() {
    let clock = Arc::new(ManualClock::at(start()));
    let stores = Embedded::in_memory(clock.clone()).unwrap();
    let blobs = &stores.blobs;
    assert_eq!(blobs.collect_garbage(MINUTE, 10).await.unwrap(), 0, "no folder yet");
    for name in ["kept", "deleted", "replaced"] {
        blobs.put("box", name, Bytes::from_static(b"old"), "text/plain", Condition::Always).await.unwrap();
    }
    blobs.put("box", "replaced", Bytes::from_static(b"new"), "text/plain", Condition::Always).await.unwrap();
    blobs.delete("box", "deleted").await.unwrap();
    let refused = blobs.put("box", "kept", Bytes::from_static(b"refused"), "text/plain", Condition::Absent).await;
    assert!(refused.is_err());
    let folder = stores.data_folder().join("blobs");
    let count = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(count(), 2, "replaced, deleted and refused content is removed at once");
    // What a crash between the file and the row leaves, and somebody's own file.
    for orphan in ["a", "b", "c"] {
        std::fs::write(folder.join(format!("{:x}-{orphan}", start().timestamp_millis())), "orphan").unwrap();
    }
    std::fs::write(folder.join("README.txt"), "mine").unwrap();
    assert_eq!(blobs.collect_garbage(MINUTE, 10).await.unwrap(), 0, "perhaps somebody is still writing it");
    clock.advance(TimeDelta::minutes(2));
    assert_eq!(blobs.collect_garbage(MINUTE, 2).await.unwrap(), 2);
    assert_eq!(blobs.collect_garbage(MINUTE, 2).await.unwrap(), 1);
    assert_eq!(count(), 3);
    assert_eq!(blobs.get("box", "replaced").await.unwrap().unwrap().1, "new");
    assert!(blobs.get("box", "kept").await.unwrap().is_some());
}

#[tokio::test]
async fn lost_or_cut_content_is_an_error_not_an_answer() {
    let stores = Embedded::in_memory(Arc::new(ManualClock::at(start()))).unwrap();
    stores.blobs.put("box", "a", Bytes::from_static(b"content"), "text/plain", Condition::Always).await.unwrap();
    let file = std::fs::read_dir(stores.data_folder().join("blobs")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, "cont").unwrap();
    assert!(stores.blobs.get("box", "a").await.unwrap_err().to_string().contains("length"));
    std::fs::remove_file(&file).unwrap();
    assert!(stores.blobs.get("box", "a").await.unwrap_err().to_string().contains("missing"));
}
