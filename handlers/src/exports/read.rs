//! `GET /api/v1/trips/{tripId}/exports/{exportId}`: one export, with a link that fetches its file.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use pathfinder_cloud::blobs::MAX_LINK_LIFE;
use pathfinder_domain::ids::ExportId;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use super::stored::{CONTAINER, export};
use super::{ExportView, TAG};
use crate::access::{OnTrip, trip::Read};
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Problem};

pub fn function() -> Function<App> {
    Function::http(
        "exports-read",
        Method::GET,
        "v1/trips/{tripId}/exports/{exportId}",
        "Shows an export, with a link that fetches its file.",
        handle,
    )
    .tag(TAG)
    .answers::<Download>(200, "The export; its link is good for fifteen minutes.")
}

/// An export and the way to its file. Whoever has the link has the file: it is made anew for each call and not logged.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ExportDownload")]
struct Download {
    #[serde(flatten)]
    export: ExportView,
    #[schemars(with = "String")]
    download_url: Url,
    download_url_expires_at: DateTime<Utc>,
}

async fn handle(State(app): State<App>, access: OnTrip<Read>, PathId(id): PathId<ExportId>) -> Answer<Json<Download>> {
    let found = export(&app, access.id(), id).await?.ok_or_else(Problem::not_found)?.value;
    let life = TimeDelta::from_std(MAX_LINK_LIFE).map_err(Problem::internal)?;
    // Read before the link is made, so that the link lives no shorter than it says.
    let expires_at = app.now() + life;
    let download_url = app.blobs.link(CONTAINER, &found.blob, &found.file_name, MAX_LINK_LIFE).await?;
    tracing::info!(trip = %found.trip, export = %found.id, "a download link was made");
    Ok(Json(Download { export: ExportView::from(&found), download_url, download_url_expires_at: expires_at }))
}
