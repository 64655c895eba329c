//! One party's tour through a gap: a small orienteering problem with time windows, solved by beam search.
//!
//! A part of a day holds a handful of visits, so that appending them one by one and keeping the best few tours of each length finds what a
//! complete search would, nearly always, in a fraction of a millisecond. A family's gain counts as it moves the joint objective at the
//! present points: by its weight, and more where it is worst off.

use super::super::hours::{HoursOf, starts};
use super::super::state::categories;
use super::super::table::{Hop, Span, Table, earliest, latest};
use super::super::worth::next;
use super::fill::Facts;
use super::gap::Gap;
use super::ground::{Candidate, Ground};
use crate::planning::rules::availability::{closed, rained_off};
use crate::planning::rules::visits;

/// Tours of one length that are followed further: half of them the best, half the best for their time.
const WIDTH: usize = 24;
/// A must-see comes before every pleasure, points.
const DUTY: f64 = 10_000.0;
const FIVE_MINUTES: u32 = 300;

pub(super) struct Errand<'a, 'p> {
    gap: &'a Gap<'p>,
    ground: &'a Ground<'p>,
    /// The party is there by then, seconds of the day.
    due: u32,
    breather: u32,
    /// Visits, minutes on foot and money that are left to it.
    most: usize,
    walk: u32,
    purse: i64,
    /// The party's part of all weights.
    share: f64,
    /// Categories that the day has already, one bit each.
    today: u32,
    /// By candidate: possible starts, none where it does not come into question; and the ways from the start and to the end of the gap.
    open: Vec<Vec<Span>>,
    there: Vec<Hop>,
    back: Vec<Hop>,
    direct: Hop,
}

/// Candidates in order, and what the way through them takes, the way to the meeting point included.
#[derive(Debug, Clone)]
pub(super) struct Tour {
    pub stops: Vec<usize>,
    pub travel: u32,
    pub walk: u32,
    pub cost: i64,
    /// Points.
    value: f64,
    /// The same without the way to the meeting point, and the end of the last visit.
    open: Open,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    at: u32,
    travel: u32,
    walk: u32,
    cost: i64,
    gain: f64,
}

impl<'a, 'p> Errand<'a, 'p> {
    pub(super) fn of(
        table: &Table<'p>,
        gap: &'a Gap<'p>,
        ground: &'a Ground<'p>,
        facts: &Facts,
        share: f64,
        hours: &mut HoursOf,
    ) -> Option<Self> {
        let problem = table.problem;
        let day = problem.days.get(gap.day)?;
        let due = gap.due.unwrap_or_else(|| ground.crew.window(problem, day, None).until.seconds());
        let country = problem.cities.iter().find(|city| city.id == day.city_id()).and_then(|city| city.country.as_deref());
        let free = |one: &Candidate<'_>| {
            let left = facts.left.iter().skip(1).zip(&one.shares).all(|(left, share)| share <= left);
            left && !facts.seen.get(one.place).copied().unwrap_or(true)
        };
        let mut open_at = |one: &Candidate<'p>| {
            let Some(place) = problem.places.get(one.place) else { return Vec::new() };
            if closed(problem, &place.id, day.date) || rained_off(problem, place, day.date) {
                return Vec::new();
            }
            let windows = hours.on(place.opening_hours.as_deref(), country, day.date);
            starts(&windows, visits::seconds_before_closing(place, one.seconds), (gap.from, due)).collect::<Vec<Span>>()
        };
        let way = |from, to| ground.way(problem, from, to);
        Some(Self {
            due,
            breather: problem.constraints.pace.breather_minutes() * 60,
            most: (table.visits_a_day.saturating_sub(gap.route.visits)) as usize,
            walk: table.walk_a_day.saturating_sub(gap.route.walk.saturating_sub(gap.skipped.walk)),
            purse: facts.left.first().copied().unwrap_or(i64::MAX),
            share,
            today: categories(table, &gap.route),
            open: ground.candidates.iter().map(|one| if free(one) { open_at(one) } else { Vec::new() }).collect(),
            there: ground.candidates.iter().map(|one| way(gap.here, one.spot)).collect(),
            back: ground.candidates.iter().map(|one| way(one.spot, gap.there)).collect(),
            direct: way(gap.here, gap.there),
            gap,
            ground,
        })
    }

    /// None where nothing fits, not even going straight to the meeting point.
    pub(super) fn best(&self, table: &Table<'_>, facts: &Facts) -> Option<Tour> {
        let start = Open { at: self.gap.from, travel: 0, walk: 0, cost: 0, gain: 0.0 };
        let mut best = self.close(table, Vec::new(), start, self.direct);
        let mut level = vec![(Vec::new(), start)];
        for _ in 0..self.most {
            let longer = level.iter().flat_map(|(stops, open)| (0..self.open.len()).map(move |index| (stops, open, index)));
            let mut tours: Vec<Tour> = longer.filter_map(|(stops, open, index)| self.longer(table, facts, stops, open, index)).collect();
            self.thin(&mut tours);
            for tour in &tours {
                if best.as_ref().is_none_or(|known| tour.value > known.value + 1e-9) {
                    best = Some(tour.clone());
                }
            }
            level = tours.into_iter().map(|tour| (tour.stops, tour.open)).collect();
        }
        best
    }

    /// The tour with one more visit at its end.
    fn longer(&self, table: &Table<'_>, facts: &Facts, stops: &[usize], open: &Open, index: usize) -> Option<Tour> {
        let (possible, one) = (self.open.get(index)?, self.ground.candidates.get(index)?);
        if possible.is_empty() || stops.contains(&index) {
            return None;
        }
        let gain = self.gain(table, facts, stops, one);
        let (breather, hop) = match stops.last() {
            Some(last) => (self.breather, self.ground.hop(*last, index)),
            None => (self.gap.breather, *self.there.get(index)?),
        };
        let start = earliest(possible, open.at.saturating_add(breather).saturating_add(hop.seconds))?;
        let cost = open.cost.saturating_add(hop.cost).saturating_add(one.cost);
        let price = table.losses.of_way(
            self.share * f64::from(hop.seconds),
            self.share * f64::from(hop.walk),
            (hop.cost.saturating_add(one.cost)) as f64,
        );
        if gain <= price || cost > self.purse {
            return None;
        }
        let open = Open {
            at: start + one.seconds,
            travel: open.travel + hop.seconds,
            walk: open.walk + hop.walk,
            cost,
            gain: open.gain + gain - price,
        };
        let stops = stops.iter().copied().chain(std::iter::once(index)).collect();
        self.close(table, stops, open, *self.back.get(index)?)
    }

    /// The tour that goes to the meeting point now.
    fn close(&self, table: &Table<'_>, stops: Vec<usize>, open: Open, hop: Hop) -> Option<Tour> {
        let ready = open.at.saturating_add(self.breath(stops.is_empty())).saturating_add(hop.seconds);
        let (walk, cost) = (open.walk + hop.walk, open.cost.saturating_add(hop.cost));
        if ready > self.due || walk > self.walk || cost > self.purse {
            return None;
        }
        let value = open.gain - table.losses.of_way(self.share * f64::from(hop.seconds), self.share * f64::from(hop.walk), hop.cost as f64);
        Some(Tour { stops, travel: open.travel + hop.seconds, walk, cost, value, open })
    }

    /// Time to breathe before all meet.
    const fn breath(&self, idle: bool) -> u32 {
        match (self.gap.breathes, idle) {
            (false, _) => 0,
            (true, true) => self.gap.breather,
            (true, false) => self.breather,
        }
    }

    /// Points of the joint objective for one more visit.
    fn gain(&self, table: &Table<'_>, facts: &Facts, stops: &[usize], one: &Candidate<'_>) -> f64 {
        let category = |index: &usize| self.ground.candidates.get(*index).and_then(|other| other.category);
        let again = stops.iter().filter(|index| one.category.is_some() && category(index) == one.category).count();
        let mut gain = 0.0;
        for (family, (interest, extra)) in self.ground.crew.indices.iter().zip(&one.worth) {
            let counts = facts.counts.get(*family);
            let count = one.category.and_then(|category| counts?.get(category).copied()).unwrap_or(0);
            let joy = interest * next(count.saturating_add(again as u16)) + extra;
            let at = |list: &[f64]| list.get(*family).copied().unwrap_or(0.0);
            gain += at(&facts.pull) * at(&table.worth.scale) * joy;
            if facts.due.get(one.place).is_some_and(|due| super::parties::has(*due, *family)) {
                gain += DUTY;
            }
        }
        let same_day = one.category.is_some_and(|category| again > 0 || self.today & 1 << category != 0);
        if super::kept(table.problem, self.gap.day, one.place) {
            gain += table.losses.kept;
        }
        gain - if same_day { self.share * table.losses.same_day } else { 0.0 }
    }

    /// Keeps the tours that are worth most, and those worth most for their time.
    fn thin(&self, tours: &mut Vec<Tour>) {
        let by = |tours: &mut [Tour], worth: &dyn Fn(&Tour) -> f64| {
            tours.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.open.at.cmp(&b.open.at)).then_with(|| a.stops.cmp(&b.stops)));
        };
        by(tours, &|tour| tour.value);
        if tours.len() <= WIDTH {
            return;
        }
        let mut rest = tours.split_off(WIDTH / 2);
        by(&mut rest, &|tour| tour.value / f64::from(tour.open.at.saturating_sub(self.gap.from).max(1)));
        rest.truncate(WIDTH / 2);
        tours.append(&mut rest);
    }

    /// The starts of a tour's visits that people are told: the next five minutes where that costs nothing that follows.
    pub(super) fn starts(&self, stops: &[usize]) -> Vec<u32> {
        let last = stops.last().map_or(0, |last| self.back.get(*last).map_or(0, |hop| hop.seconds));
        let mut bound = self.due.saturating_sub(last + self.breath(stops.is_empty()));
        let mut limits = vec![0; stops.len()];
        for (nth, index) in stops.iter().enumerate().rev() {
            let possible = self.open.get(*index).map(Vec::as_slice).unwrap_or_default();
            let limit = latest(possible, bound.saturating_sub(self.seconds(*index))).unwrap_or(0);
            if let Some(entry) = limits.get_mut(nth) {
                *entry = limit;
            }
            let way = nth.checked_sub(1).and_then(|before| stops.get(before)).map_or(0, |before| self.ground.hop(*before, *index).seconds);
            bound = limit.saturating_sub(way + self.breather);
        }
        let (mut at, mut before) = (self.gap.from.saturating_add(self.gap.breather), None);
        let mut told = Vec::with_capacity(stops.len());
        for (index, limit) in stops.iter().zip(limits) {
            let possible = self.open.get(*index).map(Vec::as_slice).unwrap_or_default();
            let hop = match before {
                Some(before) => self.ground.hop(before, *index),
                None => self.there.get(*index).copied().unwrap_or(self.direct),
            };
            let exact = earliest(possible, at.saturating_add(hop.seconds)).unwrap_or(limit);
            let round = exact.next_multiple_of(FIVE_MINUTES);
            let start = if round <= limit && earliest(possible, round) == Some(round) { round } else { exact };
            told.push(start);
            (at, before) = (start + self.seconds(*index) + self.breather, Some(*index));
        }
        told
    }

    fn seconds(&self, index: usize) -> u32 {
        self.ground.candidates.get(index).map_or(0, |one| one.seconds)
    }

    /// When the party is ready for what all do next, from its last visit and that visit's start.
    pub(super) fn arrival(&self, last: Option<usize>, start: Option<u32>) -> u32 {
        let (end, hop) = match last.zip(start) {
            Some((last, start)) => (start + self.seconds(last), self.back.get(last).copied().unwrap_or(self.direct)),
            None => (self.gap.from, self.direct),
        };
        end.saturating_add(self.breath(last.is_none())).saturating_add(hop.seconds)
    }
}
