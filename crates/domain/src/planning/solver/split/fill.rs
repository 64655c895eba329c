//! Fills one gap of a day for two parties: the party that chooses second takes what the first has left, and both orders are tried.

use super::super::state::State;
use super::super::worth::{CATEGORIES, category_index};
use super::gap::Gap;
use super::ground::Ground;
use super::parties::{Mask, has};
use super::tour::{Errand, Tour};
use super::{Apart, Side, Trip, Visit};

/// What both parties of a gap need to know.
#[derive(Clone)]
pub(super) struct Facts {
    /// Points that the joint objective gains for one point of each family, at the present points.
    pub pull: Vec<f64>,
    /// By family and category: visits so far.
    pub counts: Vec<[u16; CATEGORIES]>,
    /// Money left: of the trip, then of each family.
    pub left: Vec<i64>,
    /// By place of the problem.
    pub seen: Vec<bool>,
    /// By place: the families that must see it and do not yet.
    pub due: Vec<Mask>,
}

impl<'p> Trip<'_, 'p> {
    /// The splits of a gap between these parties that are worth weighing.
    pub(super) fn fill(&mut self, gap: &Gap<'p>, facts: &Facts, families: [Mask; 2]) -> Vec<Apart> {
        let table = &self.built.table;
        let Some(city) = table.days.get(gap.day).and_then(|day| table.cities.get(day.city)).map(|city| city.city) else {
            return Vec::new();
        };
        for side in families {
            let suited = &self.suited;
            self.grounds.entry((side, city)).or_insert_with(|| Ground::of(table.problem, side, city, suited));
        }
        let [one, other] = families;
        let mut found: Vec<Apart> = Vec::new();
        for [first, second] in [[one, other], [other, one]] {
            let Some(before) = self.tour(gap, facts, (first, city)) else { continue };
            let mut rest = facts.clone();
            for visit in &before.visits {
                if let Some(seen) = rest.seen.get_mut(visit.place) {
                    *seen = true;
                }
            }
            if let Some(left) = rest.left.first_mut() {
                *left = left.saturating_sub(before.cost);
            }
            let Some(behind) = self.tour(gap, &rest, (second, city)) else { continue };
            if before.visits.is_empty() && behind.visits.is_empty() {
                continue;
            }
            let sides = if first == one { [before, behind] } else { [behind, before] };
            found.extend(self.apart(gap, sides));
        }
        found
    }

    /// How things stand in `state`, which is without the visits of a gap.
    pub(super) fn facts(&self, state: &State) -> Facts {
        let table = &self.built.table;
        let (mut counts, mut points, mut due) = (Vec::new(), Vec::new(), vec![0; table.problem.places.len()]);
        for family in 0..table.families {
            let places = self.visited(state, None, family);
            let mut count = [0; CATEGORIES];
            for place in places.iter().filter(|place| place.score.is_none()) {
                if let Some(entry) = count.get_mut(category_index(place.category)) {
                    *entry += 1;
                }
            }
            counts.push(count);
            points.push(self.points(family, &places));
            for duty in self.duties.iter().filter(|duty| has(duty.families, family)) {
                let met = table.problem.places.get(duty.place).is_some_and(|place| places.iter().any(|seen| seen.id == place.id));
                if let (false, Some(entry)) = (met, due.get_mut(duty.place)) {
                    *entry |= 1 << family;
                }
            }
        }
        let joint = table.worth.joint(&points);
        let pull = (0..table.families).map(|family| {
            let mut more = points.clone();
            if let Some(points) = more.get_mut(family) {
                *points += STEP;
            }
            (table.worth.joint(&more) - joint) / STEP
        });
        Facts { pull: pull.collect(), counts, left: self.left(state, None), seen: self.seen(state), due }
    }

    /// The best tour of one party through the gap; none where it cannot even get to the point where all meet.
    fn tour(&mut self, gap: &Gap<'p>, facts: &Facts, (families, city): (Mask, usize)) -> Option<Side> {
        let weight = self.weight(families);
        let table = &self.built.table;
        let ground = self.grounds.get(&(families, city))?;
        let errand = Errand::of(table, gap, ground, facts, weight, &mut self.hours)?;
        let Tour { stops, travel, walk, cost, .. } = errand.best(table, facts)?;
        let starts = errand.starts(&stops);
        let chosen = || stops.iter().filter_map(|index| ground.candidates.get(*index));
        let visits = chosen().zip(&starts).map(|(one, start)| Visit { place: one.place, start: *start, seconds: one.seconds }).collect();
        let mut shares = vec![0_i64; table.families];
        let spots = std::iter::once(gap.here).chain(chosen().map(|one| one.spot));
        let ways = spots.zip(chosen().map(|one| one.spot).chain(std::iter::once(gap.there)));
        let all = ways.map(|(from, to)| ground.way_shares(table.problem, from, to)).chain(chosen().map(|one| one.shares.clone()));
        for list in all {
            shares.iter_mut().zip(list).for_each(|(sum, share)| *sum = sum.saturating_add(share));
        }
        let arrival = errand.arrival(stops.last().copied(), starts.last().copied());
        Some(Side { families, visits, travel, walk, cost, shares, arrival })
    }

    /// The split of these two tours: who comes last decides when all go on.
    fn apart(&self, gap: &Gap<'p>, sides: [Side; 2]) -> Option<Apart> {
        let arrival = sides.iter().map(|side| side.arrival).max()?;
        let route = gap.pushed(&self.built.table, arrival)?;
        let until = route.stops.get(gap.before).map_or(arrival, |stop| stop.start);
        Some(Apart { day: gap.day, before: gap.before, route, from: gap.from, until, sides, skipped: gap.skipped.clone() })
    }
}

/// Points by which the joint objective is probed.
const STEP: f64 = 1e-3;
