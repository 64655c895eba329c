//! Contracts: each port's suite against the embedded adapters, on a scratch folder and on a synced one, and promises of the data folder itself.
#![allow(missing_debug_implementations, reason = "test code")]

mod child;
mod embedded;
mod kill;
mod two_processes;
