//! The longest ways to some restaurants of a city, and the ways to its sights, from wherever a day may start and end.

use super::super::by_meal::ByMeal;
use crate::planning::problem::{Day, Meal, Problem, Restaurant};
use crate::planning::rules::ends::{self, NEVER};
use crate::planning::rules::meals::{admissible, gives, planned};
use crate::planning::rules::travel::{Spot, Ways};

/// Restaurants that are tried for each meal: those without opening hours first, then those nearest to the centre.
const SAMPLE: usize = 6;
/// A restaurant, and the longest ways to it and back from any base of its city (on one day: from where that starts and to where it ends too).
#[derive(Clone, Copy)]
pub(super) struct Sample<'p> {
    pub restaurant: &'p Restaurant,
    pub there: u32,
    pub back: u32,
}

/// Where the days in a city may start and end.
pub(super) fn bases<'p>(problem: &'p Problem, city: &str) -> Vec<Spot<'p>> {
    let centre = problem.cities.iter().filter(|known| known.id == city).map(|city| Spot { id: &city.id, point: city.center });
    let beds = problem.lodgings.iter().filter(|lodging| problem.constraints.lodging && lodging.city == city);
    centre.chain(beds.map(|lodging| Spot { id: &lodging.id, point: lodging.location })).collect()
}

/// The ways to the restaurants on a day with points of its own: a gap of the day may touch these or the base, so that the longest counts.
pub(super) fn of_day<'p>(ways: &Ways<'p>, sample: &[Sample<'p>], day: &'p Day) -> Option<Vec<Sample<'p>>> {
    day.endpoints().next()?;
    let seconds = |from, to| ways.between(from, to).map_or(NEVER, |way| way.seconds);
    let own = |sample: &Sample<'p>| {
        let table = Spot { id: &sample.restaurant.id, point: sample.restaurant.location };
        let there = day.starts_at.as_ref().map_or(0, |start| seconds(ends::spot(start), table));
        let back = day.ends_at.as_ref().map_or(0, |end| seconds(table, ends::spot(end)));
        Sample { there: sample.there.max(there), back: sample.back.max(back), ..*sample }
    };
    Some(sample.iter().map(own).collect())
}

/// Seconds there and back.
pub(super) type Way = (u32, u32);

/// The shortest and the longest ways to a sight and back on one day, from those of the bases that have any; none where no way leads there.
pub(super) fn to_sight(ways: &Ways<'_>, day: &Day, sight: Spot<'_>, (bases, all): (&[Way], usize)) -> Option<(Way, Way)> {
    let seconds = |from, to| ways.between(from, to).map_or(NEVER, |way| way.seconds);
    let there = day.starts_at.as_ref().map(|start| seconds(ends::spot(start), sight));
    let back = day.ends_at.as_ref().map(|end| seconds(sight, ends::spot(end)));
    let (theres, backs) = (bases.iter().map(|way| way.0).chain(there), bases.iter().map(|way| way.1).chain(back));
    let near = (theres.clone().min()?, backs.clone().min()?);
    // From a base that has none, a visit hangs on the day's own points.
    let lost = if bases.len() < all && day.endpoints().next().is_some() { NEVER } else { 0 };
    Some((near, (theres.max()?.max(lost), backs.max()?.max(lost))))
}

pub(super) fn of_city<'p>(problem: &'p Problem, city: &'p str, ways: &Ways<'p>, bases: &[Spot<'p>]) -> Vec<Sample<'p>> {
    let Some(here) = bases.first() else { return Vec::new() };
    let mut known: Vec<&Restaurant> = admissible(problem, city).collect();
    let far = |restaurant: &Restaurant| restaurant.location.metres_to(here.point);
    known.sort_by(|a, b| a.opening_hours.is_some().cmp(&b.opening_hours.is_some()).then(far(a).total_cmp(&far(b))));
    let mut count = ByMeal::<usize>::default();
    known.retain(|restaurant| {
        let rules = planned(&problem.constraints.meals);
        let wanted: Vec<Meal> =
            rules.iter().map(|(meal, _)| *meal).filter(|meal| gives(restaurant, *meal) && count[*meal] < SAMPLE).collect();
        wanted.iter().for_each(|meal| count[*meal] += 1);
        !wanted.is_empty()
    });
    let longest = |restaurant: &'p Restaurant| {
        let table = Spot { id: &restaurant.id, point: restaurant.location };
        let mut sample = Sample { restaurant, there: 0, back: 0 };
        for base in bases {
            // Where no way leads the meal is not sure.
            let seconds = |from, to| ways.between(from, to).map_or(NEVER, |way| way.seconds);
            sample.there = sample.there.max(seconds(*base, table));
            sample.back = sample.back.max(seconds(table, *base));
        }
        sample
    };
    known.into_iter().map(longest).collect()
}
