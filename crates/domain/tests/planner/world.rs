//! Hand-made problems for the planner's tests.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::geo::Point;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::problem::{
    City, Constraints, Day, Family, Fee, Lodging, Meals, Member, Needs, Place, Problem, Restaurant, Tags, Travel, VERSION,
};

pub(crate) fn euro() -> Currency {
    "EUR".parse().unwrap()
}

/// Euros and cents.
pub(crate) fn eur(major: i64, cents: i64) -> Money {
    Money::new(major * 100 + cents, euro())
}

pub(crate) fn hm(hour: u32, minute: u32) -> ClockTime {
    ClockTime::hm(hour, minute)
}

/// 2027-05-03 is a Monday.
pub(crate) fn date(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 5, 3).unwrap() + Days::new(offset)
}

pub(crate) fn city(id: &str, name: &str, lat: f64, lon: f64) -> City {
    City {
        id: id.into(),
        name: name.into(),
        center: Point::new(lat, lon),
        time_zone: "Europe/Rome".into(),
        country: Some("IT".into()),
        region: None,
        transit_fare: None,
    }
}

pub(crate) fn day(offset: u64, city: &str) -> Day {
    Day { date: date(offset), city: Some(city.into()), start: hm(9, 0), end: hm(21, 30), starts_at: None, ends_at: None }
}

pub(crate) fn family(id: &str, ages: &[u8]) -> Family {
    let mut name = id.to_owned();
    name[..1].make_ascii_uppercase();
    let member = |(index, age): (usize, &u8)| Member { name: format!("{name} {}", index + 1), age: *age };
    Family {
        id: id.into(),
        members: ages.iter().enumerate().map(member).collect(),
        name,
        weight: 1.0,
        interests: Default::default(),
        must_see: vec![],
        must_avoid: vec![],
        needs: Needs::default(),
        budget: None,
    }
}

pub(crate) fn likes(mut family: Family, interests: &[(Category, f64)]) -> Family {
    family.interests = interests.iter().copied().collect();
    family
}

pub(crate) fn place(id: &str, category: Category, lat: f64, lon: f64, minutes: u32) -> Place {
    Place {
        id: id.into(),
        name: id.replace('-', " "),
        city: "rome".into(),
        location: Point::new(lat, lon),
        category,
        visit_minutes: minutes,
        opening_hours: None,
        fees: vec![],
        tags: Tags::new(),
        score: None,
        last_entry_minutes: None,
    }
}

pub(crate) fn restaurant(id: &str, lat: f64, lon: f64, price: Money, cuisine: &str) -> Restaurant {
    Restaurant {
        id: id.into(),
        name: id.replace('-', " "),
        city: "rome".into(),
        location: Point::new(lat, lon),
        cuisines: vec![cuisine.into()],
        meals: None,
        price,
        opening_hours: None,
        tags: Tags::new(),
    }
}

pub(crate) fn lodging(id: &str, lat: f64, lon: f64, per_night: Money, sleeps: u32) -> Lodging {
    Lodging {
        id: id.into(),
        name: id.replace('-', " "),
        city: "rome".into(),
        location: Point::new(lat, lon),
        per_night,
        sleeps,
        room_type: None,
        min_nights: 1,
        forbids: BTreeSet::new(),
        tags: Tags::new(),
    }
}

/// One city, no lodging, no meals: only visits.
pub(crate) fn bare(days: u64) -> Problem {
    Problem {
        version: VERSION,
        title: "Rome".into(),
        currency: euro(),
        seed: 1,
        cities: vec![city("rome", "Rome", 41.8967, 12.4822)],
        days: (0..days).map(|offset| day(offset, "rome")).collect(),
        families: vec![family("rossi", &[40, 38])],
        places: vec![],
        restaurants: vec![],
        lodgings: vec![],
        legs: vec![],
        travel: Travel::default(),
        route: None,
        constraints: Constraints { lodging: false, meals: Meals::NONE, ..Constraints::default() },
        weights: Default::default(),
        locked: vec![],
        earlier: vec![],
    }
}

/// Three days in Rome for two families, with meals, lodgings and opening hours.
pub(crate) fn rome() -> Problem {
    let mut colosseum = place("colosseum", Category::History, 41.8902, 12.4922, 120);
    colosseum.opening_hours = Some("Mo-Su 08:30-19:15".into());
    colosseum.fees = vec![Fee { from_age: 18, price: eur(18, 0) }];
    let mut vatican = place("vatican-museums", Category::Art, 41.9065, 12.4536, 180);
    vatican.opening_hours = Some("Mo-Sa 08:00-19:00".into());
    vatican.fees = vec![Fee { from_age: 7, price: eur(8, 0) }, Fee { from_age: 18, price: eur(20, 0) }];
    let mut borghese = place("galleria-borghese", Category::Art, 41.9142, 12.4922, 120);
    borghese.opening_hours = Some("Tu-Su 09:00-19:00".into());
    let mut zoo = place("bioparco", Category::Animals, 41.9176, 12.4863, 150);
    zoo.opening_hours = Some("Mo-Su 09:30-18:00".into());
    zoo.fees = vec![Fee { from_age: 3, price: eur(14, 0) }, Fee { from_age: 12, price: eur(18, 0) }];
    let mut explora = place("explora", Category::Playground, 41.9149, 12.4760, 105);
    explora.opening_hours = Some("Tu-Su 10:00-13:30,15:00-18:30".into());
    explora.tags.insert("toddler".into(), "yes".into());
    let pantheon = Place { opening_hours: Some("Mo-Su 09:00-19:00".into()), ..place("pantheon", Category::History, 41.8986, 12.4769, 45) };
    let places = vec![
        colosseum,
        vatican,
        borghese,
        zoo,
        explora,
        pantheon,
        place("villa-borghese", Category::Park, 41.9137, 12.4852, 90),
        place("trevi-fountain", Category::Viewpoint, 41.9009, 12.4833, 20),
        place("piazza-navona", Category::Neighbourhood, 41.8992, 12.4731, 45),
        place("gianicolo", Category::Viewpoint, 41.8915, 12.4612, 45),
        place("trastevere", Category::Neighbourhood, 41.8896, 12.4695, 75),
        place("campo-market", Category::Market, 41.8955, 12.4722, 40),
    ];
    let restaurants = vec![
        restaurant("da-enzo", 41.8880, 12.4776, eur(24, 0), "italian"),
        restaurant("roscioli", 41.8940, 12.4740, eur(30, 0), "italian"),
        restaurant("pizzeria-remo", 41.8820, 12.4760, eur(14, 0), "pizza"),
        restaurant("green-corner", 41.8990, 12.4790, eur(18, 50), "vegetarian"),
        restaurant("prati-grill", 41.9060, 12.4600, eur(22, 0), "italian"),
        restaurant("pinciana", 41.9110, 12.4930, eur(19, 0), "italian"),
        restaurant("monti-noodles", 41.8950, 12.4930, eur(15, 0), "asian"),
    ];
    let mut nonna = family("nonna", &[39, 37, 8, 5]);
    nonna.interests = [(Category::Animals, 0.9), (Category::Park, 0.7), (Category::Playground, 0.8), (Category::Art, 0.1)].into();
    let mut rossi = family("rossi", &[44, 45]);
    rossi.interests = [(Category::Art, 1.0), (Category::History, 0.9), (Category::Market, 0.5)].into();
    rossi.must_see = vec!["pantheon".into()];
    Problem {
        title: "Three days in Rome".into(),
        days: (1..4).map(|offset| day(offset, "rome")).collect(),
        families: vec![nonna, rossi],
        places,
        restaurants,
        lodgings: vec![
            lodging("hotel-centro", 41.8975, 12.4800, eur(140, 0), 2),
            lodging("residenza-prati", 41.9070, 12.4620, eur(160, 0), 4),
            lodging("ostello-termini", 41.9020, 12.5030, eur(90, 0), 4),
        ],
        travel: Travel { transit_fare: Some(eur(1, 50)), ..Travel::default() },
        constraints: Constraints::default(),
        ..bare(0)
    }
}
