//! Child processes for tests: this test binary again, running one test that does its work only when it is told a folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use pathfinder_cloud::clock::SystemClock;
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use url::Url;

const FOLDER: &str = "PATHFINDER_TEST_CHILD_FOLDER";
const NAME: &str = "PATHFINDER_TEST_CHILD_NAME";

/// Starts `test` (with its module path) as a child named `name`; its standard output is the caller's to read.
pub(crate) fn start(test: &str, folder: &Path, name: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(FOLDER, folder).env(NAME, name);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("a child")
}

/// In the child: folder and name. `None` when this is an ordinary test run, in which a child's test has nothing to do.
pub(crate) fn told() -> Option<(PathBuf, String)> {
    Some((std::env::var_os(FOLDER)?.into(), std::env::var(NAME).ok()?))
}

pub(crate) fn open(folder: &Path) -> Embedded {
    let link_base = Url::parse("http://127.0.0.1:7071/blobs").expect("a URL");
    Embedded::open(EmbeddedOptions { data_folder: folder.to_owned(), link_base, clock: Arc::new(SystemClock) }).expect("the folder opens")
}

/// Tells the parent in one write, so that a kill leaves whole lines.
pub(crate) fn tell(line: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{MARK}{line}\n").as_bytes()).and_then(|()| out.flush()).expect("the parent listens");
}

/// What [`tell`] said, without the test harness's own lines and without a line that the kill cut.
pub(crate) fn heard(line: &str) -> Option<&str> {
    line.strip_suffix('\n')?.strip_prefix(MARK)
}

const MARK: &str = "# ";
