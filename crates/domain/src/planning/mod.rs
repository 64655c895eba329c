//! From a planning problem to a proven plan, or to the reason why there is none.

pub mod check;
pub mod compare;
pub mod edit;
pub mod plan;
pub mod problem;
pub mod reasons;
pub mod rules;
pub mod solver;
pub mod text;
pub mod validate;
