//! The cities that a frame may choose from, and what the wishes ask of them beforehand.

use std::collections::BTreeSet;

use crate::planning::problem::Problem;
use crate::planning::rules::party::least_entrance;
use crate::planning::rules::prices;
use crate::planning::rules::routes::Choice;
use crate::planning::rules::wishes::must_sees;

/// Cities of a set are bits; the form has at most twenty.
pub(super) const MOST_STOPS: usize = 30;

#[derive(Debug, Clone, Copy)]
pub(super) struct Stop<'p> {
    /// Index in `problem.cities`.
    pub city: usize,
    pub id: &'p str,
    pub min_nights: usize,
    pub max_nights: usize,
    pub rank: Option<usize>,
}

pub(super) struct Stops<'p> {
    pub list: Vec<Stop<'p>>,
    /// Number of days.
    pub days: usize,
    /// Indices in `list`, one bit each.
    pub required: u32,
    pub least: usize,
    pub most: usize,
    pub ordered: bool,
    /// Whether a city may be visited once only; the days of a problem without a route may come back.
    pub once: bool,
    /// By day: index in `list` of the city that it must be spent in.
    pub fixed: Vec<Option<usize>>,
    /// What every frame pays: must-sees, and whatever is locked.
    pub cost: i64,
}

impl<'p> Stops<'p> {
    pub(super) fn of(problem: &'p Problem) -> Option<Self> {
        let choice = problem.route.as_ref().map(|route| Choice::of(problem, route));
        let size = |nights: u32| usize::try_from(nights).unwrap_or(usize::MAX);
        let mut list: Vec<Stop<'p>> = Vec::new();
        for (city, known) in problem.cities.iter().enumerate() {
            let stop = match &choice {
                Some(choice) => choice.stop(&known.id).map(|stop| (size(stop.min_nights), size(stop.max_nights), stop.rank)),
                None => problem.days.iter().any(|day| day.city_id() == known.id).then_some((0, usize::MAX, None)),
            };
            if let Some((min_nights, max_nights, rank)) = stop {
                list.push(Stop { city, id: &known.id, min_nights, max_nights, rank });
            }
        }
        if list.is_empty() || list.len() > MOST_STOPS || choice.as_ref().is_some_and(|choice| choice.least > list.len()) {
            return None;
        }
        let all = list.len();
        let mut stops = Self {
            days: problem.days.len(),
            required: 0,
            least: choice.as_ref().map_or(1, |choice| choice.least),
            most: choice.as_ref().map_or(problem.days.len(), |choice| choice.most),
            ordered: choice.as_ref().is_some_and(|choice| choice.ordered),
            once: choice.is_some(),
            fixed: vec![None; problem.days.len()],
            cost: 0,
            list,
        };
        for wanted in choice.iter().flat_map(|choice| &choice.stops).filter(|stop| stop.required) {
            stops.require(wanted.city)?;
        }
        stops.fix(problem)?;
        if stops.once && stops.least == all {
            stops.required = (1 << all) - 1;
        }
        stops.most = stops.most.min(if stops.once { all } else { problem.days.len() });
        Some(stops)
    }

    pub(super) fn index(&self, city: &str) -> Option<usize> {
        self.list.iter().position(|stop| stop.id == city)
    }

    fn require(&mut self, city: &str) -> Option<()> {
        self.required |= 1 << self.index(city)?;
        Some(())
    }

    /// Days that name their city or have something locked, and the places that must be seen.
    fn fix(&mut self, problem: &Problem) -> Option<()> {
        let place = |id: &str| problem.places.iter().find(|place| place.id == id);
        let mut demanded: BTreeSet<&str> = must_sees(problem).map(|wished| wished.place).collect();
        for (day, known) in problem.days.iter().enumerate() {
            if let Some(city) = &known.city {
                self.fix_day(day, city)?;
            }
        }
        for lock in &problem.locked {
            let restaurant = problem.restaurants.iter().find(|restaurant| restaurant.id == lock.id);
            let lodging = || problem.lodgings.iter().find(|lodging| lodging.id == lock.id).map(|lodging| &lodging.city);
            let city = place(&lock.id).map(|place| &place.city).or(restaurant.map(|restaurant| &restaurant.city)).or_else(lodging)?;
            self.fix_day(problem.days.iter().position(|day| day.date == lock.date)?, city)?;
            if place(&lock.id).is_some() {
                demanded.insert(&lock.id);
            }
            if let Some(restaurant) = restaurant {
                self.cost = self.cost.saturating_add(prices::total(&prices::meal(restaurant, &problem.families)));
            }
        }
        for place in demanded.into_iter().filter_map(place) {
            self.cost = self.cost.saturating_add(prices::total(&least_entrance(problem, place)));
            self.require(&place.city)?;
        }
        Some(())
    }

    fn fix_day(&mut self, day: usize, city: &str) -> Option<()> {
        let stop = self.index(city)?;
        let fixed = self.fixed.get_mut(day)?;
        if fixed.is_some_and(|other| other != stop) {
            return None;
        }
        *fixed = Some(stop);
        self.required |= 1 << stop;
        Some(())
    }

    /// Whether the days can be one stay in this city.
    pub(super) fn allows(&self, stop: usize, days: std::ops::Range<usize>) -> bool {
        let Some(info) = self.list.get(stop) else { return false };
        let nights = self.nights(&days);
        let fits = |(day, fixed): (usize, &Option<usize>)| match fixed {
            Some(city) if days.contains(&day) => *city == stop,
            Some(city) => !(self.once && *city == stop),
            None => true,
        };
        (info.min_nights..=info.max_nights).contains(&nights) && self.fixed.iter().enumerate().all(fits)
    }

    /// Whether the cities of the days, by index in `problem.cities`, are such as the wishes ask for.
    pub(super) fn hold(&self, cities: &[usize]) -> bool {
        let (mut before, mut visited, mut first, mut count) = (None, 0, 0, 0);
        for stay in cities.chunk_by(|a, b| a == b) {
            let days = first..first + stay.len();
            let Some(stop) = self.list.iter().position(|stop| stay.first() == Some(&stop.city)) else { return false };
            if !self.follows(before, stop) || !self.open(visited, stop) || !self.allows(stop, days.clone()) {
                return false;
            }
            (before, visited, first, count) = (Some(stop), visited | 1 << stop, days.end, count + 1);
        }
        first == self.days && visited & self.required == self.required && (self.least..=self.most).contains(&count)
    }

    /// The most days in one city.
    pub(super) fn longest(&self, stop: usize) -> usize {
        let nights = self.list.get(stop).map_or(0, |stop| stop.max_nights);
        nights.saturating_add(1).min((self.days + 1).saturating_sub(self.least))
    }

    /// The trip's last day has no night.
    pub(super) fn nights(&self, days: &std::ops::Range<usize>) -> usize {
        days.len() - usize::from(days.end == self.days)
    }

    /// Whether one city may come directly after another one; none is the origin.
    pub(super) fn follows(&self, before: Option<usize>, next: usize) -> bool {
        let rank = |stop: usize| self.list.get(stop).and_then(|stop| stop.rank);
        before.is_none_or(|before| before != next && (!self.ordered || rank(before).zip(rank(next)).is_none_or(|(a, b)| a < b)))
    }

    /// Whether a city may come after these ones.
    pub(super) fn open(&self, visited: u32, next: usize) -> bool {
        let rank = |stop: usize| self.list.get(stop).and_then(|stop| stop.rank);
        let later = |(stop, _): (usize, &Stop<'_>)| visited & 1 << stop != 0 && rank(stop) > rank(next);
        let kept = !self.ordered || rank(next).is_none() || !self.list.iter().enumerate().any(later);
        kept && !(self.once && visited & 1 << next != 0)
    }
}
