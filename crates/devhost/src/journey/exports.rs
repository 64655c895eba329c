//! Files of an itinerary: made by the API, fetched through signed links, written whole or not at all.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::api::{Api, Person};
use super::error::JourneyError;
use super::progress::Progress;
use super::watch::watch;

/// Formats of the API, and the files that they become.
const FILES: [(&str, &str); 3] = [("pdf", "itinerary.pdf"), ("calendar", "itinerary.ics"), ("json", "itinerary.json")];

/// A file that was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) file: PathBuf,
    pub(super) bytes: usize,
}

/// Starts all exports at once, then fetches each as it ends.
pub(super) async fn fetch_all(
    api: &Api,
    person: &Person,
    trip: &str,
    version: u32,
    out: &Path,
    progress: &Progress,
) -> Result<Vec<Written>, JourneyError> {
    let mut started = Vec::new();
    for (format, name) in FILES {
        let body = json!({ "itinerary": version, "format": format });
        let reply = api.post(person, &format!("/api/v1/trips/{trip}/exports"), body, format!("starting {name}")).await?;
        started.push((name, reply.operation()?));
    }
    let mut written = Vec::new();
    for (name, operation) in started {
        let export = watch(api, person, &operation, &format!("Making {name}"), progress).await?;
        written.push(fetch(api, person, &export, out.join(name)).await?);
    }
    Ok(written)
}

async fn fetch(api: &Api, person: &Person, export: &str, file: PathBuf) -> Result<Written, JourneyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Download {
        download_url: Url,
    }
    let doing = format!("fetching {}", file.display());
    let Download { download_url } = api.get(person, export, &doing).await?.read()?;
    let content = api.download(&download_url, &doing).await?;
    write(&file, &content).map_err(|error| JourneyError::File { file: file.clone(), error })?;
    Ok(Written { bytes: content.len(), file })
}

/// Writes beside the file and renames over it, so that a reader sees the old or the new one.
fn write(file: &Path, content: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = file.with_added_extension("new");
    std::fs::write(&beside, content)?;
    std::fs::rename(&beside, file)
}
