//! Why there is no plan: the smallest set of wishes found that cannot hold together.
//!
//! What can be seen without searching comes first, because it gives the best sentences (`certain`). Else wishes are given up one after
//! another: whatever can be given up without making the trip possible is no part of the reason (the deletion filter for minimal
//! unsatisfiable sets, Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157), in halves first, because most wishes are innocent. The
//! search is no proof: where it misses a plan that exists, the set may name a wish too few. That none is too many is shown in `minimal`.

mod bookings;
mod certain;
mod choosy;
mod minimal;
mod money;
mod relax;
mod route;
mod sights;
mod wishes;

use super::assemble::assemble;
use super::build::build;
use super::rescue::Cheapest;
use super::{Effort, Phase, Progress};
use super::{routes, split};
use crate::planning::plan::{Conflict, ConflictingWish, Plan};
use crate::planning::problem::Problem;
use wishes::Wish;

pub(super) use certain::certain;
pub(super) use route::{no_frame, with_least};

/// Rounds of search for each question whether a trip is possible.
const ROUNDS: u64 = 150;
/// A set that is not minimal yet is still told where it has no more wishes than this.
const MOST_UNFINISHED: usize = 6;

/// For a problem whose days are in cities that it does not describe.
pub(super) fn unreadable(problem: &Problem) -> Conflict {
    let missing = problem.days.iter().enumerate().filter(|(_, day)| !problem.cities.iter().any(|city| city.id == day.city_id()));
    let wishes = missing.map(|(index, day)| {
        wish(format!("/days/{index}/city"), format!("{} is spent in {:?}, which is no known city", day.date, day.city_id()))
    });
    Conflict::of(wishes.collect())
}

/// For a problem whose prices add up to more than [`crate::money::MAX_SUM`].
pub(super) fn beyond_reckoning(problem: &Problem) -> Conflict {
    Conflict::of(vec![wish("/currency".into(), format!("the prices add up to more than can be reckoned in {}", problem.currency))])
}

/// The conflict as it is told: without what is not needed for it, where that can be shown, and with what would help.
pub(super) fn tell(problem: &Problem, conflict: Conflict, cheapest: Option<Cheapest>, effort: &mut Effort<'_>) -> Conflict {
    let conflict = minimal::prove(problem, conflict, effort);
    relax::relax(problem, conflict, cheapest, effort)
}

/// None where the stop came before the set was small enough to help anybody.
pub(super) fn explain(problem: &Problem, effort: &mut Effort<'_>) -> Option<Conflict> {
    let all = wishes::all(problem);
    let mut questions = Questions::of(problem, &all);
    let mut active: Vec<usize> = (0..all.len()).collect();
    if !questions.possible_with(&[], effort) {
        let summary = "No plan was found that keeps every wish, even with all wishes that the planner can set aside given up.".to_owned();
        return Some(Conflict {
            wishes: vec![wish(String::new(), "the days leave no room for the trip as it is described".to_owned())],
            summary,
            minimal: false,
            relaxations: Vec::new(),
        });
    }
    questions.filter(&mut active, &[], effort);
    let told = active.len() <= MOST_UNFINISHED || !questions.stopped;
    told.then(|| Conflict::of(all.into_iter().enumerate().filter(|(index, _)| active.contains(index)).map(|(_, wish)| wish.wish).collect()))
}

struct Questions<'a> {
    problem: &'a Problem,
    all: &'a [Wish],
    asked: u64,
    stopped: bool,
}

impl<'a> Questions<'a> {
    fn of(problem: &'a Problem, all: &'a [Wish]) -> Self {
        Self { problem, all, asked: 0, stopped: false }
    }

    /// Leaves of the active wishes (ascending indices) only those without which, beside the `fixed` ones, the trip would be possible.
    fn filter(&mut self, active: &mut Vec<usize>, fixed: &[usize], effort: &mut Effort<'_>) {
        let mut chunk = active.len().div_ceil(2).max(1);
        loop {
            let mut from = 0;
            while from < active.len() && !self.stopped {
                let until = (from + chunk).min(active.len());
                let (before, after) = (active.get(..from).unwrap_or_default(), active.get(until..).unwrap_or_default());
                let mut kept = [before, after, fixed].concat();
                kept.sort_unstable();
                if self.possible_with(&kept, effort) {
                    from = until;
                } else {
                    active.drain(from..until);
                }
            }
            if chunk == 1 || self.stopped {
                return;
            }
            chunk = chunk.div_ceil(2);
        }
    }

    /// Whether the trip is possible with only these wishes (ascending indices); a stop answers yes, so that no more are given up.
    fn possible_with(&mut self, kept: &[usize], effort: &mut Effort<'_>) -> bool {
        self.asked += 1;
        let progress = Progress { rounds: self.asked, best: None, phase: Phase::Explaining };
        let relaxed = wishes::keeping(self.problem, self.all, |index| kept.binary_search(&index).is_ok());
        let mut stop = || {
            self.stopped |= (effort.stop)(progress);
            self.stopped
        };
        let possible = !stop() && possible(&relaxed, &mut stop);
        self.stopped || possible
    }
}

fn possible(problem: &Problem, stop: &mut dyn FnMut() -> bool) -> bool {
    if problem.route.is_some() {
        return routes::first(problem, ROUNDS, stop).is_some();
    }
    let Ok(mut built) = build(problem, stop) else { return false };
    built.table.lost == 0 && split::first(&mut built, problem.seed, ROUNDS, stop).is_some()
}

/// The first plan that comes, after so many rounds at most.
fn first_plan(problem: &Problem, rounds: u64, stop: &mut dyn FnMut() -> bool) -> Option<Box<Plan>> {
    if problem.route.is_some() {
        return routes::first(problem, rounds, stop);
    }
    let mut built = build(problem, stop).ok().filter(|built| built.table.lost == 0)?;
    let first = split::first(&mut built, problem.seed, rounds, stop)?;
    Some(Box::new(assemble(&built, &first)))
}

/// Whether no search is needed to see that there is no plan.
fn impossible_at_sight(problem: &Problem, stop: &mut dyn FnMut() -> bool) -> bool {
    if problem.route.is_some() {
        return !routes::has_frame(problem);
    }
    build(problem, stop).is_ok_and(|built| certain(&built).is_some())
}

fn wish(pointer: String, detail: String) -> ConflictingWish {
    ConflictingWish { pointer, detail }
}
