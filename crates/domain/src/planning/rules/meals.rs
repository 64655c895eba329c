//! Which meals a day owes the group, and when a restaurant may come twice.
//!
//! A meal is owed where the group could have it if it did nothing else that day (rests and locked times aside). A visit of four hours
//! or more that leaves no time for a meal excuses it: at the beach or in a theme park one eats on the spot. So does a must-see beside
//! which the meal has no room, whenever it is begun.

use chrono::NaiveDate;

use crate::clock_time::{ClockTime, Window};
use crate::opening::Hours;
use crate::planning::problem::{Day, Locked, Meal, MealRule, Meals, Problem, Restaurant};

use super::availability::closed;
use super::days::{after, arrives_in_time, before_departure, connects, later, locked_on, rests, window};
use super::ends::Distances;
use super::group::Group;
use super::needs;
use super::routes;
use super::visits;

/// A visit from this length on may stand in for a meal, minutes.
pub const DAY_OUT_MINUTES: u32 = 240;
/// A meal that is locked although such meals are not planned otherwise, minutes.
pub const DEFAULT_MEAL_MINUTES: u32 = 60;
/// Time around a locked start that is left to its ways: no meal is owed in it, minutes.
pub const LOCK_MARGIN_MINUTES: u32 = 60;

/// The meals that are planned, with their rules.
pub fn planned(meals: &Meals) -> Vec<(Meal, MealRule)> {
    Meal::ALL.into_iter().filter_map(|meal| Some((meal, meals.rule(meal)?))).collect()
}

/// Restaurants of a city in which everybody can eat and that nobody threw out.
pub fn admissible<'a>(problem: &'a Problem, city: &str) -> impl Iterator<Item = &'a Restaurant> {
    let city = city.to_owned();
    problem.restaurants.iter().filter(move |r| r.city == city).filter(|r| suits(problem, r))
}

/// Whether one can have this meal in this restaurant at all.
pub fn gives(restaurant: &Restaurant, meal: Meal) -> bool {
    restaurant.meals.as_ref().is_none_or(|meals| meals.contains(&meal))
}

/// Whether the restaurant has this cuisine, however the two are capitalised.
pub fn cooks(restaurant: &Restaurant, cuisine: &str) -> bool {
    let cuisine = cuisine.trim().to_lowercase();
    restaurant.cuisines.iter().any(|own| own.trim().to_lowercase() == cuisine)
}

/// Whether everybody can eat in this restaurant and nobody threw it out.
pub fn suits(problem: &Problem, restaurant: &Restaurant) -> bool {
    needs::avoided(problem, &restaurant.id).is_none() && needs::restaurant(restaurant, &problem.families).is_ok()
}

/// Time to get to a table and away from it again, as far as [`may_repeat`] reckons, minutes.
const TABLE_WAY_MINUTES: u32 = 15;

/// Whether a restaurant of this city may come more than once: where fewer of them than meals to have are there at all, or where, for one
/// of the meals, fewer than three for every two days are open at the time that naps and locked items leave for it. A group whose small
/// child sleeps at one o'clock would otherwise be told that there is no plan, for want of seven places that serve lunch at half past eleven.
pub fn may_repeat(problem: &Problem, city: &str) -> bool {
    let days: Vec<&Day> = problem.days.iter().filter(|d| d.city_id() == city).collect();
    let country = problem.cities.iter().find(|known| known.id == city).and_then(|known| known.country.as_deref());
    let planned: Vec<(Meal, MealRule)> = planned(&problem.constraints.meals);
    let restaurants: Vec<&Restaurant> =
        admissible(problem, city).filter(|restaurant| planned.iter().any(|(meal, _)| gives(restaurant, *meal))).collect();
    if restaurants.len() < days.len() * planned.len() {
        return true;
    }
    let free: Vec<(NaiveDate, Vec<Window>)> = days.iter().map(|day| (day.date, free(problem, day))).collect();
    let enough = (days.len() * 3).div_ceil(2);
    let hours: Vec<Option<Hours>> =
        restaurants.iter().map(|r| r.opening_hours.as_deref().and_then(|text| Hours::parse(text, country).ok())).collect();
    planned.iter().any(|(meal, rule)| {
        let serves = |(r, hours): &(&&Restaurant, &Option<Hours>)| {
            free.iter().any(|(date, gaps)| !closed(problem, &r.id, *date) && serves(*rule, gaps, &open(r, hours.as_ref(), *date)))
        };
        restaurants.iter().zip(&hours).filter(|(r, _)| gives(r, *meal)).filter(serves).take(enough).count() < enough
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

/// Times of a day that a meal cannot be owed in, ascending: rests in the time in which the group can be at its base, and whatever is locked
/// to a start, with an hour around it.
pub fn taken(problem: &Problem, day: &Day, at_base: Window) -> Vec<Window> {
    let mut taken = rests(&problem.families, at_base);
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
        Some(meal) => problem.constraints.meals.rule(meal).map_or(DEFAULT_MEAL_MINUTES, |rule| rule.minutes),
        None => problem.places.iter().find(|place| place.id == lock.id).map_or(0, |place| visits::minutes(place, group)),
    };
    lock.minutes.unwrap_or_else(usual)
}

/// Earliest start of a meal in a restaurant that is so far away and open in `open`, on a day with these [`gaps`].
pub fn earliest(rule: MealRule, far: &Distances, (day, free): (Window, &[Window]), open: &[Window]) -> Option<ClockTime> {
    let fits = |start: &ClockTime| {
        let end = start.seconds().saturating_add(rule.minutes.saturating_mul(60));
        let away = |gap: &Window| gap.from.seconds().saturating_add(far.there(gap, day)) <= start.seconds();
        let home = |gap: &Window| end.saturating_add(far.onward(gap, day)) <= gap.until.seconds();
        *start <= rule.until
            && open.iter().any(|w| w.from <= *start && end <= w.until.seconds())
            && free.iter().any(|gap| away(gap) && home(gap))
    };
    let there = |gap: &Window| after(gap.from, far.there(gap, day));
    let starts = free.iter().flat_map(|gap| open.iter().map(move |open| there(gap).max(open.from).max(rule.from)));
    starts.filter(fits).min()
}

/// Whether a visit is a day out that stands in for a meal: it takes at least four hours and leaves no time to start the meal before or after.
pub fn day_out(visit: Window, rule: MealRule) -> bool {
    let long = visit.until.seconds().saturating_sub(visit.from.seconds()) >= DAY_OUT_MINUTES * 60;
    long && visit.from < later(rule.from, rule.minutes) && visit.until > rule.until
}

/// A must-see on one day.
#[derive(Debug, Clone, Copy)]
pub struct MustSee<'a> {
    /// When it is open on the day.
    pub open: &'a [Window],
    /// Exactly this start, if it is locked to one.
    pub start: Option<ClockTime>,
    pub seconds: u32,
    /// Idle seconds afterwards.
    pub breather: u32,
    pub far: Distances,
}

impl MustSee<'_> {
    /// The parts of a day that it takes, ways from and to the base included, when it is begun as early and as late as it can be between the
    /// day's `rests`. None where it does not fit between them at all. A meal that has no room beside these two has none beside any other start.
    pub fn extremes(&self, window: Window, rests: &[Window]) -> Option<[Window; 2]> {
        let between = gaps(window, rests);
        let starts = self.open.iter().flat_map(|open| {
            between.iter().filter_map(|gap| {
                let (there, onward) = (self.far.there(gap, window), self.far.onward(gap, window));
                let from = open.from.seconds().max(gap.from.seconds().saturating_add(there));
                let until = open.until.seconds().min(gap.until.seconds().saturating_sub(onward)).checked_sub(self.seconds)?;
                let (from, until) = self.start.map_or((from, until), |at| (from.max(at.seconds()), until.min(at.seconds())));
                (from <= until).then_some((from, until))
            })
        });
        let (first, last) = starts.reduce(|(first, last), (from, until)| (first.min(from), last.max(until)))?;
        let Distances { from_base: there, to_base: back, .. } = self.far;
        let block = |start: u32| Window {
            from: ClockTime::from_seconds(start.saturating_sub(there)).unwrap_or_default(),
            until: after(ClockTime::MIDNIGHT, start.saturating_add(self.seconds).saturating_add(self.breather).saturating_add(back)),
        };
        Some([block(first), block(last)])
    }

    /// Whether it excuses a meal: `had` says whether the meal can be had in what is free of the day, and it cannot beside any start of this.
    /// Nobody gives up a must-see for a table: one eats on the way.
    pub fn excuses(&self, window: Window, rests: &[Window], taken: &[Window], mut had: impl FnMut(&[Window]) -> bool) -> bool {
        let mut beside = |block: Window| {
            let mut taken = taken.to_vec();
            taken.push(block);
            taken.sort_by_key(|window| window.from);
            had(&gaps(window, &taken))
        };
        self.extremes(window, rests).is_none_or(|blocks| !blocks.into_iter().any(&mut beside))
    }
}

/// The parts of a day that neither rests nor locked starts take; on a day that begins with a connection, those after the latest arrival,
/// and where the trip goes home, those before the earliest departure.
pub fn free(problem: &Problem, day: &Day) -> Vec<Window> {
    let before = problem.days.iter().rfind(|other| other.date < day.date).map_or(routes::origin(problem), |before| before.city.as_deref());
    let city = day.city_id();
    let arrives = before.filter(|from| *from != city).and_then(|from| latest_arrival(problem, |other| other == from, city, day));
    let departs = earliest_departure(problem, city, day);
    free_between(problem, day, arrives, departs)
}

/// The same for a day that begins and ends with connections of these times.
pub fn free_between(problem: &Problem, day: &Day, arrives: Option<ClockTime>, departs: Option<ClockTime>) -> Vec<Window> {
    let window = before_departure(window(day, &problem.families, arrives), departs);
    gaps(window, &taken(problem, day, window))
}

/// The last connection of a day that brings the group to a city in time, from any of the cities that `from` takes.
pub fn latest_arrival(problem: &Problem, from: impl Fn(&str) -> bool, city: &str, day: &Day) -> Option<ClockTime> {
    let legs = problem.legs.iter().filter(|leg| from(&leg.from) && connects(leg, &leg.from, city, day.date));
    legs.map(|leg| leg.arrives).filter(|arrives| arrives_in_time(day, &problem.families, *arrives)).max()
}

/// The first connection home; none where the trip does not return, or not on this day.
pub fn earliest_departure(problem: &Problem, city: &str, day: &Day) -> Option<ClockTime> {
    let home = routes::destination(problem).filter(|_| problem.days.last().is_some_and(|last| last.date == day.date))?;
    problem.legs.iter().filter(|leg| connects(leg, city, home, day.date)).map(|leg| leg.departs).min()
}

/// What is left of a window between the times that are taken (ascending).
pub fn gaps(window: Window, taken: &[Window]) -> Vec<Window> {
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
