//! Random trips of any size; the same size and seed give the same trip.

use std::collections::BTreeSet;

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::problem::{
    Constraints, Day, Diet, Endpoint, Family, Fee, HouseRule, Leg, LegMode, Locked, Lodging, Meal, MealRule, Member, Mode, Needs, Pace,
    Place, PricedPer, Problem, Restaurant, RoomType, Tags, Travel,
};

use crate::world::{bare, city, date, eur, hm};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) cities: u64,
    pub(crate) days: u64,
    pub(crate) families: u64,
    pub(crate) places: u64,
    pub(crate) restaurants: u64,
    pub(crate) lodgings: u64,
    /// Percent of the hard wishes that may make a trip impossible: diets, budgets, naps, locks, must-sees.
    pub(crate) strict: u64,
}

/// The trip of the design's budget of time: 7 days, 4 families, 60 places, 30 restaurants.
pub(crate) const WEEK: Size = Size { cities: 1, days: 7, families: 4, places: 60, restaurants: 30, lodgings: 12, strict: 20 };

/// SplitMix64.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn upto(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.upto(100) < percent
    }

    pub(crate) fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.upto(items.len() as u64) as usize].clone()
    }

    fn real(&mut self) -> f64 {
        self.upto(1_000_001) as f64 / 1_000_000.0
    }
}

const PLACE_HOURS: [Option<&str>; 7] = [
    None,
    None,
    Some("Mo-Su 09:00-19:00"),
    Some("Tu-Su 10:00-18:00"),
    Some("Mo-Sa 08:30-13:00,15:00-18:30"),
    Some("We-Mo 09:00-17:00; PH off"),
    Some("Sa-Su 10:00-16:00"),
];
const MEAL_HOURS: [Option<&str>; 4] =
    [None, Some("Mo-Su 12:00-23:00"), Some("Tu-Su 12:00-15:00,18:30-23:00"), Some("Mo-Su 11:00-15:00,17:00-22:00")];

pub(crate) fn problem(size: Size, seed: u64) -> Problem {
    let mut draw = Draw(seed);
    let d = &mut draw;
    let centres: Vec<Point> = (0..size.cities.max(1)).map(|i| Point::new(41.9 + 0.9 * i as f64, 12.48 + 0.4 * i as f64)).collect();
    let cities: Vec<String> = (0..centres.len()).map(|i| format!("city-{i}")).collect();
    let spot = |d: &mut Draw, city: usize| {
        let at = centres[city];
        Point::new(at.lat + 0.06 * (d.real() - 0.5), at.lon + 0.08 * (d.real() - 0.5))
    };
    let per_city = size.days.div_ceil(size.cities.max(1)).max(1);
    let days: Vec<Day> = (0..size.days)
        .map(|i| Day {
            date: date(i),
            city: Some(cities[((i / per_city) as usize).min(cities.len() - 1)].clone()),
            start: hm(8, 30 + 15 * d.upto(2) as u32),
            end: hm(d.of(&[20, 21, 21, 22]), 0),
            starts_at: None,
            ends_at: None,
        })
        .collect();
    let places: Vec<Place> = (0..size.places)
        .map(|i| {
            let at = d.upto(cities.len() as u64) as usize;
            let mut tags = Tags::new();
            tags.insert("wheelchair".into(), d.of(&["yes", "yes", "limited", "no"]).into());
            tags.insert("stroller".into(), d.of(&["yes", "limited", "no"]).into());
            if d.chance(20) {
                tags.insert("toddler".into(), "yes".into());
            }
            if d.chance(5) {
                tags.insert("min_age".into(), "6".into());
            }
            let fees = match d.upto(3) {
                0 => vec![],
                1 => vec![Fee { from_age: 0, price: eur(d.upto(20) as i64, 0) }],
                _ => vec![Fee { from_age: 6, price: eur(7, 50) }, Fee { from_age: 18, price: eur(10 + d.upto(15) as i64, 33) }],
            };
            Place {
                id: format!("place-{i}"),
                name: format!("Place {i}"),
                city: cities[at].clone(),
                location: spot(d, at),
                category: d.of(&Category::ALL),
                visit_minutes: d.of(&[20, 30, 45, 60, 75, 90, 120, 180, 300]),
                opening_hours: d.of(&PLACE_HOURS).map(Into::into),
                fees,
                tags,
                last_entry_minutes: d.chance(10).then_some(30),
                score: d.chance(10).then(|| d.upto(100) as f64),
            }
        })
        .collect();
    let restaurants: Vec<Restaurant> = (0..size.restaurants)
        .map(|i| {
            let at = d.upto(cities.len() as u64) as usize;
            let mut tags = Tags::new();
            for diet in ["diet:vegetarian", "diet:vegan", "diet:halal", "diet:gluten_free"] {
                if d.chance(70) {
                    tags.insert(diet.into(), d.of(&["yes", "only"]).into());
                }
            }
            Restaurant {
                id: format!("restaurant-{i}"),
                name: format!("Restaurant {i}"),
                city: cities[at].clone(),
                location: spot(d, at),
                cuisines: vec![d.of(&["italian", "pizza", "asian", "fish"]).into()],
                meals: d.of(&[None, None, None, Some(vec![Meal::Lunch]), Some(vec![])]),
                price: eur(8 + d.upto(30) as i64, 50),
                opening_hours: d.of(&MEAL_HOURS).map(Into::into),
                tags,
            }
        })
        .collect();
    let lodgings: Vec<Lodging> = (0..size.lodgings)
        .map(|i| {
            let at = (i % cities.len() as u64) as usize;
            Lodging {
                id: format!("lodging-{i}"),
                name: format!("Lodging {i}"),
                city: cities[at].clone(),
                location: spot(d, at),
                per_night: eur(60 + d.upto(160) as i64, 0),
                sleeps: d.of(&[2, 3, 4, 6]),
                room_type: None,
                min_nights: 1,
                forbids: BTreeSet::new(),
                tags: Tags::new(),
            }
        })
        .collect();
    let mut legs = Vec::new();
    for pair in cities.windows(2) {
        for n in 0..3 {
            let departs = 6 + 3 * n;
            legs.push(Leg {
                id: format!("{}-{}-{n}", pair[0], pair[1]),
                from: pair[0].clone(),
                to: pair[1].clone(),
                mode: d.of(&[LegMode::Train, LegMode::Bus, LegMode::Drive]),
                date: None,
                departs: hm(departs, 15),
                arrives: hm(departs + 2, 5),
                price: eur(15 + d.upto(40) as i64, 0),
                per: if n == 2 { PricedPer::Vehicle } else { PricedPer::Person },
                seats: (n == 2).then_some(5),
            });
        }
    }
    let families: Vec<Family> = (0..size.families.max(1)).map(|i| family(d, i, size)).collect();
    let mut problem = Problem {
        title: "A random trip".into(),
        seed,
        cities: centres.iter().enumerate().map(|(i, at)| city(&cities[i], &format!("City {i}"), at.lat, at.lon)).collect(),
        days,
        families,
        places,
        restaurants,
        lodgings,
        legs,
        travel: Travel {
            modes: d.of(&[vec![Mode::Walk, Mode::Transit], vec![Mode::Walk, Mode::Transit, Mode::Taxi], vec![Mode::Walk, Mode::Car]]),
            transit_fare: Some(eur(1, 50)),
            taxi_base: Some(eur(4, 0)),
            taxi_per_km: Some(eur(1, 23)),
            ..Travel::default()
        },
        constraints: Constraints {
            pace: d.of(&[Pace::Relaxed, Pace::Balanced, Pace::Balanced, Pace::Full]),
            max_walk_minutes_per_day: d.chance(size.strict).then(|| 30 + d.upto(60) as u32),
            budget: d.chance(size.strict).then(|| eur(((900 + d.upto(2000)) * size.days) as i64, 0)),
            lodging: size.lodgings > 0,
            ..Constraints::default()
        },
        ..bare(0)
    };
    if d.chance(size.strict) {
        problem.constraints.required_cuisines = vec!["fish".into()];
    }
    lock(d, &mut problem, size.strict);
    frame(d, &mut problem, size.strict);
    ends(d, &mut problem, size.strict / 3);
    problem
}

/// Stations at which days start and end (some far away), and fares of cities' own.
fn ends(d: &mut Draw, problem: &mut Problem, percent: u64) {
    for (index, day) in problem.days.iter_mut().enumerate() {
        for point in [&mut day.starts_at, &mut day.ends_at] {
            if !d.chance(percent) {
                continue;
            }
            let city = problem.cities.iter().find(|city| Some(&city.id) == day.city.as_ref()).unwrap();
            // Where several days have the same station, it is at one place.
            let (id, reach) =
                if d.chance(30) { (format!("station-{}", city.id), 0.0) } else { (format!("stop-{index}-{}", d.upto(1000)), 0.3) };
            let location = Point::new(city.center.lat + 0.02 + reach * (d.real() - 0.5), city.center.lon + reach * (d.real() - 0.5));
            *point = Some(Endpoint { name: format!("Point {id}"), id, location });
        }
    }
    for (index, city) in problem.cities.iter_mut().enumerate() {
        city.transit_fare = d.chance(percent).then(|| eur(2 + index as i64, 20));
    }
}

/// Wishes for lodgings, legs and breakfast.
fn frame(d: &mut Draw, problem: &mut Problem, strict: u64) {
    for lodging in &mut problem.lodgings {
        lodging.room_type = d.of(&[None, Some(RoomType::EntireHome), Some(RoomType::HotelRoom)]);
        if d.chance(strict) {
            lodging.min_nights = 1 + d.upto(3) as u32;
        }
        if d.chance(strict) {
            lodging.forbids = [d.of(&[HouseRule::Pets, HouseRule::Smoking, HouseRule::ChildrenUnder10])].into();
        }
    }
    for leg in &mut problem.legs {
        if d.chance(strict) {
            leg.mode = d.of(&[LegMode::Flight, LegMode::Taxi, LegMode::Drive]);
        }
    }
    let constraints = &mut problem.constraints;
    if d.chance(strict / 2) {
        constraints.room_types = [d.of(&[RoomType::EntireHome, RoomType::HotelRoom])].into();
    }
    if d.chance(strict / 2) {
        constraints.house_rules = vec![HouseRule::Pets];
    }
    if d.chance(strict / 2) {
        constraints.forbidden_leg_modes = vec![d.of(&[LegMode::Train, LegMode::Bus])];
    }
    if d.chance(strict) {
        constraints.meals.breakfast = Some(MealRule { from: hm(7, 0), until: hm(10, 0), minutes: 30 });
    }
}

fn family(d: &mut Draw, index: u64, size: Size) -> Family {
    let ages: Vec<u8> = match d.upto(4) {
        0 => vec![35, 34, 2],
        1 => vec![41, 43, 9, 6],
        2 => vec![66, 70],
        _ => vec![45, 14, 11],
    };
    let name = format!("Family {index}");
    let interests = (0..5).map(|_| (d.of(&Category::ALL), d.real())).collect();
    let strict = size.strict;
    let mut needs = Needs::default();
    if d.chance(strict) {
        needs.diets = vec![d.of(&[Diet::Vegetarian, Diet::Vegan, Diet::GlutenFree])];
    }
    if d.chance(strict) && ages.contains(&2) {
        needs.nap = Some(Window { from: hm(13, 0), until: hm(14, 30) });
        needs.bedtime = Some(hm(20, 0));
        needs.stroller = true;
    }
    if d.chance(strict / 2) {
        needs.max_walk_minutes = Some(12);
        needs.step_free = true;
    }
    let members = ages.iter().enumerate().map(|(i, age)| Member { name: format!("{name} member {i}"), age: *age }).collect();
    let must_see = if d.chance(strict) && size.places > 0 { vec![format!("place-{}", d.upto(size.places))] } else { vec![] };
    let must_avoid: Vec<String> = if d.chance(strict) && size.places > 0 { vec![format!("place-{}", d.upto(size.places))] } else { vec![] };
    let must_avoid = must_avoid.into_iter().filter(|id| !must_see.contains(id)).collect();
    let budget = d.chance(strict / 2).then(|| eur(((300 + d.upto(600)) * size.days) as i64, 0));
    Family {
        id: format!("family-{index}"),
        name,
        members,
        weight: d.of(&[1.0, 1.0, 2.0, 0.5]),
        interests,
        must_see,
        must_avoid,
        needs,
        budget,
    }
}

fn lock(d: &mut Draw, problem: &mut Problem, strict: u64) {
    let day = d.of(&problem.days);
    let here: Vec<Place> =
        problem.places.iter().filter(|place| place.city == day.city_id() && place.opening_hours.is_none()).cloned().collect();
    if d.chance(strict) && !here.is_empty() {
        let start = d.chance(50).then(|| hm(10, 0));
        let minutes = d.chance(30).then_some(50);
        problem.locked.push(Locked { date: day.date, id: d.of(&here).id, meal: None, start, minutes });
    }
    let tables: Vec<Restaurant> = problem
        .restaurants
        .iter()
        .filter(|one| one.city == day.city_id() && one.opening_hours.is_none() && one.meals.is_none())
        .cloned()
        .collect();
    if d.chance(strict) && !tables.is_empty() {
        let start = d.chance(50).then(|| hm(18, 30));
        problem.locked.push(Locked { date: day.date, id: d.of(&tables).id, meal: Some(Meal::Dinner), start, minutes: None });
    }
    let beds: Vec<Lodging> = problem.lodgings.iter().filter(|one| one.city == day.city_id()).cloned().collect();
    if d.chance(strict) && !beds.is_empty() {
        problem.locked.push(Locked { date: day.date, id: d.of(&beds).id, meal: None, start: None, minutes: None });
    }
}
