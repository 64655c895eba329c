//! The API's description of itself: OpenAPI, a page to browse it, and the meaning of every problem code.

mod openapi;
mod page;
mod problem;

use pathfinder_domain::planning::problem::Problem as PlanningProblem;
use pathfinder_functions::Function;
use serde_json::Value;

use crate::app::App;

pub use openapi::document;

pub fn functions() -> Vec<Function<App>> {
    vec![openapi::function(), page::function(), page::assets(), problem::function()]
}

const TAG: &str = "About this API";

/// The JSON Schema of `pathfinder plan`'s input.
pub fn planning_problem_schema() -> Value {
    let mut schema =
        schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<PlanningProblem>().to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), Value::from("Pathfinder planning problem"));
    }
    schema
}
