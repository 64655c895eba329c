//! Which restaurants can serve a meal to a group that starts from a base: hours and ways are reckoned once each.

use std::collections::HashMap;

use super::hours::HoursOf;
use crate::clock_time::Window;
use crate::planning::problem::{Day, Meal, MealRule, Problem};
use crate::planning::rules::availability::closed;
use crate::planning::rules::ends::{Distances, Ends, NEVER};
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

/// Seconds to a restaurant and back from it, by a day's point and the restaurant's index; [`NEVER`] where no allowed way leads.
#[derive(Default)]
pub(super) struct Reach<'p>(HashMap<(&'p str, usize), (u32, u32)>);

impl<'p> Reach<'p> {
    /// Seconds from the base to this restaurant and back, if a meal there fits the free time of a day.
    pub(super) fn serves(
        &mut self,
        (problem, ways): (&'p Problem, &Ways<'p>),
        ends: &Ends<'p>,
        (meal, rule, free): (Meal, MealRule, (Window, &[Window])),
        (index, open): &(usize, Vec<Window>),
    ) -> Option<u32> {
        let restaurant = problem.restaurants.get(*index).filter(|restaurant| meals::gives(restaurant, meal))?;
        let table = Spot { id: &restaurant.id, point: restaurant.location };
        let mut between = |point: Spot<'p>| {
            let seconds = |from, to| ways.between(from, to).map_or(NEVER, |way| way.seconds);
            *self.0.entry((point.id, *index)).or_insert_with(|| (seconds(point, table), seconds(table, point)))
        };
        let (from_base, to_base) = between(ends.base);
        let mut far = Distances::of_base(from_base, to_base);
        if ends.start.id != ends.base.id {
            far.from_start = between(ends.start).0;
        }
        if ends.end.id != ends.base.id {
            far.to_end = between(ends.end).1;
        }
        meals::earliest(rule, &far, free, open).map(|_| from_base.saturating_add(to_base))
    }
}
