//! Trips whose cities are to be chosen: some of ten, with connections of several prices on every date, from home and back.

use chrono::NaiveDate;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::planning::problem::{City, CityCount, Day, Leg, LegMode, PricedPer, Problem, Route, RouteOrder};

use super::{Shape, eur, problem};
use crate::random::Random;

const HOME: &str = "home";
const DAYS: usize = 10;
const CITIES: usize = 10;
const LEGS: usize = 2000;

/// Ten candidate cities (2 to 4 of them are visited), 500 restaurants, 200 lodgings, 2,000 connections, ten days, two families; no budget.
pub fn choice(seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let shape = Shape { days: DAYS, families: 2, places: 200, restaurants: 500, cities: CITIES, seed };
    let mut problem = problem(shape);
    let lodgings = problem.lodgings.clone();
    problem.lodgings = (0..20)
        .flat_map(|copy| lodgings.iter().map(move |bed| (copy, bed)))
        .take(200)
        .map(|(copy, bed)| {
            let mut other = bed.clone();
            (other.id, other.per_night) = (format!("{}-{copy}", bed.id), eur(6_000 + 500 * i64::try_from(random.below(30)).unwrap_or(0)));
            other
        })
        .collect();
    let home = City { id: HOME.to_owned(), name: "Home".to_owned(), center: super::CENTRE, ..problem.cities[0].clone() };
    problem.cities.push(home);
    for day in &mut problem.days {
        day.city = None;
    }
    // Sights that must be seen would leave little to choose.
    problem.families.iter_mut().for_each(|family| family.must_see.clear());
    // Nothing to pay for ways: the least price is exact.
    problem.travel.transit_fare = None;
    problem.constraints.budget = None;
    problem.constraints.required_cuisines = vec!["asian".to_owned(), "pizza".to_owned()];
    problem.route = Some(Route {
        origin: Some(HOME.to_owned()),
        returns: true,
        cities: Vec::new(),
        region: None,
        visit: Some(CityCount { min: 2, max: 4 }),
        order: RouteOrder::Free,
    });
    let ids: Vec<String> = problem.cities.iter().map(|city| city.id.clone()).collect();
    problem.legs = legs(&ids, &problem.days, &mut random);
    problem
}

/// For random pairs and dates; those home go in the evening.
fn legs(cities: &[String], days: &[Day], random: &mut Random) -> Vec<Leg> {
    let pairs: Vec<(&String, &String)> =
        cities.iter().flat_map(|from| cities.iter().map(move |to| (from, to))).filter(|(from, to)| from != to).collect();
    let dates: Vec<NaiveDate> = days.iter().map(|day| day.date).collect();
    let last = dates.last().copied().unwrap_or_default();
    (0..LEGS)
        .map(|n| {
            let (from, to) = pairs[n % pairs.len()];
            let date = if to == HOME {
                last
            } else if from == HOME {
                dates[0]
            } else {
                *random.pick(&dates)
            };
            let departs = if to == HOME { ClockTime::hm(19, 30) } else { ClockTime::hm(7, 30) };
            let arrives = if to == HOME { ClockTime::hm(22, 0) } else { ClockTime::hm(9, 30) };
            let mode = *random.pick(&[LegMode::Train, LegMode::Bus, LegMode::Flight, LegMode::Drive]);
            let price = match mode {
                LegMode::Drive => eur(9_000 + 100 * i64::try_from(random.below(60)).unwrap_or(0)),
                _ => eur(1_500 + 100 * i64::try_from(random.below(90)).unwrap_or(0)),
            };
            let per = if mode == LegMode::Drive { PricedPer::Vehicle } else { PricedPer::Person };
            let seats = (mode == LegMode::Drive).then_some(5);
            Leg { id: format!("leg-{n}"), from: from.clone(), to: to.clone(), mode, date: Some(date), departs, arrives, price, per, seats }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use pathfinder_domain::money::Money;
    use pathfinder_domain::planning::check::check;
    use pathfinder_domain::planning::solver::{Effort, Outcome, cheapest, plan};
    use pathfinder_domain::planning::validate::validate;

    use super::*;

    #[test]
    fn there_are_plans_for_little_more_than_the_least_price_and_none_below_it() {
        let mut problem = choice(1);
        assert_eq!((problem.cities.len(), problem.restaurants.len(), problem.lodgings.len(), problem.legs.len()), (11, 500, 200, 2000));
        check(&problem).expect("a sound problem");
        let least = cheapest(&problem).expect("some trip is possible");
        problem.constraints.budget = Some(Money { minor: least.minor * 11 / 10, ..least });
        let Outcome::Planned(planned) = plan(&problem, &mut Effort { rounds: 0, stop: &mut |_| false }) else { panic!("no plan") };
        validate(&problem, &planned).expect("a valid plan");
        assert!(planned.costs.total.minor >= least.minor);
        problem.constraints.budget = Some(Money { minor: least.minor - 1, ..least });
        assert!(matches!(plan(&problem, &mut Effort { rounds: 0, stop: &mut |_| false }), Outcome::Impossible(_)));
    }
}
