//! The one thread that writes: it takes queued jobs and commits several per transaction, so that one fsync serves many callers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::connection::StoreError;

/// Jobs waiting for the writer; beyond this, callers wait before they are queued.
const INBOX: usize = 1024;

/// Jobs and time of one transaction: the first caller of a group waits for its last job.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(5);

/// A writer that was never idle for `STREAK` leaves the lock alone for `GAP`, or another process would never get it.
const STREAK: Duration = Duration::from_millis(20);
const GAP: Duration = Duration::from_micros(400);

/// What a job wants done with its changes, and how to tell its caller how the transaction ended.
struct Ran {
    keep: bool,
    answer: Answer,
}

/// Takes why the transaction failed, if it did.
type Answer = Box<dyn FnOnce(Option<&StoreError>) + Send>;

/// Runs in a savepoint of its own; with `Err` it only makes the answer.
type Job = Box<dyn FnOnce(Result<&Connection, &StoreError>) -> Ran + Send>;

/// The sending side; the thread ends when it is dropped, after answering what was queued.
pub(crate) struct Writer {
    inbox: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel(INBOX);
        let thread = std::thread::Builder::new().name("sqlite-writer".to_owned()).spawn(move || serve(&connection, receiver))?;
        Ok(Self { inbox: Some(sender), thread: Some(thread) })
    }

    /// Runs `work` in the next transaction and answers after its commit. An `Err` of `work` undoes what it wrote, and nothing else.
    pub(crate) async fn write<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = match connection {
                Ok(connection) => work(connection),
                Err(failure) => Err(E::from(failure.clone())),
            };
            // A failed commit also voids a refusal: it may rest on a neighbour's change that never came to be. The caller may be gone; fine.
            Ran {
                keep: result.is_ok(),
                answer: Box::new(move |failure| drop(answer.send(failure.map_or(result, |f| Err(E::from(f.clone())))))),
            }
        });
        let Some(inbox) = &self.inbox else { return Err(stopped()) };
        inbox.send(job).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(E::from(StoreError::failed("a write ended without an answer: its code panicked"))))
    }
}

fn stopped<E: From<StoreError>>() -> E {
    E::from(StoreError::failed("the data file is closed"))
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.inbox = None;
        if let Some(thread) = self.thread.take() {
            // Jobs cannot panic the thread (see `run`), and there is nobody to tell.
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, mut inbox: mpsc::Receiver<Job>) {
    let mut busy_since = Instant::now();
    loop {
        let first = match inbox.try_recv() {
            Ok(job) => {
                if busy_since.elapsed() > STREAK {
                    std::thread::sleep(GAP);
                    busy_since = Instant::now();
                }
                job
            }
            Err(_) => match inbox.blocking_recv() {
                Some(job) => {
                    busy_since = Instant::now();
                    job
                }
                None => return,
            },
        };
        commit_group(connection, first, &mut inbox);
    }
}

fn commit_group(connection: &Connection, first: Job, inbox: &mut mpsc::Receiver<Job>) {
    let mut failure = execute(connection, "BEGIN IMMEDIATE").err();
    let mut answers = Vec::new();
    let mut next = Some(first);
    let start = Instant::now();
    while let Some(job) = next {
        match &failure {
            None => failure = run(connection, job, &mut answers).err(),
            // Whoever queued up behind a lock that cannot be had, or a transaction that broke, is told at once instead of waiting again.
            Some(lost) => answers.extend(catch_unwind(AssertUnwindSafe(|| job(Err(lost)).answer)).ok()),
        }
        next = if failure.is_some() || (answers.len() < GROUP && start.elapsed() < GROUP_TIME) { inbox.try_recv().ok() } else { None };
    }
    if failure.is_none() {
        failure = execute(connection, "COMMIT").err();
    }
    if failure.is_some() && !connection.is_autocommit() {
        // Nothing is left to do where even this fails: the next BEGIN reports it.
        let _ = execute(connection, "ROLLBACK");
    }
    for answer in answers {
        answer(failure.as_ref());
    }
}

/// Runs one job in its savepoint. An error means that the whole transaction is lost (SQLite rolls it back by itself when the disk is full).
fn run(connection: &Connection, job: Job, answers: &mut Vec<Answer>) -> Result<(), StoreError> {
    execute(connection, "SAVEPOINT job")?;
    let ran = catch_unwind(AssertUnwindSafe(|| job(Ok(connection))));
    let keep = ran.as_ref().is_ok_and(|ran| ran.keep);
    // A panicked job drops its answer, which its caller sees.
    answers.extend(ran.ok().map(|ran| ran.answer));
    if connection.is_autocommit() {
        // Of SQLite's reasons (full, failing disk, out of memory) by far the likeliest; the job's own error went with its answer.
        return Err(StoreError::Full);
    }
    if !keep {
        execute(connection, "ROLLBACK TO job")?;
    }
    execute(connection, "RELEASE job")
}

fn execute(connection: &Connection, statement: &str) -> Result<(), StoreError> {
    connection.prepare_cached(statement)?.execute([])?;
    Ok(())
}
