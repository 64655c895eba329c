//! The trip itself: cities, days, travel, constraints, and what is locked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::Datelike as _;

use super::report::{Named, Report};
use crate::planning::problem::{Meal, MealRule, Mode, Problem, VERSION};
use crate::planning::rules::meals::gives;
use crate::planning::rules::routes::Choice;

/// Dates that opening hours and calendars can tell of.
const YEARS: RangeInclusive<i32> = 1900..=9999;

/// What the group moves by at most; the form lists four ways.
const ALL_MODES: usize = 4;

pub(super) fn check(problem: &Problem, report: &mut Report<'_>) {
    if problem.version != VERSION {
        report.fault("/version", "version", format!("this planner reads version {VERSION} of the form, not {}", problem.version));
    }
    report.text("/title", &problem.title, 200);
    report.count("/cities", problem.cities.len(), 1..=20);
    for (i, city) in problem.cities.iter().enumerate() {
        report.text(format_args!("/cities/{i}/name"), &city.name, 200);
        report.point(format_args!("/cities/{i}/center"), city.center);
        if city.time_zone.parse::<chrono_tz::Tz>().is_err() {
            report.fault(
                format_args!("/cities/{i}/timeZone"),
                "time-zone",
                format!("{:?} is not an IANA time zone such as Europe/Rome", city.time_zone),
            );
        }
        if let Some(fare) = city.transit_fare {
            report.money(format_args!("/cities/{i}/transitFare"), fare);
        }
        if let Some(region) = &city.region {
            report.text(format_args!("/cities/{i}/region"), region, 100);
        }
        if let Some(country) = &city.country
            && !(country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            report.fault(format_args!("/cities/{i}/country"), "country", "write the two capital letters of ISO 3166-1, such as IT");
        }
    }
    report.count("/days", problem.days.len(), 1..=60);
    for (i, day) in problem.days.iter().enumerate() {
        if let Some(city) = &day.city {
            report.city(format_args!("/days/{i}/city"), city);
        }
        if day.end <= day.start {
            report.fault(format_args!("/days/{i}/end"), "window", "a day ends after it starts");
        }
        if !YEARS.contains(&day.date.year()) {
            let detail = format!("{} is not between the years {} and {}", day.date, YEARS.start(), YEARS.end());
            report.fault(format_args!("/days/{i}/date"), "date", detail);
        }
        let before = i.checked_sub(1).and_then(|previous| problem.days.get(previous));
        if before.is_some_and(|before| before.date.succ_opt() != Some(day.date)) {
            report.fault(format_args!("/days/{i}/date"), "dates", "days follow each other, one for each date of the trip");
        }
    }
}

pub(super) fn check_travel(problem: &Problem, report: &mut Report<'_>) {
    let travel = &problem.travel;
    report.count("/travel/modes", travel.modes.len(), 1..=ALL_MODES);
    report.range("/travel/maxWalkMinutes", travel.max_walk_minutes, 1..=240);
    for (name, money) in [("transitFare", travel.transit_fare), ("taxiBase", travel.taxi_base), ("taxiPerKm", travel.taxi_per_km)] {
        if let Some(money) = money {
            report.money(format_args!("/travel/{name}"), money);
        }
    }
    let Some(matrix) = &travel.matrix else { return };
    report.count("/travel/matrix/ids", matrix.ids.len(), 0..=1000);
    let mut seen = BTreeSet::new();
    for (i, id) in matrix.ids.iter().enumerate() {
        if report.named(id).is_none() {
            report.fault(
                format_args!("/travel/matrix/ids/{i}"),
                "unknown-id",
                format!("there is no city, place, restaurant, lodging or point of a day {id:?}"),
            );
        }
        if !seen.insert(id) {
            report.fault(format_args!("/travel/matrix/ids/{i}"), "duplicate-id", format!("{id:?} stands twice in the matrix"));
        }
    }
    if matrix.seconds.len() != matrix.ids.len() {
        report.fault("/travel/matrix/seconds", "not-square", format!("{} rows for {} ids", matrix.seconds.len(), matrix.ids.len()));
    }
    for (i, row) in matrix.seconds.iter().enumerate() {
        if row.len() != matrix.ids.len() {
            report.fault(
                format_args!("/travel/matrix/seconds/{i}"),
                "not-square",
                format!("{} entries for {} ids", row.len(), matrix.ids.len()),
            );
        }
    }
}

pub(super) fn check_constraints(problem: &Problem, report: &mut Report<'_>) {
    let constraints = &problem.constraints;
    if let Some(budget) = constraints.budget {
        report.money("/constraints/budget", budget);
    }
    if let Some(minutes) = constraints.max_walk_minutes_per_day {
        report.range("/constraints/maxWalkMinutesPerDay", minutes, 1..=1000);
    }
    if let Some(most) = constraints.max_visits_per_day {
        report.range("/constraints/maxVisitsPerDay", most, 1..=200);
    }
    report.range("/constraints/splits", constraints.splits, 0..=60);
    let weights = problem.weights;
    for (name, weight) in [
        ("travel", weights.travel),
        ("cost", weights.cost),
        ("variety", weights.variety),
        ("fairness", weights.fairness),
        ("idle", weights.idle),
        ("closeness", weights.closeness),
    ] {
        report.real(format_args!("/weights/{name}"), weight, 0.0..=10.0);
    }
    report.count("/constraints/forbiddenModes", constraints.forbidden_modes.len(), 0..=ALL_MODES);
    report.count("/constraints/excluded", constraints.excluded.len(), 0..=1000);
    let left = |mode: &Mode| !constraints.forbidden_modes.contains(mode);
    if !problem.travel.modes.is_empty() && !problem.travel.modes.iter().any(left) {
        report.fault("/constraints/forbiddenModes", "no-mode", "every way to move is forbidden; leave one of travel.modes");
    }
    report.count("/constraints/requiredCuisines", constraints.required_cuisines.len(), 0..=64);
    for (i, cuisine) in constraints.required_cuisines.iter().enumerate() {
        report.text(format_args!("/constraints/requiredCuisines/{i}"), cuisine, 100);
    }
    report.count("/constraints/mustSee", constraints.must_see.len(), 0..=100);
    for (i, id) in constraints.must_see.iter().enumerate() {
        if !matches!(report.named(id), Some(Named::Place(_))) {
            report.fault(format_args!("/constraints/mustSee/{i}"), "unknown-place", format!("there is no place {id:?} in places"));
        }
        if constraints.excluded.contains(id) {
            let detail = format!("the group both must see {id:?} and threw it out; take one of them away");
            report.fault(format_args!("/constraints/mustSee/{i}"), "contradiction", detail);
        }
    }
    for (i, id) in constraints.excluded.iter().enumerate() {
        if !matches!(report.named(id), Some(Named::Place(_) | Named::Restaurant(_))) {
            report.fault(format_args!("/constraints/excluded/{i}"), "unknown-place", format!("there is no place or restaurant {id:?}"));
        }
    }
    for (i, closure) in constraints.closures.iter().enumerate() {
        if !matches!(report.named(&closure.id), Some(Named::Place(_) | Named::Restaurant(_))) {
            let detail = format!("there is no place or restaurant {:?}", closure.id);
            report.fault(format_args!("/constraints/closures/{i}/id"), "unknown-place", detail);
        }
    }
    report.count("/constraints/closures", constraints.closures.len(), 0..=1000);
    report.count("/constraints/rainyDays", constraints.rainy_days.len(), 0..=60);
    report.count("/earlier", problem.earlier.len(), 0..=1000);
    for meal in Meal::ALL {
        check_meal(&format!("/constraints/meals/{}", meal.label()), constraints.meals.rule(meal), report);
    }
    distinct("/constraints/houseRules", &constraints.house_rules, |rule| rule.label(), report);
    distinct("/constraints/forbiddenLegModes", &constraints.forbidden_leg_modes, |mode| mode.label(), report);
}

/// A wish that stands twice could only be given up twice.
fn distinct<T: PartialEq>(at: &str, list: &[T], label: impl Fn(&T) -> &'static str, report: &mut Report<'_>) {
    for (i, one) in list.iter().enumerate() {
        if list.iter().take(i).any(|earlier| earlier == one) {
            report.fault(format_args!("{at}/{i}"), "duplicate", format!("{:?} stands here twice", label(one)));
        }
    }
}

fn check_meal(at: &str, rule: Option<MealRule>, report: &mut Report<'_>) {
    let Some(rule) = rule else { return };
    if rule.until < rule.from {
        report.fault(format_args!("{at}/until"), "window", "the latest start of a meal is not before the earliest");
    }
    report.range(format_args!("{at}/minutes"), rule.minutes, 10..=240);
}

pub(super) fn check_locked(problem: &Problem, report: &mut Report<'_>) {
    report.count("/locked", problem.locked.len(), 0..=1000);
    let mut places = BTreeSet::new();
    let mut meals = BTreeSet::new();
    let choice = problem.route.as_ref().map(|route| Choice::of(problem, route));
    let mut spent = BTreeMap::new();
    for (i, lock) in problem.locked.iter().enumerate() {
        let at = format!("/locked/{i}");
        let Some(day) = problem.days.iter().find(|day| day.date == lock.date) else {
            report.fault(format_args!("{at}/date"), "outside-trip", format!("{} is not a date of the trip", lock.date));
            continue;
        };
        let city = match report.named(&lock.id) {
            Some(Named::Place(place)) => {
                if !places.insert(&lock.id) {
                    report.fault(
                        format_args!("{at}/id"),
                        "locked-twice",
                        format!("{:?} is locked twice; a plan visits a place once", lock.id),
                    );
                }
                problem.places.get(place).map(|place| &place.city)
            }
            Some(Named::Restaurant(restaurant)) => {
                match lock.meal {
                    None => report.fault(
                        format_args!("{at}/meal"),
                        "required",
                        "say which meal this restaurant is for: breakfast, lunch or dinner",
                    ),
                    Some(meal) if !meals.insert((lock.date, meal)) => {
                        report.fault(
                            format_args!("{at}/meal"),
                            "locked-twice",
                            format!("another {} is locked on {}", meal.label(), lock.date),
                        );
                    }
                    Some(meal) if problem.restaurants.get(restaurant).is_some_and(|restaurant| !gives(restaurant, meal)) => {
                        report.fault(format_args!("{at}/meal"), "no-such-meal", format!("{:?} does not serve {}", lock.id, meal.label()));
                    }
                    Some(_) => {}
                }
                problem.restaurants.get(restaurant).map(|restaurant| &restaurant.city)
            }
            Some(Named::Lodging) => {
                if lock.start.is_some() || lock.minutes.is_some() {
                    report.fault(&at, "lodging-time", "a lodging is locked by date only");
                }
                problem.lodgings.iter().find(|lodging| lodging.id == lock.id).map(|lodging| &lodging.city)
            }
            Some(Named::City | Named::Endpoint) | None => {
                report.fault(format_args!("{at}/id"), "unknown-id", format!("there is no place, restaurant or lodging {:?}", lock.id));
                continue;
            }
        };
        if lock.meal.is_some() && !matches!(report.named(&lock.id), Some(Named::Restaurant(_))) {
            report.fault(format_args!("{at}/meal"), "not-a-restaurant", "only a restaurant is locked as a meal");
        }
        // What is locked on a day whose city is free decides it.
        let elsewhere = |city: &String| match &day.city {
            Some(own) => own != city,
            None => {
                let other = spent.insert(lock.date, city.clone()).is_some_and(|before| before != *city);
                other || choice.as_ref().is_some_and(|choice| choice.stop(city).is_none())
            }
        };
        if city.is_some_and(elsewhere) {
            report.fault(format_args!("{at}/id"), "other-city", format!("{:?} is not in the city of {}", lock.id, lock.date));
        }
        if let Some(minutes) = lock.minutes {
            report.range(format_args!("{at}/minutes"), minutes, 5..=1000);
        }
    }
}
