//! The commands of the program, one file each.

pub mod cheapest;
pub mod dead_letters;
pub mod manifest;
pub mod places;
pub mod plan;
pub mod serve;
pub mod settings;
pub mod validate;
