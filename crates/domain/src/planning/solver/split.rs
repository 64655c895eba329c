//! Lets families part for a part of a day and meet again, where that makes a plan better, or makes it possible at all.
//!
//! The search plans for everybody together. This phase takes its best plan and looks, on each day and between any two stops that stay
//! (the visits between them given up), for two parties of whole families whose own short tours raise the joint objective by more than the
//! price of being apart. The best such split of all days is taken first, then the next, up to the limit; as gains only shrink while splits
//! are taken, a day is looked at anew only when it comes first (lazy greedy, Minoux 1978, doi:10.1007/BFb0006528).

mod fill;
mod gap;
mod ground;
mod parties;
mod reserve;
mod tour;
mod weigh;

use std::collections::BTreeMap;

use super::build::Built;
use super::hours::HoursOf;
use super::route::Route;
use super::search::{Found, search};
use super::state::{Score, State};
use super::table::What;
use super::{Effort, Phase, Progress};
use crate::planning::problem::Problem;
use gap::Gap;
use ground::Ground;
use parties::{Duty, Mask};

pub(super) use parties::{may_hold, may_part};
use weigh::Skipped;

/// The part of a day that two parties spend apart.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    pub day: usize,
    /// Common stops before they part.
    pub before: usize,
    /// The common stops, with the starts that people are told.
    pub route: Route,
    /// Seconds of the day.
    pub from: u32,
    pub until: u32,
    pub sides: [Side; 2],
    /// The way between the two common stops, which nobody takes.
    skipped: Skipped,
}

/// What one party does.
#[derive(Debug, Clone)]
pub(super) struct Side {
    /// Its families, one bit each.
    pub families: Mask,
    pub visits: Vec<Visit>,
    /// Seconds on the way, and minutes of them on foot.
    pub travel: u32,
    pub walk: u32,
    /// Ways and fees, minor units, and what each family of the trip pays of it.
    pub cost: i64,
    pub shares: Vec<i64>,
    /// When it is ready for what all do next.
    arrival: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    /// Index in `problem.places`.
    pub place: usize,
    pub start: u32,
    pub seconds: u32,
}

impl Side {
    pub(super) fn has(&self, family: usize) -> bool {
        parties::has(self.families, family)
    }

    /// Indices of its families.
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> + use<> {
        parties::indices(self.families)
    }
}

/// A common plan, and the splits in it by day.
pub(super) struct Parted {
    pub state: State,
    pub apart: BTreeMap<usize, Apart>,
    pub valid: bool,
    /// Whether the search was told to stop.
    pub stopped: bool,
}

impl Parted {
    /// What everything costs, minor units.
    pub(super) fn cost(&self) -> i64 {
        let apart = self.apart.values().map(Apart::cost);
        apart.fold(self.state.cost, i64::saturating_add)
    }

    /// What each family pays; empty while no family has a budget.
    pub(super) fn shares(&self) -> Vec<i64> {
        let more = |family| self.apart.values().map(move |apart| apart.share(family));
        let shares = self.state.shares.iter().enumerate();
        shares.map(|(family, share)| more(family).fold(*share, i64::saturating_add)).collect()
    }
}

impl Apart {
    /// What it adds to the costs of the common plan, minor units.
    fn cost(&self) -> i64 {
        self.sides.iter().fold(self.skipped.cost.saturating_neg(), |sum, side| sum.saturating_add(side.cost))
    }

    /// What it adds to the costs of one family.
    fn share(&self, family: usize) -> i64 {
        let at = |list: &[i64]| list.get(family).copied().unwrap_or(0);
        self.sides.iter().fold(at(&self.skipped.shares).saturating_neg(), |sum, side| sum.saturating_add(at(&side.shares)))
    }
}

/// Whether the earlier plan had this place on this day.
fn kept(problem: &Problem, day: usize, place: usize) -> bool {
    let (Some(day), Some(place)) = (problem.days.get(day), problem.places.get(place)) else { return false };
    problem.earlier.iter().any(|earlier| earlier.date == day.date && earlier.id == place.id)
}

/// Searches a common plan, and splits where they are allowed.
pub(super) fn find(built: &mut Built<'_>, seed: u64, effort: &mut Effort<'_>) -> Parted {
    if !may_part(built.table.problem) {
        return together(search(&built.table, seed, effort));
    }
    let mut found = reserve::search(built, seed, effort);
    if !found.score.valid() && let_apart(built, &found.state) {
        found = reserve::search(built, seed, effort);
    }
    part(built, found, effort)
}

/// Splits for a common plan, where they are allowed and it has room for them.
pub(super) fn part(built: &Built<'_>, found: Found, effort: &mut Effort<'_>) -> Parted {
    let partings = parties::partings(built.table.problem);
    if partings.is_empty() || !found.score.valid() {
        return together(found);
    }
    let mut trip = Trip::new(built, partings, found);
    trip.part(effort);
    let valid = trip.score.missing <= 0.0;
    Parted { state: trip.state, apart: trip.apart, valid, stopped: trip.stopped }
}

/// The first plan that comes in so many rounds, with time apart only as far as it needs that. None, once `stop` says so.
pub(super) fn first(built: &mut Built<'_>, seed: u64, rounds: u64, stop: &mut dyn FnMut() -> bool) -> Option<Parted> {
    let mut enough = |progress: Progress| {
        let done = match progress.phase {
            Phase::Parting => progress.best.is_some(),
            _ => progress.rounds >= rounds,
        };
        done || stop()
    };
    Some(find(built, seed, &mut Effort { rounds: 0, stop: &mut enough })).filter(|found| found.valid)
}

fn together(found: Found) -> Parted {
    Parted { valid: found.score.valid(), state: found.state, apart: BTreeMap::new(), stopped: found.stopped }
}

/// Sights that the common plan could not have along with the others are not asked of it any more: a split may hold them.
fn let_apart(built: &mut Built<'_>, state: &State) -> bool {
    let table = &mut built.table;
    let before = table.musts.len();
    let (problem, tasks) = (table.problem, &table.tasks);
    table.musts.retain(|id| {
        let common = tasks.get(*id as usize).is_some_and(|task| !gap::may_go(problem, task));
        common || state.used.get(*id as usize).copied().unwrap_or(false)
    });
    table.musts.len() < before
}

/// The trip as it stands while splits are taken.
struct Trip<'b, 'p> {
    built: &'b Built<'p>,
    partings: Vec<[Mask; 2]>,
    /// By place of the problem: the families that can and will go there.
    suited: Vec<Mask>,
    duties: Vec<Duty>,
    grounds: BTreeMap<(Mask, usize), Ground<'p>>,
    hours: HoursOf,
    state: State,
    apart: BTreeMap<usize, Apart>,
    score: Score,
    asked: u64,
    stopped: bool,
}

impl<'b, 'p> Trip<'b, 'p> {
    fn new(built: &'b Built<'p>, partings: Vec<[Mask; 2]>, found: Found) -> Self {
        let problem = built.table.problem;
        let mut trip = Self {
            built,
            partings,
            suited: parties::suited(problem),
            duties: parties::duties(problem),
            grounds: BTreeMap::new(),
            hours: HoursOf::default(),
            state: found.state,
            apart: BTreeMap::new(),
            score: found.score,
            asked: 0,
            stopped: false,
        };
        trip.score = trip.weigh(&trip.state, None);
        trip
    }

    /// Takes the best splits, one after another.
    fn part(&mut self, effort: &mut Effort<'_>) {
        let most = usize::try_from(self.built.table.problem.constraints.splits).unwrap_or(usize::MAX);
        let days = self.built.table.days.len();
        // Per day its best split with its score, and how many splits had been taken when it was found.
        let mut best: Vec<Option<(Apart, Score)>> = Vec::with_capacity(days);
        for day in 0..days {
            best.push(self.of_day(day, effort));
        }
        let mut seen = vec![0; days];
        while self.apart.len() < most {
            let better = |a: &Score, b: &Score| a.beats(b);
            let first = best.iter().enumerate().filter_map(|(day, found)| found.as_ref().map(|(_, score)| (day, *score)));
            let Some((day, _)) = first.reduce(|a, b| if better(&b.1, &a.1) { b } else { a }) else { break };
            let (Some(entry), Some(seen)) = (best.get_mut(day), seen.get_mut(day)) else { break };
            if *seen < self.apart.len() {
                *seen = self.apart.len();
                *entry = self.of_day(day, effort);
                continue;
            }
            let Some((apart, score)) = entry.take() else { break };
            self.take(apart, score);
        }
        self.ask(effort);
    }

    fn take(&mut self, apart: Apart, score: Score) {
        if let Some(route) = self.state.routes.get_mut(apart.day) {
            route.clone_from(&apart.route);
        }
        self.state.recount(&self.built.table);
        self.score = score;
        self.apart.insert(apart.day, apart);
    }

    fn ask(&mut self, effort: &mut Effort<'_>) -> bool {
        let best = self.score.valid().then_some(self.score.points);
        self.stopped |= (effort.stop)(Progress { rounds: self.asked, best, phase: Phase::Parting });
        self.asked += 1;
        self.stopped
    }

    /// The best split of one day that is better than none.
    fn of_day(&mut self, day: usize, effort: &mut Effort<'_>) -> Option<(Apart, Score)> {
        let mut best: Option<(Apart, Score)> = None;
        for gap in Gap::of_day(self.built, &self.state, day) {
            let mut state = self.state.clone();
            if let Some(route) = state.routes.get_mut(day) {
                route.clone_from(&gap.route);
            }
            state.recount(&self.built.table);
            let facts = self.facts(&state);
            for parting in 0..self.partings.len() {
                if self.ask(effort) {
                    return best;
                }
                let Some(sides) = self.partings.get(parting).copied() else { continue };
                for apart in self.fill(&gap, &facts, sides) {
                    let score = self.weigh(&state, Some(&apart));
                    if score.beats(best.as_ref().map_or(&self.score, |(_, score)| score)) {
                        best = Some((apart, score));
                    }
                }
            }
        }
        best
    }

    /// Places that somebody sees already, outside the gap.
    fn seen(&self, state: &State) -> Vec<bool> {
        let mut seen = vec![false; self.built.table.problem.places.len()];
        let tasks = state.routes.iter().flat_map(|route| &route.stops).filter_map(|stop| self.built.table.task(stop.task));
        let common = tasks.filter_map(|task| match task.what {
            What::Visit(place) => Some(place),
            What::Meal(..) => None,
        });
        let parties = self.apart.values().flat_map(|apart| &apart.sides).flat_map(|side| &side.visits).map(|visit| visit.place);
        for place in common.chain(parties) {
            if let Some(entry) = seen.get_mut(place) {
                *entry = true;
            }
        }
        seen
    }
}
