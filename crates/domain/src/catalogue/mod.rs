//! The built-in catalogue of destinations: places, restaurants and lodging areas that the planner may choose from.
//!
//! `crates/domain/catalogue/README.md` describes the files. They are embedded in the binary; a listing reads only their headers, and a
//! destination is parsed when it is first asked for.

mod check;
mod destination;
mod embedded;
pub mod overpass;
mod parts;
pub mod rates;

pub use check::{check, check_counts};
pub use destination::{Continent, Destination, Eatery, Quarter, Sight, Summary};
pub use embedded::{destination, destinations};
pub use parts::{Parts, problem_id};
