//! The route: its origin, the cities to choose from, and whether their nights fit the trip at all.

use std::collections::BTreeSet;

use super::report::Report;
use crate::planning::problem::{Problem, Route};
use crate::planning::rules::routes::Choice;

pub(super) fn check(problem: &Problem, report: &mut Report<'_>) {
    let Some(route) = &problem.route else {
        for (i, _) in problem.days.iter().enumerate().filter(|(_, day)| day.city.is_none()) {
            report.fault(format_args!("/days/{i}/city"), "required", "name the day's city, or let a route choose it");
        }
        return;
    };
    origin(problem, route, report);
    candidates(problem, route, report);
    days(problem, report);
    let choice = Choice::of(problem, route);
    if choice.stops.is_empty() {
        report.fault("/route", "no-city", "there is no city to choose besides the origin");
        return;
    }
    count(problem, route, &choice, report);
}

fn origin(problem: &Problem, route: &Route, report: &mut Report<'_>) {
    let Some(origin) = &route.origin else { return };
    report.city("/route/origin", origin);
    for (i, _) in problem.days.iter().enumerate().filter(|(_, day)| day.city.as_ref() == Some(origin)) {
        report.fault(format_args!("/days/{i}/city"), "origin", "no day is spent in the city where the trip starts");
    }
}

fn candidates(problem: &Problem, route: &Route, report: &mut Report<'_>) {
    report.count("/route/cities", route.cities.len(), 0..=20);
    let mut seen = BTreeSet::new();
    for (i, candidate) in route.cities.iter().enumerate() {
        let at = format!("/route/cities/{i}");
        report.city(format_args!("{at}/city"), &candidate.city);
        if !seen.insert(&candidate.city) {
            report.fault(format_args!("{at}/city"), "duplicate-id", format!("{:?} stands twice in the list", candidate.city));
        }
        if route.origin.as_ref() == Some(&candidate.city) {
            report.fault(format_args!("{at}/city"), "origin", "the trip starts in this city and does not visit it");
        }
        report.range(format_args!("{at}/minNights"), candidate.min_nights, 0..=60);
        if let Some(most) = candidate.max_nights {
            report.range(format_args!("{at}/maxNights"), most, candidate.min_nights..=60);
        }
    }
    let Some(region) = &route.region else { return };
    report.text("/route/region", region, 100);
    if !route.cities.is_empty() {
        report.fault("/route/region", "contradiction", "list the cities or name their region, not both");
    } else if !problem.cities.iter().any(|city| city.region.as_ref() == Some(region)) {
        report.fault("/route/region", "unknown-region", format!("no city is in the region {region:?}"));
    }
}

/// Fixed days of one city must be able to stand in a row.
fn days(problem: &Problem, report: &mut Report<'_>) {
    let mut left: Vec<&str> = Vec::new();
    let mut here: Option<&str> = None;
    for (i, city) in problem.days.iter().enumerate().filter_map(|(i, day)| Some((i, day.city.as_deref()?))) {
        if here == Some(city) {
            continue;
        }
        left.extend(here);
        if left.contains(&city) {
            report.fault(format_args!("/days/{i}/city"), "city-twice", format!("a route comes to {city:?} once, on days in a row"));
        }
        here = Some(city);
    }
}

fn count(problem: &Problem, route: &Route, choice: &Choice<'_>, report: &mut Report<'_>) {
    let all = choice.stops.len();
    if let Some(visit) = route.visit {
        let most = u32::try_from(all).unwrap_or(u32::MAX);
        report.range("/route/visit/min", visit.min, 1..=most);
        report.range("/route/visit/max", visit.max, 1..=20);
        if visit.min > visit.max {
            report.fault("/route/visit/min", "range", format!("at least {} and at most {} cities is no number", visit.min, visit.max));
        }
    }
    let required = choice.stops.iter().filter(|stop| stop.required).count();
    if required > choice.most {
        let most = choice.most;
        report.fault("/route/visit/max", "count", format!("{required} cities must be visited, and at most {most} may be"));
    }
    let nights = |required: bool| choice.stops.iter().filter(move |stop| stop.required == required).map(|stop| u64::from(stop.min_nights));
    let mut others: Vec<u64> = nights(false).collect();
    others.sort_unstable();
    let least: u64 = nights(true).chain(others.into_iter().take(choice.least.saturating_sub(required))).sum();
    let has = problem.days.len().saturating_sub(1);
    if least > u64::try_from(has).unwrap_or(u64::MAX) {
        let detail = format!("the cities need {least} or more of the trip's nights, and it has {has}");
        report.fault(if route.visit.is_some() { "/route/visit" } else { "/route/cities" }, "nights", detail);
    }
    if choice.least.max(required) > problem.days.len() {
        report.fault(
            "/route/visit",
            "days",
            format!("{} cities need a day each, and the trip has {}", choice.least.max(required), problem.days.len()),
        );
    }
}
