//! Destinations: the built-in catalogue.

mod list;
mod read;

use pathfinder_functions::Function;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![list::function(), read::function()]
}

const TAG: &str = "Destinations";
