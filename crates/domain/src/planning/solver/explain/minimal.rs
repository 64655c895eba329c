//! Whether a conflict is minimal: for each of its wishes a plan that keeps all the others, found by the search and passed by the validator.
//!
//! As in any minimal unsatisfiable set, whatever is outside the set is given up in each of these questions. What the problem states as a
//! fact (the city of a day, somebody's age) cannot be given up: it is told for the sake of the sentence and stays in all of them.

use super::super::search::ROUNDS_TO_VALID;
use super::super::{Effort, Phase, Progress};
use super::wishes::{self, Wish};
use super::{conflict, first_plan, impossible_at_sight, with_least};
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::Problem;
use crate::planning::validate::validate;

/// A wish as it is told, and the wishes of the problem (indices, ascending) that it stands for.
struct Told {
    wish: ConflictingWish,
    stands_for: Vec<usize>,
    /// Whether it can be given up at all.
    free: bool,
}

enum Answer {
    /// A plan that the validator passes.
    Plan,
    /// Nobody has to search to see that there is none.
    None,
    /// Not found, or stopped.
    Unknown,
}

/// Marks a conflict as minimal where that can be shown. A wish without which there is still no plan, for certain, is taken out of it; a stop
/// leaves the conflict as it is.
pub(super) fn prove(problem: &Problem, told: Conflict, effort: &mut Effort<'_>) -> Conflict {
    let all = wishes::all(problem);
    let mut set: Vec<Told> = told.wishes.iter().map(|wish| tell(&all, wish)).collect();
    let mut asked = 0;
    let mut next = 0;
    while let Some(one) = set.get(next) {
        if !one.free {
            next += 1;
            continue;
        }
        asked += 1;
        match ask(&without(problem, &all, &set, next), asked, effort) {
            Answer::Plan => next += 1,
            Answer::None => {
                // Of a smaller set every wish has to show anew that it is needed.
                set.remove(next);
                next = 0;
            }
            Answer::Unknown => return told,
        }
    }
    if !set.iter().any(|one| one.free) {
        return told;
    }
    if set.len() == told.wishes.len() {
        return Conflict { minimal: true, ..told };
    }
    let smaller = conflict(set.into_iter().map(|one| one.wish).collect());
    let smaller = if problem.route.is_some() { with_least(problem, smaller) } else { smaller };
    Conflict { minimal: true, ..smaller }
}

/// A wish of this pointer, or all below it: "meals" stands for breakfast, lunch and dinner.
fn tell(all: &[Wish], wish: &ConflictingWish) -> Told {
    let of = |matches: &dyn Fn(&str) -> bool| -> Vec<usize> {
        all.iter().enumerate().filter(|(_, known)| matches(&known.wish.pointer)).map(|(index, _)| index).collect()
    };
    let below = format!("{}/", wish.pointer);
    let mut stands_for = of(&|pointer| pointer == wish.pointer);
    if stands_for.is_empty() && !wish.pointer.is_empty() {
        stands_for = of(&|pointer| pointer.starts_with(&below));
    }
    // The wish of a child's age is that lodgings take the child, but the age may be told because of a place.
    let free = !stands_for.is_empty() && !wish.pointer.ends_with("/age");
    Told { wish: wish.clone(), stands_for, free }
}

/// The problem with nothing but the others of the set.
fn without(problem: &Problem, all: &[Wish], set: &[Told], given_up: usize) -> Problem {
    wishes::keeping(problem, all, |index| set.iter().enumerate().any(|(other, told)| other != given_up && told.stands_for.contains(&index)))
}

fn ask(problem: &Problem, asked: u64, effort: &mut Effort<'_>) -> Answer {
    let progress = Progress { rounds: asked, best: None, phase: Phase::Explaining };
    let mut stop = || (effort.stop)(progress);
    if stop() {
        return Answer::Unknown;
    }
    match first_plan(problem, ROUNDS_TO_VALID, &mut stop) {
        Some(plan) if validate(problem, &plan).is_ok() => Answer::Plan,
        Some(_) => Answer::Unknown,
        None if impossible_at_sight(problem, &mut stop) => Answer::None,
        None => Answer::Unknown,
    }
}
