//! Faulty problems: every fault at once, each with its place.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use pathfinder_domain::geo::Point;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::problem::{Diet, Fee, HouseRule, Leg, LegMode, Locked, Matrix, MealRule, PricedPer};
use pathfinder_domain::planning::solver::Outcome;

use crate::sound::run;
use crate::world::{date, eur, hm, rome};

#[test]
fn good_problems_pass() {
    check(&rome()).unwrap();
}

#[test]
fn dates_beyond_every_calendar_are_named_and_keep_their_beds() {
    for first in [NaiveDate::MAX - Days::new(2), NaiveDate::MIN, NaiveDate::from_ymd_opt(1899, 12, 31).unwrap()] {
        let mut problem = rome();
        for (day, date) in problem.days.iter_mut().zip(first.iter_days()) {
            day.date = date;
        }
        let faults = check(&problem).unwrap_err();
        assert!(faults.iter().any(|fault| fault.pointer == "/days/0/date" && fault.code == "date"), "{faults:#?}");
        if let Outcome::Planned(plan) = run(&problem, 1) {
            assert_eq!(plan.stays.len(), 1);
        }
    }
}

#[test]
fn all_faults_are_found_at_once() {
    let mut problem = rome();
    problem.version = 2;
    problem.cities[0].time_zone = "Europe/Atlantis".into();
    problem.days[2].date = date(9);
    problem.days[0].end = problem.days[0].start;
    problem.families[0].weight = f64::NAN;
    problem.families[0].must_see = vec!["nowhere".into()];
    problem.families[1].must_avoid = vec!["pantheon".into()];
    problem.places[0].opening_hours = Some("whenever".into());
    problem.places[1].id = "hotel-centro".into();
    problem.places[2].location = Point::new(91.0, 0.0);
    problem.places[3].fees = vec![Fee { from_age: 9, price: eur(-1, 0) }, Fee { from_age: 3, price: eur(1, 0) }];
    problem.restaurants[0].price = Money::new(100, "USD".parse().unwrap());
    problem.restaurants[1].price = eur(1_000_000_000_000, 0);
    problem.lodgings[0].city = "paris".into();
    problem.lodgings[1].min_nights = 0;
    problem.constraints.house_rules = vec![HouseRule::Pets, HouseRule::Smoking, HouseRule::Pets];
    problem.constraints.forbidden_leg_modes = vec![LegMode::Bus, LegMode::Bus];
    problem.constraints.meals.breakfast = Some(MealRule { from: hm(9, 0), until: hm(8, 0), minutes: 5 });
    problem.legs = vec![Leg {
        id: "leg".into(),
        from: "rome".into(),
        to: "rome".into(),
        mode: LegMode::Bus,
        date: None,
        departs: hm(9, 0),
        arrives: hm(8, 0),
        price: eur(5, 0),
        per: PricedPer::Vehicle,
        seats: None,
    }];
    problem.travel.matrix = Some(Matrix { ids: vec!["rome".into(), "moon".into()], seconds: vec![vec![0, 1], vec![1]] });
    problem.constraints.forbidden_modes = problem.travel.modes.clone();
    problem.families[1].needs.bedtime = Some(hm(0, 30));
    problem.locked = vec![
        Locked { date: date(1), id: "roscioli".into(), meal: None, start: None, minutes: None },
        Locked { date: date(30), id: "pantheon".into(), meal: None, start: None, minutes: None },
    ];
    problem.families[0].must_avoid = vec!["roscioli".into(); 501];
    problem.families[1].needs.diets = vec![Diet::Vegan; 6];
    problem.constraints.excluded = vec!["roscioli".into(); 1001];
    problem.places[4].tags = (0..51).map(|i| (format!("tag{i}"), String::new())).collect();
    let faults = check(&problem).unwrap_err();
    let pointers: BTreeSet<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    for pointer in [
        "/version",
        "/cities/0/timeZone",
        "/days/2/date",
        "/days/0/end",
        "/families/0/weight",
        "/families/0/mustSee/0",
        "/families/1/mustSee/0",
        "/places/0/openingHours",
        "/lodgings/0/id",
        "/places/2/location",
        "/places/3/fees/0/price",
        "/places/3/fees/1/fromAge",
        "/families/0/mustAvoid",
        "/families/1/needs/diets",
        "/constraints/excluded",
        "/families/1/needs/bedtime",
        "/places/4/tags",
        "/restaurants/0/price",
        "/restaurants/1/price",
        "/lodgings/0/city",
        "/legs/0/to",
        "/legs/0/arrives",
        "/legs/0/seats",
        "/travel/matrix/ids/1",
        "/travel/matrix/seconds/1",
        "/constraints/forbiddenModes",
        "/lodgings/1/minNights",
        "/constraints/houseRules/2",
        "/constraints/forbiddenLegModes/1",
        "/constraints/meals/breakfast/until",
        "/constraints/meals/breakfast/minutes",
        "/locked/0/meal",
        "/locked/1/date",
    ] {
        assert!(pointers.contains(pointer), "{pointer} is missing in {faults:#?}");
    }
}
