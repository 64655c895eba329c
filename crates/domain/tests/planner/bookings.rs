//! Lodgings and legs of small random trips against a plain enumeration of every choice: the planner finds a plan exactly where one exists,
//! and the wishes it blames are a smallest reason.

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::Conflict;
use pathfinder_domain::planning::problem::{Constraints, Day, HouseRule, Leg, LegMode, Lodging, Meals, PricedPer, Problem, RoomType};
use pathfinder_domain::planning::rules::group::Group;
use pathfinder_domain::planning::rules::prices;
use pathfinder_domain::planning::solver::Outcome;
use pathfinder_domain::planning::validate::validate;

use crate::random::Draw;
use crate::sound::run;
use crate::world::{bare, city, date, eur, family, hm, lodging};

/// Kind of connection and what each family pays, for each of the choices of a change of city.
type Choices = Vec<(Option<LegMode>, Vec<i64>)>;

/// The beds of each stay and the connections of each change of city, by nothing but the documented rules.
fn choices(problem: &Problem) -> Vec<Choices> {
    let (wishes, group) = (&problem.constraints, Group::of(&problem.families));
    let mut all = Vec::new();
    let mut first = 0;
    for (i, day) in problem.days.iter().enumerate() {
        if i > 0 && problem.days[i - 1].city != day.city {
            let goes = |leg: &&Leg| {
                leg.from == problem.days[i - 1].city_id()
                    && leg.to == day.city_id()
                    && leg.date.is_none_or(|only| only == day.date)
                    && !wishes.forbidden_leg_modes.contains(&leg.mode)
            };
            all.push(problem.legs.iter().filter(goes).map(|leg| (Some(leg.mode), prices::leg(leg, &group))).collect());
            first = i;
        }
        let last = problem.days.get(i + 1).is_none_or(|next| next.city != day.city);
        let nights = (i + 1 - first) - usize::from(i + 1 == problem.days.len());
        if last && nights > 0 && wishes.lodging {
            let nights = u32::try_from(nights).unwrap();
            let child = group.youngest < 10;
            let open = |lodging: &&Lodging| {
                lodging.city == day.city_id()
                    && lodging.min_nights <= nights
                    && (wishes.room_types.is_empty() || lodging.room_type.is_some_and(|kind| wishes.room_types.contains(&kind)))
                    && !wishes.house_rules.iter().any(|rule| lodging.forbids.contains(rule))
                    && !(child && lodging.forbids.contains(&HouseRule::ChildrenUnder10))
            };
            all.push(problem.lodgings.iter().filter(open).map(|lodging| (None, prices::stay(lodging, &group, nights))).collect());
        }
    }
    all
}

/// The costs of every frame that goes together, by family; each choice after the other.
fn frames(problem: &Problem) -> Vec<Vec<i64>> {
    let mut frames = vec![(false, false, vec![0; problem.families.len()])];
    for choices in choices(problem) {
        let mut longer = Vec::new();
        for (drives, flies, paid) in &frames {
            for (mode, shares) in &choices {
                let paid = paid.iter().zip(shares).map(|(paid, share)| paid + share).collect();
                longer.push((*drives || *mode == Some(LegMode::Drive), *flies || *mode == Some(LegMode::Flight), paid));
            }
        }
        frames = longer;
    }
    frames.retain(|(drives, flies, _)| problem.constraints.mix_car_and_flights || !(*drives && *flies));
    frames.into_iter().map(|(_, _, paid)| paid).collect()
}

fn possible(problem: &Problem) -> bool {
    frames(problem).iter().any(|paid| {
        let most = problem.constraints.budget.map_or(i64::MAX, |budget| budget.minor);
        let each = problem.families.iter().zip(paid).all(|(family, paid)| family.budget.is_none_or(|budget| *paid <= budget.minor));
        each && paid.iter().sum::<i64>() <= most
    })
}

/// Up to three cities in a row, or there and back; no places, no meals.
fn trip(seed: u64) -> Problem {
    let mut draw = Draw(seed);
    let d = &mut draw;
    let cities = ["rome", "florence", "venice"];
    let stops: Vec<&str> =
        d.of(&[vec!["rome"], vec!["rome", "florence"], vec!["rome", "florence", "venice"], vec!["rome", "florence", "rome"]]);
    let days = stops.iter().flat_map(|city| vec![*city; 1 + d.upto(3) as usize]).collect::<Vec<_>>();
    let days = days
        .into_iter()
        .zip(0..)
        .map(|(city, i)| Day { date: date(i), city: Some(city.into()), start: hm(9, 0), end: hm(20, 0), starts_at: None, ends_at: None })
        .collect();
    let types = [None, Some(RoomType::EntireHome), Some(RoomType::PrivateRoom), Some(RoomType::SharedRoom), Some(RoomType::HotelRoom)];
    let rules = [HouseRule::Smoking, HouseRule::Pets, HouseRule::Visitors, HouseRule::ChildrenUnder10];
    let mut lodgings = Vec::new();
    for city in cities {
        for i in 0..1 + d.upto(4) {
            let price = eur(40 + d.upto(200) as i64, 0);
            let mut one = lodging(&format!("{city}-bed-{i}"), 41.9, 12.5, price, 1 + d.upto(4) as u32);
            one.city = city.into();
            one.room_type = d.of(&types);
            one.min_nights = d.of(&[1, 1, 1, 2, 3]);
            one.forbids = rules.iter().copied().filter(|_| d.chance(20)).collect();
            lodgings.push(one);
        }
    }
    let mut legs = Vec::new();
    for (from, to) in [("rome", "florence"), ("florence", "venice"), ("florence", "rome")] {
        for i in 0..1 + d.upto(4) {
            let vehicle = d.chance(40);
            let departs = 6 + d.upto(11) as u32;
            legs.push(Leg {
                id: format!("{from}-{to}-{i}"),
                from: from.into(),
                to: to.into(),
                mode: d.of(&[LegMode::Flight, LegMode::Flight, LegMode::Drive, LegMode::Drive, LegMode::Train, LegMode::Taxi]),
                date: d.chance(20).then(|| date(1 + d.upto(5))),
                departs: hm(departs, 0),
                arrives: hm(departs + 2, 30),
                price: eur(20 + d.upto(150) as i64, 0),
                per: if vehicle { PricedPer::Vehicle } else { PricedPer::Person },
                seats: vehicle.then(|| 2 + d.upto(5) as u32),
            });
        }
    }
    let mut families = vec![family("rossi", &[40, 38])];
    if d.chance(60) {
        families.push(family("kim", d.of(&[&[35, 7][..], &[30, 31, 1], &[50, 17, 14]])));
    }
    let mut constraints = Constraints { meals: Meals::NONE, mix_car_and_flights: d.chance(20), ..Constraints::default() };
    if d.chance(25) {
        constraints.room_types = types.into_iter().flatten().filter(|_| d.chance(60)).collect();
    }
    constraints.house_rules = rules.into_iter().filter(|_| d.chance(12)).collect();
    constraints.forbidden_leg_modes = [LegMode::Flight, LegMode::Train, LegMode::Drive].into_iter().filter(|_| d.chance(12)).collect();
    let cities = cities.iter().zip(0..).map(|(id, i)| city(id, id, 41.9 + f64::from(i), 12.48)).collect();
    let mut problem = Problem { seed, cities, days, families, lodgings, legs, constraints, ..bare(0) };
    money(d, &mut problem);
    problem
}

/// Budgets at the edge of what is possible, or just beyond it.
fn money(d: &mut Draw, problem: &mut Problem) {
    let mut frames = frames(problem);
    frames.sort_by_key(|paid| paid.iter().sum::<i64>());
    let Some(paid) = frames.get(d.upto(frames.len().min(6) as u64) as usize).cloned() else { return };
    let slack = |d: &mut Draw| d.of(&[0, 0, 1, 5_000, -1]);
    if d.chance(60) {
        problem.constraints.budget = Some(eur(0, (paid.iter().sum::<i64>() + slack(d)).max(0)));
    }
    for (family, paid) in problem.families.iter_mut().zip(paid) {
        if d.chance(40) {
            family.budget = Some(eur(0, (paid + slack(d)).max(0)));
        }
    }
}

/// The problem without the wish at this pointer; none where that is no wish that can be given up without changing the trip.
fn give_up(problem: &Problem, pointer: &str) -> Option<Problem> {
    let mut relaxed = problem.clone();
    let wishes = &mut relaxed.constraints;
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    match parts.as_slice() {
        ["constraints", "budget"] => wishes.budget = None,
        ["constraints", "lodging"] => wishes.lodging = false,
        ["constraints", "roomTypes"] => wishes.room_types.clear(),
        ["constraints", "mixCarAndFlights"] => wishes.mix_car_and_flights = true,
        ["constraints", "houseRules", i] => drop(wishes.house_rules.remove(i.parse().unwrap())),
        ["constraints", "forbiddenLegModes", i] => drop(wishes.forbidden_leg_modes.remove(i.parse().unwrap())),
        ["families", i, "budget"] => relaxed.families[i.parse::<usize>().unwrap()].budget = None,
        ["families", _, "members", _, "age"] if Group::of(&problem.families).youngest < 10 => {
            relaxed.lodgings.iter_mut().for_each(|lodging| lodging.forbids.retain(|rule| *rule != HouseRule::ChildrenUnder10));
        }
        ["families", _, "members", _, "age"] => {}
        _ => return None,
    }
    Some(relaxed)
}

/// Every wish, the last of each list first, so that giving one up leaves the pointers of those before it.
fn pointers(problem: &Problem) -> Vec<String> {
    let wishes = &problem.constraints;
    let mut all: Vec<String> = ["budget", "lodging", "roomTypes", "mixCarAndFlights"].map(|name| format!("/constraints/{name}")).into();
    all.extend((0..wishes.house_rules.len()).rev().map(|i| format!("/constraints/houseRules/{i}")));
    all.extend((0..wishes.forbidden_leg_modes.len()).rev().map(|i| format!("/constraints/forbiddenLegModes/{i}")));
    all.extend((0..problem.families.len()).map(|i| format!("/families/{i}/budget")));
    all.push("/families/0/members/0/age".into());
    all
}

fn blamed_rightly(problem: &Problem, conflict: &Conflict) {
    let named = |pointer: &str| {
        let ages = pointer.ends_with("/age") && conflict.wishes.iter().any(|wish| wish.pointer.ends_with("/age"));
        ages || conflict.wishes.iter().any(|wish| wish.pointer == pointer)
    };
    let rest = pointers(problem).into_iter().filter(|pointer| !named(pointer));
    let only = rest.fold(problem.clone(), |problem, pointer| give_up(&problem, &pointer).unwrap());
    let told = serde_json::to_string(problem).unwrap();
    assert!(!possible(&only), "there is a plan that keeps all of these: {conflict:#?}\n{told}");
    // The conflict's own pointers moved where others of their list are gone, so each is given up in the whole problem.
    for wish in &conflict.wishes {
        let keep =
            |pointer: &String| !named(pointer) || *pointer == wish.pointer || pointer.ends_with("/age") && wish.pointer.ends_with("/age");
        let without = pointers(problem).into_iter().filter(keep);
        let relaxed = without.fold(problem.clone(), |problem, pointer| give_up(&problem, &pointer).unwrap());
        let city = give_up(problem, &wish.pointer).is_none();
        assert!(city || possible(&relaxed), "{} is no part of the reason: {conflict:#?}\n{told}", wish.pointer);
    }
}

#[test]
fn a_plan_is_found_exactly_where_one_exists() {
    let (mut plans, mut none) = (0, 0);
    for seed in 0..300 {
        let problem = trip(seed);
        check(&problem).unwrap();
        match run(&problem, 40) {
            Outcome::Planned(plan) => {
                validate(&problem, &plan).unwrap();
                assert!(possible(&problem));
                plans += 1;
            }
            Outcome::Impossible(conflict) => {
                let told = serde_json::to_string(&problem).unwrap();
                assert!(!possible(&problem), "seed {seed}: there is a plan, and yet {conflict:#?}\n{told}");
                blamed_rightly(&problem, &conflict);
                none += 1;
            }
            Outcome::Stopped => panic!("nobody asked it to stop"),
        }
    }
    assert!(plans > 80 && none > 80, "{plans} plans, {none} conflicts");
}
