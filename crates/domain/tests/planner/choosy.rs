//! Wishes for beds, breakfasts and connections: what the planner chooses, and what it says where nothing can be chosen.

use pathfinder_domain::planning::plan::{Activity, Plan};
use pathfinder_domain::planning::problem::{HouseRule, Leg, LegMode, Locked, MealRule, PricedPer, Problem, RoomType};
use pathfinder_domain::planning::text::render;
use pathfinder_domain::planning::validate::validate;

use crate::sound::{planned, pointers, reason};
use crate::world::{bare, city, date, day, eur, family, hm, lodging, restaurant, rome};

/// The lodgings of [`rome`]: a hotel, a residence, a hostel.
fn typed() -> Problem {
    let mut problem = rome();
    let types = [Some(RoomType::HotelRoom), Some(RoomType::EntireHome), None];
    problem.lodgings.iter_mut().zip(types).for_each(|(lodging, kind)| lodging.room_type = kind);
    problem
}

#[test]
fn a_bed_is_of_a_wished_type_and_an_unknown_type_is_none() {
    let mut problem = typed();
    problem.constraints.room_types = [RoomType::HotelRoom].into();
    assert_eq!(planned(&problem, 100).stays[0].lodging, "hotel-centro");
    problem.constraints.room_types = [RoomType::EntireHome, RoomType::SharedRoom].into();
    assert_eq!(planned(&problem, 100).stays[0].lodging, "residenza-prati");
    problem.constraints.room_types = [RoomType::SharedRoom].into();
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/lodging", "/constraints/roomTypes"]);
    assert!(
        conflict.summary.contains("a bed in Rome for 2 nights; and everybody sleeps in one of these: shared room"),
        "{}",
        conflict.summary
    );
}

#[test]
fn a_house_takes_the_dog_and_the_children() {
    let mut problem = typed();
    problem.lodgings[0].forbids = [HouseRule::Pets].into();
    problem.lodgings[1].forbids = [HouseRule::ChildrenUnder10, HouseRule::Smoking].into();
    problem.constraints.house_rules = vec![HouseRule::Visitors, HouseRule::Pets];
    assert_eq!(planned(&problem, 100).stays[0].lodging, "ostello-termini");
    problem.lodgings[2].forbids = [HouseRule::Pets, HouseRule::Parties].into();
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/lodging", "/constraints/houseRules/1", "/families/0/members/3/age"]);
    assert!(conflict.summary.contains("the Nonna family has a child of 5, whom the lodging must take"), "{}", conflict.summary);
    // Without the small children the residence takes the dog.
    problem.families[0].members.truncate(2);
    assert_eq!(planned(&problem, 100).stays[0].lodging, "residenza-prati");
}

#[test]
fn a_stay_is_as_long_as_its_lodging_asks() {
    let mut problem = rome();
    problem.lodgings[0].min_nights = 2;
    problem.lodgings[1].min_nights = 3;
    problem.lodgings[2].min_nights = 4;
    assert_eq!(planned(&problem, 100).stays[0].lodging, "hotel-centro");
    problem.lodgings[0].min_nights = 5;
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/lodging"]);
    assert!(
        conflict.summary.contains("in Rome for 2 nights, and every lodging there is booked for 3 nights or more"),
        "{}",
        conflict.summary
    );
    let id = problem.lodgings[0].id.clone();
    problem.locked = vec![Locked { date: date(1), id, meal: None, start: None, minutes: None }];
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/locked/0"]);
    assert!(conflict.summary.contains("but it is booked for 5 nights or more"), "{}", conflict.summary);
}

#[test]
fn a_locked_bed_of_another_type() {
    let mut problem = typed();
    problem.locked = vec![Locked { date: date(1), id: "ostello-termini".into(), meal: None, start: None, minutes: None }];
    planned(&problem, 100);
    problem.constraints.room_types = [RoomType::HotelRoom].into();
    assert_eq!(pointers(&reason(&problem)), ["/locked/0", "/constraints/roomTypes"]);
}

#[test]
fn a_wish_for_a_dear_bed_and_a_small_budget() {
    let mut problem = typed();
    (problem.constraints.meals, problem.constraints.budget) = (pathfinder_domain::planning::problem::Meals::NONE, Some(eur(600, 0)));
    problem.constraints.house_rules = vec![HouseRule::Pets];
    problem.places.retain(|place| place.id == "pantheon");
    problem.travel.transit_fare = None;
    planned(&problem, 100);
    problem.constraints.room_types = [RoomType::HotelRoom, RoomType::EntireHome].into();
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/budget", "/constraints/lodging", "/constraints/roomTypes"]);
    assert!(conflict.summary.contains("lodging for 2 nights costs at least 640.00 EUR"), "{}", conflict.summary);
}

fn leg(from: &str, to: &str, mode: LegMode, hour: u32, price: i64) -> Leg {
    Leg {
        id: format!("{}-{from}-{to}", mode.label()),
        from: from.into(),
        to: to.into(),
        mode,
        date: None,
        departs: hm(hour, 0),
        arrives: hm(hour + 2, 0),
        price: eur(price, 0),
        per: PricedPer::Person,
        seats: None,
    }
}

/// To Palermo and back: cheapest by car there and by plane back.
fn there_and_back() -> Problem {
    let mut problem = bare(3);
    problem.cities.push(city("palermo", "Palermo", 38.1157, 13.3615));
    problem.days[1] = day(1, "palermo");
    problem.legs = vec![
        leg("rome", "palermo", LegMode::Drive, 8, 20),
        leg("rome", "palermo", LegMode::Flight, 8, 80),
        leg("palermo", "rome", LegMode::Flight, 8, 60),
        leg("palermo", "rome", LegMode::Train, 8, 70),
        leg("palermo", "rome", LegMode::Drive, 8, 300),
    ];
    problem
}

fn legs(plan: &Plan) -> Vec<&str> {
    plan.days.iter().filter_map(|day| day.leg.as_ref()).map(|leg| leg.id.as_str()).collect()
}

#[test]
fn nobody_drives_there_and_flies_back() {
    let mut problem = there_and_back();
    assert_eq!(legs(&planned(&problem, 200)), ["drive-rome-palermo", "train-palermo-rome"]);
    problem.constraints.mix_car_and_flights = true;
    let mixed = planned(&problem, 200);
    assert_eq!(legs(&mixed), ["drive-rome-palermo", "flight-palermo-rome"]);
    problem.constraints.mix_car_and_flights = false;
    let breaches = validate(&problem, &mixed).unwrap_err();
    assert_eq!(breaches.iter().map(|breach| (breach.rule, breach.pointer.as_str())).collect::<Vec<_>>(), [("own-car", "/days/2/leg")]);
    problem.constraints.forbidden_leg_modes = vec![LegMode::Train, LegMode::Bus];
    assert_eq!(legs(&planned(&problem, 200)), ["flight-rome-palermo", "flight-palermo-rome"]);
    problem.constraints.budget = Some(eur(270, 0));
    let conflict = reason(&problem);
    let blamed = ["/constraints/forbiddenLegModes/0", "/constraints/mixCarAndFlights", "/constraints/budget"];
    assert_eq!(pointers(&conflict), blamed, "{conflict:#?}");
}

#[test]
fn a_car_that_cannot_fly_home() {
    let mut problem = there_and_back();
    problem.legs.retain(|leg| leg.id == "drive-rome-palermo" || leg.id == "flight-palermo-rome");
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/days/2/city", "/days/1/city", "/constraints/mixCarAndFlights"]);
    assert!(conflict.summary.contains("from Palermo to Rome on 2027-05-05 one can only fly"), "{}", conflict.summary);
    assert!(conflict.summary.contains("from Rome to Palermo on 2027-05-04 one can only drive an own car"), "{}", conflict.summary);
}

#[test]
fn a_forbidden_kind_of_connection() {
    let mut problem = there_and_back();
    problem.constraints.forbidden_leg_modes = vec![LegMode::Flight];
    assert_eq!(legs(&planned(&problem, 100)), ["drive-rome-palermo", "train-palermo-rome"]);
    problem.constraints.forbidden_leg_modes = vec![LegMode::Drive, LegMode::Flight];
    let conflict = reason(&problem);
    let blamed = ["/days/1/city", "/constraints/forbiddenLegModes/1", "/constraints/forbiddenLegModes/0"];
    assert_eq!(pointers(&conflict), blamed);
    assert!(conflict.summary.contains("from Rome to Palermo on 2027-05-04 one goes only by flight or drive"), "{}", conflict.summary);
}

#[test]
fn a_large_group_takes_several_taxis() {
    let mut problem = there_and_back();
    problem.families = vec![family("kim", &[40, 38, 9, 1]), family("ito", &[35, 33, 4])];
    let taxi = |from, to| Leg { per: PricedPer::Vehicle, seats: Some(3), ..leg(from, to, LegMode::Taxi, 8, 100) };
    problem.legs = vec![taxi("rome", "palermo"), taxi("palermo", "rome")];
    let plan = planned(&problem, 100);
    let leg = plan.days[1].leg.as_ref().unwrap();
    assert_eq!(leg.cost, eur(300, 0), "seven persons in three taxis for three each");
    let shares: Vec<i64> = leg.shares.iter().map(|share| share.amount.minor).collect();
    assert_eq!(shares, [17_143, 12_857]);
    assert!(render(&plan).contains("taxi from Rome"));
    problem.legs.iter_mut().for_each(|leg| leg.per = PricedPer::Person);
    assert_eq!(planned(&problem, 100).days[1].leg.as_ref().unwrap().cost, eur(600, 0), "the baby needs no seat of its own");
}

/// The search looks at a part of very many lodgings and legs only: what alone makes a plan possible is among them.
#[test]
fn one_that_suits_among_very_many() {
    let mut problem = there_and_back();
    problem.legs.retain(|leg| leg.id == "drive-rome-palermo");
    for i in 0..40 {
        let many = Leg { id: format!("flight-{i}"), ..leg("palermo", "rome", LegMode::Flight, 7, 10 + i) };
        problem.legs.push(many);
    }
    problem.legs.push(leg("palermo", "rome", LegMode::Taxi, 18, 900));
    assert_eq!(legs(&planned(&problem, 50)), ["drive-rome-palermo", "taxi-palermo-rome"]);
    let mut problem = rome();
    for i in 0..80 {
        let mut many = lodging(&format!("long-{i}"), 41.8967, 12.4822, eur(20, 0), 4);
        (many.min_nights, many.room_type) = (3, Some(RoomType::EntireHome));
        problem.lodgings.push(many);
    }
    problem.constraints.room_types = [RoomType::EntireHome].into();
    problem.lodgings[1].room_type = Some(RoomType::EntireHome);
    assert_eq!(planned(&problem, 50).stays[0].lodging, "residenza-prati");
}

/// The cheapest frame in all is not one that both families can pay.
#[test]
fn a_frame_that_each_family_can_pay() {
    let mut problem = bare(2);
    problem.constraints.lodging = true;
    problem.families = vec![family("kim", &[40, 38, 12, 11, 10]), family("ito", &[35])];
    problem.lodgings = vec![lodging("large", 41.89, 12.48, eur(100, 0), 5), lodging("small", 41.89, 12.48, eur(41, 0), 1)];
    assert_eq!(planned(&problem, 20).costs.lodging, eur(200, 0));
    problem.families[1].budget = Some(eur(50, 0));
    assert_eq!(planned(&problem, 20).costs.lodging, eur(246, 0));
    problem.families[0].budget = Some(eur(200, 0));
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/constraints/lodging", "/families/0/budget", "/families/1/budget"], "{conflict:#?}");
}

fn breakfast() -> Problem {
    let mut problem = rome();
    problem.constraints.meals.breakfast = Some(MealRule { from: hm(8, 0), until: hm(9, 45), minutes: 30 });
    let mut cafe = restaurant("caffe-mattina", 41.8970, 12.4790, eur(6, 0), "coffee_shop");
    cafe.opening_hours = Some("Mo-Su 07:00-11:00".into());
    problem.restaurants.push(cafe);
    problem
}

#[test]
fn breakfast_comes_first_and_only_where_it_fits() {
    let mut problem = breakfast();
    let plan = planned(&problem, 300);
    for day in &plan.days {
        assert_eq!(day.items.iter().position(|item| item.id == format!("breakfast-{}", day.date)), Some(0), "{:#?}", day.items);
    }
    assert!(render(&plan).contains("breakfast at"));
    problem.days[1].start = hm(10, 0);
    let plan = planned(&problem, 100);
    assert!(plan.days[1].items.iter().all(|item| !item.id.starts_with("breakfast")));
}

#[test]
fn a_cuisine_is_tasted_at_breakfast_too() {
    let mut problem = breakfast();
    problem.constraints.required_cuisines = vec!["coffee_shop".into()];
    let plan = planned(&problem, 300);
    let cafe = plan.days.iter().flat_map(|day| &day.items).filter(|item| item.activity.reference() == Some("caffe-mattina"));
    assert!(cafe.into_iter().any(|item| matches!(item.activity, Activity::Meal { .. }) && item.id.starts_with("breakfast")));
    problem.constraints.meals.breakfast = None;
    assert_eq!(pointers(&reason(&problem)), ["/constraints/requiredCuisines/0"], "the café is not open for lunch");
}
