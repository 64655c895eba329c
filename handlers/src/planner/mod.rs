//! The planner by itself: documented planning problems are planned and plans validated, with nothing stored.

mod plan;
mod processor;
mod validate;

use pathfinder_functions::Function;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![plan::function(), validate::function()]
}

const TAG: &str = "Planner";

/// The largest body: a problem with hundreds of places, and its plan, is about half as large.
const BODY_LIMIT: usize = 1024 * 1024;
