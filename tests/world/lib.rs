//! A whole Pathfinder in one process for tests: the real router over the embedded adapters, a clock moved by hand, seeded ids, and people.

mod audit;
mod host;
mod mishaps;
mod person;
mod reply;
mod scene;
mod watched;
mod world;

pub use mishaps::{Mishap, Mishaps, Port};
pub use person::Person;
pub use reply::Reply;
pub use scene::Scene;
pub use watched::{Fate, Watched};
pub use world::{DayOne, World};
