//! Whole ring: the development host, the real program, and a client that knows nothing but HTTP.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod commands;
mod crash;
mod journey;
mod stage;
