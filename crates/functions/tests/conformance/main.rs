//! What the Functions host does to a custom handler, case by case. The ids (E1, R12, F3, …) are those of section 8 of the protocol
//! reference; every case goes through the real router.

#![allow(clippy::unwrap_used, reason = "clippy.toml allows it in tests, but counts only #[test] functions as such")]

mod application;
mod attacks;
mod calls;
mod dead_letters;
mod decoder_properties;
mod envelope_requests;
mod envelope_responses;
mod http_functions;
mod life_cycle;
mod logs;
mod manifest;
mod openapi;
mod registry;
mod timers;
