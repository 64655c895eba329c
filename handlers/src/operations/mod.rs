//! Operations: long-running work as clients watch it, and the sweep that lets none of it get lost.

mod cancel;
mod list;
mod read;
mod sweep;

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderName, HeaderValue, StatusCode, header};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::ids::{OperationId, TripId};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Viewer;
use crate::app::App;
use crate::store::operations::{Operation, OperationError, Status};

pub fn functions() -> Vec<Function<App>> {
    vec![list::function(), read::function(), cancel::function(), sweep::function()]
}

const TAG: &str = "Operations";
const OPERATION_LOCATION: HeaderName = HeaderName::from_static("operation-location");

/// Long-running work. Kept seven days after its last change; its status never moves backwards.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Operation")]
pub struct OperationView {
    pub id: OperationId,
    /// `itinerary.generate`, `export`.
    pub kind: &'static str,
    pub status: Status,
    /// 0 … 100.
    pub percent_complete: u8,
    /// What is being done, in words.
    pub phase: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Address of what came out; there once the operation has succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_location: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorView>,
}

/// Why an operation failed, in the terms of a problem document. What concerns another family's needs or budget is named, but told to that
/// family and to the organiser alone.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OperationError")]
pub struct ErrorView {
    /// Stable, for programs: `no-plan`, `exhausted`.
    pub code: String,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

impl From<OperationError> for ErrorView {
    fn from(error: OperationError) -> Self {
        let errors = error.errors.into_iter().map(|fault| Fault::new(fault.pointer, &fault.code, fault.detail)).collect();
        Self { code: error.code, detail: error.detail, errors }
    }
}

impl OperationView {
    pub fn of(app: &App, operation: &Operation, viewer: &Viewer) -> Self {
        Self {
            id: operation.id,
            kind: operation.work.kind(),
            status: operation.status,
            percent_complete: operation.percent_complete,
            phase: operation.phase.clone(),
            created_at: operation.created_at,
            updated_at: operation.updated_at,
            resource_location: operation.result.as_deref().map(|path| app.config.link(path)),
            error: operation.error.as_ref().map(|error| viewer.failure(error).into()),
        }
    }
}

/// The path of an operation.
pub fn path(trip: TripId, id: OperationId) -> String {
    format!("/api/v1/trips/{trip}/operations/{id}")
}

/// 202: the work is accepted and will survive any crash from here on.
pub fn accepted(app: &App, operation: &Operation, viewer: &Viewer) -> Response {
    let mut response = (StatusCode::ACCEPTED, Json(OperationView::of(app, operation, viewer))).into_response();
    let location = app.config.link(&path(operation.trip, operation.id));
    if let Ok(value) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(OPERATION_LOCATION, value);
    }
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// An operation as it stands; while it is not final, with the time after which it is worth another look.
fn shown(app: &App, operation: &Operation, viewer: &Viewer) -> Response {
    let mut response = Json(OperationView::of(app, operation, viewer)).into_response();
    if !operation.status.is_final() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
