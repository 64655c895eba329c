//! Folders that cannot be used, writers that meet a full disk or another process, and keys that several processes make at once.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use chrono::DateTime;
use rusqlite::Connection;

use super::connection::{StoreError, Tuning};
use super::database::Database;
use super::*;
use crate::clock::ManualClock;
use crate::documents::{Container, DocumentError, Documents as _, Write};

fn open(folder: &Path) -> Result<Embedded, OpenError> {
    let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
    Embedded::open(EmbeddedOptions { data_folder: folder.to_owned(), link_base: Url::parse("http://localhost/blobs").unwrap(), clock })
}

/// The message names the place and a next step.
fn assert_helpful(error: &OpenError, place: &Path) {
    let text = error.to_string();
    assert!(text.contains(&place.display().to_string()) && text.contains(';'), "{text}");
}

#[test]
fn a_folder_is_created_and_opened_again() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("a/b/data");
    for _ in 0..2 {
        open(&folder).unwrap();
    }
    assert!(folder.join(FILE).is_file());
}

#[test]
fn a_place_that_is_not_a_writable_folder_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    for folder in [file.clone(), file.join("below")] {
        let error = open(&folder).unwrap_err();
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
        assert_helpful(&error, &folder);
    }
    // Even for root: a directory where the data file should be, and a file system that takes no files.
    let folder = parent.path().join("folder");
    fs::create_dir_all(folder.join(FILE)).unwrap();
    assert!(matches!(open(&folder), Err(OpenError::NotWritable { .. })));
    #[cfg(target_os = "linux")]
    assert!(matches!(open(Path::new("/proc/pathfinder")), Err(OpenError::NotWritable { .. })));
}

#[test]
#[cfg(unix)]
fn a_read_only_folder_is_named_unless_root_may_write_anyway() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    fs::set_permissions(folder.path().join(FILE), fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let opened = open(folder.path());
    let root = fs::write(folder.path().join("probe"), "").is_ok();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(root && opened.is_ok() || matches!(opened, Err(OpenError::NotWritable { .. })));
}

#[test]
fn what_is_not_our_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    fs::write(&file, "this is a diary, not a database. ".repeat(100)).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    assert_helpful(&error, &file);
    assert!(fs::read_to_string(&file).unwrap().starts_with("this is a diary"));

    fs::remove_file(&file).unwrap();
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE recipes (name TEXT)").unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(&error, OpenError::Damaged { reason, .. } if reason.contains("another program")), "{error:?}");
}

#[test]
fn a_damaged_schema_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let file = folder.path().join(FILE);
    let mut content = fs::read(&file).unwrap();
    content[100..300].fill(0xff);
    fs::write(&file, content).unwrap();
    // The header is whole, so the damage shows when the first statement reads the schema.
    let error = match open(folder.path()) {
        Err(error) => error.to_string(),
        Ok(stores) => {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(stores.documents.ready()).unwrap_err().to_string()
        }
    };
    assert!(error.contains("damaged") && error.contains("backup"), "{error}");
}

#[test]
fn a_file_of_a_newer_program_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let file = folder.path().join(FILE);
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 99, known: 1, .. }), "{error:?}");
    assert_helpful(&error, &file);
}

#[test]
fn a_folder_that_another_process_keeps_locked_is_named() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    let impatient = Tuning { busy_wait: Duration::from_millis(20), ..Tuning::default() };
    let error = Database::open(folder.path(), impatient, None).unwrap_err();
    assert!(matches!(error, OpenError::InUse { .. }), "{error:?}");
    assert_helpful(&error, folder.path());
}

fn note(id: &str, bytes: usize) -> Write {
    Write::put(id, "note", &serde_json::json!({"text": "x".repeat(bytes)})).unwrap()
}

fn documents(folder: &Path, tuning: Tuning) -> SqliteDocuments {
    let database = Database::open(folder, tuning, None).unwrap();
    SqliteDocuments::new(Arc::new(database), Arc::new(ManualClock::at(DateTime::UNIX_EPOCH)))
}

#[tokio::test]
async fn a_lock_held_too_long_is_busy_and_then_gone() {
    let folder = tempfile::tempdir().unwrap();
    let documents = documents(folder.path(), Tuning { busy_wait: Duration::from_millis(20), ..Tuning::default() });
    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = documents.batch(Container::Trips, "p", vec![note("a", 10)]).await;
    assert!(matches!(busy, Err(DocumentError::Busy { .. })), "{busy:?}");
    assert!(documents.get(Container::Trips, "p", "a").await.unwrap().is_none(), "readers are not kept out");
    other.execute_batch("ROLLBACK").unwrap();
    documents.batch(Container::Trips, "p", vec![note("a", 10)]).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_keeps_what_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let full = Tuning { max_pages: Some(60), ..Tuning::default() };
    let documents = documents(folder.path(), full);
    let mut kept = 0;
    let refusal = loop {
        match documents.batch(Container::Trips, "p", vec![note(&format!("n{kept}"), 20_000)]).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "60 pages hold no 2 MB");
    };
    assert!(matches!(&refusal, DocumentError::Unavailable { reason } if reason.contains("full")), "{refusal:?}");
    assert!(kept > 0);
    for n in 0..kept {
        assert!(documents.get(Container::Trips, "p", &format!("n{n}")).await.unwrap().is_some());
    }
    documents.batch(Container::Trips, "p", vec![Write::delete("n0", None)]).await.expect("deleting still works");
    documents.batch(Container::Trips, "p", vec![note("small", 10_000)]).await.expect("and makes room");
}

#[tokio::test]
async fn one_job_can_fail_or_panic_without_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(folder.path(), Tuning::default(), None).unwrap();
    let insert = |key: &'static str| {
        move |connection: &Connection| -> Result<(), StoreError> {
            connection.execute("INSERT INTO budgets (name, settled, reserved) VALUES (?1, 0, 0)", [key])?;
            match key {
                "fails" => Err(StoreError::failed("on purpose")),
                "panics" => panic!("on purpose"),
                _ => Ok(()),
            }
        }
    };
    // The first job holds the writer until the others wait, so that all share one transaction.
    let gate = Arc::new(Barrier::new(2));
    let (held, opened) = (Arc::clone(&gate), Arc::clone(&gate));
    let first = database.write(move |_| -> Result<(), StoreError> {
        held.wait();
        Ok(())
    });
    let open_gate = async {
        tokio::task::spawn_blocking(move || opened.wait()).await.unwrap();
    };
    let (first, good, failed, panicked, also_good, ()) = futures::join!(
        first,
        database.write(insert("good")),
        database.write(insert("fails")),
        database.write(insert("panics")),
        database.write(insert("also")),
        open_gate
    );
    assert_eq!((first, good, also_good), (Ok(()), Ok(()), Ok(())));
    assert_eq!(failed, Err(StoreError::failed("on purpose")));
    assert!(matches!(panicked, Err(StoreError::Failed(reason)) if reason.contains("panicked")));
    let names = database.read(|connection| -> Result<String, StoreError> {
        Ok(connection.query_row("SELECT group_concat(name, ' ' ORDER BY name) FROM budgets", [], |row| row.get(0))?)
    });
    assert_eq!(names.await.unwrap(), "also good");
}

#[tokio::test]
async fn expired_documents_and_messages_are_purged_in_bounded_steps() {
    let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
    let stores = Embedded::in_memory(clock.clone()).unwrap();
    let second = Duration::from_secs(1);
    let mut writes: Vec<_> = (0..5).map(|n| note(&format!("short{n}"), 1).expiring(second)).collect();
    writes.extend([note("long", 1).expiring(second * 100), note("forever", 1)]);
    stores.documents.batch(Container::System, "p", writes).await.unwrap();
    crate::queues::Queues::send(&*stores.queues, "queue", "body", Duration::ZERO).await.unwrap();
    assert_eq!((stores.documents.purge_expired(10).await.unwrap(), stores.queues.purge_expired(10).await.unwrap()), (0, 0));
    clock.advance(chrono::TimeDelta::seconds(1));
    let mut purged = Vec::new();
    for _ in 0..3 {
        purged.push(stores.documents.purge_expired(3).await.unwrap());
    }
    assert_eq!(purged, [3, 2, 0]);
    clock.advance(chrono::TimeDelta::days(7));
    assert_eq!((stores.documents.purge_expired(10).await.unwrap(), stores.queues.purge_expired(10).await.unwrap()), (1, 1));
    assert!(stores.documents.get(Container::System, "p", "forever").await.unwrap().is_some());
}

#[test]
fn a_scratch_folder_goes_with_its_last_adapter() {
    let stores = Embedded::in_memory(Arc::new(ManualClock::at(DateTime::UNIX_EPOCH))).unwrap();
    let folder = stores.data_folder().to_owned();
    let queues = Arc::clone(&stores.queues);
    drop(stores);
    assert!(folder.exists());
    drop(queues);
    assert!(!folder.exists());
}

#[test]
fn of_many_makers_of_a_key_file_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let (path, start) = (folder.path(), Barrier::new(16));
    let contents: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let make = |n: u8| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                read_or_create_file(path, "issuer.pem", || vec![n; 5000]).unwrap()
            })
        };
        let threads: Vec<_> = (0..16).map(make).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(contents.iter().all(|content| *content == contents[0] && content.len() == 5000));
    let names: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["issuer.pem"], "no drafts are left");
    assert_eq!(read_or_create_file(path, "issuer.pem", || panic!("it exists")).unwrap(), contents[0]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(path.join("issuer.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for bad in ["", "../up", "a/b", ".hidden", "a b"] {
        assert!(read_or_create_file(path, bad, Vec::new).is_err(), "{bad:?}");
    }
}
