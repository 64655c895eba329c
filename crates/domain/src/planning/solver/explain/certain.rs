//! Reasons that can be seen without searching: connections, beds, cuisines; then single sights, and money.

use super::super::build::Built;
use super::wishes::place_name;
use super::{bookings, money, sights, wish};
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::Problem;
use crate::planning::rules::meals::{cooks, gives, planned};
use crate::planning::rules::needs;

pub(in super::super) fn certain(built: &Built<'_>) -> Option<Conflict> {
    let wishes = bookings::legs(built)
        .or_else(|| bookings::own_car(built))
        .or_else(|| bookings::beds(built))
        .or_else(|| sights::musts(built))
        .or_else(|| sights::locks(built))
        .or_else(|| cuisines(built.table.problem));
    wishes.or_else(|| money::too_dear(built)).map(Conflict::of)
}

fn cuisines(problem: &Problem) -> Option<Vec<ConflictingWish>> {
    problem.constraints.required_cuisines.iter().enumerate().find_map(|(index, cuisine)| {
        let serving = problem
            .restaurants
            .iter()
            .filter(|restaurant| cooks(restaurant, cuisine) && problem.days.iter().any(|day| day.city_id() == restaurant.city))
            .filter(|restaurant| planned(&problem.constraints.meals).iter().any(|(meal, _)| gives(restaurant, *meal)));
        let serving: Vec<_> = serving.collect();
        let pointer = format!("/constraints/requiredCuisines/{index}");
        if serving.is_empty() {
            return Some(vec![wish(pointer, format!("one meal should be {cuisine}, and no restaurant of the trip's cities serves that"))]);
        }
        let mut wishes = vec![wish(pointer, format!("one meal should be {cuisine}"))];
        for restaurant in serving {
            let reason = against(problem, &restaurant.id).or_else(|| {
                let unmet = needs::restaurant(restaurant, &problem.families).err()?;
                Some(wish(sights::need_pointer(problem, unmet.family, unmet.need), unmet.detail))
            })?;
            if !wishes.iter().any(|known| known.pointer == reason.pointer) {
                wishes.push(reason);
            }
        }
        Some(wishes)
    })
}

/// Who took this place or restaurant out.
pub(super) fn against(problem: &Problem, id: &str) -> Option<ConflictingWish> {
    let name = place_name(problem, id);
    match needs::avoided(problem, id)? {
        needs::Avoided::Group => {
            let nth = problem.constraints.excluded.iter().position(|other| other == id)?;
            Some(wish(format!("/constraints/excluded/{nth}"), format!("the group took {name} out")))
        }
        needs::Avoided::Family(index) => {
            let family = problem.families.get(index)?;
            let nth = family.must_avoid.iter().position(|other| other == id)?;
            Some(wish(format!("/families/{index}/mustAvoid/{nth}"), format!("the {} family asked not to go to {name}", family.name)))
        }
    }
}
