//! The catalogue: every file obeys its README, and turns into parts of a planning problem.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its own small functions too")]

mod files;
mod overpass;
mod parts;
