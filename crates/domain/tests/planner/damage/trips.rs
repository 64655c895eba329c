//! Random trips with everything that a rule looks at: closures, rain, spares, families apart, chosen cities.

use pathfinder_domain::clock_time::Window;
use pathfinder_domain::planning::problem::{Candidate, Closure, Leg, LegMode, MealRule, PricedPer, Problem, Route, RouteOrder};

use crate::random::{self, Draw, Size};
use crate::world::{city, date, eur, hm};

pub(super) fn problem(seed: u64) -> Problem {
    let d = &mut Draw::new(seed ^ 0x5eed);
    let size = Size {
        cities: 1 + d.upto(3),
        days: 1 + d.upto(4),
        families: 1 + d.upto(3),
        places: 10 + d.upto(15),
        restaurants: 8 + d.upto(12),
        lodgings: d.upto(9),
        strict: d.upto(45),
    };
    let mut problem = random::problem(size, seed);
    weather(d, &mut problem);
    if d.chance(30) {
        problem.families[0].needs.nap = Some(Window { from: hm(13, 0), until: hm(14, 0) });
    }
    if d.chance(50) {
        part(d, &mut problem);
    }
    if d.chance(40) {
        choose(d, &mut problem);
    }
    problem
}

fn weather(d: &mut Draw, problem: &mut Problem) {
    for place in &mut problem.places {
        if d.chance(40) {
            place.tags.insert("indoor".into(), "yes".into());
        }
    }
    let constraints = &mut problem.constraints;
    constraints.rainy_days = problem.days.iter().map(|day| day.date).filter(|_| d.chance(20)).collect();
    let ids: Vec<String> = problem.places.iter().map(|place| place.id.clone()).collect();
    for _ in 0..d.upto(4) {
        constraints.closures.push(Closure { id: d.of(&ids), date: d.chance(50).then(|| date(d.upto(4))) });
    }
    if d.chance(30) {
        constraints.meals.breakfast = Some(MealRule { from: hm(7, 30), until: hm(10, 0), minutes: 30 });
    }
}

/// Two families that must see what the other will not.
fn part(d: &mut Draw, problem: &mut Problem) {
    problem.constraints.splits = 1 + d.upto(2) as u32;
    let first = problem.days[0].city_id().to_owned();
    let here: Vec<String> = problem
        .places
        .iter()
        .filter(|place| place.city == first && place.opening_hours.is_none() && place.visit_minutes < 120)
        .map(|place| place.id.clone())
        .collect();
    let ([one, two, ..], [a, b, ..]) = (here.as_slice(), problem.families.as_mut_slice()) else { return };
    (a.must_see, a.must_avoid) = (vec![one.clone()], vec![two.clone()]);
    (b.must_see, b.must_avoid) = (vec![two.clone()], vec![one.clone()]);
}

/// From home and back; the cities of the days are the planner's choice.
fn choose(d: &mut Draw, problem: &mut Problem) {
    problem.cities.push(city("home", "Home", 45.0, 9.0));
    let cities: Vec<String> = problem.cities.iter().map(|city| city.id.clone()).filter(|id| id != "home").collect();
    for id in &cities {
        for (from, to, departs) in [("home", id.as_str(), 6), (id.as_str(), "home", 20)] {
            problem.legs.push(Leg {
                id: format!("{from}-{to}"),
                from: from.into(),
                to: to.into(),
                mode: d.of(&[LegMode::Train, LegMode::Bus]),
                date: None,
                departs: hm(departs, 0),
                arrives: hm(departs + 2, 30),
                price: eur(20, 0),
                per: PricedPer::Person,
                seats: None,
            });
        }
    }
    for day in &mut problem.days {
        // A day with a point of its own would have to name its city.
        (day.city, day.starts_at, day.ends_at) = (None, None, None);
    }
    problem.route = Some(Route {
        origin: Some("home".into()),
        returns: d.chance(70),
        cities: cities.iter().map(|id| Candidate { city: id.clone(), min_nights: 0, max_nights: None, required: false }).collect(),
        region: None,
        visit: Some(pathfinder_domain::planning::problem::CityCount { min: 1, max: cities.len() as u32 }),
        order: d.of(&[RouteOrder::Free, RouteOrder::AsListed]),
    });
}
