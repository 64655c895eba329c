//! The wishes of a route, and why no choice of cities keeps all of them.

use std::collections::BTreeSet;

use super::super::frames::cheapest;
use super::super::left_out::city_name;
use super::super::routes::has_frame;
use super::super::{Effort, Phase, Progress};
use super::wishes::{self, Wish};
use super::{beyond_reckoning, choosy, explain, wish};
use crate::money::Money;
use crate::planning::plan::{Conflict, ConflictingWish};
use crate::planning::problem::{CityCount, Problem, Route, RouteOrder};
use crate::planning::rules::routes::{self, Choice};
use crate::planning::rules::wishes::must_sees;

const BUDGET: &str = "/constraints/budget";

/// What a route asks for, as wishes that can be given up. Where the trip starts is no wish: people live there.
pub(super) fn wishes(problem: &Problem) -> Vec<Wish> {
    let Some(route) = &problem.route else { return Vec::new() };
    let choice = Choice::of(problem, route);
    let mut list = Vec::new();
    let mut add = |pointer: String, detail: String, give_up: Box<dyn Fn(&mut Route)>| {
        let give_up = move |problem: &mut Problem| {
            if let Some(route) = &mut problem.route {
                give_up(route);
            }
        };
        list.push(Wish { wish: wish(pointer, detail), give_up: Box::new(give_up) });
    };
    if route.order == RouteOrder::AsListed {
        add("/route/order".into(), "the cities come in the order of the list".into(), Box::new(|route| route.order = RouteOrder::Free));
    }
    for (index, candidate) in route.cities.iter().enumerate() {
        let (at, city) = (format!("/route/cities/{index}"), city_name(problem, &candidate.city));
        if let Some(most) = candidate.max_nights {
            let give_up = move |route: &mut Route| route.cities.iter_mut().skip(index).take(1).for_each(|city| city.max_nights = None);
            add(format!("{at}/maxNights"), format!("no more than {} may be spent in {city}", nights(most)), Box::new(give_up));
        }
        if candidate.min_nights > 0 {
            let give_up = move |route: &mut Route| route.cities.iter_mut().skip(index).take(1).for_each(|city| city.min_nights = 0);
            let detail = format!("at least {} must be spent in {city} if it is visited", nights(candidate.min_nights));
            add(format!("{at}/minNights"), detail, Box::new(give_up));
        }
    }
    if let (Some(origin), true) = (&route.origin, route.returns) {
        let detail = format!("the trip ends where it starts, in {}", city_name(problem, origin));
        add("/route/returns".into(), detail, Box::new(|route| route.returns = false));
    }
    let all = u32::try_from(choice.stops.len()).unwrap_or(u32::MAX);
    if choice.least > 1 || choice.most < choice.stops.len() {
        let pointer = if route.visit.is_some() { "/route/visit" } else { "/route/cities" };
        let detail = match (choice.least, choice.most) {
            (least, most) if least == most => format!("{least} cities are visited"),
            (least, most) => format!("{least} to {most} cities are visited"),
        };
        add(pointer.into(), detail, Box::new(move |route| route.visit = Some(CityCount { min: 1, max: all })));
    }
    for (index, candidate) in route.cities.iter().enumerate().filter(|(_, candidate)| candidate.required) {
        let give_up = move |route: &mut Route| route.cities.iter_mut().skip(index).take(1).for_each(|city| city.required = false);
        let detail = format!("{} must be visited", city_name(problem, &candidate.city));
        add(format!("/route/cities/{index}/required"), detail, Box::new(give_up));
    }
    list
}

fn nights(count: u32) -> String {
    if count == 1 { "1 night".to_owned() } else { format!("{count} nights") }
}

/// Where dates, nights and prices alone leave no choice of cities: the fewest wishes of the route, and the budget, that cannot hold
/// together. None where the stop came first.
pub(in super::super) fn no_frame(problem: &Problem, effort: &mut Effort<'_>) -> Option<Conflict> {
    if let Some(wish) = beside(problem) {
        return Some(Conflict::of(vec![wish]));
    }
    let mut active = deciding(problem);
    let without = |given_up: &[&Wish]| {
        let mut relaxed = problem.clone();
        given_up.iter().for_each(|wish| (wish.give_up)(&mut relaxed));
        has_frame(&relaxed)
    };
    if !without(&active.iter().collect::<Vec<_>>()) {
        if let Some(wish) = stranded(problem, &active) {
            return Some(Conflict::of(vec![wish]));
        }
        return if has_frame(&for_nothing(problem)) { Some(beyond_reckoning(problem)) } else { explain(problem, effort) };
    }
    // Whatever can be given up without making a choice possible is no part of the reason.
    let mut reason: Vec<bool> = vec![true; active.len()];
    for index in 0..active.len() {
        let asked = u64::try_from(index).unwrap_or(u64::MAX);
        if (effort.stop)(Progress { rounds: asked, best: None, phase: Phase::Explaining }) {
            return None;
        }
        let given_up = |(other, kept): (usize, &bool)| (other == index || !kept).then(|| active.get(other)).flatten();
        if !without(&reason.iter().enumerate().filter_map(given_up).collect::<Vec<_>>())
            && let Some(kept) = reason.get_mut(index)
        {
            *kept = false;
        }
    }
    active.retain({
        let mut reason = reason.into_iter();
        move |_| reason.next().unwrap_or(true)
    });
    Some(with_least(problem, Conflict::of(active.into_iter().map(|active| active.wish).collect())))
}

/// The wishes that a choice of cities can fail by: those of the route, of lodgings and connections, and the budget. Where no budget would be
/// enough, also the sights, that there are beds, and the hours by which everybody must have arrived.
fn deciding(problem: &Problem) -> Vec<Wish> {
    let mut rich = problem.clone();
    rich.constraints.budget = None;
    let money = problem.constraints.budget.is_some() && has_frame(&rich);
    let choosy: BTreeSet<String> = choosy::wishes(problem).into_iter().map(|wish| wish.wish.pointer).collect();
    let decides = |wish: &Wish| {
        let pointer = wish.wish.pointer.as_str();
        let arrives = pointer == "/constraints/lodging" || pointer.starts_with("/days/") || pointer.ends_with("/needs/bedtime");
        let sight = pointer.contains("/mustSee/");
        pointer.starts_with("/route/") || choosy.contains(pointer) || pointer == BUDGET || (arrives || sight) && !money
    };
    wishes::all(problem).into_iter().filter(decides).collect()
}

/// A sight that must be seen in a city which the route never visits.
fn beside(problem: &Problem) -> Option<ConflictingWish> {
    let choice = Choice::of(problem, problem.route.as_ref()?);
    must_sees(problem).find_map(|wished| {
        let place = problem.places.iter().find(|place| place.id == wished.place)?;
        let city = city_name(problem, &place.city);
        let told = || format!("{}, but {} is in {city}, which the route does not visit", wished.sentence(&place.name), place.name);
        choice.stop(&place.city).is_none().then(|| wish(wished.pointer.clone(), told()))
    })
}

/// Where no connection leads out of the origin, however the cities are chosen.
fn stranded(problem: &Problem, wishes: &[Wish]) -> Option<ConflictingWish> {
    let (origin, date) = (routes::origin(problem)?, problem.days.first()?.date);
    let mut relaxed = problem.clone();
    wishes.iter().for_each(|wish| (wish.give_up)(&mut relaxed));
    relaxed.route.as_mut()?.origin = None;
    let detail = format!("no connection leads from {} to a city of the route on {date}", city_name(problem, origin));
    has_frame(&relaxed).then(|| wish("/route/origin".into(), detail))
}

/// The problem without prices and budgets.
fn for_nothing(problem: &Problem) -> Problem {
    let nothing = Money::new(0, problem.currency);
    let mut free = problem.clone();
    free.constraints.budget = None;
    free.places.iter_mut().for_each(|place| place.fees.clear());
    free.restaurants.iter_mut().for_each(|restaurant| restaurant.price = nothing);
    free.lodgings.iter_mut().for_each(|lodging| lodging.per_night = nothing);
    free.legs.iter_mut().for_each(|leg| leg.price = nothing);
    free
}

/// Adds what the trip costs at the least where the budget is a part of the reason.
pub(in super::super) fn with_least(problem: &Problem, mut conflict: Conflict) -> Conflict {
    let Some(budget) = problem.constraints.budget else { return conflict };
    if !conflict.wishes.iter().any(|wish| wish.pointer == BUDGET) {
        return conflict;
    }
    if let Some(least) = cheapest(problem).filter(|least| least.minor > budget.minor) {
        let over = Money::new(least.minor.saturating_sub(budget.minor), budget.currency);
        conflict.summary.push_str(&format!(" The cheapest such trip costs {least}; {over} more than the budget."));
    }
    conflict
}
