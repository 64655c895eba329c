//! What a host is started with; tests put their own clock, stores and console in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pathfinder_cloud::clock::{Clock, SystemClock};
use pathfinder_cloud::ids::{Ids, SystemIds};

use crate::{Console, Stores};

/// The port of `func start`.
pub(crate) const PORT: u16 = 7071;
pub(crate) const DATA: &str = ".pathfinder";

#[derive(Debug, Clone)]
pub struct Options {
    /// The staged folder: host.json, `<function>/function.json`, the handler's binary.
    pub root: PathBuf,
    /// 0 takes any free port; `None` takes `Host.LocalHttpPort` of local.settings.json, or 7071.
    pub port: Option<u16>,
    /// `None` takes the setting `PATHFINDER_DATA_FOLDER` (relative to `root`), or `.pathfinder` in the current folder.
    pub data: Option<PathBuf>,
    /// The environment that the handler inherits, before local.settings.json fills the gaps.
    pub environment: BTreeMap<String, String>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub console: Console,
    /// `None` opens the embedded stores in the data folder.
    pub stores: Option<Stores>,
    /// How long a queue message stays hidden while its function runs; 10 minutes in the real host.
    pub queue_hide: Duration,
}

impl Options {
    /// The settings of `devhost start --root ROOT`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Self {
            root: root.into(),
            port: None,
            data: None,
            environment: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            console: Console::terminal(),
            stores: None,
            queue_hide: Duration::from_secs(600),
        }
    }
}
