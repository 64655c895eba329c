//! The commands of `devhost`, one file each.

pub(crate) mod demo;
pub(crate) mod run;
mod signal;
pub(crate) mod start;
