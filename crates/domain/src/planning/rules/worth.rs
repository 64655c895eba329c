//! What visits are worth to each family, with less and less joy in more of the same, and what that makes of a plan.
//!
//! A visit is worth the family's interest in its category (0 … 100), times 0.7 for each earlier visit of the same category
//! anywhere in the trip, plus what belongs to the place itself: 100 for the family that must see it, 20 where small children
//! are welcome and the family has one. A place with a score of its own is worth that score to everybody, each time in full.

use crate::category::Category;
use crate::planning::problem::{Family, Place, Problem};

use super::needs;

/// Share of the joy that is left for the next visit of the same category.
const AGAIN: f64 = 0.7;
/// Interest in a category that the family does not name.
const UNNAMED: f64 = 0.3;
const MUST_SEE: f64 = 100.0;
const TODDLER: f64 = 20.0;
/// A child below this age counts as a toddler.
const TODDLER_AGE: u8 = 4;

/// Number of categories.
pub const CATEGORIES: usize = Category::ALL.len();

/// Visits per category, without those that have a score of their own.
pub type Counts = [u16; CATEGORIES];

/// What one place is worth to one family beside (or in place of) its interest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceWorth {
    /// Whether the family's interest in the category counts.
    pub by_interest: bool,
    pub extra: f64,
}

/// 0 … 100 by interest.
pub fn interest(family: &Family, category: Category) -> f64 {
    let value = family.interests.get(&category).copied().unwrap_or(UNNAMED);
    if value.is_finite() { 100.0 * value.clamp(0.0, 1.0) } else { 0.0 }
}

pub fn of_place(family: &Family, place: &Place) -> PlaceWorth {
    let must = if family.must_see.contains(&place.id) { MUST_SEE } else { 0.0 };
    if let Some(score) = place.score {
        let score = if score.is_finite() { score.max(0.0) } else { 0.0 };
        return PlaceWorth { by_interest: false, extra: score + must };
    }
    let toddler =
        place.tags.get("toddler").is_some_and(|value| value == "yes") && family.members.iter().any(|member| member.age < TODDLER_AGE);
    PlaceWorth { by_interest: true, extra: must + if toddler { TODDLER } else { 0.0 } }
}

pub fn category_index(category: Category) -> usize {
    Category::ALL.iter().position(|other| *other == category).unwrap_or_default()
}

/// The share of the interest that `count` visits of one category bring together: 1 + 0.7 + 0.49 + …
pub fn together(count: u16) -> f64 {
    (1.0 - AGAIN.powi(i32::from(count))) / (1.0 - AGAIN)
}

/// The share that the next visit brings.
pub fn next(count: u16) -> f64 {
    AGAIN.powi(i32::from(count))
}

/// The most that `visits` visits among these places can be worth to the family.
///
/// Greedy is exact: within a category the places are taken in falling order of their extra, so that gains only fall.
pub fn ideal<'p>(family: &Family, places: impl Iterator<Item = &'p Place>, visits: usize) -> f64 {
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
pub fn of_visits<'p>(family: &Family, places: impl Iterator<Item = &'p Place>) -> f64 {
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

/// The worth of the visits against the best that this family alone could have had in as many visits, among the places of the trip's
/// cities that it can and will go to. Percent, to a tenth.
pub fn satisfaction(problem: &Problem, family: &Family, visits: &[&Place]) -> f64 {
    let alone = std::slice::from_ref(family);
    let open_to_it = |place: &&Place| {
        problem.days.iter().any(|day| day.city_id() == place.city)
            && !family.must_avoid.contains(&place.id)
            && needs::place(place, alone).is_ok()
    };
    let mut candidates = problem.places.iter().filter(open_to_it).peekable();
    if visits.is_empty() {
        return if candidates.peek().is_some() { 0.0 } else { 100.0 };
    }
    let best = ideal(family, candidates, visits.len());
    let had = of_visits(family, visits.iter().copied());
    if best <= 0.0 { 100.0 } else { ((1000.0 * had / best).round() / 10.0).clamp(0.0, 100.0) }
}
