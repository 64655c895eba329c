//! What the host is told about the functions: the `function.json` tree, the queue list, and the reviewed list of both.

mod bindings;
mod golden;
mod stage;

use std::collections::BTreeSet;

pub(crate) use bindings::{QUEUE_BINDING, TIMER_BINDING};
pub use bindings::{function_json, is_binding_name};
pub use golden::{MEND, check, golden, golden_text};
pub use stage::{Staged, stage};

use crate::function::{Function, Trigger};

/// The queues that functions consume, sorted. Infrastructure creates them, each with its `-poison` companion.
pub fn queues<S>(functions: &[Function<S>]) -> Vec<&'static str> {
    let names = functions.iter().filter_map(|function| match function.trigger() {
        Trigger::Queue { queue } => Some(*queue),
        _ => None,
    });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}
