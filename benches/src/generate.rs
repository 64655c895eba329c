//! Seeded planning problems of any size, shaped like a real city: sights in quarters round a centre, hours, fees, families with small children.

mod choice;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::{ClockTime, Window};
use pathfinder_domain::geo::Point;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{
    City, Constraints, Day, Diet, Family, Fee, Leg, LegMode, Lodging, Member, Needs, Place, PricedPer, Problem, Restaurant, Tags, Travel,
    VERSION, Weights,
};

use crate::random::Random;
pub use choice::choice;

/// How large a problem is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub days: usize,
    pub families: usize,
    pub places: usize,
    pub restaurants: usize,
    /// Visited one after the other, for about as many days each; everything is spread over them evenly.
    pub cities: usize,
    pub seed: u64,
}

impl Shape {
    /// The problem that the targets speak of: 7 days, 4 families, 60 places.
    pub const TARGET: Self = Self { days: 7, families: 4, places: 60, restaurants: 25, cities: 1, seed: 1 };
    /// The largest trip that the targets speak of: 21 days, 6 families, 5 cities, 400 places.
    pub const LARGEST: Self = Self { days: 21, families: 6, places: 400, restaurants: 160, cities: 5, seed: 1 };
}

const CITY: &str = "city";
const CENTRE: Point = Point::new(41.8967, 12.4822);
/// In each city.
const LODGINGS: usize = 8;
/// From one city to the next, of latitude.
const DEGREES_APART: f64 = 1.5;
/// Sights stand in so many quarters, most of them near their quarter's middle.
const QUARTERS: usize = 6;
/// Hours as museums, parks and markets have them.
const HOURS: [Option<&str>; 6] = [
    None,
    Some("Mo-Su 09:00-19:00"),
    Some("Tu-Su 09:30-18:30"),
    Some("Mo,We-Su 10:00-17:00"),
    Some("Mo-Fr 08:30-13:30,15:00-19:00; Sa,Su 09:00-20:00"),
    Some("Mo-Sa 07:00-14:00"),
];
const CUISINES: [&str; 6] = ["italian", "pizza", "international", "asian", "regional", "ice_cream"];

/// The same shape gives the same problem.
pub fn problem(shape: Shape) -> Problem {
    let mut problem = in_one_city(shape);
    spread(&mut problem, shape);
    problem
}

/// Gives every nth place, restaurant and lodging to the nth city, and the days in a row.
fn spread(problem: &mut Problem, shape: Shape) {
    let cities = shape.cities.max(1);
    let id = |n: usize| if n == 0 { CITY.to_owned() } else { format!("city-{n}") };
    let far = |point: Point, n: usize| Point::new(point.lat + n as f64 * DEGREES_APART, point.lon);
    let first = problem.cities[0].clone();
    let named = |n: usize| City { id: id(n), name: format!("{} {}", first.name, n + 1), center: far(CENTRE, n), ..first.clone() };
    problem.cities.extend((1..cities).map(named));
    for (n, place) in problem.places.iter_mut().enumerate() {
        (place.city, place.location) = (id(n % cities), far(place.location, n % cities));
    }
    for (n, restaurant) in problem.restaurants.iter_mut().enumerate() {
        (restaurant.city, restaurant.location) = (id(n % cities), far(restaurant.location, n % cities));
    }
    for (n, lodging) in problem.lodgings.iter_mut().enumerate() {
        (lodging.city, lodging.location) = (id(n % cities), far(lodging.location, n % cities));
    }
    let days = problem.days.len();
    for (n, day) in problem.days.iter_mut().enumerate() {
        day.city = Some(id(n * cities / days));
    }
    problem.legs.extend((1..cities).map(|n| Leg {
        id: format!("train-{n}"),
        from: id(n - 1),
        to: id(n),
        mode: LegMode::Train,
        date: None,
        departs: ClockTime::hm(8, 30),
        arrives: ClockTime::hm(10, 0),
        price: eur(2_500),
        per: PricedPer::Person,
        seats: None,
    }));
}

fn in_one_city(shape: Shape) -> Problem {
    let mut random = Random::new(shape.seed);
    let quarters: Vec<Point> = (0..QUARTERS).map(|_| near(CENTRE, 2_500.0, &mut random)).collect();
    let first = NaiveDate::from_ymd_opt(2027, 5, 21).expect("a Friday in May");
    Problem {
        version: VERSION,
        title: format!("{} families, {} days", shape.families, shape.days),
        currency: currency(),
        seed: shape.seed,
        cities: vec![City {
            id: CITY.to_owned(),
            name: "The City".to_owned(),
            center: CENTRE,
            time_zone: "Europe/Rome".to_owned(),
            country: Some("IT".to_owned()),
            region: None,
            transit_fare: None,
        }],
        days: (0..shape.days as u64).map(|n| day(first + Days::new(n))).collect(),
        families: (0..shape.families).map(|n| family(n, shape.places, &mut random)).collect(),
        places: (0..shape.places).map(|n| place(n, &quarters, &mut random)).collect(),
        restaurants: (0..shape.restaurants).map(|n| restaurant(n, &quarters, &mut random)).collect(),
        lodgings: (0..LODGINGS * shape.cities.max(1)).map(|n| lodging(n, &mut random)).collect(),
        legs: Vec::new(),
        travel: Travel { transit_fare: Some(eur(150)), ..Travel::default() },
        route: None,
        constraints: Constraints { budget: Some(eur(250_000 * (shape.families * shape.days.max(2)) as i64 / 7)), ..Constraints::default() },
        weights: Weights::default(),
        locked: Vec::new(),
        earlier: Vec::new(),
    }
}

fn currency() -> Currency {
    "EUR".parse().expect("EUR is an ISO 4217 code")
}

fn eur(minor: i64) -> Money {
    Money::new(minor, currency())
}

fn day(date: NaiveDate) -> Day {
    Day { date, city: Some(CITY.to_owned()), start: ClockTime::hm(9, 0), end: ClockTime::hm(21, 0), starts_at: None, ends_at: None }
}

/// A point within about `metres`, more often near than far.
fn near(of: Point, metres: f64, random: &mut Random) -> Point {
    // One degree of latitude is 111.2 km; of longitude at Rome three quarters of it.
    let mut offset = || (random.fraction() + random.fraction() - 1.0) * metres / 111_200.0;
    Point::new(of.lat + offset(), of.lon + offset() / 0.744)
}

fn place(n: usize, quarters: &[Point], random: &mut Random) -> Place {
    let category = *random.pick(&Category::ALL);
    let fee = *random.pick(&[0, 0, 500, 900, 1_400, 2_200]);
    let fees = if fee == 0 {
        Vec::new()
    } else {
        vec![Fee { from_age: 0, price: eur(0) }, Fee { from_age: 6, price: eur(fee / 2) }, Fee { from_age: 18, price: eur(fee) }]
    };
    let mut tags = Tags::new();
    tags.insert("stroller".to_owned(), if random.percent(80) { "yes" } else { "no" }.to_owned());
    tags.insert("wheelchair".to_owned(), (*random.pick(&["yes", "limited", "no"])).to_owned());
    Place {
        id: place_id(n),
        name: format!("{} no. {n}", category.label()),
        city: CITY.to_owned(),
        location: near(*random.pick(quarters), 900.0, random),
        category,
        visit_minutes: *random.pick(&[30, 45, 60, 75, 90, 120, 150]),
        opening_hours: random.pick(&HOURS).map(str::to_owned),
        fees,
        tags,
        score: None,
        last_entry_minutes: None,
    }
}

fn place_id(n: usize) -> String {
    format!("place-{n}")
}

fn restaurant(n: usize, quarters: &[Point], random: &mut Random) -> Restaurant {
    let vegetarian = if random.percent(70) { "yes" } else { "no" };
    Restaurant {
        id: format!("table-{n}"),
        name: format!("Table no. {n}"),
        city: CITY.to_owned(),
        location: near(*random.pick(quarters), 700.0, random),
        cuisines: vec![(*random.pick(&CUISINES)).to_owned()],
        meals: None,
        price: eur(1_100 + 100 * i64::try_from(random.below(16)).unwrap_or(0)),
        opening_hours: Some((*random.pick(&["Mo-Su 11:30-15:00,18:00-23:00", "Tu-Su 12:00-22:00", "Mo-Su 08:00-22:00"])).to_owned()),
        tags: BTreeMap::from([(Diet::Vegetarian.tag().to_owned(), vegetarian.to_owned())]),
    }
}

fn lodging(n: usize, random: &mut Random) -> Lodging {
    Lodging {
        id: format!("bed-{n}"),
        name: format!("House no. {n}"),
        city: CITY.to_owned(),
        location: near(CENTRE, 2_000.0, random),
        per_night: eur(9_000 + 500 * i64::try_from(random.below(16)).unwrap_or(0)),
        sleeps: 4,
        room_type: None,
        min_nights: 1,
        forbids: BTreeSet::new(),
        tags: Tags::new(),
    }
}

/// Two adults and one to three children; every second family has a toddler with a nap, every third eats no meat.
fn family(n: usize, places: usize, random: &mut Random) -> Family {
    let mut members = vec![Member { name: "Parent".to_owned(), age: 41 }, Member { name: "Other parent".to_owned(), age: 39 }];
    let toddler = n.is_multiple_of(2);
    if toddler {
        members.push(Member { name: "Toddler".to_owned(), age: 2 });
    }
    members.extend(
        (0..1 + random.below(2))
            .map(|child| Member { name: format!("Child {child}"), age: 6 + u8::try_from(random.below(10)).unwrap_or(0) }),
    );
    let mut interests = std::collections::BTreeMap::new();
    for category in Category::ALL {
        if random.percent(35) {
            interests.insert(category, [0.4, 0.6, 0.8, 1.0][random.below(4) as usize]);
        }
    }
    let needs = Needs {
        nap: toddler.then_some(Window { from: ClockTime::hm(14, 0), until: ClockTime::hm(15, 0) }),
        bedtime: toddler.then_some(ClockTime::hm(20, 30)),
        diets: if n.is_multiple_of(3) { vec![Diet::Vegetarian] } else { Vec::new() },
        ..Needs::default()
    };
    Family {
        id: format!("family-{n}"),
        name: format!("Family {n}"),
        members,
        weight: 1.0,
        interests,
        must_see: if places > n { vec![place_id(n * places / 8 % places)] } else { Vec::new() },
        must_avoid: Vec::new(),
        needs,
        budget: None,
    }
}

#[cfg(test)]
mod tests {
    use pathfinder_domain::planning::check::check;
    use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
    use pathfinder_domain::planning::validate::validate;

    use super::*;

    #[test]
    fn generated_problems_are_sound_and_have_plans() {
        for shape in [Shape::TARGET, Shape { seed: 2, ..Shape::TARGET }, Shape::LARGEST] {
            let problem = problem(shape);
            check(&problem).expect("a sound problem");
            let Outcome::Planned(plan) = plan(&problem, &mut Effort { rounds: 0, stop: &mut |_| false }) else {
                panic!("no plan for {shape:?}")
            };
            validate(&problem, &plan).expect("a valid plan");
        }
    }
}
