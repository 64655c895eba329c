//! The search: a first plan at once, then rounds of ruin and recreate, keeping what is nearly as good as the best.
//!
//! Acceptance is record-to-record travel (Dueck 1993, doi:10.1006/jcph.1993.1010), its allowance falling to nothing over a cycle of
//! rounds and then starting again from the best: it needs no knowledge of when the search will be stopped.

use super::frames::thrift;
use super::palettes::{Booking, Palette};
use super::random::Random;
use super::recreate::{Scratch, Taste, recreate};
use super::ruin::{raze, ruin, starve};
use super::state::{Score, State};
use super::table::{Change, LegOption, Run, Table};
use super::{Effort, Phase, Progress};

/// Points below the best that a cycle begins to accept.
const ALLOWANCE: f64 = 1.5;
/// Rounds of one cycle.
const CYCLE: u64 = 2000;
/// Between two questions whether to stop: about a millisecond.
const ROUNDS_A_QUESTION: u64 = 8;
/// Rounds that are tried before a problem is taken for impossible.
pub(super) const ROUNDS_TO_VALID: u64 = 600;
/// Without a valid plan, every so many rounds all starts anew.
const RESTART: u64 = 60;
/// Without a valid plan after so many rounds, money may be what binds: all starts from what the cheapest trip is made of.
const THRIFT: u64 = 24;

pub(super) struct Found {
    pub state: State,
    pub score: Score,
    /// Whether the search was told to stop.
    pub stopped: bool,
}

pub(super) fn search(table: &Table<'_>, seed: u64, effort: &mut Effort<'_>) -> Found {
    search_from(table, seed, effort, None, ROUNDS_TO_VALID)
}

/// Goes on from a plan of this table, or builds a first one; gives up after `patience` rounds without any.
pub(super) fn search_from(table: &Table<'_>, seed: u64, effort: &mut Effort<'_>, start: Option<State>, patience: u64) -> Found {
    let mut random = Random::new(seed);
    let mut scratch = Scratch::default();
    let mut best = start.unwrap_or_else(|| first(table, &mut random, &mut scratch));
    let mut best_score = best.score(table);
    let mut current = best.clone();
    let mut current_score = best_score;
    let mut work = best.clone();
    let mut round = 0;
    loop {
        let limit = if best_score.valid() { effort.rounds } else { effort.rounds.max(patience) };
        if round >= limit {
            return Found { state: best, score: best_score, stopped: false };
        }
        if round % ROUNDS_A_QUESTION == 0 {
            let phase = if best_score.valid() { Phase::Improving } else { Phase::Building };
            let progress = Progress { rounds: round, best: best_score.valid().then_some(best_score.points), phase };
            if (effort.stop)(progress) {
                return Found { state: best, score: best_score, stopped: true };
            }
        }
        if round % CYCLE == 0 && round > 0 {
            current.clone_from(&best);
            current_score = best_score;
        }
        if !best_score.valid()
            && round == THRIFT
            && let Some((score, state)) = thrifty(table, &mut random, &mut scratch).filter(|(score, _)| score.beats(&best_score))
        {
            (best_score, current_score) = (score, score);
            best.clone_from(&state);
            current = state;
        }
        work.clone_from(&current);
        if !best_score.valid() && round % RESTART == RESTART - 1 {
            raze(table, &mut work, &mut random);
        } else if best_score.valid() || round % 2 == 0 || !starve(table, &mut work, &mut random) {
            ruin(table, &mut work, &mut random);
        }
        work.recount(table);
        let taste = Taste::draw(&mut random);
        recreate(table, &mut work, taste, &mut random, &mut scratch);
        work.recount(table);
        let score = work.score(table);
        let allowance = ALLOWANCE * (1.0 - (round % CYCLE) as f64 / CYCLE as f64);
        let close = score.missing <= best_score.missing && score.points > best_score.points - allowance;
        if close || score.beats(&current_score) {
            std::mem::swap(&mut current, &mut work);
            current_score = score;
            if score.beats(&best_score) {
                best.clone_from(&current);
                best_score = score;
            }
        }
        round += 1;
    }
}

/// Lodgings that are cheap and near with early legs, the cheapest of both where money is short; then everything inserted once.
fn first(table: &Table<'_>, random: &mut Random, scratch: &mut Scratch) -> State {
    let near = |run: &Run| {
        let worth = |option: &super::table::StayOption| {
            table.losses.of_way(2.0 * option.remoteness * run.days.len() as f64, 0.0, option.cost as f64)
        };
        run.options.iter().enumerate().min_by(|(_, a), (_, b)| worth(a).total_cmp(&worth(b))).map(|(index, _)| index)
    };
    let slept: Vec<Option<usize>> =
        table.runs.iter().map(|run| run.options.iter().position(|option| option.earlier).or_else(|| near(run))).collect();
    let near: Vec<Option<usize>> = table.runs.iter().map(near).collect();
    let early = |palette: &Palette| (Booking { stays: near.clone(), legs: palette.earliest(table) }, false);
    let cheap = |palette: &Palette| (palette.cheapest.clone(), false);
    let again = |palette: &Palette| (Booking { stays: slept.clone(), legs: palette.earliest(table) }, true);
    let earlier = table.palettes.iter().filter(|_| !table.earlier.is_empty()).map(again);
    let mut best: Option<(Score, State)> = None;
    let bookings = earlier.chain(table.palettes.iter().map(early)).chain(table.palettes.iter().map(cheap));
    for (taste, (booking, earlier)) in bookings.flat_map(|booking| [(Taste::PLAIN, booking.clone()), (Taste::HUNGRY, booking)]) {
        let (score, state) = construct(table, booking, earlier, taste, random, scratch);
        if best.as_ref().is_none_or(|(known, _)| score.beats(known)) {
            best = Some((score, state));
        }
        if score.valid() {
            break;
        }
    }
    best.map(|(_, state)| state).unwrap_or_default()
}

fn construct(
    table: &Table<'_>,
    booking: Booking,
    earlier: bool,
    taste: Taste,
    random: &mut Random,
    scratch: &mut Scratch,
) -> (Score, State) {
    let mut state = State::empty(table, booking);
    if earlier {
        super::earlier::restore(table, &mut state);
    }
    recreate(table, &mut state, taste, random, scratch);
    state.recount(table);
    (state.score(table), state)
}

/// Money may leave just one choice of lodgings, legs and restaurants, which is known exactly.
fn thrifty(table: &Table<'_>, random: &mut Random, scratch: &mut Scratch) -> Option<(Score, State)> {
    if !super::rescue::short_of_money(table.problem) {
        return None;
    }
    let thrift = thrift(table.problem)?;
    let mut best: Option<(Score, State)> = None;
    for palette in &table.palettes {
        let bed = |(run, cheap): (&Run, &Option<usize>)| {
            run.options.iter().position(|option| thrift.lodgings.get(&run.days.start) == Some(&option.lodging)).or(*cheap)
        };
        let leg = |(change, cheap): (&Change<'_>, &usize)| {
            let wanted = thrift.legs.get(&(change.day, change.ends));
            let chosen = |(index, option): (usize, &LegOption)| palette.has(change, index) && wanted == Some(&option.leg);
            change.options.iter().enumerate().position(chosen).unwrap_or(*cheap)
        };
        let stays = table.runs.iter().zip(&palette.cheapest.stays).map(bed).collect();
        let legs = table.changes.iter().zip(&palette.cheapest.legs).map(leg).collect();
        thrift.meals.clone_into(&mut scratch.meals);
        let (score, state) = construct(table, Booking { stays, legs }, false, Taste::PLAIN, random, scratch);
        scratch.meals.clear();
        if best.as_ref().is_none_or(|(known, _)| score.beats(known)) {
            best = Some((score, state));
        }
    }
    best
}
