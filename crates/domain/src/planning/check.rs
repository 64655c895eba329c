//! Semantic checks of a planning problem, beyond its JSON shape: references, currencies, dates, hours, ranges.

mod ends;
mod people;
mod report;
mod route;
mod supply;
mod trip;

use super::problem::Problem;
use crate::fault::Fault;
use report::Report;

/// Everything that is wrong with a problem, all at once.
///
/// A problem that passes can still be impossible to plan; that is the planner's answer, not a fault of the form.
///
/// # Errors
/// The faults, in the order of the form, each with the JSON Pointer of the faulty field. A wildly faulty form is cut at
/// `report::MAX_FAULTS`.
pub fn check(problem: &Problem) -> Result<(), Vec<Fault>> {
    let mut report = Report::new(problem);
    trip::check(problem, &mut report);
    ends::check(problem, &mut report);
    route::check(problem, &mut report);
    people::check(problem, &mut report);
    supply::check(problem, &mut report);
    trip::check_travel(problem, &mut report);
    trip::check_constraints(problem, &mut report);
    trip::check_locked(problem, &mut report);
    report.finish()
}
