//! The life of this process: it ends with the host, and its panics leave a line without data.

/// The exit code of an orphan. Never 0 (the host would think that all is well) and never 200 (the host would start it again).
#[cfg(unix)]
const ORPHANED: i32 = 1;

/// Ends this process soon after the one that started it has ended (the host stops its handler with SIGKILL, but a host that is
/// itself killed would leave an orphan that holds the port).
///
/// A thread compares the parent's id once a second. Not `prctl(PR_SET_PDEATHSIG)`: Linux sends that signal when the *thread* that
/// started the process ends, and .NET starts processes from pool threads, so a healthy handler would be killed when the pool
/// shrinks (prctl(2), and tried out). Where a parent ended before this call there is nothing to compare with, and nothing happens;
/// the same when the parent is process 1.
#[cfg(unix)]
pub fn die_with_parent() {
    use std::os::unix::process::parent_id;

    let parent = parent_id();
    if parent <= 1 {
        return;
    }
    let watch = move || {
        while parent_id() == parent {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
        std::process::exit(ORPHANED);
    };
    if let Err(error) = std::thread::Builder::new().name("parent-watch".to_owned()).spawn(watch) {
        tracing::warn!(%error, "the parent process is not watched");
    }
}

/// Windows has no parent to compare with; the host's job object ends its children.
#[cfg(not(unix))]
pub fn die_with_parent() {}

/// Makes a panic one log line with its place and nothing else. The default hook would print the payload, which may quote a
/// message or a body (`unwrap` on a decoding error does), and over several lines.
pub fn log_panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let thread = std::thread::current();
        tracing::error!(place, thread = thread.name(), "panic");
    }));
}
