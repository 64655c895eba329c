//! `GET /api/v1/families/{familyId}`: one of the caller's families.

use axum::response::Response;
use http::Method;
use pathfinder_functions::Function;

use super::{FamilyView, TAG};
use crate::access::{InFamily, family::Read};
use crate::app::App;
use crate::http::IfNoneMatch;

pub fn function() -> Function<App> {
    Function::http("families-read", Method::GET, "v1/families/{familyId}", "Shows one of the caller's families.", handle)
        .tag(TAG)
        .answers::<FamilyView>(200, "The family.")
        .conditional()
}

async fn handle(access: InFamily<Read>, known: IfNoneMatch) -> Response {
    known.answer(&access.family.etag, &FamilyView::from(&access.family.value))
}
