//! Whether a conflict is minimal: for each of its wishes a plan that keeps all the others, found by the search and passed by the validator.
//!
//! As in any minimal unsatisfiable set, whatever is outside the set is given up in each of these questions. What the problem states as a
//! fact (the city of a day, somebody's age) cannot be given up: it is told for the sake of the sentence and stays in all of them.

use super::super::search::ROUNDS_TO_VALID;
use super::super::{Effort, Phase, Progress, routes};
use super::wishes::{self, Wish};
use super::{Questions, first_plan, impossible_at_sight, with_least};
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::Problem;
use crate::planning::validate::validate;

const BEDS: &str = "/constraints/lodging";

/// A wish as it is told, and the wishes of the problem (indices) that it stands for.
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

/// Marks a conflict as minimal where that can be shown. Where its wishes alone leave room for a plan, those that are needed too are added
/// ("the museum is closed while you are out" is also a matter of the hours); one without which there is still no plan, for certain, is taken
/// out. A stop leaves the conflict as it is.
pub(super) fn prove(problem: &Problem, told: Conflict, effort: &mut Effort<'_>) -> Conflict {
    let all = wishes::all(problem);
    let mut set: Vec<Told> = told.wishes.iter().map(|wish| tell(problem, &all, wish)).collect();
    if !set.iter().any(|one| one.free) {
        return told;
    }
    let lived = lived(problem, &all);
    let mut asked = 0;
    let mut answer = |set: &[Told], given_up: Option<usize>, effort: &mut Effort<'_>| {
        asked += 1;
        ask(&without(problem, &all, (set, &lived), given_up), asked, effort)
    };
    if matches!(answer(&set, None, effort), Answer::Plan) {
        let Some(more) = needed_too(problem, &all, (&set, &lived), effort) else { return told };
        set.extend(more);
    }
    let mut next = 0;
    while let Some(one) = set.get(next) {
        match if one.free { answer(&set, Some(next), effort) } else { Answer::Plan } {
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
    if set.iter().map(|one| &one.wish).eq(&told.wishes) {
        return Conflict { minimal: true, ..told };
    }
    let other = Conflict::of(set.into_iter().map(|one| one.wish).collect());
    let other = if problem.route.is_some() { with_least(problem, other) } else { other };
    Conflict { minimal: true, ..other }
}

/// The wishes outside of the set without which it would leave room for a plan; none where the stop came first.
fn needed_too(problem: &Problem, all: &[Wish], (set, lived): (&[Told], &[usize]), effort: &mut Effort<'_>) -> Option<Vec<Told>> {
    let mut fixed: Vec<usize> = set.iter().flat_map(|told| &told.stands_for).chain(lived).copied().collect();
    fixed.sort_unstable();
    fixed.dedup();
    let mut active: Vec<usize> = (0..all.len()).filter(|index| fixed.binary_search(index).is_err()).collect();
    let mut questions = Questions::of(problem, all);
    questions.filter(&mut active, &fixed, effort);
    let found = active.iter().filter_map(|index| all.get(*index)).map(|wish| tell(problem, all, &wish.wish)).collect();
    (!questions.stopped).then_some(found)
}

/// Beds and meals where no choice of cities is possible: there they are no wishes but what any such trip costs.
fn lived(problem: &Problem, all: &[Wish]) -> Vec<usize> {
    if problem.route.is_none() || routes::has_frame(problem) {
        return Vec::new();
    }
    matching(all, &|pointer| pointer == BEDS || pointer.starts_with("/constraints/meals/"))
}

/// A wish of this pointer, or all below it: "meals" stands for breakfast, lunch and dinner. A locked lodging stands for the bed as well.
fn tell(problem: &Problem, all: &[Wish], wish: &ConflictingWish) -> Told {
    let below = format!("{}/", wish.pointer);
    let mut stands_for = matching(all, &|pointer| pointer == wish.pointer);
    if stands_for.is_empty() && !wish.pointer.is_empty() {
        stands_for = matching(all, &|pointer| pointer.starts_with(&below));
    }
    let mut locks = problem.locked.iter().enumerate().filter(|(_, lock)| problem.lodgings.iter().any(|lodging| lodging.id == lock.id));
    if locks.any(|(index, _)| wish.pointer == format!("/locked/{index}")) {
        stands_for.extend(matching(all, &|pointer| pointer == BEDS));
    }
    // The wish of a child's age is that lodgings take the child, but the age may be told because of a place.
    let free = !stands_for.is_empty() && !wish.pointer.ends_with("/age");
    Told { wish: wish.clone(), stands_for, free }
}

/// Indices, ascending.
fn matching(all: &[Wish], matches: &dyn Fn(&str) -> bool) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, known)| matches(&known.wish.pointer)).map(|(index, _)| index).collect()
}

/// The problem with nothing but the set, or the others of it.
fn without(problem: &Problem, all: &[Wish], (set, lived): (&[Told], &[usize]), given_up: Option<usize>) -> Problem {
    let others = || set.iter().enumerate().filter(|(other, _)| Some(*other) != given_up).map(|(_, told)| told);
    wishes::keeping(problem, all, |index| lived.contains(&index) || others().any(|told| told.stands_for.contains(&index)))
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
