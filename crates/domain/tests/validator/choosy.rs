//! The validator on beds, breakfasts and connections: each damage by itself, and nothing else named.

use std::collections::BTreeSet;

use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::{Constraints, HouseRule, LegMode, Lodging, MealRule, Problem, RoomType};

use crate::mutations::{at, broken, shift};
use crate::sketch::compose;
use crate::world::{plan, problem, sketch};

/// Lodgings that nobody may take, put into an otherwise sound plan.
#[test]
fn what_the_house_or_the_group_does_not_allow_is_named() {
    type Change = fn(&mut Lodging);
    let lodgings: [(Change, &str); 5] = [
        (|other| other.room_type = Some(RoomType::SharedRoom), "room-type"),
        (|other| other.room_type = None, "room-type"),
        (|other| other.forbids = [HouseRule::Visitors].into(), "house-rules"),
        (|other| other.forbids = [HouseRule::ChildrenUnder10, HouseRule::Smoking].into(), "house-rules"),
        (|other| other.min_nights = 2, "min-nights"),
    ];
    for (change, rule) in lodgings {
        let (mut problem, mut sketch) = (problem(), sketch());
        let mut other = problem.lodgings[1].clone();
        other.id = "other".into();
        sketch.lodgings[1] = "other";
        problem.lodgings.push(other);
        assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::new());
        change(&mut problem.lodgings[2]);
        assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::from([rule]));
    }
}

#[test]
fn a_flight_and_an_own_car_are_named() {
    let problem = problem();
    let mut plan = plan();
    plan.days[1].leg = plan.days[2].leg.clone();
    for (first, second, named) in
        [(LegMode::Drive, LegMode::Flight, true), (LegMode::Taxi, LegMode::Flight, false), (LegMode::Drive, LegMode::Drive, false)]
    {
        plan.days[1].leg.as_mut().unwrap().mode = first;
        plan.days[2].leg.as_mut().unwrap().mode = second;
        assert_eq!(broken(&problem, &plan).contains("own-car"), named);
        let mixed = Problem { constraints: Constraints { mix_car_and_flights: true, ..problem.constraints.clone() }, ..problem.clone() };
        assert!(!broken(&mixed, &plan).contains("own-car"));
    }
}

/// Breakfast on the second day, and everything that can be wrong with it.
#[test]
fn a_breakfast_is_a_meal_like_others() {
    let mut problem = problem();
    problem.constraints.meals.breakfast = Some(MealRule { from: at("07:30"), until: at("09:10"), minutes: 20 });
    for day in [0, 3] {
        problem.days[day].start = at("09:10");
    }
    let mut sketch = sketch();
    sketch.days[1].splice(0..2, [("09:05", "breakfast ditirambo"), ("10:00", "borghese"), ("12:20", "lunch enoteca")]);
    assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::new());
    let damaged = |change: fn(&mut Plan)| {
        let mut plan = compose(&problem, &sketch);
        change(&mut plan);
        broken(&problem, &plan)
    };
    assert!(damaged(|p| drop(p.days[1].items.remove(0))).contains("meals"), "none at all");
    assert!(damaged(|p| shift(p, 1, 0, 10)).contains("meals"), "too late");
    assert!(damaged(|p| p.days[1].items[0].end = at("09:20")).contains("meals"), "too short");
    assert!(damaged(|p| p.days[1].items[0].id = "lunch-2026-11-06".into()).contains("known"), "the id of another meal");
    problem.constraints.required_cuisines = problem.restaurants.iter().find(|r| r.id == "ditirambo").unwrap().cuisines.clone();
    problem.restaurants.iter_mut().filter(|r| r.id != "ditirambo").for_each(|other| other.cuisines.clear());
    assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::new(), "a cuisine is tasted at breakfast too");
}
