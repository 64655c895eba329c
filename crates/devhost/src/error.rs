//! Why a host does not start, in words that name what to change.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error("{} is no folder with a host.json; stage it with `pathfinder manifest --stage DIR`", .0.display())]
    Root(PathBuf),
    #[error("{}: {reason}", .file.display())]
    File { file: PathBuf, reason: String },
    #[error("the setting {name}: {reason}")]
    Setting { name: &'static str, reason: String },
    #[error("host.json: {0}")]
    HostJson(String),
    #[error(
        "the data folder {} is in use by {owner}; stop that host or choose another folder with --data or the setting {setting}",
        .folder.display()
    )]
    Locked { folder: PathBuf, owner: String, setting: &'static str },
    #[error("port {port} is in use by another program; stop it or choose another with --port (0 takes any free one)")]
    PortInUse { port: u16 },
    #[error("cannot listen on port {port}: {reason}")]
    Listen { port: u16, reason: String },
    #[error(transparent)]
    Stores(#[from] pathfinder_cloud::embedded::OpenError),
    #[error("{0}")]
    Handler(String),
}
