//! `GET /api/problems/{code}`: what a problem code means and what to do; every problem document's `type` leads here.

use axum::Json;
use http::Method;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use super::TAG;
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Code, Problem};

pub fn function() -> Function<App> {
    Function::http("api-problem", Method::GET, "problems/{code}", "Explains a problem code.", handle)
        .tag(TAG)
        .anonymous()
        .answers::<Explained>(200, "What the code means.")
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Explained {
    code: &'static str,
    title: &'static str,
    status: u16,
    /// What it means and what to do.
    meaning: &'static str,
}

async fn handle(PathId(name): PathId<String>) -> Answer<Json<Explained>> {
    let code = Code::ALL.iter().find(|code| code.name() == name).ok_or_else(Problem::not_found)?;
    Ok(Json(Explained { code: code.name(), title: code.title(), status: code.status().as_u16(), meaning: code.meaning() }))
}
