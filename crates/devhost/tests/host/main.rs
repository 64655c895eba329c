//! The host against a handler that can misbehave: the conformance cases of `custom-handler-protocol.md`, section 8.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod admin;
mod fake;
mod folder;
mod http_calls;
mod life;
mod memory;
mod queue_calls;
mod stage;
mod stores;
mod timer_calls;

/// Not a test: this very binary, started by the host as its handler, becomes the fake one.
#[test]
fn fake_handler() {
    fake::run_if_asked();
}
