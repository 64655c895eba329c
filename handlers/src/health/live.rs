//! `GET /api/health/live`: the process answers.

use axum::Json;
use http::Method;
use pathfinder_functions::Function;

use super::{Health, TAG};
use crate::app::App;

pub fn function() -> Function<App> {
    Function::http("health-live", Method::GET, "health/live", "Tells that the process answers.", handle)
        .tag(TAG)
        .anonymous()
        .answers::<Health>(200, "It does.")
}

async fn handle() -> Json<Health> {
    Json(Health::ok())
}
