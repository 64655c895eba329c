//! Why there is no plan: the smallest set of wishes found that cannot hold together.
//!
//! What can be seen without searching comes first, because it gives the best sentences (`certain`). Else wishes are given up one after
//! another: whatever can be given up without making the trip possible is no part of the reason (the deletion filter for minimal
//! unsatisfiable sets, Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157), in halves first, because most wishes are innocent. The
//! search is no proof: where it misses a plan that exists, the set may name a wish too few.

mod certain;
mod money;
mod route;
mod sights;
mod wishes;

use super::build::build;
use super::routes;
use super::search::search;
use super::{Effort, Phase, Progress};
use crate::planning::plan::{Conflict, ConflictingWish};
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
    conflict(wishes.collect())
}

/// None where the stop came before the set was small enough to help anybody.
pub(super) fn explain(problem: &Problem, effort: &mut Effort<'_>) -> Option<Conflict> {
    let mut questions = Questions { asked: 0, stopped: false };
    let mut active = wishes::all(problem);
    if !questions.possible_with(problem, &active, &|_| false, effort) {
        let summary = "No plan was found that keeps every wish, even with all wishes that the planner can set aside given up.".to_owned();
        return Some(Conflict {
            wishes: vec![wish(String::new(), "the days leave no room for the trip as it is described".to_owned())],
            summary,
        });
    }
    let mut chunk = active.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        while from < active.len() && !questions.stopped {
            let until = (from + chunk).min(active.len());
            let kept = |index: usize| !(from..until).contains(&index);
            if questions.possible_with(problem, &active, &kept, effort) {
                from = until;
            } else {
                active.drain(from..until);
            }
        }
        if chunk == 1 || questions.stopped {
            break;
        }
        chunk = chunk.div_ceil(2);
    }
    (active.len() <= MOST_UNFINISHED || !questions.stopped).then(|| conflict(active.into_iter().map(|active| active.wish).collect()))
}

struct Questions {
    asked: u64,
    stopped: bool,
}

impl Questions {
    /// Whether the trip is possible with only the kept ones of the active wishes.
    fn possible_with(&mut self, problem: &Problem, active: &[Wish], kept: &dyn Fn(usize) -> bool, effort: &mut Effort<'_>) -> bool {
        self.asked += 1;
        let progress = Progress { rounds: self.asked, best: None, phase: Phase::Explaining };
        self.stopped |= (effort.stop)(progress);
        let mut relaxed = problem.clone();
        for other in wishes::all(problem) {
            let stays = active.iter().position(|wish| wish.wish.pointer == other.wish.pointer).is_some_and(kept);
            if !stays {
                (other.give_up)(&mut relaxed);
            }
        }
        self.stopped || possible(&relaxed)
    }
}

fn possible(problem: &Problem) -> bool {
    if problem.route.is_some() {
        return routes::possible(problem, ROUNDS);
    }
    let Some(built) = build(problem) else { return false };
    let mut effort = Effort { rounds: 0, stop: &mut |progress| progress.rounds >= ROUNDS };
    built.table.lost == 0 && search(&built.table, problem.seed, &mut effort).score.valid()
}

fn wish(pointer: String, detail: String) -> ConflictingWish {
    ConflictingWish { pointer, detail }
}

/// One sentence from the wishes' own.
fn conflict(wishes: Vec<ConflictingWish>) -> Conflict {
    let details: Vec<&str> = wishes.iter().map(|wish| wish.detail.as_str()).collect();
    let summary = match details.as_slice() {
        [] => "No plan keeps every wish.".to_owned(),
        [one] => format!("There is no plan because {one}."),
        [rest @ .., last] => format!("These cannot hold together: {}; and {last}.", rest.join("; ")),
    };
    Conflict { wishes, summary }
}
