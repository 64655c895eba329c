//! What visits are worth to each family, with less and less joy in more of the same.
//!
//! A visit is worth the family's interest in its category (0 … 100), times 0.7 for each earlier visit of the same category
//! anywhere in the trip, plus what belongs to the place itself: 100 for the family that must see it, 20 where small children
//! are welcome and the family has one. A place with a score of its own is worth that score to everybody, each time in full.

use crate::category::Category;
use crate::planning::problem::{Family, Place, Problem};

/// Share of the joy that is left for the next visit of the same category.
const AGAIN: f64 = 0.7;
/// Interest in a category that the family does not name.
const UNNAMED: f64 = 0.3;
const MUST_SEE: f64 = 100.0;
const TODDLER: f64 = 20.0;
/// A child below this age counts as a toddler.
const TODDLER_AGE: u8 = 4;

pub(super) const CATEGORIES: usize = Category::ALL.len();

/// Visits per category, without those that have a score of their own.
pub(super) type Counts = [u16; CATEGORIES];

/// What one place is worth to one family beside (or in place of) its interest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlaceWorth {
    /// Whether the family's interest in the category counts.
    pub by_interest: bool,
    pub extra: f64,
}

/// 0 … 100 by interest.
pub(super) fn interest(family: &Family, category: Category) -> f64 {
    let value = family.interests.get(&category).copied().unwrap_or(UNNAMED);
    if value.is_finite() { 100.0 * value.clamp(0.0, 1.0) } else { 0.0 }
}

pub(super) fn of_place(family: &Family, place: &Place) -> PlaceWorth {
    let must = if family.must_see.contains(&place.id) { MUST_SEE } else { 0.0 };
    if let Some(score) = place.score {
        let score = if score.is_finite() { score.max(0.0) } else { 0.0 };
        return PlaceWorth { by_interest: false, extra: score + must };
    }
    let toddler =
        place.tags.get("toddler").is_some_and(|value| value == "yes") && family.members.iter().any(|member| member.age < TODDLER_AGE);
    PlaceWorth { by_interest: true, extra: must + if toddler { TODDLER } else { 0.0 } }
}

pub(super) fn category_index(category: Category) -> usize {
    Category::ALL.iter().position(|other| *other == category).unwrap_or_default()
}

/// The share of the interest that `count` visits of one category bring together: 1 + 0.7 + 0.49 + …
pub(super) fn together(count: u16) -> f64 {
    (1.0 - AGAIN.powi(i32::from(count))) / (1.0 - AGAIN)
}

/// The share that the next visit brings.
pub(super) fn next(count: u16) -> f64 {
    AGAIN.powi(i32::from(count))
}

/// The most that `visits` visits among these places can be worth to the family.
///
/// Greedy is exact: within a category the places are taken in falling order of their extra, so that gains only fall.
pub(super) fn ideal<'p>(family: &Family, places: impl Iterator<Item = &'p Place>, visits: usize) -> f64 {
    let mut scored = Vec::new();
    let mut extras: Vec<Vec<f64>> = vec![Vec::new(); CATEGORIES];
    for place in places {
        let worth = of_place(family, place);
        if !worth.by_interest {
            scored.push(worth.extra);
        } else if let Some(list) = extras.get_mut(category_index(place.category)) {
            list.push(worth.extra);
        }
    }
    let mut gains = scored;
    for (list, category) in extras.iter_mut().zip(Category::ALL) {
        list.sort_by(|a, b| b.total_cmp(a));
        let base = interest(family, category);
        gains.extend(list.iter().zip(0_u16..).map(|(extra, count)| extra + base * next(count)));
    }
    gains.sort_by(|a, b| b.total_cmp(a));
    gains.iter().take(visits).sum()
}

/// What visits to these places are worth to the family, in any order.
pub(super) fn of_visits<'p>(family: &Family, places: impl Iterator<Item = &'p Place>) -> f64 {
    let mut counts: Counts = [0; CATEGORIES];
    let mut worth = 0.0;
    for place in places {
        let one = of_place(family, place);
        worth += one.extra;
        if one.by_interest
            && let Some(count) = counts.get_mut(category_index(place.category))
        {
            *count += 1;
        }
    }
    worth + Category::ALL.iter().zip(counts).map(|(category, count)| interest(family, *category) * together(count)).sum::<f64>()
}

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
}

/// How much the worst-off family's points count beside the weighted mean of all.
const FAIRNESS: f64 = 0.5;

impl Worth {
    /// `visits` are the places behind the visit tasks, in their order; `most` is how many visits the trip can hold.
    pub(super) fn new(problem: &Problem, visits: &[&Place], most: usize) -> Self {
        let families = &problem.families;
        let weight = weights(families);
        let scale = families.iter().map(|family| 100.0 / ideal(family, visits.iter().copied(), most).max(1e-9)).collect();
        let base = Category::ALL.iter().flat_map(|category| families.iter().map(|family| interest(family, *category))).collect();
        let category = visits.iter().map(|place| place.score.is_none().then(|| category_index(place.category) as u8)).collect();
        let extra = visits.iter().flat_map(|place| families.iter().map(|family| of_place(family, place).extra)).collect();
        let next = (0..=u16::try_from(most.min(1000)).unwrap_or(1000)).map(next).collect();
        Self { families: families.len(), weight, scale, base, category, extra, next, fairness: FAIRNESS * positive(problem.weights.fairness) }
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

    /// The joint points of all families: weighted mean plus the share of the worst-off.
    pub(super) fn joint(&self, points: &[f64]) -> f64 {
        let mean: f64 = points.iter().zip(&self.weight).map(|(points, weight)| points * weight).sum();
        let worst = points.iter().copied().fold(f64::INFINITY, f64::min);
        mean + self.fairness * if worst.is_finite() { worst } else { 0.0 }
    }
}

/// Weight of each family; they add up to 1.
pub(super) fn weights(families: &[Family]) -> Vec<f64> {
    let sum: f64 = families.iter().map(|family| positive(family.weight)).sum();
    let even = 1.0 / families.len().max(1) as f64;
    families.iter().map(|family| if sum > 0.0 { positive(family.weight) / sum } else { even }).collect()
}

fn positive(weight: f64) -> f64 {
    if weight.is_finite() { weight.max(0.0) } else { 0.0 }
}
