//! What the benches and the measuring programs share: seeded trips, a handler of one's own to measure, and exact percentiles.

pub mod api;
pub mod disk;
pub mod generate;
pub mod load;
pub mod pages;
pub mod random;
pub mod samples;
pub mod server;
pub mod toptw;
