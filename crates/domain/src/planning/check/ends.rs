//! Points at which days start or end in place of the lodging.

use std::collections::BTreeMap;

use super::report::{Named, Report};
use crate::planning::problem::{Endpoint, Problem};

/// All of them, with their JSON Pointers.
fn all(problem: &Problem) -> impl Iterator<Item = (String, &Endpoint)> {
    problem.days.iter().enumerate().flat_map(|(i, day)| {
        let named = |name: &str, point: &'_ Option<Endpoint>| point.is_some().then(|| format!("/days/{i}/{name}"));
        let starts = named("startsAt", &day.starts_at).zip(day.starts_at.as_ref());
        starts.into_iter().chain(named("endsAt", &day.ends_at).zip(day.ends_at.as_ref()))
    })
}

/// Tells the report their ids: the same point may come on several days, but nothing else has its id.
pub(super) fn define<'p>(problem: &'p Problem, report: &mut Report<'p>) {
    let mut known: BTreeMap<&str, &Endpoint> = BTreeMap::new();
    for (at, point) in all(problem) {
        report.text(format_args!("{at}/id"), &point.id, 100);
        let detail = if report.define_once(&point.id, Named::Endpoint) != Named::Endpoint {
            "is a city, place, restaurant or lodging; a point at which a day starts or ends has an id of its own"
        } else if *known.entry(&point.id).or_insert(point) != point {
            "names two points; the same one has the same name and location on each day"
        } else {
            continue;
        };
        report.fault(format_args!("{at}/id"), "duplicate-id", format!("{:?} {detail}", point.id));
    }
}

pub(super) fn check(problem: &Problem, report: &mut Report<'_>) {
    for (at, point) in all(problem) {
        report.text(format_args!("{at}/name"), &point.name, 200);
        report.point(format_args!("{at}/location"), point.location);
    }
    for (i, day) in problem.days.iter().enumerate() {
        if day.city.is_none() && day.endpoints().next().is_some() {
            report.fault(format_args!("/days/{i}/city"), "required", "a day that starts or ends at a point of its own names its city");
        }
    }
}
