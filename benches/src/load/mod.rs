//! Load: users in a closed loop, each waiting for its answer and thinking before the next call.

mod mix;
mod report;
mod user;

pub use mix::Kind;
pub use report::Report;
pub use user::{Pace, User};
