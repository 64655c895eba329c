//! Plans where the cities are to be chosen: frames first, then the days of the most promising ones.
//!
//! Every frame that promises much gets a short search, the best of them a longer one, and the very best the longest: successive halving
//! (Karnin, Koren and Somekh 2013, proceedings of ICML, PMLR 28(3):1238-1246). Where none of them has a plan, all frames that the budget
//! allows are tried in the order of their prices before the answer is that there is none.

mod measure;

use super::assemble::assemble;
use super::build::{Built, Known, Unbuilt};
use super::explain;
use super::frames::{Frame, Frames};
use super::rescue;
use super::search::{Found, search_from};
use super::split::{self, Parted};
use super::state::{Score, State};
use super::{Effort, Outcome, Phase, Progress};
use crate::money::MAX_SUM;
use crate::planning::plan::{Conflict, Plan};
use crate::planning::problem::Problem;
use measure::Measure;

/// Frames that get a first search, those that get a second one, and the parts of all rounds that each of the three searches has.
const FIRST: usize = 16;
const SECOND: usize = 4;
const PARTS: [u64; 3] = [4, 4, 2];
/// Rounds to the first plan of a frame, while there are others to look at.
const PATIENCE: u64 = 60;
/// Frames that are tried for the question whether a trip is possible at all: promising ones and cheap ones.
const TRIED: usize = 4;

pub(super) fn plan(problem: &Problem, effort: &mut Effort<'_>) -> Outcome {
    let mut known = Known::default();
    let limit = problem.constraints.budget.map(|budget| budget.minor);
    let frames = Frames::of(problem, &mut known.hours);
    let first = frames.as_ref().and_then(|frames| Some((frames, frames.cheapest(limit)?)));
    let Some((frames, (least, cheapest))) = first else {
        let reason = explain::no_frame(problem, effort);
        return impossible(problem, reason, effort);
    };
    let measure = Measure::of(problem, least);
    let mut stop = || (effort.stop)(Progress { rounds: 0, best: None, phase: Phase::Building });
    let picked = measure.pick(frames, limit, FIRST, cheapest, &mut stop);
    let mut found = halve(&measure, picked, &mut known, effort);
    if !found.stopped && found.best.is_none() {
        found = one_by_one(&measure, frames, limit, &mut known, effort);
    }
    if !found.stopped && found.best.is_none() && rescue::short_of_money(problem) {
        found = rescued(&measure, limit, &mut known, effort);
    }
    match found.best {
        Some((_, parted)) if parted.cost() >= MAX_SUM => Outcome::Impossible(explain::beyond_reckoning(problem)),
        Some((settled, parted)) => write(&settled, &parted, &measure, &mut known).map_or(Outcome::Stopped, Outcome::Planned),
        None if found.stopped => Outcome::Stopped,
        None => {
            let reason = explain::explain(problem, effort).map(|conflict| explain::with_least(problem, conflict));
            impossible(problem, reason, effort)
        }
    }
}

fn impossible(problem: &Problem, reason: Option<Conflict>, effort: &mut Effort<'_>) -> Outcome {
    reason.map_or(Outcome::Stopped, |conflict| Outcome::Impossible(explain::tell(problem, conflict, None, effort)))
}

/// The first plan of one of the likeliest frames, after so many rounds for each. None, once `stop` says so.
pub(super) fn first(problem: &Problem, rounds: u64, stop: &mut dyn FnMut() -> bool) -> Option<Box<Plan>> {
    let mut known = Known::default();
    let limit = problem.constraints.budget.map(|budget| budget.minor);
    let frames = Frames::of(problem, &mut known.hours)?;
    let cheap: Vec<(i64, Frame)> = frames.by_cost(limit).take(TRIED).collect();
    let (least, cheapest) = cheap.first().cloned()?;
    let measure = Measure::of(problem, least);
    let likely = measure.pick(&frames, limit, TRIED, cheapest, stop).into_iter().chain(cheap.into_iter().map(|(_, frame)| frame));
    for frame in likely {
        let settled = frame.settle(problem);
        match measure.build(&settled, &mut known, stop) {
            Ok(mut built) if promises(&built) => {
                if let Some(parted) = split::first(&mut built, settled.seed, rounds, stop) {
                    return Some(Box::new(assemble(&built, &parted)));
                }
            }
            Ok(_) | Err(Unbuilt::UnknownCity) => {}
            Err(Unbuilt::Stopped) => return None,
        }
    }
    None
}

/// Whether the cities can be chosen so that prices, dates and nights allow the trip; nothing is searched.
pub(super) fn has_frame(problem: &Problem) -> bool {
    let limit = problem.constraints.budget.map(|budget| budget.minor);
    Frames::of(problem, &mut Known::default().hours).is_some_and(|frames| frames.cheapest(limit).is_some())
}

/// The problem with the cheapest choices of its cities.
pub(super) fn cheap(problem: &Problem, limit: Option<i64>) -> Vec<Problem> {
    let Some(frames) = Frames::of(problem, &mut Known::default().hours) else { return Vec::new() };
    frames.by_cost(limit).take(TRIED).map(|(_, frame)| frame.settle(problem)).collect()
}

/// A frame with the best plan that was found for it.
struct Contender {
    problem: Problem,
    state: State,
    score: Score,
    stopped: bool,
}

/// Told to stop before there was anything to go on with.
struct Stopped;

/// The problem with its cities chosen, and the plan.
#[derive(Default)]
struct Best {
    best: Option<(Problem, Parted)>,
    stopped: bool,
}

impl Best {
    const STOPPED: Self = Self { best: None, stopped: true };

    /// Without one where the families' sights apart are still missing.
    fn of(settled: Problem, parted: Parted) -> Self {
        let stopped = parted.stopped;
        Self { best: parted.valid.then_some((settled, parted)), stopped }
    }
}

fn halve(measure: &Measure<'_>, frames: Vec<Frame>, known: &mut Known, effort: &mut Effort<'_>) -> Best {
    let share = |part: u64, among: usize| effort_share(effort.rounds, part, among);
    let [first, second, last] = PARTS;
    let rounds = [share(first, frames.len()), share(second, SECOND), share(last, 1)];
    let mut contenders = Vec::new();
    let mut stopped = false;
    for frame in frames {
        let mut short = Effort { rounds: rounds[0], stop: &mut *effort.stop };
        match attempt(frame.settle(measure.problem), measure, known, &mut short, PATIENCE) {
            Err(Stopped) => stopped = true,
            Ok(tried) => {
                stopped = tried.as_ref().is_some_and(|tried| tried.stopped);
                contenders.extend(tried.filter(|tried| tried.score.valid()));
            }
        }
        if stopped {
            break;
        }
    }
    for (rounds, left) in [(rounds[1], SECOND), (rounds[2], 1)] {
        // The sort is stable: of equal ones the more promising frame stays in front.
        contenders.sort_by(|a, b| b.score.points.total_cmp(&a.score.points));
        contenders.truncate(left);
        for contender in &mut contenders {
            stopped = stopped || improve(contender, measure, known, &mut Effort { rounds, stop: &mut *effort.stop });
        }
    }
    contenders.sort_by(|a, b| b.score.points.total_cmp(&a.score.points));
    match contenders.into_iter().next() {
        Some(best) => apart(best, stopped, measure, known, effort),
        None => Best { best: None, stopped },
    }
}

/// Lets the families part in the plan of a frame.
fn apart(best: Contender, stopped: bool, measure: &Measure<'_>, known: &mut Known, effort: &mut Effort<'_>) -> Best {
    let Contender { problem, state, score, .. } = best;
    let Ok(built) = measure.build(&problem, known, &mut || false) else { return Best { best: None, stopped } };
    let parted = split::part(&built, Found { state, score, stopped }, effort);
    Best::of(problem, parted)
}

fn effort_share(rounds: u64, part: u64, among: usize) -> u64 {
    (rounds / part / u64::try_from(among.max(1)).unwrap_or(u64::MAX)).max(1)
}

/// All frames, the cheapest first, until one has a plan.
fn one_by_one(measure: &Measure<'_>, frames: &Frames<'_>, limit: Option<i64>, known: &mut Known, effort: &mut Effort<'_>) -> Best {
    for (tried, (_, frame)) in (0..).zip(frames.by_cost(limit)) {
        if (effort.stop)(Progress { rounds: tried, best: None, phase: Phase::Building }) {
            return Best::STOPPED;
        }
        let found = whole(frame.settle(measure.problem), measure, known, effort);
        if found.stopped || found.best.is_some() {
            return found;
        }
    }
    Best::default()
}

/// The cheapest frames, each begun with its cheapest plan: for when budgets leave so little that the usual search finds nothing.
fn rescued(measure: &Measure<'_>, limit: Option<i64>, known: &mut Known, effort: &mut Effort<'_>) -> Best {
    for settled in cheap(measure.problem, limit) {
        let Some((Some(started), _)) = rescue::rescued(&settled, effort) else { continue };
        let found = whole(started, measure, known, effort);
        if found.stopped || found.best.is_some() {
            return found;
        }
    }
    Best::default()
}

/// One frame searched with all rounds, if it has a plan.
fn whole(settled: Problem, measure: &Measure<'_>, known: &mut Known, effort: &mut Effort<'_>) -> Best {
    let progress = Progress { rounds: 0, best: None, phase: Phase::Building };
    let parted = match measure.build(&settled, known, &mut || (effort.stop)(progress)) {
        Ok(mut built) if promises(&built) => split::find(&mut built, settled.seed, effort),
        Ok(_) | Err(Unbuilt::UnknownCity) => return Best::default(),
        Err(Unbuilt::Stopped) => return Best::STOPPED,
    };
    Best::of(settled, parted)
}

/// Not, where no search is needed to see that there is no plan.
fn promises(built: &Built<'_>) -> bool {
    built.table.lost == 0 && explain::certain(built).is_none()
}

/// A first search. Nothing where no search is needed to see that there is no plan.
fn attempt(
    settled: Problem,
    measure: &Measure<'_>,
    known: &mut Known,
    effort: &mut Effort<'_>,
    patience: u64,
) -> Result<Option<Contender>, Stopped> {
    let Found { state, score, stopped } = {
        let progress = Progress { rounds: 0, best: None, phase: Phase::Building };
        let built = match measure.build(&settled, known, &mut || (effort.stop)(progress)) {
            Ok(built) => built,
            Err(Unbuilt::UnknownCity) => return Ok(None),
            Err(Unbuilt::Stopped) => return Err(Stopped),
        };
        if !promises(&built) {
            return Ok(None);
        }
        search_from(&built.table, settled.seed, effort, None, patience)
    };
    Ok(Some(Contender { problem: settled, state, score, stopped }))
}

/// A further search from where the last one ended. True where it was told to stop.
fn improve(contender: &mut Contender, measure: &Measure<'_>, known: &mut Known, effort: &mut Effort<'_>) -> bool {
    let Ok(built) = measure.build(&contender.problem, known, &mut || false) else { return false };
    // Another seed, or the search would go the same way again.
    let seed = contender.problem.seed.wrapping_add(1);
    let found = search_from(&built.table, seed, effort, Some(std::mem::take(&mut contender.state)), 0);
    (contender.state, contender.score) = (found.state, found.score);
    found.stopped
}

fn write(settled: &Problem, parted: &Parted, measure: &Measure<'_>, known: &mut Known) -> Option<Box<Plan>> {
    let built = measure.build(settled, known, &mut || false).ok()?;
    Some(Box::new(assemble(&built, parted)))
}
