//! Functions ring: the real router, real envelopes and the embedded adapters; one module per area, mirroring `handlers/src`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accounts;
mod bad_input;
mod catalog;
mod conditional;
mod deletion;
mod destinations;
mod docs;
mod exports;
mod family_index;
mod free_trips;
mod headers;
mod health;
mod hostile;
mod idempotency;
mod identity;
mod invitations;
mod itineraries;
mod jobs;
mod journey;
mod links;
mod lists;
mod notifications;
mod operations;
mod planner;
mod private;
mod retention;
mod senders;
mod sign_ins;
mod trips;
mod wishes;
