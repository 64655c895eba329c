//! What a route asks of the cities of the days: which may be chosen, how many, for how many nights, in which order.

use crate::planning::problem::{Problem, Route, RouteOrder};

/// A city that may be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop<'p> {
    /// Id of the city.
    pub city: &'p str,
    pub min_nights: u32,
    pub max_nights: u32,
    pub required: bool,
    /// Its place in an order that must be kept. A city that only fixed days name has none.
    pub rank: Option<usize>,
}

/// A route with its defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<'p> {
    /// Each city once.
    pub stops: Vec<Stop<'p>>,
    /// How many of them are visited.
    pub least: usize,
    pub most: usize,
    /// Whether ranks must ascend.
    pub ordered: bool,
}

impl<'p> Choice<'p> {
    pub fn of(problem: &'p Problem, route: &'p Route) -> Self {
        let mut stops: Vec<Stop<'p>> = Vec::new();
        if route.cities.is_empty() {
            let named = |city: &&crate::planning::problem::City| match &route.region {
                Some(region) => city.region.as_ref() == Some(region),
                None => true,
            };
            let chosen = problem.cities.iter().filter(named).filter(|city| route.origin.as_ref() != Some(&city.id));
            stops.extend(chosen.enumerate().map(|(rank, city)| Stop {
                city: &city.id,
                min_nights: 1,
                max_nights: u32::MAX,
                required: false,
                rank: Some(rank),
            }));
        }
        stops.extend(route.cities.iter().enumerate().map(|(rank, candidate)| Stop {
            city: &candidate.city,
            min_nights: candidate.min_nights,
            max_nights: candidate.max_nights.unwrap_or(u32::MAX),
            required: candidate.required,
            rank: Some(rank),
        }));
        for city in problem.days.iter().filter_map(|day| day.city.as_deref()) {
            match stops.iter_mut().find(|stop| stop.city == city) {
                Some(stop) => stop.required = true,
                None => stops.push(Stop { city, min_nights: 0, max_nights: u32::MAX, required: true, rank: None }),
            }
        }
        if route.cities.is_empty() {
            // A fixed day is somebody's decision; only what was listed carries nights of its own.
            stops.iter_mut().filter(|stop| stop.required).for_each(|stop| stop.min_nights = 0);
        }
        let all = stops.len();
        let (least, most) = match route.visit {
            Some(count) => (size(count.min), size(count.max)),
            None if route.cities.is_empty() => (1, all),
            None => (all, all),
        };
        Self { stops, least: least.max(1), most: most.min(all), ordered: route.order == RouteOrder::AsListed }
    }

    pub fn stop(&self, city: &str) -> Option<&Stop<'p>> {
        self.stops.iter().find(|stop| stop.city == city)
    }
}

/// Id of the city from which the first day begins with a leg.
pub fn origin(problem: &Problem) -> Option<&str> {
    problem.route.as_ref()?.origin.as_deref()
}

/// Id of the city to which the last day ends with a leg.
pub fn destination(problem: &Problem) -> Option<&str> {
    problem.route.as_ref().filter(|route| route.returns)?.origin.as_deref()
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
