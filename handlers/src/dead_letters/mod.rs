//! Dead letters: messages that the host gave up, kept where somebody can look at them and send them again.

mod collect;
mod redrive;

use pathfinder_functions::Function;

use crate::app::App;

pub use redrive::redrive;

pub fn functions() -> Vec<Function<App>> {
    vec![collect::function()]
}
