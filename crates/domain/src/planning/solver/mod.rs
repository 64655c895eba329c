//! The planner: from a problem to a plan, or to the reason why there is none.
//!
//! A trip is a team orienteering problem with time windows (Vansteenwegen, Souffriau and Van Oudheusden 2011,
//! doi:10.1016/j.ejor.2010.03.045), one tour for each day, in which meals, rests, lodgings and legs stand beside the visits. `build` turns
//! the problem into numbers once, `search` improves a plan by ruin and recreate, `assemble` writes it down, and `explain` finds the wishes
//! that cannot hold together. `palettes` knows which legs go together, so that the search never leaves those.
//!
//! The planner's own rules, beside those of [`super::rules`]: the whole group stays together, except where `split` lets two parties of
//! families part between two common stops; a place is visited once at most; the cities and their dates stand as the problem says, or
//! `frames` and `routes` choose them; each city has one lodging for all its nights; a change of city takes the group out of the old city
//! with the leg, and the day in the new city begins half an hour after its arrival.

mod assemble;
mod build;
mod by_meal;
mod earlier;
mod explain;
mod frames;
mod hours;
mod idle;
mod left_out;
mod losses;
mod notes;
mod owed;
mod palettes;
mod places;
mod random;
mod reach;
mod recreate;
mod report;
mod rescue;
mod route;
mod routes;
mod ruin;
mod search;
mod spares;
mod split;
mod state;
mod stays;
mod table;
mod worth;

use super::plan::{Conflict, Plan};
use super::problem::Problem;
use crate::money::MAX_SUM;
pub use frames::cheapest;

/// How long to search.
pub struct Effort<'a> {
    /// Improvement rounds at most: the limit that makes the same problem give the same plan.
    pub rounds: u64,
    /// Asked about every millisecond of work; true ends the search.
    pub stop: &'a mut dyn FnMut(Progress) -> bool,
}

impl std::fmt::Debug for Effort<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Effort").field("rounds", &self.rounds).finish_non_exhaustive()
    }
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Rounds done in this phase.
    pub rounds: u64,
    /// Points of the best plan so far, for comparing only; none before the first plan.
    pub best: Option<f64>,
    pub phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking for the first plan.
    Building,
    /// Making it better.
    Improving,
    /// Looking for parts of days that families spend apart.
    Parting,
    /// Finding out why there is none.
    Explaining,
}

impl Phase {
    /// What people read while they wait.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Building => "looking for a first plan",
            Self::Improving => "making the plan better",
            Self::Parting => "looking for time apart",
            Self::Explaining => "finding out what cannot hold together",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Its `proof` is empty: the independent validator fills it.
    Planned(Box<Plan>),
    Impossible(Conflict),
    /// The stop was asked for before there was any plan.
    Stopped,
}

/// Plans a trip. The problem should have passed [`super::check::check`]; one that has not is planned as far as it can be read.
///
/// The same problem, seed and rounds give the same outcome, as long as `stop` does not end the search before.
pub fn plan(problem: &Problem, effort: &mut Effort<'_>) -> Outcome {
    if problem.route.is_some() {
        return routes::plan(problem, effort);
    }
    let built = build::build(problem, &mut || (effort.stop)(Progress { rounds: 0, best: None, phase: Phase::Building }));
    let mut built = match built {
        Ok(built) => built,
        Err(build::Unbuilt::UnknownCity) => return Outcome::Impossible(explain::unreadable(problem)),
        Err(build::Unbuilt::Stopped) => return Outcome::Stopped,
    };
    if let Some(conflict) = explain::certain(&built) {
        return Outcome::Impossible(explain::tell(problem, conflict, None, effort));
    }
    let mut cheapest = None;
    if built.table.lost == 0 {
        let found = split::find(&mut built, problem.seed, effort);
        if found.valid {
            return planned(&built, &found);
        }
        if found.stopped {
            return Outcome::Stopped;
        }
        if rescue::short_of_money(problem) {
            let rescued;
            (rescued, cheapest) = rescue::rescued(problem, effort).unzip();
            if let Some(started) = rescued.flatten()
                && let Ok(mut rescued) =
                    build::build(&started, &mut || (effort.stop)(Progress { rounds: 0, best: None, phase: Phase::Building }))
            {
                let found = split::find(&mut rescued, problem.seed, effort);
                if found.valid {
                    return planned(&rescued, &found);
                }
            }
        }
    }
    match explain::explain(problem, effort) {
        Some(conflict) => Outcome::Impossible(explain::tell(problem, conflict, cheapest, effort)),
        None => Outcome::Stopped,
    }
}

fn planned(built: &build::Built<'_>, found: &split::Parted) -> Outcome {
    if found.cost() >= MAX_SUM {
        return Outcome::Impossible(explain::beyond_reckoning(built.table.problem));
    }
    Outcome::Planned(Box::new(assemble::assemble(built, found)))
}
