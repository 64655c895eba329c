//! Frames: in which city each day is spent, and what a trip costs at the very least for it.
//!
//! A frame decides nothing but the cities. What is unavoidable then can be priced without any search: the cheapest legs of its dates, the
//! cheapest lodgings that suit the group, and the cheapest different restaurants for the meals that the days owe, among them every required cuisine. The
//! price is exact where times do not bind (wide opening hours, all meals in every restaurant, nothing to pay for ways, no visit that stands in
//! for a meal), and a lower bound everywhere: what binds besides only makes a trip dearer. Legs that do not go together are never in one
//! price: frames are priced without own cars, and without flights.
//!
//! Prices of single stays come first ([`stays`], from [`legs`], [`owed`] and [`menu`]). From them dynamic programming backwards over the
//! days gives the least that the rest of a trip costs, if a city could be visited again ([`bounds`]; such a relaxation of the elementary
//! path is that of Christofides, Mingozzi and Toth 1981, doi:10.1002/net.3230110207). With it as its estimate, a best-first search
//! ([`by_cost`]) gives the frames in order of their prices, the first one being the answer to "is there any plan under this sum?".

mod beam;
mod bounds;
mod by_cost;
mod legs;
mod menu;
mod owed;
mod sample;
mod stays;
mod stops;
mod thrift;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::hours::HoursOf;
use crate::money::{MAX_SUM, Money};
use crate::planning::problem::{Leg, LegMode, Problem};
use crate::planning::rules::legs as legs_rules;
use bounds::Bounds;
use by_cost::ByCost;
use stays::Stays;
use stops::Stops;

pub(super) use thrift::thrift;

/// No trip costs as much, and it is small enough to be added up.
const NEVER: i64 = MAX_SUM;

/// The city of each day, by index in `problem.cities`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Frame {
    pub cities: Vec<usize>,
}

impl Frame {
    /// The problem with its days in these cities.
    pub(super) fn settle(&self, problem: &Problem) -> Problem {
        let mut settled = problem.clone();
        for (day, city) in settled.days.iter_mut().zip(&self.cities) {
            day.city = problem.cities.get(*city).map(|city| city.id.clone());
        }
        settled
    }
}

/// The frames of a problem, priced: for each set of legs that go together.
pub(super) struct Frames<'p> {
    priced: Vec<Priced<'p>>,
}

/// Frames whose legs all go together.
struct Priced<'p> {
    stops: Stops<'p>,
    stays: Stays<'p>,
    bounds: Bounds,
}

impl<'p> Frames<'p> {
    /// None where no day can be spent anywhere, whatever it costs: a lock, a must-see or a fixed day contradicts the choice.
    pub(super) fn of(problem: &'p Problem, hours: &mut HoursOf) -> Option<Self> {
        let constraints = &problem.constraints;
        let allowed = |leg: &Leg| legs_rules::allowed(constraints, leg.mode);
        let modes = problem.legs.iter().filter(|leg| allowed(leg)).map(|leg| leg.mode);
        let all = legs_rules::go_together(constraints, modes);
        let without = if all { vec![None] } else { vec![Some(LegMode::Drive), Some(LegMode::Flight)] };
        let mut priced = |without: Option<LegMode>| {
            let stops = Stops::of(problem)?;
            let stays = Stays::of(problem, &stops, &mut *hours, &|leg| allowed(leg) && Some(leg.mode) != without);
            let bounds = Bounds::of(&stops, &stays);
            Some(Priced { stops, stays, bounds })
        };
        Some(Self { priced: without.into_iter().map(&mut priced).collect::<Option<_>>()? })
    }

    /// Each frame that costs no more than `limit` once, the cheapest first.
    pub(super) fn by_cost(&self, limit: Option<i64>) -> impl Iterator<Item = (i64, Frame)> {
        let mut searches: Vec<_> = self.priced.iter().map(|priced| ByCost::new(priced, limit, false).peekable()).collect();
        let mut given = HashSet::new();
        std::iter::from_fn(move || {
            loop {
                let next = searches.iter_mut().filter_map(|search| Some((search.peek()?.0, search))).min_by_key(|(cost, _)| *cost);
                let (cost, frame) = next.and_then(|(_, search)| search.next())?;
                if given.insert(frame.clone()) {
                    return Some((cost, frame));
                }
            }
        })
    }

    /// The cheapest frame within `limit`.
    pub(super) fn cheapest(&self, limit: Option<i64>) -> Option<(i64, Frame)> {
        self.priced.iter().filter_map(|priced| ByCost::new(priced, limit, true).next()).min_by_key(|(cost, _)| *cost)
    }

    /// The cheapest frame within `limit` that has each day where an earlier plan had it, if the route still allows that.
    pub(super) fn earlier(&self, problem: &Problem, limit: Option<i64>) -> Option<Frame> {
        let mut again = problem.clone();
        for day in again.days.iter_mut().filter(|day| day.city.is_none()) {
            day.city = earlier_city(problem, day.date).filter(|city| self.knows(city)).map(ToOwned::to_owned);
        }
        let frames = (again.days != problem.days).then(|| Frames::of(&again, &mut HoursOf::default())).flatten()?;
        let (_, frame) = frames.cheapest(limit)?;
        self.priced.iter().any(|priced| priced.stops.hold(&frame.cities)).then_some(frame)
    }

    fn knows(&self, city: &str) -> bool {
        self.priced.iter().any(|priced| priced.stops.index(city).is_some())
    }

    /// The `most` most promising frames: see [`beam`].
    pub(super) fn promising(
        &self,
        limit: Option<i64>,
        most: usize,
        joy: &dyn Fn(usize, usize) -> f64,
        price: f64,
        stop: &mut dyn FnMut() -> bool,
    ) -> Vec<Frame> {
        let of = |priced| beam::promising(priced, limit, most, joy, price, &mut *stop);
        let mut found: Vec<(f64, Frame)> = self.priced.iter().flat_map(of).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut given = HashSet::new();
        found.into_iter().map(|(_, frame)| frame).filter(|frame| given.insert(frame.clone())).take(most).collect()
    }
}

/// Where an earlier plan spent this date: in the city of what it had then.
fn earlier_city(problem: &Problem, date: NaiveDate) -> Option<&str> {
    problem.earlier.iter().filter(|earlier| earlier.date == date).find_map(|earlier| {
        let place = problem.places.iter().find(|place| place.id == earlier.id).map(|place| &place.city);
        let restaurant = || problem.restaurants.iter().find(|restaurant| restaurant.id == earlier.id).map(|restaurant| &restaurant.city);
        let lodging = || problem.lodgings.iter().find(|lodging| lodging.id == earlier.id).map(|lodging| &lodging.city);
        place.or_else(restaurant).or_else(lodging).map(String::as_str)
    })
}

/// The least that any trip of this problem costs, whatever its budgets are; none where its cities, legs and lodgings allow no trip at all.
///
/// Exact in money where times do not bind and ways cost nothing, else a lower bound. With more required cuisines than fit the tables (five for
/// ten cities and three weeks, more for less) some of them are left out, which again gives a lower bound.
pub fn cheapest(problem: &Problem) -> Option<Money> {
    let frames = Frames::of(problem, &mut HoursOf::default())?;
    frames.cheapest(None).map(|(cost, _)| Money::new(cost, problem.currency))
}
