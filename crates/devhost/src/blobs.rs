//! Signed blob links, read-only: what a browser follows to fetch a PDF or a calendar from a laptop.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LAST_MODIFIED, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use pathfinder_cloud::blobs::BlobInfo;
use pathfinder_cloud::blobs::links::{LinkRefused, content_disposition};
use pathfinder_cloud::clock::Clock;

use crate::Stores;
use crate::proxy::empty;

/// Where signed links lead, behind the host's address.
pub(crate) const PATH: &str = "/blobs";

#[derive(Debug)]
pub(crate) struct Links {
    pub(crate) stores: Stores,
    pub(crate) clock: Arc<dyn Clock>,
}

/// `GET` and `HEAD`; axum leaves the body out of the latter.
pub(crate) fn router(links: Arc<Links>) -> Router {
    Router::new().route("/blobs/{container}/{*name}", get(serve)).with_state(links)
}

async fn serve(State(links): State<Arc<Links>>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response<Body> {
    let path = uri.path().strip_prefix(PATH).unwrap_or_default();
    let link = match links.stores.links.verify(path, uri.query().unwrap_or_default(), links.clock.now()) {
        Ok(link) => link,
        Err(refused @ LinkRefused::Expired) => return plain(StatusCode::FORBIDDEN, refused.to_string()),
        // One answer for every other fault: whoever tries signatures learns nothing.
        Err(LinkRefused::Malformed | LinkRefused::Forged) => return plain(StatusCode::FORBIDDEN, LinkRefused::Malformed.to_string()),
    };
    match links.stores.blobs.get(&link.container, &link.name).await {
        Ok(Some((info, content))) => {
            let etag = quoted(&info.etag);
            let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            let known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag));
            let response = if known { empty(StatusCode::NOT_MODIFIED) } else { Response::new(Body::from(content)) };
            with_headers(response, &info, &etag, &link.file_name)
        }
        Ok(None) => plain(StatusCode::NOT_FOUND, "the file is gone".to_owned()),
        Err(error) => plain(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
    }
}

fn with_headers(mut response: Response<Body>, info: &BlobInfo, etag: &str, file_name: &str) -> Response<Body> {
    let pairs: [(HeaderName, &str); 7] = [
        (CONTENT_TYPE, &info.content_type),
        (CONTENT_DISPOSITION, &content_disposition(file_name)),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A stored file never becomes a page of this origin.
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (CACHE_CONTROL, "private, max-age=60"),
        (ETAG, etag),
        (LAST_MODIFIED, &info.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
    ];
    for (name, value) in pairs {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn quoted(etag: &str) -> String {
    if etag.starts_with('"') { etag.to_owned() } else { format!("\"{etag}\"") }
}

fn plain(status: StatusCode, reason: String) -> Response<Body> {
    let mut response = empty(status);
    *response.body_mut() = Body::from(format!("{reason}\n"));
    response
}
