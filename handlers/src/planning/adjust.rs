//! What a group changed about its plan, apart from the wishes it was made of: the difference between a problem and its edited form.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::problem::{Closure, Family, Locked, Pace, Problem};
use serde::{Deserialize, Serialize};

/// Interest in a category that a family does not name (documented at `Family::interests`).
const UNNAMED_INTEREST: f64 = 0.3;
/// Interests closer than this are the same.
const SAME_INTEREST: f64 = 1e-9;

/// Edits and feedback of an itinerary and of all those it is based on, summed up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Adjustments {
    locked: Vec<Locked>,
    excluded: Vec<String>,
    /// Places that the group added without a date.
    must_see: Vec<String>,
    pace: Option<Pace>,
    budget: Option<Money>,
    closures: Vec<Closure>,
    rainy_days: Vec<NaiveDate>,
    /// Days that begin at another time.
    starts: Vec<(NaiveDate, ClockTime)>,
    /// By the family's id.
    families: BTreeMap<String, FamilyAdjustments>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FamilyAdjustments {
    wanted: Vec<String>,
    unwanted: Vec<String>,
    /// Added to the family's own interest.
    interests: BTreeMap<Category, f64>,
}

impl Adjustments {
    /// What has to be done to `plain` to get `edited`.
    pub fn between(plain: &Problem, edited: &Problem) -> Self {
        let (before, after) = (&plain.constraints, &edited.constraints);
        let starts = plain.days.iter().zip(&edited.days).filter(|(before, after)| before.start != after.start);
        let families = plain
            .families
            .iter()
            .zip(&edited.families)
            .map(|(before, after)| (before.id.clone(), FamilyAdjustments::between(before, after)));
        Self {
            locked: edited.locked.clone(),
            excluded: missing(&after.excluded, &before.excluded),
            closures: missing(&after.closures, &before.closures),
            rainy_days: missing(&after.rainy_days, &before.rainy_days),
            must_see: missing(&after.must_see, &before.must_see),
            pace: (before.pace != after.pace).then_some(after.pace),
            budget: after.budget.filter(|_| before.budget != after.budget),
            starts: starts.map(|(_, after)| (after.date, after.start)).collect(),
            families: families.filter(|(_, adjusted)| *adjusted != FamilyAdjustments::default()).collect(),
        }
    }

    /// Does it to a problem of the same trip, whatever has changed there since; what no longer fits is passed over.
    #[must_use]
    pub fn apply(&self, mut problem: Problem) -> Problem {
        let known = |id: &String| {
            problem.places.iter().any(|place| place.id == *id) || problem.restaurants.iter().any(|restaurant| restaurant.id == *id)
        };
        let excluded: Vec<String> = self.excluded.iter().filter(|id| known(id)).cloned().collect();
        problem.constraints.excluded.extend(excluded);
        let closures: Vec<Closure> = self.closures.iter().filter(|closure| known(&closure.id)).cloned().collect();
        problem.constraints.closures.extend(closures);
        let in_trip = |date: &&NaiveDate| problem.days.iter().any(|day| day.date == **date);
        let rainy: Vec<NaiveDate> = self.rainy_days.iter().filter(in_trip).copied().collect();
        problem.constraints.rainy_days.extend(rainy);
        problem.constraints.pace = self.pace.unwrap_or(problem.constraints.pace);
        if let Some(budget) = self.budget.filter(|budget| budget.currency == problem.currency) {
            let most = problem.constraints.budget.map_or(budget.minor, |own| own.minor.min(budget.minor));
            problem.constraints.budget = Some(Money::new(most, problem.currency));
        }
        for (date, start) in &self.starts {
            for day in problem.days.iter_mut().filter(|day| day.date == *date && *start < day.end) {
                day.start = *start;
            }
        }
        let places: Vec<String> = problem.places.iter().map(|place| place.id.clone()).collect();
        // A family's "not there" stands before a group's "let us go there" that is older.
        let avoided = |id: &String| problem.families.iter().any(|family| family.must_avoid.contains(id));
        let wished: Vec<String> = self.must_see.iter().filter(|id| places.contains(id) && !avoided(id)).cloned().collect();
        problem.constraints.must_see.extend(wished);
        for family in &mut problem.families {
            if let Some(adjusted) = self.families.get(&family.id) {
                adjusted.apply(family, &places);
            }
        }
        problem.locked.extend(self.locked.iter().cloned());
        without_stale_locks(problem)
    }
}

impl FamilyAdjustments {
    fn between(before: &Family, after: &Family) -> Self {
        let changed = after.interests.iter().map(|(category, interest)| {
            let own = before.interests.get(category).copied().unwrap_or(UNNAMED_INTEREST);
            (*category, interest - own)
        });
        Self {
            wanted: missing(&after.must_see, &before.must_see),
            unwanted: missing(&before.must_see, &after.must_see),
            interests: changed.filter(|(_, by)| by.abs() > SAME_INTEREST).collect(),
        }
    }

    fn apply(&self, family: &mut Family, places: &[String]) {
        family.must_see.retain(|id| !self.unwanted.contains(id));
        let wanted =
            self.wanted.iter().filter(|id| places.contains(id) && !family.must_see.contains(id) && !family.must_avoid.contains(id));
        let wanted: Vec<String> = wanted.cloned().collect();
        family.must_see.extend(wanted);
        for (category, by) in &self.interests {
            let interest = family.interests.entry(*category).or_insert(UNNAMED_INTEREST);
            *interest = (*interest + by).clamp(0.0, 1.0);
        }
    }
}

/// Takes out locks that the trip has no room for any more: another date, another city, or something that is not there.
#[must_use]
pub fn without_stale_locks(mut problem: Problem) -> Problem {
    let mut locked = std::mem::take(&mut problem.locked);
    locked.retain(|lock| {
        let place = problem.places.iter().find(|place| place.id == lock.id).map(|place| &place.city);
        let restaurant = || problem.restaurants.iter().find(|restaurant| restaurant.id == lock.id).map(|restaurant| &restaurant.city);
        let lodging = || problem.lodgings.iter().find(|lodging| lodging.id == lock.id).map(|lodging| &lodging.city);
        let city = place.or_else(restaurant).or_else(lodging);
        // A day whose city the planner chooses is spent where something is locked.
        problem.days.iter().any(|day| day.date == lock.date && city.is_some() && (day.city.is_none() || day.city.as_ref() == city))
    });
    problem.locked = locked;
    problem
}

/// What `of` has and `from` has not.
fn missing<T: Clone + PartialEq>(of: &[T], from: &[T]) -> Vec<T> {
    of.iter().filter(|id| !from.contains(id)).cloned().collect()
}
