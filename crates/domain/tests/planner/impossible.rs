//! Impossible problems and the reasons that the planner gives.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::{Diet, Family, Fee, Leg, LegMode, Locked, Pace, Place, PricedPer, Problem};

use crate::sound::{planned, pointers, reason};
use crate::world::{bare, city, date, day, eur, family, hm, place, rome};

#[test]
fn a_must_see_that_is_closed() {
    let mut problem = rome();
    problem.days = vec![day(0, "rome"), day(1, "rome")];
    problem.families[1].must_see = vec!["pantheon".into()];
    problem.places.iter_mut().find(|place| place.id == "pantheon").unwrap().opening_hours = Some("We-Su 09:00-19:00".into());
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/1/mustSee/0"]);
    assert!(conflict.summary.contains("pantheon is closed on both days that you are in Rome"), "{}", conflict.summary);
}

#[test]
fn a_must_see_that_another_family_avoids() {
    let mut problem = rome();
    problem.families[0].must_avoid = vec!["pantheon".into()];
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/1/mustSee/0", "/families/0/mustAvoid/0"]);
}

#[test]
fn a_place_that_the_group_added_and_a_family_avoids() {
    let mut problem = rome();
    problem.constraints.must_see = vec!["campo-market".into()];
    let plan = planned(&problem, 50);
    let seen = |plan: &Plan| plan.days.iter().flat_map(|day| &day.items).any(|item| item.id == "visit-campo-market");
    assert!(seen(&plan) && plan.families.iter().all(|family| !family.met.contains(&"sees campo market".to_owned())));
    problem.families[0].must_avoid = vec!["campo-market".into()];
    assert_eq!(pointers(&reason(&problem)), ["/constraints/mustSee/0", "/families/0/mustAvoid/0"]);
    problem.families[0].must_avoid.clear();
    problem.days = vec![day(1, "rome")];
    problem.constraints.max_visits_per_day = Some(1);
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/constraints/mustSee/0"), "{conflict:#?}");
}

#[test]
fn a_must_see_with_steps() {
    let mut problem = rome();
    problem.families[0].needs.step_free = true;
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/1/mustSee/0", "/families/0/needs/stepFree"]);
}

#[test]
fn a_must_see_in_a_city_that_is_not_visited() {
    let mut problem = rome();
    problem.cities.push(city("florence", "Florence", 43.77, 11.25));
    problem
        .places
        .push(pathfinder_domain::planning::problem::Place { city: "florence".into(), ..place("uffizi", Category::Art, 43.77, 11.25, 90) });
    problem.families[0].must_see = vec!["uffizi".into()];
    let conflict = reason(&problem);
    assert!(conflict.summary.contains("Florence, where no day of the trip is spent"), "{}", conflict.summary);
}

#[test]
fn a_budget_below_the_cheapest_beds() {
    let mut problem = rome();
    problem.constraints.budget = Some(eur(300, 0));
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/budget", "/constraints/lodging"]);
    assert!(conflict.summary.contains("lodging for 2 nights costs at least 360.00 EUR"), "{}", conflict.summary);
    assert!(conflict.summary.contains("the budget is 300.00 EUR"), "{}", conflict.summary);
}

#[test]
fn prices_beyond_reckoning() {
    let mut problem = bare(1);
    let mut moon = place("moon", Category::Show, 41.9, 12.48, 120);
    moon.fees = vec![Fee { from_age: 0, price: eur(999_999_999_999, 0) }];
    problem.places = vec![moon];
    problem.families[0].must_see = vec!["moon".into()];
    planned(&problem, 10);
    problem.families = (0..20).map(|i| Family { must_see: vec!["moon".into()], ..family(&format!("f{i}"), &[40; 50]) }).collect();
    problem.places = (0..50).map(|i| Place { id: format!("moon{i}"), ..problem.places[0].clone() }).collect();
    problem.constraints.max_visits_per_day = Some(50);
    for family in &mut problem.families {
        family.must_see = problem.places.iter().map(|place| place.id.clone()).collect();
    }
    for place in &mut problem.places {
        place.visit_minutes = 5;
    }
    problem.constraints.pace = Pace::Full;
    assert_eq!(pointers(&reason(&problem)), ["/currency"]);
}

#[test]
fn a_budget_that_does_not_reach_for_the_meals() {
    let mut problem = rome();
    problem.constraints.budget = Some(eur(450, 0));
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/constraints/budget"), "{conflict:#?}");
    problem.constraints.budget = None;
    planned(&problem, 100);
}

#[test]
fn no_connection_between_cities() {
    let mut problem = rome();
    problem.cities.push(city("florence", "Florence", 43.77, 11.25));
    problem.days.push(day(4, "florence"));
    let conflict = reason(&problem);
    assert!(conflict.summary.contains("no connection goes from Rome to Florence on 2027-05-07"), "{}", conflict.summary);
}

#[test]
fn a_connection_that_arrives_after_the_day_or_somebodys_bedtime() {
    let mut problem = bare(1);
    problem.cities.push(city("florence", "Florence", 43.77, 11.25));
    problem.days.push(day(1, "florence"));
    problem.legs = vec![Leg {
        id: "evening".into(),
        from: "rome".into(),
        to: "florence".into(),
        mode: LegMode::Train,
        date: None,
        departs: hm(18, 0),
        arrives: hm(20, 0),
        price: eur(20, 0),
        per: PricedPer::Person,
        seats: None,
    }];
    problem.families.push(family("ito", &[33, 2]));
    problem.families[1].needs.bedtime = Some(hm(20, 30));
    planned(&problem, 10);
    problem.families[1].needs.bedtime = Some(hm(20, 15));
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/1/needs/bedtime"]);
    assert!(conflict.summary.contains("no connection from Rome arrives in Florence before 20:00"), "{}", conflict.summary);
    problem.days[1].end = hm(20, 10);
    assert_eq!(pointers(&reason(&problem)), ["/days/1"]);
}

#[test]
fn no_bed() {
    let mut problem = rome();
    problem.lodgings.clear();
    assert_eq!(pointers(&reason(&problem)), ["/constraints/lodging"]);
}

#[test]
fn no_bed_without_steps() {
    let mut problem = rome();
    problem.families[1].must_see.clear();
    problem.families[0].needs.step_free = true;
    for id in ["hotel-centro", "residenza-prati"] {
        let lodging = problem.lodgings.iter_mut().find(|lodging| lodging.id == id).unwrap();
        lodging.tags.insert("wheelchair".into(), "no".into());
    }
    assert_eq!(planned(&problem, 50).stays[0].lodging, "ostello-termini");
    problem.locked = vec![Locked { date: date(1), id: "hotel-centro".into(), meal: None, start: None, minutes: None }];
    assert_eq!(pointers(&reason(&problem)), ["/locked/0", "/families/0/needs/stepFree"]);
    problem.locked.clear();
    problem.lodgings.retain(|lodging| lodging.id != "ostello-termini");
    assert_eq!(pointers(&reason(&problem)), ["/constraints/lodging", "/families/0/needs/stepFree"]);
}

#[test]
fn a_cuisine_that_nobody_cooks_or_not_for_everybody() {
    let mut problem = rome();
    problem.constraints.required_cuisines = vec!["peruvian".into()];
    assert_eq!(pointers(&reason(&problem)), ["/constraints/requiredCuisines/0"]);
    problem.constraints.required_cuisines = vec!["asian".into()];
    problem.families[0].needs.diets = vec![Diet::Kosher];
    assert_eq!(pointers(&reason(&problem)), ["/constraints/requiredCuisines/0", "/families/0/needs/diets"]);
}

#[test]
fn a_locked_visit_in_the_nap() {
    let mut problem = rome();
    problem.families[0].needs.nap = Some(Window { from: hm(13, 0), until: hm(15, 0) });
    problem.locked = vec![Locked { date: date(2), id: "colosseum".into(), meal: None, start: Some(hm(14, 0)), minutes: None }];
    let conflict = reason(&problem);
    let found = pointers(&conflict);
    assert!(found.contains(&"/families/0/needs/nap") && found.contains(&"/locked/0") && found.len() == 2, "{conflict:#?}");
}

/// One day with two shows at the same time and a pace that both would break.
pub(crate) fn two_shows() -> Problem {
    let mut problem = bare(1);
    for id in ["opera", "concert"] {
        let mut show = place(id, Category::Show, 41.9, 12.48, 120);
        show.opening_hours = Some("Mo 19:00-21:00".into());
        problem.places.push(show);
    }
    problem.families[0].must_see = vec!["opera".into(), "concert".into()];
    problem
}

#[test]
fn two_must_sees_at_the_same_time() {
    let problem = two_shows();
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/0/mustSee/0", "/families/0/mustSee/1"], "{conflict:#?}");
}

#[test]
fn too_many_must_sees_for_the_pace() {
    let mut problem = bare(1);
    for i in 0..5 {
        problem.places.push(place(&format!("sight-{i}"), Category::History, 41.9, 12.48, 30));
        problem.families[0].must_see.push(format!("sight-{i}"));
    }
    let conflict = reason(&problem);
    assert!(pointers(&conflict).contains(&"/constraints/pace") && conflict.wishes.len() == 6, "{conflict:#?}");
}
