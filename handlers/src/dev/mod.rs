//! Development: what exists in the local profile only.

mod token;

use pathfinder_functions::Function;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![token::function()]
}
