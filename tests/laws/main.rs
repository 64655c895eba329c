//! Laws ring: what holds for every function, by walking the registry, and for every crate and file, by reading them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod house;
mod matrix;
mod mirrors;
mod queues;
mod registry;
mod strangers;
mod timers;
mod triggers;
