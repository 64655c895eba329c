//! Days that start or end elsewhere than at the lodging: known answers.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::compare::{Change, compare};
use pathfinder_domain::planning::plan::{Activity, Plan};
use pathfinder_domain::planning::problem::{Endpoint, Matrix, MealRule, Mode, Problem, Route, RouteOrder};
use pathfinder_domain::planning::text::render;

use crate::sound::planned;
use crate::world::{bare, date, eur, family, hm, lodging, place, restaurant, rome};

fn point(id: &str, lat: f64, lon: f64) -> Endpoint {
    Endpoint { id: id.into(), name: id.replace('-', " "), location: Point::new(lat, lon) }
}

/// East of the centre, as far as a quarter of an hour's ride.
fn termini() -> Endpoint {
    point("stazione-termini", 41.9010, 12.5310)
}

/// Two sights, one near the centre and one near the station.
fn two_sights() -> Problem {
    let mut problem = bare(1);
    problem.places = vec![place("baths", Category::History, 41.9015, 12.5300, 90), place("pantheon", Category::Art, 41.8970, 12.4815, 90)];
    problem
}

fn order(plan: &Plan) -> Vec<&str> {
    plan.days[0].items.iter().filter_map(|item| item.activity.reference()).collect()
}

#[test]
fn what_is_near_the_station_comes_last_before_the_train_and_first_after_it() {
    let mut problem = two_sights();
    problem.days[0].ends_at = Some(termini());
    let last = planned(&problem, 50);
    assert_eq!(order(&last), ["pantheon", "baths"]);
    let day = &last.days[0];
    assert_eq!((day.end().id.as_str(), day.start().id.as_str(), day.base.id.as_str()), ("stazione-termini", "rome", "rome"));
    let back = day.way_back.as_ref().unwrap();
    assert!(back.mode == Mode::Walk && back.minutes() < 5, "{back:?}");
    let text = render(&last);
    assert!(text.contains("to stazione termini") && text.contains("base Rome, to stazione termini"), "{text}");

    problem.days[0].starts_at = problem.days[0].ends_at.take();
    let first = planned(&problem, 50);
    assert_eq!(order(&first), ["baths", "pantheon"]);
    assert!(first.days[0].way_back.as_ref().is_some_and(|way| way.minutes() < 5));
    let told: Vec<Change> = compare(&last, &first)
        .into_iter()
        .filter(|change| matches!(change, Change::StartChanged { .. } | Change::EndChanged { .. }))
        .collect();
    let (rome, station) = ("rome".to_owned(), "stazione-termini".to_owned());
    let detail = |what: &str, to: &str, from: &str| format!("2027-05-03 {what} at {to} in place of {from}");
    assert_eq!(
        told,
        [
            Change::StartChanged {
                date: date(0),
                from: rome.clone(),
                to: station.clone(),
                detail: detail("starts", "stazione termini", "Rome")
            },
            Change::EndChanged { date: date(0), from: station, to: rome, detail: detail("ends", "Rome", "stazione termini") },
        ]
    );
}

#[test]
fn a_matrix_knows_the_point_by_its_id() {
    let mut problem = two_sights();
    problem.days[0].ends_at = Some(termini());
    // Against the map, the station is near the Pantheon.
    let ids: Vec<String> = ["rome", "pantheon", "baths", "stazione-termini"].map(Into::into).into();
    let (near, far) = (300, 3000);
    let seconds = vec![vec![0, far, near, far], vec![far, 0, far, near], vec![near, far, 0, far], vec![far, near, far, 0]];
    problem.travel.matrix = Some(Matrix { ids, seconds });
    let plan = planned(&problem, 50);
    assert_eq!(order(&plan), ["baths", "pantheon"]);
    assert_eq!(plan.days[0].way_back.as_ref().map(|way| way.seconds), Some(near));
}

#[test]
fn a_day_without_items_is_a_way_from_the_station_to_the_bed() {
    let mut problem = bare(2);
    problem.constraints.lodging = true;
    problem.lodgings = vec![lodging("hotel", 41.8975, 12.4800, eur(100, 0), 2)];
    problem.travel.transit_fare = Some(eur(2, 0));
    problem.days[0].starts_at = Some(termini());
    let plan = planned(&problem, 10);
    let way = plan.days[0].way_back.as_ref().unwrap();
    assert_eq!((way.mode, way.cost), (Mode::Transit, eur(4, 0)));
    assert_eq!((plan.days[0].base.id.as_str(), plan.stays.len()), ("hotel", 1), "the night stays where it is");
    assert!(plan.days[1].starts_at.is_none() && plan.days[1].way_back.is_none());
    assert_eq!(plan.costs.travel, eur(4, 0));
    // However late they come.
    problem.days[0].start = hm(21, 25);
    assert_eq!(planned(&problem, 10).costs.travel, eur(4, 0));
}

#[test]
fn the_meals_that_are_owed_follow_the_points() {
    let mut problem = bare(1);
    problem.restaurants = vec![restaurant("trattoria", 41.8967, 12.4822, eur(20, 0), "italian")];
    problem.constraints.meals.dinner = Some(MealRule { from: hm(18, 0), until: hm(18, 0), minutes: 60 });
    problem.days[0].end = hm(19, 10);
    let dines = |problem: &Problem| planned(problem, 20).days[0].items.iter().any(|item| matches!(item.activity, Activity::Meal { .. }));
    assert!(dines(&problem), "the table is at the base");
    problem.days[0].ends_at = Some(termini());
    assert!(!dines(&problem), "the station is too far from the table");
    problem.restaurants[0].location = termini().location;
    assert!(dines(&problem), "the table is at the station");
    problem.days[0].ends_at = None;
    assert!(!dines(&problem), "the table is too far from the base");
    (problem.days[0].starts_at, problem.days[0].start) = (Some(termini()), hm(17, 55));
    problem.days[0].end = hm(21, 0);
    assert!(dines(&problem), "they arrive beside the table");
    problem.days[0].starts_at = None;
    assert!(!dines(&problem), "the base is too far from the table");
}

#[test]
fn a_nap_is_kept_as_far_as_the_bed_can_be_reached() {
    let mut problem = bare(1);
    problem.families = vec![family("bianchi", &[34, 2])];
    problem.families[0].needs.nap = Some(Window { from: hm(13, 0), until: hm(14, 30) });
    problem.days[0].start = hm(13, 30);
    problem.days[0].starts_at = Some(termini());
    let rest = |problem: &Problem| {
        let plan = planned(problem, 20);
        plan.days[0]
            .items
            .iter()
            .find(|item| item.activity == Activity::Rest)
            .map(|item| (item.start, item.end, item.way.clone().map(|way| way.seconds)))
    };
    let (start, end, way) = rest(&problem).unwrap();
    assert_eq!(start.seconds(), hm(13, 30).seconds() + way.unwrap());
    assert_eq!(end, hm(14, 30));
    problem.days[0].start = hm(14, 25);
    assert_eq!(rest(&problem), None, "the child has slept on the train");
}

#[test]
fn an_airport_beyond_reach_keeps_nobody_from_a_plan() {
    let mut problem = rome();
    problem.travel.modes = vec![Mode::Walk];
    problem.days[2].ends_at = Some(point("airport", 41.8003, 12.2389));
    let plan = planned(&problem, 50);
    assert!(plan.days[2].items.is_empty() && plan.days[2].way_back.is_none());
}

#[test]
fn families_part_and_meet_at_the_points() {
    let mut problem = two_sights();
    problem.families = vec![family("rossi", &[40, 38]), family("kim", &[30])];
    problem.families[0].interests = [(Category::History, 1.0), (Category::Art, 0.0)].into();
    problem.families[1].interests = [(Category::History, 0.0), (Category::Art, 1.0)].into();
    for place in &mut problem.places {
        place.opening_hours = Some("Mo 10:00-11:45".into());
    }
    problem.constraints.splits = 1;
    (problem.days[0].starts_at, problem.days[0].ends_at) = (Some(termini()), Some(point("parking", 41.89, 12.47)));
    let plan = planned(&problem, 50);
    let split = &plan.days[0].splits[0];
    assert_eq!((split.begins.name.as_str(), split.meets.name.as_str()), ("stazione termini", "parking"));
    assert!(split.begins.item.is_none() && split.meets.item.is_none());
}

#[test]
fn faulty_points_are_named() {
    let mut problem = rome();
    problem.days[0].starts_at = Some(point("pantheon", 41.9, 12.5));
    problem.days[0].ends_at = Some(point("station", 95.0, 12.5));
    problem.days[1].starts_at = Some(point("station", 41.9, 12.5));
    problem.days[1].ends_at = Some(Endpoint { name: String::new(), ..point("", 41.9, 12.5) });
    problem.days[2].ends_at = Some(point("airport", 41.8, 12.2));
    problem.days[2].city = None;
    problem.route = Some(Route { origin: None, returns: true, cities: vec![], region: None, visit: None, order: RouteOrder::Free });
    let faults = check(&problem).unwrap_err();
    let found: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
    for expected in [
        ("/days/0/startsAt/id", "duplicate-id"),
        ("/days/1/startsAt/id", "duplicate-id"),
        ("/days/0/endsAt/location", "coordinates"),
        ("/days/1/endsAt/id", "length"),
        ("/days/1/endsAt/name", "length"),
        ("/days/2/city", "required"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not in {found:?}");
    }
    problem.days[1].starts_at = problem.days[0].ends_at.clone();
    assert!(!check(&problem).unwrap_err().iter().any(|fault| fault.pointer == "/days/1/startsAt/id"), "the same station on two days");
}
