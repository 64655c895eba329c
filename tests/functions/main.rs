//! Functions ring: the real router, real envelopes and the embedded adapters; one module per area, mirroring `handlers/src`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accounts;
mod bad_input;
mod catalog;
mod conditional;
mod docs;
mod exports;
mod headers;
mod hostile;
mod idempotency;
mod identity;
mod invitations;
mod itineraries;
mod jobs;
mod journey;
mod lists;
mod notifications;
mod operations;
mod retention;
mod trips;
mod wishes;
