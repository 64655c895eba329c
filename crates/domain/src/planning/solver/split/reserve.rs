//! Keeps money back in the common search for what must be seen apart.

use super::super::Effort;
use super::super::build::Built;
use super::super::search::{Found, search as search_common};
use super::super::table::{Table, What};
use super::parties::{self, Mask};
use crate::planning::rules::party::Crew;
use crate::planning::rules::prices;
use crate::planning::rules::travel::Spot;

/// The common search, first with the money kept back, then, where that is too little to live on, with all of it.
pub(super) fn search(built: &mut Built<'_>, seed: u64, effort: &mut Effort<'_>) -> Found {
    let shares = reserve(&built.table);
    let whole = (built.table.budget, built.table.family_budgets.clone());
    if (whole.0.is_some() || built.table.splits) && shares.iter().any(|share| *share > 0) {
        let less = |budget: &mut Option<i64>, share: i64| *budget = budget.map(|budget| budget.saturating_sub(share));
        less(&mut built.table.budget, prices::total(&shares));
        built.table.family_budgets.iter_mut().zip(&shares).for_each(|(budget, share)| less(budget, *share));
        let found = search_common(&built.table, seed, effort);
        (built.table.budget, built.table.family_budgets) = whole;
        if found.score.valid() {
            return found;
        }
    }
    search_common(&built.table, seed, effort)
}

/// What each family pays for the sights that are not asked of the common plan: fees, and the way there from the city's centre and back.
fn reserve(table: &Table<'_>) -> Vec<i64> {
    let problem = table.problem;
    let common = |place: usize| {
        let tasks = table.musts.iter().filter_map(|id| table.task(*id));
        tasks.into_iter().any(|task| matches!(task.what, What::Visit(index) if index == place))
    };
    let mut sum = vec![0_i64; table.families];
    for duty in parties::duties(problem).iter().filter(|duty| !common(duty.place)) {
        for (sum, share) in sum.iter_mut().zip(cost(table, duty.place, duty.families)) {
            *sum = sum.saturating_add(share);
        }
    }
    sum
}

fn cost(table: &Table<'_>, place: usize, families: Mask) -> Vec<i64> {
    let problem = table.problem;
    let Some(place) = problem.places.get(place) else { return Vec::new() };
    let city = problem.cities.iter().find(|city| city.id == place.city);
    let crew = Crew::of(problem, parties::indices(families));
    let crew = if let Some(city) = city { crew.in_city(city) } else { crew };
    let mut shares = prices::entrance(place, &crew.families);
    let centre = city.map(|city| Spot { id: &city.id, point: city.center });
    let way = centre.and_then(|centre| crew.ways.between(centre, Spot { id: &place.id, point: place.location }));
    if let Some(way) = way {
        let fares = crew.ways.shares(way.mode, way.metres);
        shares.iter_mut().zip(fares).for_each(|(share, fare)| *share = share.saturating_add(fare.saturating_mul(2)));
    }
    crew.spread(&shares)
}
