//! The validator on a trip whose cities were chosen: whatever is wrong with the choice or with the way home is named.

use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::edit::{Edit, apply};
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::{Candidate, CityCount, Leg, LegMode, PricedPer, Problem, Route, RouteOrder};
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;

use crate::mutations::{broken, collect, other};
use crate::world;

/// The two families, now from Milan and back; they may also go to Florence first.
fn problem() -> Problem {
    let mut problem = world::problem();
    let mut home = problem.cities[0].clone();
    (home.id, home.name) = ("milan".into(), "Milan".into());
    problem.cities.push(home);
    for (id, from, to, departs, arrives) in [
        ("there", "milan", "rome", (6, 0), (8, 30)),
        ("there-too", "milan", "florence", (6, 0), (8, 0)),
        ("back", "florence", "milan", (19, 0), (21, 0)),
        ("back-too", "rome", "milan", (19, 0), (21, 30)),
    ] {
        problem.legs.push(Leg {
            id: id.into(),
            from: from.into(),
            to: to.into(),
            mode: LegMode::Train,
            date: None,
            departs: ClockTime::hm(departs.0, departs.1),
            arrives: ClockTime::hm(arrives.0, arrives.1),
            price: problem.lodgings[0].per_night,
            per: PricedPer::Vehicle,
            seats: Some(4),
        });
    }
    let candidate = |city: &str| Candidate { city: city.into(), min_nights: 1, max_nights: None, required: false };
    problem.days.iter_mut().for_each(|day| day.city = None);
    problem.route = Some(Route {
        origin: Some("milan".into()),
        returns: true,
        cities: vec![candidate("rome"), candidate("florence")],
        region: None,
        visit: None,
        order: RouteOrder::AsListed,
    });
    problem.constraints.budget = None;
    problem.families.iter_mut().for_each(|family| family.budget = None);
    assert_eq!(check(&problem), Ok(()));
    problem
}

fn planned(problem: &Problem) -> Plan {
    match plan(problem, &mut Effort { rounds: 40, stop: &mut |_| false }) {
        Outcome::Planned(plan) => *plan,
        other => panic!("{other:#?}"),
    }
}

#[test]
fn a_chosen_trip_holds_and_its_proof_counts_the_choice() {
    let problem = problem();
    let proof = validate(&problem, &planned(&problem)).unwrap();
    assert!(proof.iter().any(|proven| proven.rule == "route"), "{proof:#?}");
}

#[test]
fn every_damage_to_the_way_home_is_named() {
    type Damage = (&'static str, fn(&mut Plan));
    let damages: &[Damage] = &[
        ("no way home", |p| p.days[3].departure = None),
        ("no way there", |p| p.days[0].leg = None),
        ("home a day early", |p| p.days[2].departure = p.days[3].departure.clone()),
        ("another train home", |p| p.days[3].departure.as_mut().unwrap().id = "back-too".into()),
        ("a later train home", |p| p.days[3].departure.as_mut().unwrap().departs = ClockTime::hm(20, 0)),
        ("to somewhere else", |p| p.days[3].departure.as_mut().unwrap().to_name = "Turin".into()),
    ];
    let problem = problem();
    for (name, damage) in damages {
        let mut plan = planned(&problem);
        damage(&mut plan);
        assert!(broken(&problem, &plan).contains("legs"), "{name}");
    }
    let (mut early, plan) = (problem.clone(), planned(&problem));
    let last = plan.days[3].items.last().unwrap().end;
    let back = early.legs.iter_mut().find(|leg| leg.id == "back").unwrap();
    back.departs = ClockTime::from_seconds(last.seconds() + 1800).unwrap();
    let mut hasty = plan;
    hasty.days[3].departure.as_mut().unwrap().departs = back.departs;
    assert!(broken(&early, &hasty).contains("day-window") || broken(&early, &hasty).contains("return"), "an hour before the train");
}

/// The same plan against other wishes for its route.
#[test]
fn every_unkept_wish_of_the_route_is_named() {
    type Wish = (&'static str, fn(&mut Route));
    let wishes: &[Wish] = &[
        ("fewer cities", |r| r.visit = Some(CityCount { min: 1, max: 1 })),
        ("fewer nights", |r| r.cities[0].max_nights = Some(0)),
        ("more nights", |r| r.cities[1].min_nights = 3),
        ("the other order", |r| r.cities.swap(0, 1)),
        ("no Rome", |r| drop(r.cities.remove(0))),
        ("Milan too", |r| {
            let mut milan = r.cities[0].clone();
            (milan.city, milan.required) = ("milan".into(), true);
            r.cities.push(milan);
        }),
    ];
    let problem = problem();
    let plan = planned(&problem);
    for (name, change) in wishes {
        let mut problem = problem.clone();
        change(problem.route.as_mut().unwrap());
        assert!(broken(&problem, &plan).contains("route"), "{name}");
    }
    let mut fixed = problem.clone();
    fixed.days[0].city = Some("florence".into());
    assert!(broken(&fixed, &plan).contains("days"), "a fixed day");
}

#[test]
fn no_leaf_of_a_chosen_trip_can_be_changed_unseen() {
    let problem = problem();
    let whole = serde_json::to_value(planned(&problem)).unwrap();
    let mut leaves = Vec::new();
    collect(&whole, String::new(), &mut leaves);
    let told = |pointer: &&String| ["/leg/", "/departure/", "/city", "/cityName", "/base/"].iter().any(|part| pointer.contains(part));
    for pointer in leaves.iter().filter(|pointer| pointer.starts_with("/days/")).filter(told) {
        let mut damaged = whole.clone();
        let leaf = damaged.pointer_mut(pointer).unwrap();
        *leaf = other(leaf, pointer);
        let Ok(plan) = serde_json::from_value::<Plan>(damaged) else { continue };
        assert!(validate(&problem, &plan).is_err(), "{pointer} was changed unseen");
    }
}

#[test]
fn a_locked_item_keeps_the_next_plan_in_its_city() {
    let problem = problem();
    let plan = planned(&problem);
    let (date, item) =
        plan.days.iter().rev().find_map(|day| Some((day.date, day.items.iter().find(|item| item.id.starts_with("visit-"))?))).unwrap();
    let edited = apply(&problem, &plan, &[Edit::Move { item: item.id.clone(), date, start: None }]).unwrap();
    assert_eq!(check(&edited), Ok(()));
    let again = planned(&edited);
    validate(&edited, &again).unwrap();
    assert!(again.days.iter().any(|day| day.date == date && day.items.iter().any(|other| other.id == item.id)));
}

/// The rules that a finished plan of the first problem breaks in the second, with their pointers.
fn breaches(problem: &Problem, stricter: impl Fn(&mut Problem)) -> Vec<(&'static str, String)> {
    let plan = planned(problem);
    let mut strict = problem.clone();
    stricter(&mut strict);
    validate(&strict, &plan).unwrap_err().into_iter().map(|breach| (breach.rule, breach.pointer)).collect()
}

#[test]
fn the_ways_there_and_home_keep_the_rules_of_connections() {
    let mut problem = problem();
    let last = format!("/days/{}/departure", problem.days.len() - 1);
    problem.legs.iter_mut().filter(|leg| leg.id == "there").for_each(|leg| leg.mode = LegMode::Drive);
    problem.legs.iter_mut().filter(|leg| leg.id == "back").for_each(|leg| leg.mode = LegMode::Flight);
    problem.constraints.mix_car_and_flights = true;
    let apart = breaches(&problem, |problem| problem.constraints.mix_car_and_flights = false);
    assert_eq!(apart, [("own-car", last.clone())]);
    let forbidden = breaches(&problem, |problem| problem.constraints.forbidden_leg_modes = vec![LegMode::Drive, LegMode::Flight]);
    assert_eq!(forbidden, [("leg-modes", "/days/0/leg".to_owned()), ("leg-modes", last)]);
    let late = breaches(&problem, |problem| problem.days[0].end = ClockTime::hm(8, 45));
    assert!(late.contains(&("arrival", "/days/0/leg".to_owned())), "{late:?}");
    problem.constraints.mix_car_and_flights = false;
    assert!(matches!(plan(&problem, &mut Effort { rounds: 40, stop: &mut |_| false }), Outcome::Impossible(_)));
}
