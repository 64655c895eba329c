//! The rules for routes: what axum and the host both take, and no two that axum cannot tell apart.

use crate::function::{Function, Trigger};

/// The methods that axum can filter by and the host can bind.
pub(super) const METHODS: [&str; 8] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/// One segment of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment<'a> {
    Literal(&'a str),
    Parameter(&'a str),
    Rest(&'a str),
}

/// Reads a segment. Constraints (`{x:int}`) and optional parameters (`{x?}`) exist for the host only, and parameters are whole
/// segments in both.
fn segment(text: &str) -> Option<Segment<'_>> {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if let Some(name) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        return match name.strip_prefix('*') {
            Some(rest) => is_name(rest).then_some(Segment::Rest(rest)),
            None => is_name(name).then_some(Segment::Parameter(name)),
        };
    }
    let plain = !text.is_empty() && text != "." && text != "..";
    let allowed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
    (plain && allowed).then_some(Segment::Literal(text))
}

pub(super) fn check_route(route: &str) -> Result<(), String> {
    let segments = route.split('/').map(segment).collect::<Option<Vec<_>>>();
    let Some(segments) = segments else {
        return Err(format!(
            "the route `{route}` is not made of plain segments, {{parameters}} and a last {{*rest}}, without slashes at its ends"
        ));
    };
    if segments.iter().rev().skip(1).any(|segment| matches!(segment, Segment::Rest(_))) {
        return Err(format!("the route `{route}` goes on behind its rest"));
    }
    let names = segments.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(name) | Segment::Rest(name) => Some(*name),
    });
    let mut seen = std::collections::BTreeSet::new();
    if names.into_iter().any(|name| !seen.insert(name)) {
        return Err(format!("the route `{route}` has a parameter twice"));
    }
    if segments.first() == Some(&Segment::Literal("api")) {
        return Err(format!("the route `{route}` repeats the prefix `api`"));
    }
    Ok(())
}

/// Routes that axum refuses together: at the first place where they differ, both have a parameter, of different names or kinds.
pub(super) fn conflicts<S>(functions: &[Function<S>]) -> Vec<String> {
    let mut routes = functions.iter().filter_map(|function| match function.trigger() {
        Trigger::Http { route, .. } => Some(*route),
        _ => None,
    });
    let mut distinct = routes.by_ref().collect::<Vec<_>>();
    distinct.sort_unstable();
    distinct.dedup();
    let pairs = distinct.iter().enumerate().flat_map(|(at, first)| distinct[at + 1..].iter().map(move |second| (*first, *second)));
    let conflicting = pairs.filter(|(first, second)| conflict(first, second));
    conflicting.map(|(first, second)| format!("the routes `{first}` and `{second}` name the same place differently")).collect()
}

fn conflict(first: &str, second: &str) -> bool {
    let both = first.split('/').map(segment).zip(second.split('/').map(segment));
    let differing = both.into_iter().find(|(first, second)| first != second);
    matches!(differing, Some((Some(Segment::Parameter(_) | Segment::Rest(_)), Some(Segment::Parameter(_) | Segment::Rest(_)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_taken_by_both_sides_or_refused() {
        for good in ["v1/trips", "v1/trips/{tripId}", "docs/{*path}", "openapi.json"] {
            assert_eq!(check_route(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/v1",
            "v1/",
            "a//b",
            "v1/{id:int}",
            "v1/{id?}",
            "v1/{}",
            "v1/trips:copy",
            "{*all}/x",
            "a/{id}/{id}",
            "api/v1",
            "a/../b",
            "a/%2e",
        ] {
            assert!(check_route(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn two_names_for_one_place_conflict() {
        assert!(conflict("v1/trips/{id}", "v1/trips/{tripId}/days"));
        assert!(conflict("files/{*path}", "files/{name}"));
        assert!(!conflict("v1/trips/{id}", "v1/trips/{id}/days"));
        assert!(!conflict("v1/trips/{id}", "v1/trips/mine"));
        assert!(!conflict("v1/trips/{id}", "v1/families/{familyId}"));
    }
}
