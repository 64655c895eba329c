//! The rules of planning, the independent validator, and what is built on a plan: edits and comparisons.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its own small functions too")]

mod apart;
mod choosy;
mod edits;
mod ends;
mod examples;
mod mutations;
mod planned;
mod route;
mod rules;
mod sketch;
mod world;
