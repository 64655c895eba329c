//! Which restaurants can serve a meal to a group that starts from a base: hours and ways are reckoned once each.

use std::collections::HashMap;

use super::hours::HoursOf;
use crate::clock_time::Window;
use crate::planning::problem::{Day, Meal, MealRule, Problem};
use crate::planning::rules::availability::closed;
use crate::planning::rules::meals;
use crate::planning::rules::travel::{Spot, Ways};

/// Restaurants (indices of the problem's) that open on a day, with their hours.
pub(super) type Open = Vec<(usize, Vec<Window>)>;

pub(super) fn open_on(problem: &Problem, hours: &mut HoursOf, day: &Day, restaurants: &[usize]) -> Open {
    let country = problem.cities.iter().find(|city| city.id == day.city_id()).and_then(|city| city.country.as_deref());
    let open = restaurants.iter().filter_map(|index| {
        let restaurant = problem.restaurants.get(*index)?;
        let open = hours.on(restaurant.opening_hours.as_deref(), country, day.date);
        (!open.is_empty() && !closed(problem, &restaurant.id, day.date)).then_some((*index, open))
    });
    open.collect()
}

/// Seconds to restaurants and back, by the base's id and the restaurant's index; none where no allowed way leads.
#[derive(Default)]
pub(super) struct Reach<'p>(HashMap<(&'p str, usize), Option<(u32, u32)>>);

impl<'p> Reach<'p> {
    /// Seconds on the way to this restaurant and back, if a meal there fits the free time of a day.
    pub(super) fn serves(
        &mut self,
        (problem, ways): (&'p Problem, &Ways<'p>),
        base: Spot<'p>,
        (meal, rule, free): (Meal, MealRule, &[Window]),
        (index, open): &(usize, Vec<Window>),
    ) -> Option<u32> {
        problem.restaurants.get(*index).filter(|restaurant| meals::gives(restaurant, meal))?;
        let between = || {
            let restaurant = problem.restaurants.get(*index)?;
            let spot = Spot { id: &restaurant.id, point: restaurant.location };
            Some((ways.between(base, spot)?.seconds, ways.between(spot, base)?.seconds))
        };
        let (there, back) = (*self.0.entry((base.id, *index)).or_insert_with(between))?;
        meals::earliest(rule, (there, back), free, open).map(|_| there.saturating_add(back))
    }
}
