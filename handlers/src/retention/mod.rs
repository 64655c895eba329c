//! Retention: what has served its time is deleted.

mod purge;

use pathfinder_functions::Function;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![purge::function()]
}
