//! The embedded stores that the handler uses too: queues to listen on, blobs to serve by signed link.

use std::path::Path;
use std::sync::Arc;

use pathfinder_cloud::blobs::Blobs;
use pathfinder_cloud::blobs::links::LinkKey;
use pathfinder_cloud::clock::Clock;
use pathfinder_cloud::embedded::{Embedded, EmbeddedOptions};
use pathfinder_cloud::queues::Queues;
use url::Url;

use crate::HostError;

#[derive(Debug, Clone)]
pub struct Stores {
    pub queues: Arc<dyn Queues>,
    pub blobs: Arc<dyn Blobs>,
    /// Signs and verifies the links to `blobs`.
    pub links: LinkKey,
}

impl Stores {
    /// Opens the data folder beside the handler, which opens it too. The host makes no links, it only verifies them.
    pub(crate) fn open(folder: &Path, link_base: Url, clock: Arc<dyn Clock>) -> Result<Self, HostError> {
        let embedded = Embedded::open(EmbeddedOptions { data_folder: folder.to_owned(), link_base, clock })?;
        let links = embedded.link_key().map_err(|error| HostError::File { file: folder.to_owned(), reason: error.to_string() })?;
        Ok(Self { queues: embedded.queues, blobs: embedded.blobs, links })
    }
}
