//! Trips put into the planner's terms.

use chrono::{DateTime, NaiveDate};
use pathfinder_cloud::documents::ETag;
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::{ClockTime, Window};
use pathfinder_domain::geo::Point;
use pathfinder_domain::ids::{FamilyId, MemberId, TripId, UserId};
use pathfinder_domain::money::Money;
use pathfinder_domain::people::{Family, Member, Role};
use pathfinder_domain::planning::problem::{CityCount, HouseRule, Leg, LegMode, Locked, Mode, Pace, Place, RoomType, RouteOrder};
use pathfinder_domain::trip::{Trip, TripCity, TripConstraints, TripRoute, TripStatus, Wishes};
use uuid::Uuid;

use super::{Adjustments, Collected, ESTIMATE, problem};
use crate::catalog::TripCatalog;
use crate::store::Versioned;

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 4, day).unwrap()
}

fn money(amount: &str, currency: &str) -> Money {
    Money::parse(amount, currency.parse().unwrap()).unwrap()
}

fn family(number: u128, name: &str, born: &[&str]) -> Family {
    let member = |born: &&str| Member {
        id: MemberId(Uuid::from_u128(9)),
        name: "Mia".to_owned(),
        role: Role::Child,
        born: born.parse().unwrap(),
        user: None,
    };
    Family {
        schema_version: 1,
        id: FamilyId(Uuid::from_u128(number)),
        name: name.to_owned(),
        members: born.iter().map(member).collect(),
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

fn stop(city: &str, nights: Option<u32>) -> TripCity {
    TripCity { destination: city.to_owned(), nights, min_nights: None, max_nights: None, required: false }
}

/// Four days in April 2027 with one family.
fn collected(cities: &[(&str, Option<u32>)], wishes: Wishes) -> Collected {
    let cities = cities.iter().map(|(city, nights)| stop(city, *nights)).collect();
    let trip = Trip {
        schema_version: 1,
        id: TripId(Uuid::from_u128(1)),
        title: "Spring".to_owned(),
        first_day: date(10),
        last_day: date(13),
        cities,
        route: None,
        currency: "EUR".parse().unwrap(),
        budget: Some(money("4000", "EUR")),
        pace: Pace::Balanced,
        modes: vec![Mode::Walk, Mode::Transit],
        day_window: Window { from: ClockTime::hm(9, 0), until: ClockTime::hm(21, 0) },
        constraints: TripConstraints::default(),
        status: TripStatus::Planning,
        organiser: FamilyId(Uuid::from_u128(2)),
        created_by: UserId::of("t", "o"),
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        approved_itinerary: None,
        deleted_at: None,
    };
    Collected {
        trip: Versioned { etag: ETag("1".to_owned()), value: trip },
        families: vec![(family(2, "Ito", &["1990-01", "2020-12"]), wishes)],
        catalog: TripCatalog::default(),
        inputs: ETag("1".to_owned()),
    }
}

fn codes(inputs: &Collected) -> Vec<(String, String)> {
    problem(inputs).unwrap_err().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn nights_become_days_and_a_missing_connection_is_estimated() {
    let built = problem(&collected(&[("rome", Some(2)), ("paris", None)], Wishes::default())).unwrap();
    let cities: Vec<&str> = built.days.iter().map(|day| day.city_id()).collect();
    assert_eq!(cities, ["rome", "rome", "paris", "paris"]);
    assert_eq!(built.days[3].date, date(13));
    assert_eq!(built.legs.len(), 1);
    assert!(built.legs[0].id.starts_with(ESTIMATE) && built.legs[0].arrives > built.legs[0].departs && built.legs[0].price.minor > 0);
    let ages: Vec<u8> = built.families[0].members.iter().map(|member| member.age).collect();
    assert_eq!(ages, [37, 6]);
    assert!(built.constraints.lodging);
}

/// Hours of the first leg of a trip between two cities, with the first day in April.
fn journey(from: &str, to: &str) -> Option<(String, String)> {
    let built = problem(&collected(&[(from, Some(2)), (to, None)], Wishes::default())).unwrap();
    built.legs.first().map(|leg| (leg.departs.to_string(), leg.arrives.to_string()))
}

#[test]
fn an_estimate_arrives_by_the_clocks_of_its_end() {
    let hours = |departs: &str, arrives: &str| Some((departs.to_owned(), arrives.to_owned()));
    // 1,435 km: 5 hours and a quarter, one hour less on the clock, and one more.
    assert_eq!(journey("rome", "london"), hours("09:00", "13:15"));
    assert_eq!(journey("london", "rome"), hours("09:00", "15:15"));
    // 5,570 km: 11 hours, five of them gained; back a night is lost, which no leg can say.
    assert_eq!(journey("london", "new-york"), hours("09:00", "15:00"));
    assert_eq!(journey("rome", "tokyo"), None);
    // Over the date line one arrives before one leaves.
    let (departs, arrives) = journey("auckland", "san-diego").unwrap();
    assert!(arrives < departs, "{departs} {arrives}");
}

#[test]
fn an_estimate_leaves_early_enough_for_the_bedtime() {
    let wishes = Wishes { bedtime: Some(ClockTime::hm(15, 0)), ..Wishes::default() };
    let built = problem(&collected(&[("london", Some(2)), ("rome", None)], wishes)).unwrap();
    assert_eq!((built.legs[0].departs, built.legs[0].arrives), (ClockTime::hm(8, 0), ClockTime::hm(14, 15)));
}

#[test]
fn a_day_trip_needs_no_night() {
    let mut inputs = collected(&[("rome", None)], Wishes::default());
    inputs.trip.value.last_day = date(10);
    assert_eq!(problem(&inputs).unwrap().days.len(), 1);
}

#[test]
fn nights_that_do_not_fit_are_named() {
    for (cities, pointer) in [
        (&[("rome", Some(4)), ("paris", None)][..], "/cities/0/nights"),
        (&[("rome", None), ("paris", None)], "/cities/0/nights"),
        (&[("rome", Some(1)), ("paris", Some(1))], "/cities/1/nights"),
    ] {
        assert_eq!(codes(&collected(cities, Wishes::default())), [(pointer.to_owned(), "nights".to_owned())]);
    }
}

#[test]
fn unknown_wishes_to_see_are_faults_and_unknown_ones_to_avoid_are_not() {
    let wishes = Wishes { must_see: vec!["rome/nowhere".to_owned()], must_avoid: vec!["paris/elsewhere".to_owned()], ..Wishes::default() };
    assert_eq!(codes(&collected(&[("rome", None)], wishes)), [("/families/0/mustSee/0".to_owned(), "unknown-place".to_owned())]);
    assert_eq!(
        codes(&collected(&[("atlantis", None)], Wishes::default())),
        [("/cities/0/destination".to_owned(), "unknown-city".to_owned())]
    );
}

#[test]
fn money_is_in_the_trips_currency() {
    let mut inputs = collected(&[("rome", None)], Wishes { budget_share: Some(25), ..Wishes::default() });
    assert_eq!(problem(&inputs).unwrap().families[0].budget, Some(money("1000", "EUR")));
    inputs.families[0].1.budget = Some(money("700", "EUR"));
    assert_eq!(problem(&inputs).unwrap().families[0].budget, Some(money("700", "EUR")));
    inputs.trip.value.currency = "USD".parse().unwrap();
    let built = problem(&inputs).unwrap();
    assert_eq!(built.families[0].budget.unwrap().currency.code(), "USD");
    assert!(built.lodgings.iter().all(|lodging| lodging.per_night.currency.code() == "USD" && lodging.per_night.minor > 0));
}

#[test]
fn own_entries_stand_before_built_in_ones() {
    let mut inputs = collected(&[("rome", None)], Wishes::default());
    let built_in = problem(&inputs).unwrap();
    let own = Place { name: "Ours".to_owned(), ..built_in.places[0].clone() };
    let elsewhere = Place { id: "far".to_owned(), city: "paris".to_owned(), location: Point::new(48.85, 2.35), ..own.clone() };
    inputs.catalog.places = vec![own.clone(), elsewhere];
    let built = problem(&inputs).unwrap();
    assert_eq!(built.places.len(), built_in.places.len());
    assert_eq!(built.places.iter().find(|place| place.id == own.id), Some(&own));
}

#[test]
fn adjustments_hold_on_to_what_still_fits() {
    let inputs = collected(&[("rome", None)], Wishes::default());
    let plain = problem(&inputs).unwrap();
    let place = |n: usize| plain.places[n].id.clone();
    let mut edited = plain.clone();
    let lock = |day: u32, id: String| Locked { date: date(day), id, meal: None, start: None, minutes: None };
    edited.locked = vec![lock(11, place(0)), lock(13, place(1))];
    edited.constraints.excluded = vec![place(2)];
    edited.constraints.pace = Pace::Relaxed;
    edited.families[0].must_see = vec![place(3)];
    edited.constraints.must_see = vec![place(3), place(4)];
    edited.families[0].interests.insert(Category::Art, 0.6);
    edited.days[0].start = ClockTime::hm(10, 0);
    let adjustments = Adjustments::between(&plain, &edited);
    assert_eq!(adjustments.apply(plain.clone()), edited);
    let stored: Adjustments = serde_json::from_value(serde_json::to_value(&adjustments).unwrap()).unwrap();
    assert_eq!(stored, adjustments);

    // The trip gets a day shorter, and the family says what it likes and where it will not go.
    let wishes = Wishes { interests: [(Category::Art, 0.9)].into(), must_avoid: vec![place(3)], ..Wishes::default() };
    let mut later = collected(&[("rome", None)], wishes);
    later.trip.value.last_day = date(12);
    let adjusted = adjustments.apply(problem(&later).unwrap());
    assert_eq!(adjusted.locked, [lock(11, place(0))]);
    assert!(adjusted.families[0].must_see.is_empty());
    assert_eq!(adjusted.constraints.must_see, [place(4)]);
    assert_eq!(adjusted.families[0].interests[&Category::Art], 1.0);
    assert_eq!(adjusted.constraints.pace, Pace::Relaxed);
}

#[test]
fn adjustments_of_nothing_are_empty() {
    let plain = problem(&collected(&[("rome", None)], Wishes::default())).unwrap();
    assert_eq!(Adjustments::between(&plain, &plain), Adjustments::default());
}

/// The trip of [`collected`] with a route, its cities as given.
fn routed(cities: Vec<TripCity>, route: TripRoute) -> Collected {
    let mut inputs = collected(&[("rome", None)], Wishes::default());
    (inputs.trip.value.cities, inputs.trip.value.route) = (cities, Some(route));
    inputs
}

const FREE: TripRoute = TripRoute { origin: None, returns: true, visit: None, order: RouteOrder::Free };

#[test]
fn a_route_leaves_the_days_open_and_has_every_connection() {
    let prague = TripCity { min_nights: Some(1), max_nights: Some(2), required: true, ..stop("prague", None) };
    let route = TripRoute { origin: Some("berlin".to_owned()), visit: Some(CityCount { min: 1, max: 2 }), ..FREE };
    let built = problem(&routed(vec![stop("vienna", Some(1)), prague, stop("copenhagen", None)], route)).unwrap();
    assert!(built.days.len() == 4 && built.days.iter().all(|day| day.city.is_none()));
    let route = built.route.unwrap();
    let nights: Vec<_> = route.cities.iter().map(|city| (city.min_nights, city.max_nights, city.required)).collect();
    assert_eq!(nights, [(1, Some(1), false), (1, Some(2), true), (1, None, false)]);
    assert_eq!((route.origin.as_deref(), route.returns, route.visit), (Some("berlin"), true, Some(CityCount { min: 1, max: 2 })));
    // Six ways between three cities on any day but the first, three from the origin on the first day, three back on the last.
    let dated = |day: u32| built.legs.iter().filter(|leg| leg.date == Some(date(day))).count();
    assert_eq!((built.legs.len(), dated(10), dated(13)), (12, 3, 3));
    assert!(built.legs.iter().all(|leg| leg.id.starts_with(ESTIMATE)));
    let home = built.legs.iter().find(|leg| leg.from == "prague" && leg.to == "berlin").unwrap();
    assert_eq!(home.departs, ClockTime::hm(15, 0), "the way home leaves something of the last day");
    assert!(built.constraints.lodging && built.places.iter().all(|place| place.city != "berlin"));
}

#[test]
fn a_route_in_order_goes_forward_only() {
    let route = TripRoute { order: RouteOrder::AsListed, ..FREE };
    let built = problem(&routed(vec![stop("vienna", None), stop("prague", None)], route)).unwrap();
    let ways: Vec<_> = built.legs.iter().map(|leg| (leg.from.as_str(), leg.to.as_str(), leg.date)).collect();
    assert_eq!(ways, [("vienna", "prague", None)]);
}

#[test]
fn an_own_connection_stands_before_the_estimates_of_its_days() {
    let mut inputs = routed(vec![stop("vienna", None), stop("prague", None)], TripRoute { order: RouteOrder::AsListed, ..FREE });
    let plain = problem(&inputs).unwrap();
    inputs.catalog.legs = vec![Leg { id: "booked".to_owned(), date: Some(date(12)), ..plain.legs[0].clone() }];
    let dates = |inputs: &Collected| problem(inputs).unwrap().legs.iter().map(|leg| leg.date).collect::<Vec<_>>();
    assert_eq!(dates(&inputs), [Some(date(12)), Some(date(11)), Some(date(13))]);
    // What the group does not take serves nobody, and no estimate goes by it.
    inputs.trip.value.constraints.forbidden_leg_modes = [LegMode::Train].into();
    let built = problem(&inputs).unwrap();
    assert!(built.legs.iter().skip(1).all(|leg| leg.mode == LegMode::Flight) && built.legs.len() == 2, "{:#?}", built.legs);
    inputs.trip.value.constraints.forbidden_leg_modes = [LegMode::Train, LegMode::Flight].into();
    assert_eq!(problem(&inputs).unwrap().legs.len(), 1);
}

#[test]
fn what_the_group_settles_reaches_the_planner() {
    let mut inputs = collected(&[("rome", None)], Wishes::default());
    inputs.trip.value.constraints = TripConstraints {
        splits: 2,
        room_types: [RoomType::EntireHome].into(),
        house_rules: [HouseRule::Pets].into(),
        required_cuisines: ["roman".to_owned()].into(),
        forbidden_leg_modes: [LegMode::Flight].into(),
    };
    let built = problem(&inputs).unwrap().constraints;
    assert_eq!((built.splits, built.room_types), (2, [RoomType::EntireHome].into()));
    assert_eq!((built.house_rules, built.forbidden_leg_modes), (vec![HouseRule::Pets], vec![LegMode::Flight]));
    assert_eq!(built.required_cuisines, ["roman"]);
}

#[test]
fn trips_from_before_there_were_routes_are_read() {
    let trip = collected(&[("rome", Some(2)), ("paris", None)], Wishes::default()).trip.value;
    let mut stored = serde_json::to_value(&trip).unwrap();
    for field in ["route", "constraints"] {
        assert!(stored.as_object_mut().unwrap().remove(field).is_some());
    }
    assert_eq!(serde_json::from_value::<Trip>(stored).unwrap(), trip);
}
