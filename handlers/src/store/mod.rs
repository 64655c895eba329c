//! Typed reading and writing of the documents: which container, which partition, which id.

pub mod accounts;
pub mod operations;
pub mod outbox;
pub mod trip_links;
pub mod trips;

use pathfinder_cloud::documents::{Container, DocumentError, ETag, Page, Query, Write};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::problem::{Answer, Code, Problem};

/// Version written into every document; readers upgrade older ones.
pub const SCHEMA_VERSION: u32 = 1;

/// Changes that lose a race are worked out anew this many times.
pub const RACES: usize = 6;

/// A document with the ETag it was read under.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    pub etag: ETag,
    pub value: T,
}

/// A point read.
///
/// # Errors
/// The store's; absence is `None`.
pub async fn get<T: DeserializeOwned>(app: &App, container: Container, partition: &str, id: &str) -> Answer<Option<Versioned<T>>> {
    let Some(stored) = app.documents.get(container, partition, id).await? else { return Ok(None) };
    Ok(Some(Versioned { value: stored.parse()?, etag: stored.etag }))
}

/// Every document of a kind in one partition. For kinds that a limit keeps few.
///
/// # Errors
/// The store's.
pub async fn all<T: DeserializeOwned>(app: &App, container: Container, partition: &str, kind: &str) -> Answer<Vec<Versioned<T>>> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = app.documents.query(container, partition, Query { after, limit: 200, ..Query::kind(kind) }).await?;
        found.extend(parse_page(&page)?);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

/// Deletes every document of a kind in one partition.
///
/// # Errors
/// The store's; what was deleted stays deleted.
pub async fn delete_kind(app: &App, container: Container, partition: &str, kind: &str) -> Answer<()> {
    loop {
        let page = app.documents.query(container, partition, Query { limit: 100, ..Query::kind(kind) }).await?;
        if page.items.is_empty() {
            return Ok(());
        }
        for stored in page.items {
            absent_is_fine(app.documents.batch(container, partition, vec![Write::delete(stored.id, None)]).await)?;
        }
    }
}

/// The outcome of a deletion that somebody else may have made before.
///
/// # Errors
/// The store's, besides absence.
pub fn absent_is_fine<T>(outcome: Result<T, DocumentError>) -> Answer<()> {
    match outcome {
        Ok(_) | Err(DocumentError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The documents of a page.
///
/// # Errors
/// When one of them cannot be read.
pub fn parse_page<T: DeserializeOwned>(page: &Page) -> Result<Vec<Versioned<T>>, DocumentError> {
    page.items.iter().map(|stored| Ok(Versioned { value: stored.parse()?, etag: stored.etag.clone() })).collect()
}

/// The ETag of a batch's first write.
///
/// # Errors
/// An internal fault when the store broke its contract.
pub fn first_etag(etags: Vec<ETag>) -> Answer<ETag> {
    etags.into_iter().next().ok_or_else(|| Problem::internal("a batch gave no ETag"))
}

/// A change lost every race; nothing of it was written, and the same request may succeed in a moment.
pub fn lost() -> Problem {
    Problem::new(Code::Unavailable, "too many changes at the same time; try again in a moment")
        .retry_after(std::time::Duration::from_secs(1))
}
