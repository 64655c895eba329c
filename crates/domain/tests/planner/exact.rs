//! Small random trips whose cities are to be chosen, against an enumeration of everything: a plan exactly where there is one, and the exact
//! price of the cheapest one. Hours and days are so wide that time does not bind.

use pathfinder_domain::category::Category;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::{
    Candidate, CityCount, Day, Family, Fee, HouseRule, Leg, LegMode, Lodging, Meal, PricedPer, Problem, Restaurant, RoomType, Route,
    RouteOrder,
};
use pathfinder_domain::planning::rules::group::Group;
use pathfinder_domain::planning::rules::meals::{admissible, may_repeat};
use pathfinder_domain::planning::rules::prices;
use pathfinder_domain::planning::solver::{Outcome, cheapest};
use pathfinder_domain::planning::validate::validate;

use crate::random::Draw;
use crate::sound::run;
use crate::world::{bare, city, date, eur, family, hm, lodging, place, restaurant};

const CUISINES: [&str; 3] = ["thai", "greek", "pizza"];

#[test]
fn a_plan_exactly_where_there_is_one() {
    (0..500).for_each(compare);
}

#[test]
#[ignore = "minutes; the same as the test above for more seeds"]
fn a_plan_exactly_where_there_is_one_many_times() {
    (500..10_500).for_each(compare);
}

fn compare(seed: u64) {
    let mut problem = trip(seed);
    if check(&problem).is_err() {
        return;
    }
    let least = enumerate(&problem);
    let told = cheapest(&problem).map(|money| money.minor);
    assert_eq!(told, least, "seed {seed}: {}", serde_json::to_string(&problem).unwrap());
    let mut draw = Draw(seed ^ 0xb0d9e7);
    let near = [-1, 0, 0, 1, 500, 20_000][draw.upto(6) as usize];
    problem.constraints.budget = least.map(|least| Money::new((least + near).max(0), problem.currency)).or(problem.constraints.budget);
    let possible = least.is_some_and(|least| problem.constraints.budget.is_none_or(|budget| least <= budget.minor));
    match run(&problem, 20) {
        Outcome::Planned(plan) => {
            assert!(possible, "seed {seed}: a plan that should not be");
            validate(&problem, &plan).unwrap_or_else(|breaches| panic!("seed {seed}: {breaches:#?}"));
        }
        other => assert!(!possible, "seed {seed}: {other:#?}\n{}", serde_json::to_string(&problem).unwrap()),
    }
}

/// Up to four cities and four days; everything of a city is in one place, so that ways cost nothing.
fn trip(seed: u64) -> Problem {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9));
    let d = &mut draw;
    let ids = ["a", "b", "c", "d"];
    let count = 1 + d.upto(4) as usize;
    let origin = d.chance(60).then(|| "home".to_owned());
    let spot = |index: usize| (40.0 + index as f64, 10.0);
    let mut cities: Vec<_> = ids.iter().take(count).enumerate().map(|(index, id)| city(id, id, spot(index).0, spot(index).1)).collect();
    cities.iter_mut().for_each(|city| city.region = d.chance(70).then(|| "south".to_owned()));
    if origin.is_some() {
        cities.push(city("home", "home", 50.0, 10.0));
    }
    let days = 1 + d.upto(4);
    let mut problem = Problem {
        days: (0..days)
            .map(|offset| Day { date: date(offset), city: None, start: hm(9, 0), end: hm(22, 30), starts_at: None, ends_at: None })
            .collect(),
        families: (0..1 + d.upto(2))
            .map(|index| family(["rossi", "kim"][index as usize], d.of(&[&[40][..], &[35, 9], &[30, 31, 1]])))
            .collect(),
        cities,
        ..bare(0)
    };
    problem.constraints.meals = Default::default();
    if d.chance(30) {
        problem.constraints.meals.lunch = None;
    }
    problem.constraints.lodging = d.chance(80);
    problem.constraints.mix_car_and_flights = d.chance(20);
    problem.constraints.forbidden_leg_modes = d.of(&[&[][..], &[], &[LegMode::Train], &[LegMode::Flight]]).to_vec();
    problem.constraints.house_rules = d.of(&[&[][..], &[], &[HouseRule::Pets]]).to_vec();
    problem.constraints.room_types = d.of(&[&[][..], &[], &[], &[RoomType::HotelRoom]]).iter().copied().collect();
    for (index, id) in ids.iter().take(count).enumerate() {
        let (lat, lon) = spot(index);
        for nth in 0..d.upto(4) {
            let mut table =
                restaurant(&format!("{id}-table-{nth}"), lat, lon, eur(5 + d.upto(30) as i64, d.upto(100) as i64), d.of(&CUISINES));
            table.cuisines.extend(d.chance(20).then(|| d.of(&CUISINES).to_owned()));
            problem.restaurants.push(Restaurant { city: (*id).into(), ..table });
        }
        for nth in 0..1 + d.upto(2) {
            let bed = lodging(&format!("{id}-bed-{nth}"), lat, lon, eur(30 + d.upto(50) as i64, 0), 1 + d.upto(3) as u32);
            let min_nights = d.of(&[1, 1, 1, 2]);
            let forbids = d.of(&[&[][..], &[], &[HouseRule::Pets], &[HouseRule::ChildrenUnder10]]).iter().copied().collect();
            let room_type = d.of(&[Some(RoomType::HotelRoom), Some(RoomType::EntireHome), None]);
            problem.lodgings.push(Lodging { city: (*id).into(), min_nights, forbids, room_type, ..bed });
        }
        if d.chance(15) {
            let mut sight = place(&format!("{id}-sight"), Category::Art, lat, lon, 30);
            sight.fees = vec![Fee { from_age: 6, price: eur(d.upto(20) as i64, 0) }];
            let wishes = if d.chance(50) { &mut problem.families[0].must_see } else { &mut problem.constraints.must_see };
            wishes.push(sight.id.clone());
            problem.places.push(pathfinder_domain::planning::problem::Place { city: (*id).into(), ..sight });
        }
    }
    legs(d, &mut problem);
    let wished = 1 + d.upto(2) as usize;
    problem.constraints.required_cuisines = CUISINES.iter().skip(d.upto(2) as usize).take(wished).map(|name| (*name).to_owned()).collect();
    problem.route = Some(route(d, &ids[..count], origin));
    for day in 0..days as usize {
        if d.chance(10) {
            problem.days[day].city = Some(d.of(&ids[..count]).to_owned());
        }
    }
    problem
}

/// Into the cities in the early morning, home late in the evening.
fn legs(d: &mut Draw, problem: &mut Problem) {
    let ids: Vec<String> = problem.cities.iter().map(|city| city.id.clone()).collect();
    for (from, to) in ids.iter().flat_map(|from| ids.iter().map(move |to| (from, to))).filter(|(from, to)| from != to) {
        for nth in 0..d.of(&[0, 1, 1, 2, 3]) {
            let per = d.of(&[PricedPer::Person, PricedPer::Vehicle]);
            problem.legs.push(Leg {
                id: format!("{from}-{to}-{nth}"),
                from: from.clone(),
                to: to.clone(),
                mode: d.of(&[LegMode::Drive, LegMode::Train, LegMode::Flight]),
                date: d.chance(30).then(|| date(d.upto(problem.days.len() as u64))),
                departs: if to == "home" { hm(23, 30) } else { hm(6, 0) },
                arrives: if to == "home" { hm(23, 55) } else { hm(8, 0) },
                price: eur(5 + d.upto(80) as i64, 0),
                per,
                seats: (per == PricedPer::Vehicle).then(|| 1 + d.upto(4) as u32),
            });
        }
    }
}

fn route(d: &mut Draw, ids: &[&str], origin: Option<String>) -> Route {
    let listed = d.chance(70);
    let candidate = |city: &&str| Candidate {
        city: (*city).into(),
        min_nights: d.of(&[0, 0, 1, 1, 2]),
        max_nights: d.chance(20).then(|| 2 + d.upto(2) as u32),
        required: d.chance(15),
    };
    let cities: Vec<Candidate> = if listed { ids.iter().map(candidate).collect() } else { Vec::new() };
    let min = 1 + d.upto(ids.len() as u64) as u32;
    let visit = d.chance(80).then(|| CityCount { min, max: min + d.upto(2) as u32 });
    Route {
        origin,
        returns: d.chance(80),
        cities,
        region: (!listed && d.chance(60)).then(|| "south".to_owned()),
        visit,
        order: d.of(&[RouteOrder::Free, RouteOrder::Free, RouteOrder::AsListed]),
    }
}

/// The price of the cheapest trip, by looking at all of them.
fn enumerate(problem: &Problem) -> Option<i64> {
    let route = problem.route.as_ref().unwrap();
    let cities: Vec<&str> = problem.cities.iter().map(|city| city.id.as_str()).filter(|id| *id != "home").collect();
    let days = problem.days.len();
    let choices = cities.len().pow(u32::try_from(days).unwrap());
    let days_of = |mut code: usize| {
        let mut next = || {
            let city = cities[code % cities.len()];
            code /= cities.len();
            city
        };
        (0..days).map(|_| next()).collect::<Vec<_>>()
    };
    (0..choices).map(days_of).filter(|frame| allowed(problem, route, frame)).filter_map(|frame| price(problem, route, &frame)).min()
}

fn allowed(problem: &Problem, route: &Route, frame: &[&str]) -> bool {
    let named = |city: &str| problem.days.iter().any(|day| day.city.as_deref() == Some(city));
    let region = |city: &str| {
        let known = problem.cities.iter().find(|known| known.id == city).unwrap();
        route.region.is_none() || known.region == route.region
    };
    let rank = |city: &str| match route.cities.iter().position(|candidate| candidate.city == city) {
        Some(position) => Some(position),
        None if route.cities.is_empty() && region(city) => problem.cities.iter().position(|known| known.id == city),
        None => None,
    };
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for city in frame {
        match runs.last_mut() {
            Some((last, days)) if last == city => *days += 1,
            _ => runs.push((city, 1)),
        }
    }
    let last = runs.len() - 1;
    let nights = |(at, (city, days)): (usize, &(&str, usize))| {
        let nights = u32::try_from(days - usize::from(at == last)).unwrap();
        match route.cities.iter().find(|candidate| candidate.city == *city) {
            Some(candidate) => nights >= candidate.min_nights && candidate.max_nights.is_none_or(|most| nights <= most),
            None => nights >= u32::from(!named(city)),
        }
    };
    let all: Vec<&str> = problem
        .cities
        .iter()
        .map(|city| city.id.as_str())
        .filter(|city| *city != "home" && (rank(city).is_some() || named(city)))
        .collect();
    let count = runs.len() as u32;
    let counted = match (route.visit, route.cities.is_empty()) {
        (Some(visit), _) => (visit.min..=visit.max).contains(&count),
        (None, true) => true,
        (None, false) => count as usize == all.len(),
    };
    let ranks: Vec<usize> = runs.iter().filter_map(|(city, _)| rank(city)).collect();
    let must_see = |id: &String| problem.places.iter().any(|place| place.id == *id && frame.contains(&place.city.as_str()));
    problem.days.iter().zip(frame).all(|(day, city)| day.city.as_deref().is_none_or(|fixed| fixed == *city))
        && (0..runs.len()).all(|at| runs[..at].iter().all(|(earlier, _)| *earlier != runs[at].0))
        && runs.iter().all(|(city, _)| all.contains(city))
        && runs.iter().enumerate().all(nights)
        && counted
        && (route.order == RouteOrder::Free || ranks.is_sorted())
        && route.cities.iter().all(|candidate| !candidate.required || frame.contains(&candidate.city.as_str()))
        && problem.families.iter().flat_map(|family: &Family| &family.must_see).chain(&problem.constraints.must_see).all(must_see)
}

/// The least with legs that go together: no own car, or no flights, unless both may stand in one plan.
fn price(problem: &Problem, route: &Route, frame: &[&str]) -> Option<i64> {
    let apart = if problem.constraints.mix_car_and_flights { vec![None] } else { vec![Some(LegMode::Drive), Some(LegMode::Flight)] };
    apart.into_iter().filter_map(|without| price_without(problem, route, frame, without)).min()
}

fn price_without(problem: &Problem, route: &Route, frame: &[&str], without: Option<LegMode>) -> Option<i64> {
    let group = Group::of(&problem.families);
    let mut settled = problem.clone();
    settled.days.iter_mut().zip(frame).for_each(|(day, city)| day.city = Some((*city).into()));
    let leg = |from: &str, to: &str, day: usize| {
        let taken = |leg: &&Leg| Some(leg.mode) != without && !problem.constraints.forbidden_leg_modes.contains(&leg.mode);
        let going = problem.legs.iter().filter(taken).filter(|leg| leg.from == from && leg.to == to);
        let today = going.filter(|leg| leg.date.is_none_or(|date| date == problem.days[day].date));
        today.map(|leg| prices::total(&prices::leg(leg, &group))).min()
    };
    let mut cost = 0;
    if let Some(origin) = &route.origin {
        cost += leg(origin, frame[0], 0)?;
        if route.returns {
            cost += leg(frame[frame.len() - 1], origin, frame.len() - 1)?;
        }
    }
    for day in 1..frame.len() {
        if frame[day - 1] != frame[day] {
            cost += leg(frame[day - 1], frame[day], day)?;
        }
    }
    let mut first = 0;
    while first < frame.len() {
        let end = (first..frame.len()).find(|day| frame[*day] != frame[first]).unwrap_or(frame.len());
        let nights = u32::try_from(end - first - usize::from(end == frame.len())).unwrap();
        if problem.constraints.lodging && nights > 0 {
            let wished = &problem.constraints;
            let beds = problem.lodgings.iter().filter(|lodging| {
                lodging.city == frame[first]
                    && lodging.min_nights <= nights
                    && (wished.room_types.is_empty() || lodging.room_type.is_some_and(|kind| wished.room_types.contains(&kind)))
                    && !wished.house_rules.iter().any(|rule| lodging.forbids.contains(rule))
                    && !(group.youngest < 10 && lodging.forbids.contains(&HouseRule::ChildrenUnder10))
            });
            cost += beds.map(|lodging| prices::total(&prices::stay(lodging, &group, nights))).min()?;
        }
        first = end;
    }
    cost += problem.places.iter().map(|place| prices::total(&prices::entrance(place, &problem.families))).sum::<i64>();
    let tables: Vec<Vec<&Restaurant>> = frame.iter().map(|city| admissible(&settled, city).collect()).collect();
    let kinds = [Meal::Lunch, Meal::Dinner].into_iter().filter(|meal| problem.constraints.meals.rule(*meal).is_some()).count();
    let meals: Vec<usize> = (0..frame.len()).filter(|day| !tables[*day].is_empty()).flat_map(|day| vec![day; kinds]).collect();
    let repeats: Vec<bool> = frame.iter().map(|city| may_repeat(&settled, city)).collect();
    Some(cost + eat(problem, &meals, &tables, &repeats, &mut Vec::new())?)
}

/// All ways to fill the meals of these days.
fn eat<'p>(
    problem: &Problem,
    meals: &[usize],
    tables: &[Vec<&'p Restaurant>],
    repeats: &[bool],
    had: &mut Vec<&'p Restaurant>,
) -> Option<i64> {
    let Some((day, rest)) = meals.split_first() else {
        let tasted = |cuisine: &String| had.iter().any(|table| table.cuisines.contains(cuisine));
        return problem.constraints.required_cuisines.iter().all(tasted).then_some(0);
    };
    let mut least = None;
    for table in &tables[*day] {
        if !repeats[*day] && had.iter().any(|other| other.id == table.id) {
            continue;
        }
        had.push(table);
        let whole = eat(problem, rest, tables, repeats, had).map(|rest| rest + prices::total(&prices::meal(table, &problem.families)));
        had.pop();
        least = [least, whole].into_iter().flatten().min();
    }
    least
}
