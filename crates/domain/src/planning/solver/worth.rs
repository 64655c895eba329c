//! What visits are worth to each family ([`crate::planning::rules::worth`]), as numbers for the search.

use crate::category::Category;
use crate::planning::problem::{Family, Place, Problem};

pub(super) use crate::planning::rules::worth::{CATEGORIES, Counts, category_index, ideal, interest, next, of_place, of_visits};

/// The worth of every visit to every family, as numbers for the search.
#[derive(Debug, Default)]
pub(super) struct Worth {
    pub families: usize,
    /// Weight of each family; they add up to 1.
    pub weight: Vec<f64>,
    /// Points (of 100) for one unit of worth, by family.
    pub scale: Vec<f64>,
    /// `base[category * families + family]`.
    base: Vec<f64>,
    /// By visit: category, or none for a place with a score.
    category: Vec<Option<u8>>,
    /// `extra[visit * families + family]`.
    extra: Vec<f64>,
    /// `next` of each count, as far as it matters.
    next: Vec<f64>,
    fairness: f64,
    /// By family: whether it can be worse off. One without weight, or to which nothing here is worth anything, would be so for ever.
    pub compared: Vec<bool>,
}

/// How much the worst-off family's points count beside the weighted mean of all.
const FAIRNESS: f64 = 0.5;
/// What the next family upwards counts of that: an ordered weighted average whose weights fall this fast stands close to the leximin
/// order, yet stays a number (Yager 1997, doi:10.1016/S0377-2217(96)00217-2).
const FALL: f64 = 0.25;

impl Worth {
    /// `visits` are the places behind the visit tasks, in their order; `most` is how many visits the trip can hold.
    pub(super) fn new(problem: &Problem, visits: &[&Place], most: usize) -> Self {
        let families = &problem.families;
        let ideals: Vec<f64> = families.iter().map(|family| ideal(family, visits.iter().copied(), most)).collect();
        let compared = compared(families, &ideals);
        let weight = weights(families);
        let scale = scale(&ideals);
        let base = Category::ALL.iter().flat_map(|category| families.iter().map(|family| interest(family, *category))).collect();
        let category = visits.iter().map(|place| place.score.is_none().then(|| category_index(place.category) as u8)).collect();
        let extra = visits.iter().flat_map(|place| families.iter().map(|family| of_place(family, place).extra)).collect();
        let next = (0..=u16::try_from(most.min(1000)).unwrap_or(1000)).map(next).collect();
        Self {
            families: families.len(),
            weight,
            scale,
            base,
            category,
            extra,
            next,
            fairness: FAIRNESS * positive(problem.weights.fairness),
            compared,
        }
    }

    pub(super) fn category(&self, visit: usize) -> Option<u8> {
        self.category.get(visit).copied().flatten()
    }

    /// What the visit adds to each family's points, given the visits so far.
    pub(super) fn gains(&self, visit: usize, counts: &Counts, gains: &mut [f64]) {
        let extra = self.extra.get(visit * self.families..).unwrap_or_default();
        let category = self.category(visit).map(usize::from);
        let factor = category.and_then(|c| counts.get(c)).map_or(0.0, |count| self.next.get(usize::from(*count)).copied().unwrap_or(0.0));
        let base = category.and_then(|c| self.base.get(c * self.families..)).unwrap_or_default();
        for (family, gain) in gains.iter_mut().enumerate() {
            let interest = base.get(family).copied().unwrap_or(0.0) * factor;
            let scale = self.scale.get(family).copied().unwrap_or(0.0);
            *gain = (interest + extra.get(family).copied().unwrap_or(0.0)) * scale;
        }
    }

    /// The joint points of all families: the weighted mean, and the worse-off once more, the worst-off most.
    pub(super) fn joint(&self, points: &[f64]) -> f64 {
        let mean: f64 = points.iter().zip(&self.weight).map(|(points, weight)| points * weight).sum();
        let compared = points.iter().zip(&self.compared).filter(|(_, compared)| **compared).map(|(points, _)| *points);
        mean + self.fairness * worse_off(compared)
    }
}

/// Weight of each family; they add up to 1.
pub(super) fn weights(families: &[Family]) -> Vec<f64> {
    let sum: f64 = families.iter().map(|family| positive(family.weight)).sum();
    let even = 1.0 / families.len().max(1) as f64;
    families.iter().map(|family| if sum > 0.0 { positive(family.weight) / sum } else { even }).collect()
}

/// By family, from what the trip could be worth to it at most.
pub(super) fn scale(ideals: &[f64]) -> Vec<f64> {
    ideals.iter().map(|ideal| 100.0 / ideal.max(1e-9)).collect()
}

/// By family: whether it can be worse off than others.
pub(super) fn compared(families: &[Family], ideals: &[f64]) -> Vec<bool> {
    families.iter().zip(ideals).map(|(family, ideal)| positive(family.weight) > 0.0 && *ideal > 0.0).collect()
}

/// The points in rising order, each weighed by [`FALL`] less than the one before; the weights add up to 1.
fn worse_off(points: impl Iterator<Item = f64>) -> f64 {
    const ORDERED: usize = 4;
    // Only the lowest few matter: the fifth weighs less than half a percent.
    let mut lowest = [f64::INFINITY; ORDERED];
    let mut count = 0;
    for mut value in points {
        count += 1;
        for slot in &mut lowest {
            if value < *slot {
                std::mem::swap(slot, &mut value);
            }
        }
    }
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for value in lowest.iter().take(count) {
        sum += weight * value;
        weights += weight;
        weight *= FALL;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

fn positive(weight: f64) -> f64 {
    if weight.is_finite() { weight.max(0.0) } else { 0.0 }
}
