//! Planning problems: everything that is stored of a trip, collected and put into the planner's terms.
//!
//! `collect` reads, `thread` runs the planner, the rest is pure. What a group changed about an itinerary is kept as [`Adjustments`], so that a later version plans with
//! today's wishes and still keeps what was locked and thrown out.

mod adjust;
mod build;
mod collect;
mod days;
mod legs;
mod prove;
mod route;
mod supply;
#[cfg(test)]
mod tests;
mod thread;

pub use adjust::{Adjustments, without_stale_locks};
pub use build::problem;
pub use collect::{Collected, collect};
pub use legs::ESTIMATE;
pub use prove::prove;
pub use thread::on_a_thread;
