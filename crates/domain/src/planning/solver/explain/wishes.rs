//! Every hard wish of a problem, in words, and how to give it up.

use super::{choosy, wish};
use crate::clock_time::ClockTime;
use crate::planning::plan::ConflictingWish;
use crate::planning::problem::{Locked, Meal, Pace, Problem};
use crate::planning::rules::wishes::must_sees;

pub(super) struct Wish {
    pub wish: ConflictingWish,
    /// Changes a copy of the problem so that the wish is gone.
    pub give_up: Box<dyn Fn(&mut Problem)>,
}

/// What says least to people comes first: it is given up first, so that the reason names it only where it must.
pub(super) fn all(problem: &Problem) -> Vec<Wish> {
    let mut list = super::route::wishes(problem);
    frame(problem, &mut list);
    for index in 0..problem.families.len() {
        needs(problem, index, &mut list);
    }
    limits(problem, &mut list);
    for (index, lock) in problem.locked.iter().enumerate() {
        let id = lock.clone();
        add(&mut list, format!("/locked/{index}"), locked(problem, lock), move |problem| problem.locked.retain(|other| *other != id));
    }
    for wished in must_sees(problem) {
        let (detail, id) = (wished.sentence(place_name(problem, wished.place)), wished.place.to_owned());
        let family = wished.family.map(|family| family.id.clone());
        add(&mut list, wished.pointer, detail, move |problem| {
            let its = problem.families.iter_mut().find(|other| family.as_ref() == Some(&other.id)).map(|family| &mut family.must_see);
            let wishes = if family.is_some() { its } else { Some(&mut problem.constraints.must_see) };
            if let Some(wishes) = wishes {
                let_go(wishes, &id);
            }
        });
    }
    list
}

/// The problem with only those wishes that `kept` takes by their index. What stands last is given up first: meals look at the cuisines left.
pub(super) fn keeping(problem: &Problem, all: &[Wish], kept: impl Fn(usize) -> bool) -> Problem {
    let mut relaxed = problem.clone();
    all.iter().enumerate().rev().filter(|(index, _)| !kept(*index)).for_each(|(_, wish)| (wish.give_up)(&mut relaxed));
    relaxed
}

pub(super) fn add(list: &mut Vec<Wish>, pointer: String, detail: String, give_up: impl Fn(&mut Problem) + 'static) {
    list.push(Wish { wish: wish(pointer, detail), give_up: Box::new(give_up) });
}

fn frame(problem: &Problem, list: &mut Vec<Wish>) {
    let constraints = &problem.constraints;
    if let Some(most) = constraints.max_visits_per_day {
        let detail = format!("at most {most} visits a day");
        add(list, "/constraints/maxVisitsPerDay".into(), detail, |problem| problem.constraints.max_visits_per_day = None);
    }
    if constraints.pace != Pace::Full {
        let most = constraints.visits_a_day();
        let detail = format!("the pace allows {most} visits a day with {} minutes after each", constraints.pace.breather_minutes());
        add(list, "/constraints/pace".into(), detail, |problem| problem.constraints.pace = Pace::Full);
    }
    for (index, day) in problem.days.iter().enumerate() {
        let detail = format!("{} is planned from {} to {}", day.date, day.start, day.end);
        add(list, format!("/days/{index}"), detail, move |problem| {
            if let Some(day) = problem.days.get_mut(index) {
                (day.start, day.end) = (day.start.min(ClockTime::hm(6, 0)), ClockTime::END_OF_DAY);
            }
        });
    }
    for meal in Meal::ALL {
        if let Some(rule) = constraints.meals.rule(meal) {
            let detail = format!("{} of {} minutes starts between {} and {}", meal.label(), rule.minutes, rule.from, rule.until);
            add(list, format!("/constraints/meals/{}", meal.label()), detail, move |problem| give_up_meal(problem, meal));
        }
    }
    if constraints.lodging {
        add(list, "/constraints/lodging".into(), "everybody needs a bed for every night".into(), |problem| {
            problem.constraints.lodging = false
        });
    }
    list.extend(choosy::wishes(problem));
    let walk = problem.travel.max_walk_minutes;
    add(list, "/travel/maxWalkMinutes".into(), format!("no walk is longer than {walk} minutes"), |problem| {
        problem.travel.max_walk_minutes = 240
    });
    if let Some(walk) = constraints.max_walk_minutes_per_day {
        let detail = format!("nobody walks more than {walk} minutes a day");
        add(list, "/constraints/maxWalkMinutesPerDay".into(), detail, |problem| problem.constraints.max_walk_minutes_per_day = None);
    }
    for (index, mode) in constraints.forbidden_modes.iter().copied().enumerate() {
        let detail = format!("nobody goes by {}", mode.label());
        add(list, format!("/constraints/forbiddenModes/{index}"), detail, move |problem| {
            let_go(&mut problem.constraints.forbidden_modes, &mode);
        });
    }
    if constraints.splits > 0 {
        let times = if constraints.splits == 1 { "once".to_owned() } else { format!("{} times", constraints.splits) };
        let detail = format!("the families part at most {times}");
        add(list, "/constraints/splits".into(), detail, |problem| problem.constraints.splits = u32::MAX);
    }
    for (index, id) in constraints.excluded.iter().enumerate() {
        let (detail, id) = (format!("the group took {} out", place_name(problem, id)), id.clone());
        add(list, format!("/constraints/excluded/{index}"), detail, move |problem| {
            let_go(&mut problem.constraints.excluded, &id);
        });
    }
}

/// Gives up one of equal wishes: each is a wish of its own.
fn let_go<T: PartialEq>(wishes: &mut Vec<T>, given_up: &T) {
    if let Some(at) = wishes.iter().rposition(|other| other == given_up) {
        wishes.remove(at);
    }
}

/// The last one stays where a cuisine is wished, which nobody could taste without any meal.
fn give_up_meal(problem: &mut Problem, meal: Meal) {
    let constraints = &mut problem.constraints;
    let last = Meal::ALL.into_iter().all(|other| other == meal || constraints.meals.rule(other).is_none());
    if constraints.required_cuisines.is_empty() || !last {
        *constraints.meals.rule_mut(meal) = None;
    }
}

fn needs(problem: &Problem, index: usize, list: &mut Vec<Wish>) {
    let Some(family) = problem.families.get(index) else { return };
    let (at, name) = (format!("/families/{index}"), &family.name);
    let mut need = |pointer: &str, detail: String, give_up: fn(&mut crate::planning::problem::Family)| {
        add(list, format!("{at}/{pointer}"), detail, move |problem| {
            if let Some(family) = problem.families.get_mut(index) {
                give_up(family);
            }
        });
    };
    if family.needs.step_free {
        need("needs/stepFree", format!("the {name} family needs step-free ways"), |family| family.needs.step_free = false);
    }
    if family.needs.stroller {
        need("needs/stroller", format!("the {name} family brings a stroller"), |family| family.needs.stroller = false);
    }
    if !family.needs.diets.is_empty() {
        let diets: Vec<&str> = family.needs.diets.iter().map(|diet| diet.label()).collect();
        need("needs/diets", format!("the {name} family eats {}", diets.join(" and ")), |family| family.needs.diets.clear());
    }
    if let Some(nap) = family.needs.nap {
        need("needs/nap", format!("the {name} family naps from {} to {}", nap.from, nap.until), |family| family.needs.nap = None);
    }
    if let Some(bedtime) = family.needs.bedtime {
        need("needs/bedtime", format!("the {name} family is back by {bedtime}"), |family| family.needs.bedtime = None);
    }
    if let Some(minutes) = family.needs.max_walk_minutes {
        let detail = format!("the {name} family walks {minutes} minutes at most");
        need("needs/maxWalkMinutes", detail, |family| family.needs.max_walk_minutes = None);
    }
    for (nth, id) in family.must_avoid.iter().enumerate() {
        let (detail, id) = (format!("the {name} family avoids {}", place_name(problem, id)), id.clone());
        add(list, format!("{at}/mustAvoid/{nth}"), detail, move |problem| {
            if let Some(family) = problem.families.get_mut(index) {
                let_go(&mut family.must_avoid, &id);
            }
        });
    }
}

fn limits(problem: &Problem, list: &mut Vec<Wish>) {
    for (index, cuisine) in problem.constraints.required_cuisines.iter().enumerate() {
        let (detail, cuisine) = (format!("one meal should be {cuisine}"), cuisine.clone());
        add(list, format!("/constraints/requiredCuisines/{index}"), detail, move |problem| {
            let_go(&mut problem.constraints.required_cuisines, &cuisine);
        });
    }
    if let Some(budget) = problem.constraints.budget {
        add(list, "/constraints/budget".into(), format!("the trip may cost {budget}"), |problem| problem.constraints.budget = None);
    }
    for (index, family) in problem.families.iter().enumerate() {
        if let Some(budget) = family.budget {
            let detail = format!("the {} family can pay {budget}", family.name);
            add(list, format!("/families/{index}/budget"), detail, move |problem| {
                if let Some(family) = problem.families.get_mut(index) {
                    family.budget = None;
                }
            });
        }
    }
}

/// A lock in words.
pub(super) fn locked(problem: &Problem, lock: &Locked) -> String {
    let what = lock.meal.map_or(String::new(), |meal| format!(" for {}", meal.label()));
    let when = lock.start.map_or(String::new(), |start| format!(" at {start}"));
    format!("{}{what} is fixed on {}{when}", place_name(problem, &lock.id), lock.date)
}

/// Name of a place, restaurant or lodging.
pub(super) fn place_name<'p>(problem: &'p Problem, id: &'p str) -> &'p str {
    let place = problem.places.iter().find(|place| place.id == id).map(|place| place.name.as_str());
    let restaurant = || problem.restaurants.iter().find(|restaurant| restaurant.id == id).map(|restaurant| restaurant.name.as_str());
    let lodging = || problem.lodgings.iter().find(|lodging| lodging.id == id).map(|lodging| lodging.name.as_str());
    place.or_else(restaurant).or_else(lodging).unwrap_or(id)
}
