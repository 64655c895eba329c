//! Planning problems: everything that is stored of a trip, collected and put into the planner's terms.
//!
//! `collect` reads, the rest is pure. What a group changed about an itinerary is kept as [`Adjustments`], so that a later version plans with
//! today's wishes and still keeps what was locked and thrown out.

mod adjust;
mod build;
mod collect;
mod days;
mod legs;
mod route;
mod supply;
#[cfg(test)]
mod tests;

pub use adjust::{Adjustments, without_stale_locks};
pub use build::problem;
pub use collect::{Collected, collect};
pub use legs::ESTIMATE;
