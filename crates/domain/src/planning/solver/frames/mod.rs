//! Frames: in which city each day is spent, and what a trip costs at the very least for it.
//!
//! A frame decides nothing but the cities. What is unavoidable then can be priced without any search: the cheapest legs of its dates, the
//! cheapest lodgings, and the cheapest different restaurants for the meals that the days owe, among them every required cuisine. The
//! price is exact where times do not bind (wide opening hours, nothing to pay for ways, no visit that stands in for a meal), and a lower
//! bound everywhere: what binds besides only makes a trip dearer.
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
mod stays;
mod stops;
mod thrift;

use super::hours::HoursOf;
use crate::money::Money;
use crate::planning::problem::Problem;
use bounds::Bounds;
use by_cost::ByCost;
use stays::Stays;
use stops::Stops;

pub(super) use beam::promising;
pub(super) use thrift::thrift;

/// More than any sum of money that a problem can have, and small enough to be added up.
const NEVER: i64 = i64::MAX / 8;

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

/// The frames of a problem, priced.
pub(super) struct Frames<'p> {
    stops: Stops<'p>,
    stays: Stays<'p>,
    bounds: Bounds,
}

impl<'p> Frames<'p> {
    /// None where no day can be spent anywhere, whatever it costs: a lock, a must-see or a fixed day contradicts the choice.
    pub(super) fn of(problem: &'p Problem, hours: &mut HoursOf) -> Option<Self> {
        let stops = Stops::of(problem)?;
        let stays = Stays::of(problem, &stops, hours);
        let bounds = Bounds::of(&stops, &stays);
        Some(Self { stops, stays, bounds })
    }

    /// Each frame that costs no more than `limit` once, the cheapest first.
    pub(super) fn by_cost(&self, limit: Option<i64>) -> ByCost<'_, 'p> {
        ByCost::new(self, limit, false)
    }

    /// The cheapest frame within `limit`.
    pub(super) fn cheapest(&self, limit: Option<i64>) -> Option<(i64, Frame)> {
        ByCost::new(self, limit, true).next()
    }
}

/// The least that any trip of this problem costs, whatever its budgets are; none where its cities, legs and lodgings allow no trip at all.
///
/// Exact in money where times do not bind, else a lower bound: see [`self`]. With more required cuisines than fit the tables (five for
/// ten cities and three weeks, more for less) some of them are left out, which again gives a lower bound.
pub fn cheapest(problem: &Problem) -> Option<Money> {
    let frames = Frames::of(problem, &mut HoursOf::default())?;
    frames.cheapest(None).map(|(cost, _)| Money::new(cost, problem.currency))
}
