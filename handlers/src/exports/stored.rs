//! How exports are stored, and how they go: the file first, then the document that knows of it.

use chrono::{DateTime, TimeDelta, Utc};
use pathfinder_cloud::documents::{Container, DocumentError, Query, Write};
use pathfinder_domain::ids::{ExportId, TripId, UserId};
use serde::{Deserialize, Serialize};

use super::Format;
use crate::app::App;
use crate::problem::Answer;
use crate::store::{Versioned, get, parse_page};

/// Container of the files.
pub const CONTAINER: &str = "exports";
/// Kind of [`Export`].
pub const EXPORT: &str = "export";
/// Files can be fetched this long.
pub(super) const LIFE: TimeDelta = TimeDelta::days(30);
/// A file this old has no export any more: whatever made it was interrupted before or after the document was there.
const ORPHAN_AGE: TimeDelta = TimeDelta::days(31);
const PAGE: usize = 200;

/// An export's document. It has no time to live of its own: it stays until its file is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    pub schema_version: u32,
    pub id: ExportId,
    pub trip: TripId,
    pub itinerary: u32,
    pub format: Format,
    /// Name of the file in [`CONTAINER`].
    pub blob: String,
    /// What a download is called.
    pub file_name: String,
    pub bytes: u64,
    pub sha256: String,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub(super) fn document_id(id: ExportId) -> String {
    format!("export_{id}")
}

/// What the names of all files of an export begin with: one for each run that came so far.
fn blob_prefix(trip: TripId, id: ExportId) -> String {
    format!("{trip}/{id}-")
}

/// Each run has its own file, so that one that was overtaken changes nothing that counts.
pub(super) fn blob_name(trip: TripId, id: ExportId, generation: u32, format: Format) -> String {
    format!("{}{generation}.{}", blob_prefix(trip, id), format.extension())
}

/// Deletes the files of an export that its document does not name.
pub(super) async fn remove_strays(app: &App, trip: TripId, id: ExportId) -> Answer<()> {
    let named = get::<Export>(app, Container::Trips, &trip.to_string(), &document_id(id)).await?.map(|found| found.value.blob);
    let files = app.blobs.list(CONTAINER, &blob_prefix(trip, id), None, PAGE).await?;
    for file in files.iter().filter(|file| named.as_ref() != Some(&file.name)) {
        app.blobs.delete(CONTAINER, &file.name).await?;
    }
    Ok(())
}

/// None when it is not there or has expired.
pub(super) async fn export(app: &App, trip: TripId, id: ExportId) -> Answer<Option<Versioned<Export>>> {
    let found: Option<Versioned<Export>> = get(app, Container::Trips, &trip.to_string(), &document_id(id)).await?;
    Ok(found.filter(|found| found.value.expires_at > app.now()))
}

/// Deletes file and document; absent is fine.
pub(super) async fn remove(app: &App, export: &Export) -> Answer<()> {
    app.blobs.delete(CONTAINER, &export.blob).await?;
    let delete = Write::delete(document_id(export.id), None);
    match app.documents.batch(Container::Trips, &export.trip.to_string(), vec![delete]).await {
        Ok(_) | Err(DocumentError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Deletes all files of a trip, including those that an interrupted run left; the documents go with the trip's partition.
///
/// # Errors
/// The store's; what was deleted stays deleted, and the rest can be asked for again.
pub async fn delete_all(app: &App, trip: TripId) -> Answer<()> {
    let prefix = format!("{trip}/");
    loop {
        let files = app.blobs.list(CONTAINER, &prefix, None, PAGE).await?;
        if files.is_empty() {
            return Ok(());
        }
        for file in files {
            app.blobs.delete(CONTAINER, &file.name).await?;
        }
    }
}

/// Deletes at most `most` expired exports; returns how many.
///
/// # Errors
/// The store's; what was deleted stays deleted.
pub async fn purge_expired(app: &App, now: DateTime<Utc>, most: usize) -> Answer<usize> {
    let before = now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let mut after = None;
    let mut removed = 0;
    loop {
        let query = Query { before: Some(("expiresAt", before.clone())), limit: PAGE.min(most - removed), after, ..Query::kind(EXPORT) };
        let page = app.documents.scan(Container::Trips, query).await?;
        for found in parse_page::<Export>(&page)? {
            remove(app, &found.value).await?;
            removed += 1;
        }
        match page.next {
            Some(next) if removed < most => after = Some(next),
            _ => return Ok(removed),
        }
    }
}

/// Deletes files that are older than any export, looking at no more than `most` files; returns how many.
///
/// # Errors
/// The store's; what was deleted stays deleted.
pub async fn purge_orphans(app: &App, now: DateTime<Utc>, most: usize) -> Answer<usize> {
    let (mut seen, mut removed) = (0, 0);
    let mut after: Option<String> = None;
    while seen < most {
        let files = app.blobs.list(CONTAINER, "", after.as_deref(), PAGE).await?;
        let Some(last) = files.last() else { return Ok(removed) };
        after = Some(last.name.clone());
        seen += files.len();
        for file in files.iter().filter(|file| file.modified + ORPHAN_AGE < now) {
            app.blobs.delete(CONTAINER, &file.name).await?;
            removed += 1;
        }
    }
    // Names are random, so an orphan behind the end of the look is not a matter of its age.
    tracing::warn!(seen, "there are more files than one run looks through");
    Ok(removed)
}
