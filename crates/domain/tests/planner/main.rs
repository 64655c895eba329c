//! The planner from outside: problems with known answers, impossible ones with their reasons, and random ones that must hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod apart;
mod bookings;
mod changes;
mod choosy;
mod damage;
mod ends;
mod exact;
mod examples;
mod exhaustive;
mod fares;
mod faults;
mod idle;
mod impossible;
mod known;
mod minimal;
mod random;
mod relaxed;
mod routes;
mod sound;
mod world;
