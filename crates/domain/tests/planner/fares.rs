//! Fares of cities of their own.

use pathfinder_domain::category::Category;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::{Leg, LegMode, Mode, Place, PricedPer, Problem};
use pathfinder_domain::planning::validate::validate;

use crate::sound::planned;
use crate::world::{bare, city, day, eur, family, hm, place};

/// A sight a ride away from the centre, in each of two cities.
fn two_cities() -> Problem {
    let mut problem = bare(1);
    problem.days.push(day(1, "florence"));
    problem.cities.push(city("florence", "Florence", 43.7696, 11.2558));
    problem.families = vec![family("rossi", &[40, 38]), family("kim", &[30, 5])];
    let uffizi = place("uffizi", Category::Art, 43.7696, 11.3058, 90);
    problem.places = vec![place("museum", Category::Art, 41.8967, 12.5322, 90), Place { city: "florence".into(), ..uffizi }];
    problem.legs = vec![Leg {
        id: "train".into(),
        from: "rome".into(),
        to: "florence".into(),
        mode: LegMode::Train,
        date: None,
        departs: hm(8, 0),
        arrives: hm(9, 30),
        price: eur(0, 0),
        per: PricedPer::Person,
        seats: None,
    }];
    problem.travel.transit_fare = Some(eur(1, 50));
    // Next to nothing but fares costs anything here.
    problem.weights.cost = 0.0;
    problem.cities[1].transit_fare = Some(eur(4, 0));
    problem
}

#[test]
fn each_city_has_its_own_fare() {
    let problem = two_cities();
    let plan = planned(&problem, 20);
    let ways = |day: usize| plan.days[day].all_ways().map(|way| (way.mode, way.cost)).collect::<Vec<_>>();
    assert_eq!(ways(0), [(Mode::Transit, eur(4, 50)); 2], "three of six and older, at the trip's fare");
    assert_eq!(ways(1), [(Mode::Transit, eur(12, 0)); 2], "at that of Florence");
    assert_eq!(plan.costs.travel, eur(33, 0));
    let paid: Vec<Money> = plan.families.iter().map(|family| family.cost).collect();
    assert_eq!(paid, [eur(22, 0), eur(11, 0)]);
    let mut dear = problem.clone();
    dear.cities[1].transit_fare = None;
    assert!(validate(&dear, &plan).unwrap_err().iter().any(|breach| breach.rule == "costs" && breach.pointer.starts_with("/days/1/")));
}

#[test]
fn a_party_pays_the_fare_of_the_city() {
    let mut problem = two_cities();
    problem.constraints.splits = 1;
    problem.families[0].interests = [(Category::Art, 1.0)].into();
    problem.families[1].must_avoid = vec!["uffizi".into()];
    problem.families[1].interests = [(Category::Art, 0.0)].into();
    let plan = planned(&problem, 50);
    let split = &plan.days[1].splits[0];
    let party = split.party_of("rossi").unwrap();
    assert_eq!(party.ways().map(|way| way.cost).collect::<Vec<_>>(), [eur(8, 0); 2]);
}

#[test]
fn a_fare_in_another_currency_is_named() {
    let mut problem = two_cities();
    problem.cities[1].transit_fare = Some(Money::new(100, "USD".parse().unwrap()));
    assert!(check(&problem).unwrap_err().iter().any(|fault| fault.pointer == "/cities/1/transitFare" && fault.code == "currency"));
}
