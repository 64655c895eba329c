//! The cheapest meals of one city: so many of them, with certain required cuisines among them.

use super::super::build::sum;
use super::super::by_meal::ByMeal;
use super::NEVER;
use super::owed::Owes;
use crate::clock_time::Window;
use crate::planning::problem::{Meal, Problem, Restaurant};
use crate::planning::rules::availability::closed;
use crate::planning::rules::meals::{admissible, cooks, earliest_departure, free_between, gives, latest_arrival, planned, serves};
use crate::planning::rules::{prices, routes};

/// When a restaurant is open on a day, by the day's index.
pub(super) type OpenOn<'a> = dyn FnMut(&Restaurant, usize) -> Vec<Window> + 'a;

/// A restaurant that can be chosen.
#[derive(Debug, Clone, Copy)]
struct Dish {
    /// Index in `problem.restaurants`.
    restaurant: usize,
    cost: i64,
    /// Required cuisines, one bit each.
    cuisines: usize,
}

/// `cost[meals * sets + cuisines]`: the least for so many meals with at least these cuisines.
#[derive(Clone)]
struct Prices {
    cost: Vec<i64>,
}

/// The days on which a restaurant serves each meal, one bit each: days that are spent wholly in the city, and those that begin with the
/// latest arrival there. A last day ends with the earliest way home.
#[derive(Debug, Clone, Copy, Default)]
struct Serving {
    whole: ByMeal<u64>,
    arriving: ByMeal<u64>,
}

/// Which restaurant gives which meal is heeded by [`Menu::repeats`] alone: that a café gives breakfasts only is left out of the prices, which
/// may make them lower than any menu.
pub(super) struct Menu {
    dishes: Vec<Dish>,
    /// Number of sets of cuisines.
    sets: usize,
    /// Meals at most.
    most: usize,
    different: Prices,
    repeated: Prices,
    /// Restaurants in which everybody can eat, locked ones included.
    known: usize,
    serving: Vec<Serving>,
    planned: Vec<Meal>,
}

impl Menu {
    /// `cuisines` are the required ones that the tables follow, `longest` the most days that are spent in the city.
    pub(super) fn of(problem: &Problem, city: &str, cuisines: &[&str], longest: usize, open: &mut OpenOn<'_>) -> Self {
        let planned: Vec<Meal> = planned(&problem.constraints.meals).into_iter().map(|(meal, _)| meal).collect();
        let known: Vec<&Restaurant> =
            admissible(problem, city).filter(|restaurant| planned.iter().any(|meal| gives(restaurant, *meal))).collect();
        let index = |restaurant: &Restaurant| problem.restaurants.iter().position(|other| other.id == restaurant.id);
        let most = longest * planned.len();
        let dish = |restaurant: &&Restaurant| {
            let served = cuisines.iter().enumerate().filter(|(_, name)| cooks(restaurant, name));
            Some(Dish {
                restaurant: index(restaurant)?,
                cost: sum(&prices::meal(restaurant, &problem.families)),
                cuisines: served.fold(0, |bits, (bit, _)| bits | 1 << bit),
            })
        };
        // Of restaurants with the same cuisines no more than there are meals can be of use, the cheapest ones.
        let mut dishes: Vec<Dish> = known.iter().filter_map(dish).collect();
        dishes.sort_by_key(|dish| (dish.cuisines, dish.cost, dish.restaurant));
        let mut same = (usize::MAX, 0);
        dishes.retain(|dish| {
            same = if same.0 == dish.cuisines { (same.0, same.1 + 1) } else { (dish.cuisines, 1) };
            same.1 <= most + problem.locked.len()
        });
        let once = unlocked(problem, &dishes);
        let sets = 1 << cuisines.len();
        let (different, repeated) = (Prices::different(&once, most, sets), Prices::repeated(&dishes, most, sets));
        let mut menu = Self { dishes, sets, most, different, repeated, known: known.len(), serving: Vec::new(), planned };
        menu.serving = serving(problem, city, &known, longest, open);
        menu
    }

    /// Whether a stay on these days may come to a restaurant more than once, as far as is known: where opening hours were not looked at,
    /// it may ([`crate::planning::rules::meals::may_repeat`] is the rule).
    pub(super) fn repeats(&self, days: std::ops::Range<usize>) -> bool {
        if self.known < days.len() * self.planned.len() {
            return true;
        }
        let enough = (days.len() * 3).div_ceil(2);
        let bits = |days: std::ops::Range<usize>| days.filter(|day| *day < 64).fold(0_u64, |bits, day| bits | 1 << day);
        let (first, later) = (bits(days.start..days.start + 1), bits(days.start + 1..days.end));
        let here = |serving: &&Serving, meal: Meal| serving.arriving[meal] & first != 0 || serving.whole[meal] & later != 0;
        self.planned.iter().any(|meal| self.serving.iter().filter(|serving| here(serving, *meal)).count() < enough)
    }

    /// The least for the meals of a stay with at least these cuisines.
    pub(super) fn cost(&self, repeats: bool, owes: Owes, cuisines: usize) -> i64 {
        self.best(repeats, owes, cuisines).map_or(NEVER, |(_, cost)| cost)
    }

    fn best(&self, repeats: bool, owes: Owes, cuisines: usize) -> Option<(usize, i64)> {
        let prices = if repeats { &self.repeated } else { &self.different };
        let of = |meals: usize| Some((meals, *prices.cost.get(meals * self.sets + cuisines)?));
        (owes.least..=owes.most.min(self.most)).filter_map(of).filter(|(_, cost)| *cost < NEVER).min_by_key(|(_, cost)| *cost)
    }

    /// The restaurants of the cheapest meals, as often as they come.
    pub(super) fn choose(&self, problem: &Problem, repeats: bool, owes: Owes, cuisines: usize) -> Vec<usize> {
        let Some((mut meals, _)) = self.best(repeats, owes, cuisines) else { return Vec::new() };
        let (mut missing, mut chosen) = (cuisines, Vec::new());
        let mut take = |dish: &Dish, meals: &mut usize, missing: &mut usize| {
            chosen.push(dish.restaurant);
            *missing &= !dish.cuisines;
            *meals -= 1;
        };
        if repeats {
            while meals > 0 {
                let goal = self.repeated.at(meals, missing, self.sets);
                let last =
                    |dish: &&Dish| self.repeated.at(meals - 1, missing & !dish.cuisines, self.sets).saturating_add(dish.cost) == goal;
                let Some(dish) = self.dishes.iter().find(last) else { break };
                take(dish, &mut meals, &mut missing);
            }
            return chosen;
        }
        let free = unlocked(problem, &self.dishes);
        let mut before = vec![Prices::none(meals, self.sets)];
        for (nth, dish) in free.iter().enumerate() {
            let mut prices = before.last().cloned().unwrap_or_else(|| Prices::none(meals, self.sets));
            (1..=meals.min(nth + 1)).rev().for_each(|count| prices.add(dish, count, self.sets));
            before.push(prices);
        }
        for (nth, dish) in free.iter().enumerate().rev() {
            let at = |table: usize| before.get(table).map_or(NEVER, |prices| prices.at(meals, missing, self.sets));
            if meals > 0 && at(nth + 1) < at(nth) {
                take(dish, &mut meals, &mut missing);
            }
        }
        chosen
    }

    /// Cuisines that can be had here.
    pub(super) fn cuisines(&self) -> usize {
        self.dishes.iter().fold(0, |bits, dish| bits | dish.cuisines)
    }
}

/// A locked restaurant has its meal already.
fn unlocked(problem: &Problem, dishes: &[Dish]) -> Vec<Dish> {
    let locked = |dish: &Dish| problem.restaurants.get(dish.restaurant).is_some_and(|r| problem.locked.iter().any(|lock| lock.id == r.id));
    dishes.iter().filter(|dish| !locked(dish)).copied().collect()
}

impl Prices {
    fn none(most: usize, sets: usize) -> Self {
        let mut cost = vec![NEVER; (most + 1) * sets];
        if let Some(nothing) = cost.first_mut() {
            *nothing = 0;
        }
        Self { cost }
    }

    /// Each restaurant once: the knapsack's table, filled from many meals to few.
    fn different(dishes: &[Dish], most: usize, sets: usize) -> Self {
        let mut prices = Self::none(most, sets);
        for (nth, dish) in dishes.iter().enumerate() {
            for meals in (1..=most.min(nth + 1)).rev() {
                prices.add(dish, meals, sets);
            }
        }
        prices
    }

    /// Each restaurant as often as wished.
    fn repeated(dishes: &[Dish], most: usize, sets: usize) -> Self {
        let mut prices = Self::none(most, sets);
        for meals in 1..=most {
            for dish in dishes {
                prices.add(dish, meals, sets);
            }
        }
        prices
    }

    fn add(&mut self, dish: &Dish, meals: usize, sets: usize) {
        for cuisines in 0..sets {
            let with = self.at(meals - 1, cuisines & !dish.cuisines, sets).saturating_add(dish.cost).min(NEVER);
            if let Some(known) = self.cost.get_mut(meals * sets + cuisines) {
                *known = with.min(*known);
            }
        }
    }

    fn at(&self, meals: usize, cuisines: usize, sets: usize) -> i64 {
        self.cost.get(meals * sets + cuisines).copied().unwrap_or(NEVER)
    }
}

/// On which days restaurants serve each meal; of so many only as can matter.
fn serving(problem: &Problem, city: &str, known: &[&Restaurant], longest: usize, open: &mut OpenOn<'_>) -> Vec<Serving> {
    let rules = planned(&problem.constraints.meals);
    let free: Vec<[Vec<Window>; 2]> = problem
        .days
        .iter()
        .enumerate()
        .map(|(index, day)| {
            let from = |id: &str| if index == 0 { routes::origin(problem) == Some(id) } else { true };
            let (arrives, departs) = (latest_arrival(problem, from, city, day), earliest_departure(problem, city, day));
            [free_between(problem, day, None, departs), free_between(problem, day, arrives, departs)]
        })
        .collect();
    // No longer stay goes without repeats, whatever the hours are.
    let longest = (known.len() / rules.len().max(1)).min(longest);
    let enough = (longest * 3).div_ceil(2);
    let mut sorted: Vec<&&Restaurant> = known.iter().collect();
    sorted.sort_by_key(|restaurant| restaurant.opening_hours.is_some());
    let mut list = Vec::new();
    // A shorter day serves no more than a whole one.
    let mut on_day = vec![ByMeal::<usize>::default(); free.len()];
    for restaurant in sorted {
        let wanting = |counts: &ByMeal<usize>| rules.iter().any(|(meal, _)| counts[*meal] < enough);
        if !on_day.iter().any(wanting) {
            break;
        }
        let mut found = Serving::default();
        for (index, ((day, [whole, arriving]), counts)) in problem.days.iter().zip(&free).zip(&mut on_day).enumerate().take(64) {
            if closed(problem, &restaurant.id, day.date) {
                continue;
            }
            let open = open(restaurant, index);
            for (meal, rule) in rules.iter().copied().filter(|(meal, _)| gives(restaurant, *meal)) {
                found.whole[meal] |= u64::from(serves(rule, whole, &open)) << index;
                let here = serves(rule, arriving, &open);
                found.arriving[meal] |= u64::from(here) << index;
                counts[meal] += usize::from(here);
            }
        }
        list.push(found);
    }
    list
}
