//! Trips whose cities the planner chooses, with known answers.

use pathfinder_domain::category::Category;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::edit::apply;
use pathfinder_domain::planning::plan::{Conflict, Plan};
use pathfinder_domain::planning::problem::{
    Candidate, CityCount, Fee, Leg, LegMode, Locked, Lodging, Place, PricedPer, Problem, Restaurant, Route, RouteOrder,
};
use pathfinder_domain::planning::solver::{Outcome, cheapest};
use pathfinder_domain::planning::text::render;
use pathfinder_domain::planning::validate::validate;

use crate::random::{self, Size};
use crate::sound::{planned, run};
use crate::world::{bare, city, date, day, eur, family, hm, lodging, place, restaurant};

/// Four cities, three of them in Texas, and home; each has a sight, two restaurants and a lodging. Six days.
fn texas() -> Problem {
    let mut problem = bare(6);
    problem.cities.clear();
    problem.constraints.lodging = true;
    problem.constraints.meals = Default::default();
    for (index, (id, region)) in
        [("austin", "Texas"), ("dallas", "Texas"), ("houston", "Texas"), ("tulsa", "Oklahoma")].into_iter().enumerate()
    {
        let (lat, lon) = (29.0 + index as f64, -96.0);
        let mut here = city(id, id, lat, lon);
        (here.country, here.time_zone, here.region) = (Some("US".into()), "America/Chicago".into(), Some(region.into()));
        problem.cities.push(here);
        for nth in 0..3 {
            let sight = place(&format!("{id}-sight-{nth}"), Category::ALL[index * 3 + nth], lat, lon + 0.001, 60);
            problem.places.push(Place { city: id.into(), ..sight });
        }
        for nth in 0..12 {
            let table = restaurant(&format!("{id}-table-{nth}"), lat, lon, eur(10 + nth, 0), "texan");
            problem.restaurants.push(Restaurant { city: id.into(), ..table });
        }
        problem.lodgings.push(Lodging { city: id.into(), ..lodging(&format!("{id}-inn"), lat, lon, eur(50 + 10 * index as i64, 0), 4) });
    }
    let mut home = city("home", "Home", 41.0, -87.0);
    (home.country, home.time_zone) = (Some("US".into()), "America/Chicago".into());
    problem.cities.push(home);
    let ids: Vec<String> = problem.cities.iter().map(|city| city.id.clone()).collect();
    for (from, to) in ids.iter().flat_map(|from| ids.iter().map(move |to| (from, to))).filter(|(from, to)| from != to) {
        problem.legs.push(leg(from, to, 20));
    }
    problem.days.iter_mut().for_each(|day| day.city = None);
    problem.route = Some(Route {
        origin: Some("home".into()),
        returns: true,
        cities: Vec::new(),
        region: Some("Texas".into()),
        visit: Some(CityCount { min: 2, max: 2 }),
        order: RouteOrder::Free,
    });
    problem
}

/// In the morning, and home in the evening; for each person.
fn leg(from: &str, to: &str, euros: i64) -> Leg {
    let evening = to == "home";
    Leg {
        id: format!("{from}-{to}"),
        from: from.into(),
        to: to.into(),
        mode: LegMode::Train,
        date: None,
        departs: if evening { hm(20, 0) } else { hm(7, 0) },
        arrives: if evening { hm(23, 0) } else { hm(9, 0) },
        price: eur(euros, 0),
        per: PricedPer::Person,
        seats: None,
    }
}

fn candidate(city: &str) -> Candidate {
    Candidate { city: city.into(), min_nights: 1, max_nights: None, required: false }
}

fn route(problem: &mut Problem) -> &mut Route {
    problem.route.as_mut().unwrap()
}

fn price(problem: &mut Problem, leg: &str, euros: i64) {
    problem.legs.iter_mut().find(|known| known.id == leg).unwrap().price = eur(euros, 0);
}

/// Cities in order, each with its days.
fn visited(plan: &Plan) -> Vec<(&str, usize)> {
    let mut visited: Vec<(&str, usize)> = Vec::new();
    for day in &plan.days {
        match visited.last_mut() {
            Some((city, days)) if *city == day.city => *days += 1,
            _ => visited.push((&day.city, 1)),
        }
    }
    visited
}

fn order(plan: &Plan) -> Vec<&str> {
    visited(plan).into_iter().map(|(city, _)| city).collect()
}

fn reason(problem: &Problem) -> Conflict {
    check(problem).unwrap();
    match run(problem, 50) {
        Outcome::Impossible(conflict) => conflict,
        other => panic!("{other:#?}"),
    }
}

fn pointers(conflict: &Conflict) -> Vec<&str> {
    conflict.wishes.iter().map(|wish| wish.pointer.as_str()).collect()
}

#[test]
fn two_cities_of_a_region() {
    let problem = texas();
    let plan = planned(&problem, 100);
    let cities = order(&plan);
    assert!(cities.len() == 2 && !cities.contains(&"tulsa"), "{cities:?}");
    assert_eq!(plan.days[0].leg.as_ref().map(|leg| leg.from.as_str()), Some("home"));
    let departure = plan.days[5].departure.as_ref().unwrap();
    assert_eq!((departure.to.as_str(), departure.to_name.as_str()), ("home", "Home"));
    assert!(plan.days[5].items.last().is_none_or(|last| last.end <= hm(19, 0)), "the last hour before the train is free");
    assert!(render(&plan).contains("train back to Home"));
}

#[test]
fn a_free_order_saves_money() {
    let mut problem = texas();
    let cities = ["austin", "dallas", "houston"].map(candidate).to_vec();
    *route(&mut problem) = Route { region: None, cities, visit: None, ..route(&mut problem).clone() };
    for leg in ["home-houston", "houston-dallas", "dallas-austin", "austin-home"] {
        price(&mut problem, leg, 5);
    }
    let free = cheapest(&problem).unwrap();
    problem.constraints.budget = Some(free);
    let plan = planned(&problem, 50);
    assert_eq!((order(&plan), plan.costs.legs), (vec!["houston", "dallas", "austin"], eur(4 * 5 * 2, 0)));
    route(&mut problem).order = RouteOrder::AsListed;
    assert!(cheapest(&problem).unwrap().minor > free.minor);
    assert_eq!(pointers(&reason(&problem)), ["/route/order", "/constraints/budget"]);
    problem.constraints.budget = None;
    assert_eq!(order(&planned(&problem, 50)), ["austin", "dallas", "houston"]);
}

#[test]
fn a_required_city_and_limits_of_nights() {
    let mut problem = texas();
    let cities = vec![
        Candidate { min_nights: 3, ..candidate("austin") },
        Candidate { max_nights: Some(1), ..candidate("dallas") },
        Candidate { required: true, max_nights: Some(2), ..candidate("tulsa") },
    ];
    *route(&mut problem) = Route { region: None, cities, visit: Some(CityCount { min: 2, max: 3 }), ..route(&mut problem).clone() };
    let plan = planned(&problem, 50);
    let cities = visited(&plan);
    assert!(cities.iter().any(|(city, _)| *city == "tulsa"), "{cities:?}");
    assert!(cities.iter().any(|(city, days)| *city == "austin" && *days >= 3), "without Austin there are too few nights: {cities:?}");
}

#[test]
fn a_fixed_day_and_a_lock_decide_their_cities() {
    let mut problem = texas();
    problem.days[2].city = Some("tulsa".into());
    problem.locked = vec![Locked { date: date(4), id: "dallas-sight-1".into(), meal: None, start: Some(hm(14, 0)), minutes: None }];
    let plan = planned(&problem, 50);
    assert_eq!((plan.days[2].city.as_str(), plan.days[4].city.as_str()), ("tulsa", "dallas"));
}

#[test]
fn a_must_see_calls_its_city() {
    let mut problem = texas();
    problem.families[0].must_see = vec!["houston-sight-0".into()];
    price(&mut problem, "home-houston", 300);
    assert!(order(&planned(&problem, 50)).contains(&"houston"));
}

#[test]
fn families_may_part_where_the_cities_are_chosen() {
    let mut problem = texas();
    problem.families = vec![family("bianchi", &[40, 12]), family("verdi", &[45, 15])];
    for (index, id) in ["opera", "concert"].into_iter().enumerate() {
        let show = place(id, Category::Show, 31.0, -95.999, 120);
        problem.places.push(Place { city: "houston".into(), opening_hours: Some("Th 17:30-19:30".into()), ..show });
        problem.families[index].must_see = vec![id.into()];
    }
    problem.days.iter_mut().for_each(|day| day.end = hm(22, 0));
    assert!(matches!(run(&problem, 60), Outcome::Impossible(_)), "both shows are at the same time");
    problem.constraints.splits = 1;
    let plan = planned(&problem, 60);
    validate(&problem, &plan).unwrap();
    let split = plan.days.iter().flat_map(|day| &day.splits).next().unwrap();
    assert_eq!(split.party_of("verdi").unwrap().items[0].name, "concert");
    assert!(order(&plan).contains(&"houston"));
    // Each show is paid by the two of one family only.
    let without = cheapest(&problem).unwrap().minor;
    for show in problem.places.iter_mut().rev().take(2) {
        show.fees = vec![Fee { from_age: 0, price: eur(500, 0) }];
    }
    assert_eq!(cheapest(&problem).unwrap().minor, without + eur(2_000, 0).minor);
}

#[test]
fn sights_that_no_route_reaches_are_the_reason() {
    let mut problem = texas();
    problem.constraints.must_see = vec!["tulsa-sight-0".into()];
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/mustSee/0"]);
    assert!(conflict.summary.contains("tulsa sight 0 is in tulsa, which the route does not visit"), "{}", conflict.summary);
    problem.constraints.must_see = ["austin", "dallas", "houston"].map(|city| format!("{city}-sight-0")).into();
    let conflict = reason(&problem);
    let sights = ["/constraints/mustSee/0", "/constraints/mustSee/1", "/constraints/mustSee/2", "/route/visit"];
    let told = pointers(&conflict);
    assert!(told.len() == 4 && sights.iter().all(|pointer| told.contains(pointer)), "{conflict:#?}");
}

#[test]
fn the_only_way_home_is_a_car() {
    let mut problem = texas();
    problem.legs.retain(|leg| leg.to != "home");
    problem.legs.push(Leg { mode: LegMode::Drive, per: PricedPer::Vehicle, seats: Some(2), ..leg("dallas", "home", 100) });
    let plan = planned(&problem, 50);
    assert_eq!(plan.days[5].city, "dallas");
    assert_eq!(plan.days[5].departure.as_ref().map(|leg| (leg.mode, leg.cost)), Some((LegMode::Drive, eur(100, 0))));
    route(&mut problem).returns = false;
    assert!(planned(&problem, 50).days.iter().all(|day| day.departure.is_none()));
}

#[test]
fn too_tight_a_budget_is_told_with_the_exact_price() {
    let mut problem = texas();
    let least = cheapest(&problem).unwrap();
    problem.constraints.budget = Some(least);
    assert_eq!(planned(&problem, 20).costs.total, least);
    problem.constraints.budget = Some(Money::new(least.minor - 90_00, least.currency));
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/constraints/budget"), "{conflict:#?}");
    let told = format!("The cheapest such trip costs {least}; 90.00 EUR more than the budget.");
    assert!(conflict.summary.ends_with(&told), "{}", conflict.summary);
}

#[test]
fn what_no_choice_of_cities_keeps() {
    let mut problem = texas();
    problem.legs.retain(|leg| leg.to != "home");
    assert_eq!(pointers(&reason(&problem)), ["/route/returns"]);
    let mut problem = texas();
    problem.legs.retain(|leg| leg.from == "home" || leg.to == "home");
    assert_eq!(pointers(&reason(&problem)), ["/route/visit"]);
    let mut problem = texas();
    let cities = vec![Candidate { required: true, ..candidate("tulsa") }, candidate("austin"), candidate("dallas")];
    *route(&mut problem) = Route { region: None, cities, ..route(&mut problem).clone() };
    problem.legs.retain(|leg| leg.to != "tulsa");
    assert_eq!(pointers(&reason(&problem)), ["/route/cities/0/required"]);
    let mut problem = texas();
    problem.legs.retain(|leg| leg.from != "home");
    let conflict = reason(&problem);
    assert_eq!(conflict.summary, "There is no plan because no connection leads from Home to a city of the route on 2027-05-03.");
}

/// The evening train leaves too early for dinner; the night train does not.
#[test]
fn times_that_bind_are_kept() {
    let mut problem = texas();
    problem.legs.iter_mut().filter(|leg| leg.to == "home").for_each(|leg| (leg.departs, leg.arrives) = (hm(10, 30), hm(13, 30)));
    let plan = planned(&problem, 50);
    assert!(plan.days[5].items.iter().all(|item| item.end <= hm(9, 30)), "{:#?}", plan.days[5].items);
    let with_dinner = cheapest(&texas()).unwrap();
    assert!(cheapest(&problem).unwrap().minor < with_dinner.minor, "the last day owes no dinner");
    // Arriving and leaving on one day takes an hour at least.
    let mut problem = texas();
    problem.days = vec![day(0, "")];
    problem.days[0].city = None;
    route(&mut problem).cities = vec![Candidate { min_nights: 0, ..candidate("austin") }];
    (route(&mut problem).region, route(&mut problem).visit) = (None, None);
    planned(&problem, 20);
    problem.legs.iter_mut().filter(|leg| leg.to == "home").for_each(|leg| leg.departs = hm(9, 59));
    assert_eq!(pointers(&reason(&problem)), ["/route/returns"]);
    problem.legs.iter_mut().filter(|leg| leg.to == "home").for_each(|leg| leg.departs = hm(10, 0));
    planned(&problem, 20);
}

/// A sight that is open on one date only leaves few of the many frames: all are tried before the answer is no.
#[test]
fn a_plan_that_hardly_promises_is_found() {
    let mut problem = texas();
    problem.families[0].must_see = vec!["houston-sight-0".into(), "austin-sight-0".into()];
    for (id, hours) in [("houston-sight-0", "2027 May 04 10:00-12:00"), ("austin-sight-0", "2027 May 05 10:00-12:00")] {
        problem.places.iter_mut().find(|place| place.id == id).unwrap().opening_hours = Some(hours.into());
    }
    for leg in ["houston-austin", "home-houston", "austin-home"] {
        price(&mut problem, leg, 200);
    }
    assert_eq!(visited(&planned(&problem, 20)), [("houston", 2), ("austin", 4)]);
}

#[test]
fn faults_of_routes_are_named() {
    let mut problem = texas();
    problem.days[0].city = Some("home".into());
    problem.days[1].city = Some("austin".into());
    problem.days[2].city = Some("dallas".into());
    problem.days[4].city = Some("austin".into());
    *route(&mut problem) = Route {
        origin: Some("home".into()),
        returns: true,
        cities: vec![
            Candidate { min_nights: 3, max_nights: Some(2), ..candidate("austin") },
            Candidate { min_nights: 9, required: true, ..candidate("atlantis") },
            candidate("austin"),
            candidate("home"),
        ],
        region: Some("Texas".into()),
        visit: Some(CityCount { min: 3, max: 2 }),
        order: RouteOrder::Free,
    };
    let faults = check(&problem).unwrap_err();
    let found: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    for pointer in [
        "/days/0/city",
        "/days/4/city",
        "/route/cities/0/maxNights",
        "/route/cities/1/city",
        "/route/cities/2/city",
        "/route/cities/3/city",
        "/route/region",
        "/route/visit",
        "/route/visit/min",
        "/route/visit/max",
    ] {
        assert!(found.contains(&pointer), "{pointer} is missing in {found:?}");
    }
    let mut problem = texas();
    problem.route = None;
    assert_eq!(check(&problem).unwrap_err().len(), 6, "six days without a city");
}

/// Hours, naps, locks, long visits: whatever binds besides, no plan is cheaper than the least that is told, and every plan holds.
#[test]
fn no_plan_is_cheaper_than_the_cheapest_trip() {
    let (mut plans, mut splits) = (0, 0);
    for seed in 0..150 {
        let size = Size {
            cities: 1 + seed % 3,
            days: 2 + seed % 5,
            families: 1 + seed % 3,
            places: 20,
            restaurants: 4 + seed % 17,
            lodgings: 6,
            strict: 30,
        };
        let mut problem = random::problem(size, seed);
        if seed % 2 == 1 {
            problem.days.iter_mut().for_each(|day| (day.city, day.starts_at, day.ends_at) = (None, None, None));
            let visit = Some(CityCount { min: 1, max: size.cities as u32 });
            problem.route = Some(Route { origin: None, returns: true, cities: Vec::new(), region: None, visit, order: RouteOrder::Free });
        }
        // Some of them with time apart.
        problem.constraints.splits = (seed % 3) as u32;
        check(&problem).unwrap();
        let Outcome::Planned(plan) = run(&problem, 20) else { continue };
        (plans, splits) = (plans + 1, splits + plan.days.iter().map(|day| day.splits.len()).sum::<usize>());
        validate(&problem, &plan).unwrap_or_else(|breaches| panic!("seed {seed}: {breaches:#?}"));
        let least = cheapest(&problem).unwrap_or_else(|| panic!("seed {seed}: a plan, but no price"));
        assert!(least.minor <= plan.costs.total.minor, "seed {seed}: {least} is told, {} is paid", plan.costs.total);
    }
    assert!(plans > 60 && splits > 20, "only {plans} plans with {splits} splits");
}

#[test]
fn an_earlier_plan_keeps_its_cities() {
    let mut other = texas();
    for (day, city) in other.days.iter_mut().zip(["houston", "houston", "houston", "houston", "austin", "austin"]) {
        day.city = Some(city.into());
    }
    let earlier = planned(&other, 40);
    let again = planned(&apply(&texas(), &earlier, &[]).unwrap(), 40);
    assert_eq!(visited(&again), visited(&earlier));
    assert_ne!(visited(&again), visited(&planned(&texas(), 40)));
}

#[test]
fn an_own_car_from_home_never_flies_back() {
    let mut problem = texas();
    problem.legs.iter_mut().filter(|leg| leg.from == "home").for_each(|leg| leg.mode = LegMode::Drive);
    problem.legs.iter_mut().filter(|leg| leg.to == "home").for_each(|leg| leg.mode = LegMode::Flight);
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/constraints/mixCarAndFlights"), "{conflict:#?}");
    problem.legs.iter_mut().filter(|leg| leg.from == "austin" && leg.to == "home").for_each(|leg| leg.mode = LegMode::Bus);
    assert_eq!(order(&planned(&problem, 40)).last(), Some(&"austin"));
    problem.constraints.forbidden_leg_modes = vec![LegMode::Bus];
    assert!(!reason(&problem).wishes.is_empty());
    problem.constraints.mix_car_and_flights = true;
    planned(&problem, 40);
}

#[test]
fn families_budgets_are_kept_where_money_is_short() {
    let mut problem = texas();
    let least = cheapest(&problem).unwrap();
    problem.families.first_mut().unwrap().budget = Some(least);
    assert_eq!(problem.families.len(), 1);
    let plan = planned(&problem, 40);
    assert!(plan.costs.total.minor <= least.minor);
    problem.families.first_mut().unwrap().budget = Some(Money::new(least.minor - 1, least.currency));
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/families/0/budget"), "{conflict:#?}");
    assert_eq!(conflict.relaxations.first().and_then(|relaxation| relaxation.money), Some(Money::new(1, least.currency)));
}
