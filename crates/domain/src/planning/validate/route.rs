//! The choice of cities: which, how many, for how many nights, in which order.

use std::borrow::Cow;

use super::facts::Facts;
use super::findings::Findings;
use crate::planning::plan::Plan;
use crate::planning::problem::Problem;
use crate::planning::rules::routes::Choice;

/// The problem with the plan's cities on the days that leave them free: [`check`] holds those against the route, and all other checks
/// take them as given.
pub(super) fn settled<'a>(problem: &'a Problem, plan: &Plan) -> Cow<'a, Problem> {
    if problem.days.iter().all(|day| day.city.is_some()) {
        return Cow::Borrowed(problem);
    }
    let mut settled = problem.clone();
    for (day, planned) in settled.days.iter_mut().zip(&plan.days) {
        day.city.get_or_insert_with(|| planned.city.clone());
    }
    Cow::Owned(settled)
}

/// `problem` is the one with its days still free.
pub(super) fn check(problem: &Problem, facts: &Facts<'_>, findings: &mut Findings) {
    let Some(route) = &problem.route else { return };
    let choice = Choice::of(problem, route);
    let runs = facts.runs();
    let mut rank = None;
    for (i, run) in runs.iter().enumerate() {
        let at = format!("/days/{}/city", run.first);
        let again = runs.iter().take(i).any(|other| other.city == run.city);
        findings.check("route", !again, &at, || format!("the trip has been in {:?} already", run.city));
        let Some(stop) = choice.stop(run.city) else {
            findings.breach("route", &at, format!("{:?} is no city of the route", run.city));
            continue;
        };
        let nights = run.check_out.saturating_sub(run.first);
        let enough = nights >= size(stop.min_nights) && nights <= size(stop.max_nights);
        findings.check("route", enough, &at, || {
            format!("{nights} nights in {:?}; from {} to {} are wished", run.city, stop.min_nights, stop.max_nights)
        });
        findings.check("route", !choice.ordered || stop.rank.is_none() || stop.rank > rank, &at, || {
            format!("{:?} comes earlier in the order that is to be kept", run.city)
        });
        rank = stop.rank.or(rank);
    }
    let count = runs.len();
    findings.check("route", count >= choice.least && count <= choice.most, "/days", || {
        format!("{count} cities are visited; from {} to {} are wished", choice.least, choice.most)
    });
    for stop in choice.stops.iter().filter(|stop| stop.required) {
        let visited = runs.iter().any(|run| run.city == stop.city);
        findings.check("route", visited, "/days", || format!("{:?} must be visited", stop.city));
    }
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
