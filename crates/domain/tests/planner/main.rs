//! The planner from outside: problems with known answers, impossible ones with their reasons, and random ones that must hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod exact;
mod faults;
mod impossible;
mod known;
mod random;
mod routes;
mod sound;
mod world;
