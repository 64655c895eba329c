//! The rules that planner and validator follow: ways, fees, meals, rooms, shares, needs, windows of a day.
//!
//! Each rule is a small pure function over parts of a [`Problem`](super::problem::Problem). Amounts are `i64` minor units of the problem's
//! currency and saturate instead of overflowing; lists of shares have one entry per family, in the problem's order.

pub mod availability;
pub mod days;
pub mod ends;
pub mod group;
pub mod legs;
pub mod lodging;
pub mod meals;
pub mod needs;
pub mod notes;
pub mod party;
pub mod prices;
pub mod routes;
pub mod travel;
pub mod visits;
pub mod wishes;
pub mod worth;
