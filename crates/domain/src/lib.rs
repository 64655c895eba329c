//! The rules of Pathfinder: types, limits, permissions, the catalogue and the planner. Pure: no IO, no async, no clock.

pub mod access;
pub mod catalogue;
pub mod category;
pub mod clock_time;
pub mod fault;
pub mod geo;
pub mod ids;
pub mod limits;
pub mod money;
pub mod opening;
pub mod people;
pub mod planning;
pub mod trip;
