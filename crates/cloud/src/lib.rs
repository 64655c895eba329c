//! What the functions need from outside: one folder per need, the port in its `mod.rs`, one adapter per file.
//!
//! The embedded adapters are honest peers of the Azure ones: same conditions, same visibility, same expiry. A port's contract suite
//! (`<need>::contract`) is written once and runs against every adapter.

pub mod blobs;
pub mod cache;
pub mod clock;
pub mod documents;
pub mod embedded;
pub mod ids;
pub mod ledger;
mod names;
pub mod queues;
pub mod secrets;
