//! How many meals a day in a city owes the group: at the least whatever base it starts from, and at the most.

use std::cell::RefCell;

use super::super::hours::HoursOf;
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{Day, Meal, Problem, Restaurant};
use crate::planning::rules::days::{locked_on, window};
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::{self, DAY_OUT_MINUTES, Table, admissible, excuses, free, taken, wanted};
use crate::planning::rules::travel::{Spot, Ways};
use crate::planning::rules::{needs, visits};

/// Restaurants that are tried for each meal: those without opening hours first, then those nearest to the centre.
const SAMPLE: usize = 6;
/// Steps in which the latest time that still owes a meal is looked for, seconds; in between the meal counts as not owed.
const STEP: u32 = 300;

/// Meals of some days: from `least` to `most`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owes {
    pub least: usize,
    pub most: usize,
}

impl Owes {
    pub(super) fn and(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }
}

/// A restaurant, and the longest ways to it and back from any base of its city.
struct Sample<'p> {
    restaurant: &'p Restaurant,
    there: u32,
    back: u32,
}

/// The days of one city.
pub(super) struct Owed<'p> {
    problem: &'p Problem,
    country: Option<&'p str>,
    sample: Vec<Sample<'p>>,
    /// By day and meal: until when a day may begin and still owes the meal.
    from: Vec<[Option<u32>; 2]>,
    /// By meal: from when on the last day may end and still owes the meal.
    until: [Option<u32>; 2],
    /// Visits that may stand in for the meals of their day.
    pub excuses: usize,
}

impl<'p> Owed<'p> {
    pub(super) fn of(problem: &'p Problem, city: &'p str, ways: &Ways<'p>, hours: &RefCell<&mut HoursOf>) -> Self {
        let country = problem.cities.iter().find(|known| known.id == city).and_then(|known| known.country.as_deref());
        let mut owed = Self { problem, country, sample: sample(problem, city, ways), from: Vec::new(), until: [None; 2], excuses: 0 };
        let kinds = [Meal::Lunch, Meal::Dinner];
        for day in &problem.days {
            let whole = window(day, &problem.families, None);
            let (from, until) = (whole.from.seconds(), whole.until.seconds());
            owed.from.push(kinds.map(|meal| last(from, until, |at| owed.surely(hours, day, meal, (at, until)))));
        }
        if let Some(day) = problem.days.last() {
            let whole = window(day, &problem.families, None);
            let (from, until) = (whole.from.seconds(), whole.until.seconds());
            // The same question mirrored: how much may be cut off the end.
            let end = |cut: u32| until.saturating_sub(cut);
            owed.until =
                kinds.map(|meal| last(0, until.saturating_sub(from), |cut| owed.surely(hours, day, meal, (from, end(cut)))).map(end));
        }
        owed.excuses = problem.places.iter().filter(|place| place.city == city && may_excuse(problem, place)).count();
        owed
    }

    /// A whole day.
    pub(super) fn day(&self, day: usize) -> Owes {
        self.span(day, None, None)
    }

    /// A day that begins or ends at another time than the day's window, seconds; not both.
    pub(super) fn span(&self, day: usize, from: Option<u32>, until: Option<u32>) -> Owes {
        self.count(day, from, until, |_, at| {
            let begins = self.from.get(day).and_then(|from| from.get(at).copied().flatten());
            let ends = self.until.get(at).copied().flatten();
            begins.is_some_and(|latest| from.is_none_or(|from| from <= latest))
                && until.is_none_or(|until| ends.is_some_and(|earliest| until >= earliest))
        })
    }

    /// A day with both an arrival and a departure.
    pub(super) fn between(&self, hours: &RefCell<&mut HoursOf>, day: usize, from: u32, until: u32) -> Owes {
        let Some(known) = self.problem.days.get(day) else { return Owes::default() };
        self.count(day, Some(from), Some(until), |meal, _| self.surely(hours, known, meal, (from, until)))
    }

    /// Locked meals are paid for elsewhere.
    fn count(&self, day: usize, from: Option<u32>, until: Option<u32>, surely: impl Fn(Meal, usize) -> bool) -> Owes {
        let mut owes = Owes::default();
        let Some(known) = self.problem.days.get(day) else { return owes };
        let whole = window(known, &self.problem.families, None);
        let (from, until) = (from.unwrap_or(whole.from.seconds()), until.unwrap_or(whole.until.seconds()));
        for (at, meal) in [Meal::Lunch, Meal::Dinner].into_iter().enumerate() {
            let Some(rule) = meals::rule(&self.problem.constraints.meals, meal) else { continue };
            if locked_on(self.problem, known.date).any(|lock| lock.meal == Some(meal)) {
                continue;
            }
            let possible = from <= rule.until.seconds() && until >= rule.from.seconds() + rule.minutes * 60 && !self.sample.is_empty();
            owes.most += usize::from(possible);
            owes.least += usize::from(possible && surely(meal, at));
        }
        owes
    }

    /// Whether the day owes the meal from every base, if it begins and ends at these times. Less time never owes more.
    fn surely(&self, hours: &RefCell<&mut HoursOf>, day: &Day, meal: Meal, (from, until): (u32, u32)) -> bool {
        let Some(rule) = meals::rule(&self.problem.constraints.meals, meal) else { return false };
        let time = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
        let window = Window { from: time(from), until: time(until) };
        let taken = taken(self.problem, day, window);
        self.sample.iter().any(|sample| {
            // The ways are given, so that any base will do.
            let base = Spot { id: &sample.restaurant.id, point: sample.restaurant.location };
            let table = Table { rule, window, taken: &taken, base };
            let open = hours.borrow_mut().on(sample.restaurant.opening_hours.as_deref(), self.country, day.date);
            table.earliest_by(sample.there, sample.back, &open).is_some()
        })
    }
}

/// The last multiple of [`STEP`] after `from` at which something holds that holds no more once it has ceased to.
fn last(from: u32, until: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    if !holds(from) {
        return None;
    }
    let (mut good, mut bad) = (0, until.saturating_sub(from) / STEP + 1);
    while good + 1 < bad {
        let middle = u32::midpoint(good, bad);
        if holds(from + middle * STEP) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(from + good * STEP)
}

fn sample<'p>(problem: &'p Problem, city: &'p str, ways: &Ways<'p>) -> Vec<Sample<'p>> {
    let Some(here) = problem.cities.iter().find(|known| known.id == city) else { return Vec::new() };
    let mut bases = vec![Spot { id: &here.id, point: here.center }];
    if problem.constraints.lodging {
        let lodgings = problem.lodgings.iter().filter(|lodging| lodging.city == city);
        bases.extend(lodgings.map(|lodging| Spot { id: &lodging.id, point: lodging.location }));
    }
    let mut known: Vec<&Restaurant> = admissible(problem, city).collect();
    let far = |restaurant: &Restaurant| restaurant.location.metres_to(here.center);
    known.sort_by(|a, b| a.opening_hours.is_some().cmp(&b.opening_hours.is_some()).then(far(a).total_cmp(&far(b))));
    known.truncate(SAMPLE);
    let longest = |restaurant: &'p Restaurant| {
        let table = Spot { id: &restaurant.id, point: restaurant.location };
        let mut sample = Sample { restaurant, there: 0, back: 0 };
        for base in &bases {
            // Where no way leads the meal is not sure: more seconds than a day has.
            let seconds = |from, to| ways.between(from, to).map_or(100_000, |way| way.seconds);
            sample.there = sample.there.max(seconds(*base, table));
            sample.back = sample.back.max(seconds(table, *base));
        }
        sample
    };
    known.into_iter().map(longest).collect()
}

/// Whether a visit to the place can leave no room for a meal that the day would owe without it.
fn may_excuse(problem: &Problem, place: &crate::planning::problem::Place) -> bool {
    if needs::avoided(problem, &place.id).is_some() || needs::place(place, &problem.families).is_err() {
        return false;
    }
    let lock = problem.locked.iter().find(|lock| lock.id == place.id);
    let minutes = lock.and_then(|lock| lock.minutes).unwrap_or_else(|| visits::minutes(place, &Group::of(&problem.families)));
    if minutes >= DAY_OUT_MINUTES {
        return true;
    }
    if !wanted(problem, &place.id) {
        return false;
    }
    let rules = [problem.constraints.meals.lunch, problem.constraints.meals.dinner];
    problem.days.iter().any(|day| {
        let (window, free) = (window(day, &problem.families, None), free(problem, day));
        rules.into_iter().flatten().any(|rule| {
            // Every fifth minute is as good as every second: a meal that has room beside a visit has it for a while.
            let starts = (window.from.seconds()..window.until.seconds()).step_by(300).filter_map(ClockTime::from_seconds);
            let visit = |start: ClockTime| Some(Window { from: start, until: ClockTime::from_seconds(start.seconds() + minutes * 60)? });
            starts.filter_map(visit).any(|visit| excuses(visit, rule, true, &free))
        })
    })
}
