//! Which meals a day owes the group, and when a restaurant may come twice.
//!
//! A meal is owed where the group could have it if it did nothing else that day (rests and locked times aside). A visit of four hours
//! or more that leaves no time for a meal excuses it: at the beach or in a theme park one eats on the spot. So does a must-see beside
//! which the meal has no room.

use chrono::NaiveDate;

use crate::clock_time::{ClockTime, Window};
use crate::opening::Hours;
use crate::planning::problem::{Day, Locked, Meal, MealRule, Meals, Problem, Restaurant};

use super::days::{after, later, locked_on, rests, window};
use super::group::Group;
use super::needs;
use super::travel::{Spot, Ways};
use super::visits;

/// A visit from this length on may stand in for a meal, minutes.
pub const DAY_OUT_MINUTES: u32 = 240;
/// A meal that is locked although such meals are not planned otherwise, minutes.
pub const DEFAULT_MEAL_MINUTES: u32 = 60;
/// Time around a locked start that is left to its ways: no meal is owed in it, minutes.
pub const LOCK_MARGIN_MINUTES: u32 = 60;

/// The rule of a meal, if that meal is planned at all.
pub fn rule(meals: &Meals, meal: Meal) -> Option<MealRule> {
    match meal {
        Meal::Lunch => meals.lunch,
        Meal::Dinner => meals.dinner,
    }
}

/// Restaurants of a city in which everybody can eat and that nobody threw out.
pub fn admissible<'a>(problem: &'a Problem, city: &str) -> impl Iterator<Item = &'a Restaurant> {
    let city = city.to_owned();
    problem
        .restaurants
        .iter()
        .filter(move |r| r.city == city)
        .filter(|r| needs::avoided(problem, &r.id).is_none() && needs::restaurant(r, &problem.families).is_ok())
}

/// Time to get to a table and away from it again, as far as [`may_repeat`] reckons, minutes.
const TABLE_WAY_MINUTES: u32 = 15;

/// Whether a restaurant of this city may come more than once: where fewer of them than meals to have are there at all, or where, for one
/// of the meals, fewer than three for every two days are open at the time that naps and locked items leave for it. A group whose small
/// child sleeps at one o'clock would otherwise be told that there is no plan, for want of seven places that serve lunch at half past eleven.
pub fn may_repeat(problem: &Problem, city: &str) -> bool {
    let days: Vec<&Day> = problem.days.iter().filter(|d| d.city_id() == city).collect();
    let country = problem.cities.iter().find(|known| known.id == city).and_then(|known| known.country.as_deref());
    let planned: Vec<MealRule> =
        [Meal::Lunch, Meal::Dinner].into_iter().filter_map(|meal| rule(&problem.constraints.meals, meal)).collect();
    let restaurants: Vec<&Restaurant> = admissible(problem, city).collect();
    if restaurants.len() < days.len() * planned.len() {
        return true;
    }
    let free: Vec<(NaiveDate, Vec<Window>)> = days.iter().map(|day| (day.date, free(problem, day))).collect();
    let enough = (days.len() * 3).div_ceil(2);
    let hours: Vec<Option<Hours>> =
        restaurants.iter().map(|r| r.opening_hours.as_deref().and_then(|text| Hours::parse(text, country).ok())).collect();
    planned.iter().any(|rule| {
        let serves = |(r, hours): &(&&Restaurant, &Option<Hours>)| {
            free.iter().any(|(date, gaps)| serves(*rule, gaps, &open(r, hours.as_ref(), *date)))
        };
        restaurants.iter().zip(&hours).filter(serves).take(enough).count() < enough
    })
}

/// When a restaurant is open; always where it does not say, never where that cannot be read.
fn open(restaurant: &Restaurant, hours: Option<&Hours>, date: NaiveDate) -> Vec<Window> {
    match (&restaurant.opening_hours, hours) {
        (None, _) => vec![Window { from: ClockTime::MIDNIGHT, until: ClockTime::END_OF_DAY }],
        (Some(_), hours) => hours.map(|hours| hours.on(date)).unwrap_or_default(),
    }
}

/// Whether a meal by this rule fits an open interval and a gap of the day, with a short way there and back.
pub fn serves(rule: MealRule, gaps: &[Window], open: &[Window]) -> bool {
    gaps.iter().any(|gap| {
        open.iter().any(|open| {
            let start = later(gap.from, TABLE_WAY_MINUTES).max(open.from).max(rule.from);
            let end = start.seconds() + rule.minutes * 60;
            start <= rule.until && end <= open.until.seconds() && end + TABLE_WAY_MINUTES * 60 <= gap.until.seconds()
        })
    })
}

/// Times of a day that a meal cannot be owed in, ascending: rests, and whatever is locked to a start, with an hour around it.
pub fn taken(problem: &Problem, day: &Day, window: Window) -> Vec<Window> {
    let mut taken = rests(&problem.families, window);
    let group = Group::of(&problem.families);
    for lock in locked_on(problem, day.date) {
        let Some(start) = lock.start else { continue };
        let from = ClockTime::from_seconds(start.seconds().saturating_sub(LOCK_MARGIN_MINUTES * 60)).unwrap_or_default();
        taken.push(Window { from, until: later(start, locked_minutes(problem, lock, &group).saturating_add(LOCK_MARGIN_MINUTES)) });
    }
    taken.sort_by_key(|window| window.from);
    taken
}

/// How long a locked item takes: as locked, else by the rule of its meal or visit; a lodging takes no time.
pub fn locked_minutes(problem: &Problem, lock: &Locked, group: &Group) -> u32 {
    let usual = || match lock.meal {
        Some(meal) => rule(&problem.constraints.meals, meal).map_or(DEFAULT_MEAL_MINUTES, |rule| rule.minutes),
        None => problem.places.iter().find(|place| place.id == lock.id).map_or(0, |place| visits::minutes(place, group)),
    };
    lock.minutes.unwrap_or_else(usual)
}

/// Where and when a meal could be on one day.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    pub rule: MealRule,
    /// The day's window ([`super::days::window`]).
    pub window: Window,
    /// Times that are taken already, ascending: rests and locked items.
    pub taken: &'a [Window],
    /// Where the day starts and ends.
    pub base: Spot<'a>,
}

impl Table<'_> {
    /// Earliest start of the meal in a restaurant that is open in `open`, coming from the base and going back to it. None where it cannot
    /// be had on this day.
    pub fn earliest(&self, restaurant: Spot<'_>, open: &[Window], ways: &Ways<'_>) -> Option<ClockTime> {
        self.earliest_by(ways.between(self.base, restaurant)?.seconds, ways.between(restaurant, self.base)?.seconds, open)
    }

    /// The same for ways that take so many seconds there and back.
    pub fn earliest_by(&self, there: u32, back: u32, open: &[Window]) -> Option<ClockTime> {
        let free = gaps(self.window, self.taken);
        let starts = free.iter().flat_map(|gap| open.iter().map(move |open| after(gap.from, there).max(open.from).max(self.rule.from)));
        starts.filter(|&start| self.fits(start, there, back, &free, open)).min()
    }

    fn fits(&self, start: ClockTime, there: u32, back: u32, free: &[Window], open: &[Window]) -> bool {
        let end = start.seconds().saturating_add(self.rule.minutes.saturating_mul(60));
        let away = |gap: &Window| gap.from.seconds().saturating_add(there) <= start.seconds();
        let home = |gap: &Window| end.saturating_add(back) <= gap.until.seconds();
        start <= self.rule.until
            && open.iter().any(|w| w.from <= start && end <= w.until.seconds())
            && free.iter().any(|gap| away(gap) && home(gap))
    }
}

/// Whether a visit excuses a meal: it leaves no time to start the meal before it or after it and takes at least four hours; or somebody must
/// see the place (`wanted`) and what the visit leaves of the day's free time ([`free`]) has no room for the meal. Nobody gives up a must-see
/// for a table: one eats on the way.
pub fn excuses(visit: Window, rule: MealRule, wanted: bool, free: &[Window]) -> bool {
    let long = visit.until.seconds().saturating_sub(visit.from.seconds()) >= DAY_OUT_MINUTES * 60;
    let covers = visit.from < later(rule.from, rule.minutes) && visit.until > rule.until;
    (long && covers) || (wanted && !left(visit, rule, free))
}

/// Whether the meal fits before or after the visit, with a short way on both sides.
fn left(visit: Window, rule: MealRule, free: &[Window]) -> bool {
    let always = [Window { from: ClockTime::MIDNIGHT, until: ClockTime::END_OF_DAY }];
    let around = free.iter().flat_map(|gap| {
        let before = Window { from: gap.from, until: gap.until.min(visit.from) };
        let after = Window { from: gap.from.max(visit.until), until: gap.until };
        [before, after]
    });
    let around: Vec<Window> = around.filter(|gap| gap.from < gap.until).collect();
    serves(rule, &around, &always)
}

/// The parts of a day that neither rests nor locked starts take.
pub fn free(problem: &Problem, day: &Day) -> Vec<Window> {
    let window = window(day, &problem.families, None);
    gaps(window, &taken(problem, day, window))
}

/// Whether some family must see this place.
pub fn wanted(problem: &Problem, place: &str) -> bool {
    problem.families.iter().any(|family| family.must_see.iter().any(|id| id == place))
}

/// What is left of a window between the times that are taken (ascending).
fn gaps(window: Window, taken: &[Window]) -> Vec<Window> {
    let mut gaps = Vec::new();
    let mut from = window.from;
    for block in taken {
        if block.from > from {
            gaps.push(Window { from, until: block.from.min(window.until) });
        }
        from = from.max(block.until);
    }
    gaps.push(Window { from, until: window.until });
    gaps.retain(|gap| gap.from < gap.until);
    gaps
}
