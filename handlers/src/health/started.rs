//! `GET /api/health/started`: the process has started and takes calls.

use axum::Json;
use http::Method;
use pathfinder_functions::Function;

use super::{Health, TAG};
use crate::app::App;

pub fn function() -> Function<App> {
    Function::http("health-started", Method::GET, "health/started", "Tells that the process has started and takes calls.", handle)
        .tag(TAG)
        .anonymous()
        .answers::<Health>(200, "It has: the process listens only once it is ready.")
}

async fn handle() -> Json<Health> {
    Json(Health::ok())
}
