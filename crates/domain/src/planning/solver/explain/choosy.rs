//! Wishes that narrow the choice of lodgings and connections, and which of them make a trip as dear as it is.

use std::collections::BTreeSet;

use super::super::build::sum;
use super::super::stays::segments;
use super::super::table::Change;
use super::sights::need_pointer;
use super::wish;
use super::wishes::{Wish, add};
use crate::planning::plan::ConflictingWish;
use crate::planning::problem::{Day, HouseRule, LegMode, Problem};
use crate::planning::rules::days::connects;
use crate::planning::rules::group::Group;
use crate::planning::rules::lodging::{CHILD_AGE, Refusal, suits};
use crate::planning::rules::needs::Need;
use crate::planning::rules::{legs, prices};

/// Each as a wish that can be given up.
pub(super) fn wishes(problem: &Problem) -> Vec<Wish> {
    let constraints = &problem.constraints;
    let mut list = Vec::new();
    if !constraints.room_types.is_empty() {
        let ConflictingWish { pointer, detail } = room_types(problem);
        add(&mut list, pointer, detail, |problem| problem.constraints.room_types.clear());
    }
    for rule in constraints.house_rules.iter().copied() {
        let ConflictingWish { pointer, detail } = written(problem, rule);
        add(&mut list, pointer, detail, move |problem| problem.constraints.house_rules.retain(|other| *other != rule));
    }
    let no_children = problem.lodgings.iter().any(|lodging| lodging.forbids.contains(&HouseRule::ChildrenUnder10));
    if let Some(ConflictingWish { pointer, detail }) = child(problem).filter(|_| no_children) {
        add(&mut list, pointer, detail, |problem| {
            for lodging in &mut problem.lodgings {
                lodging.forbids.remove(&HouseRule::ChildrenUnder10);
            }
        });
    }
    for mode in constraints.forbidden_leg_modes.iter().copied() {
        let ConflictingWish { pointer, detail } = forbidden(problem, mode);
        add(&mut list, pointer, detail, move |problem| problem.constraints.forbidden_leg_modes.retain(|other| *other != mode));
    }
    if !legs::go_together(constraints, problem.legs.iter().map(|leg| leg.mode)) {
        let ConflictingWish { pointer, detail } = own_car();
        add(&mut list, pointer, detail, |problem| problem.constraints.mix_car_and_flights = true);
    }
    list
}

/// The wish that a lodging does not meet; none where it only asks for more nights.
pub(super) fn against(problem: &Problem, refusal: Refusal) -> Option<ConflictingWish> {
    match refusal {
        Refusal::Nights => None,
        Refusal::RoomType => Some(room_types(problem)),
        Refusal::House(HouseRule::ChildrenUnder10) => child(problem).or_else(|| Some(written(problem, HouseRule::ChildrenUnder10))),
        Refusal::House(rule) => Some(written(problem, rule)),
        Refusal::Need(family, need) => Some(of_family(problem, family, need)),
    }
}

fn of_family(problem: &Problem, index: usize, need: Need) -> ConflictingWish {
    let name = problem.families.get(index).map_or("", |family| &family.name);
    let detail = match need {
        Need::Stroller => format!("the {name} family brings a stroller"),
        _ => format!("the {name} family needs step-free ways"),
    };
    wish(need_pointer(problem, index, need), detail)
}

fn room_types(problem: &Problem) -> ConflictingWish {
    let types: Vec<&str> = problem.constraints.room_types.iter().map(|kind| kind.label()).collect();
    wish("/constraints/roomTypes".into(), format!("everybody sleeps in one of these: {}", types.join(", ")))
}

fn written(problem: &Problem, rule: HouseRule) -> ConflictingWish {
    let index = problem.constraints.house_rules.iter().position(|other| *other == rule).unwrap_or_default();
    wish(format!("/constraints/houseRules/{index}"), format!("the lodging must allow {}", rule.label()))
}

pub(super) fn forbidden(problem: &Problem, mode: LegMode) -> ConflictingWish {
    let index = problem.constraints.forbidden_leg_modes.iter().position(|other| *other == mode).unwrap_or_default();
    wish(format!("/constraints/forbiddenLegModes/{index}"), format!("nobody goes from city to city by {}", mode.label()))
}

pub(super) fn own_car() -> ConflictingWish {
    wish("/constraints/mixCarAndFlights".into(), "nobody both drives an own car and flies".to_owned())
}

/// A child of the group whom not every house takes.
fn child(problem: &Problem) -> Option<ConflictingWish> {
    let youngest = |index: &usize| problem.families.get(*index).and_then(|family| family.members.iter().map(|member| member.age).min());
    let family = (0..problem.families.len()).min_by_key(|index| youngest(index).unwrap_or(u8::MAX))?;
    let age = youngest(&family).filter(|age| *age < CHILD_AGE)?;
    let name = &problem.families.get(family)?.name;
    Some(wish(need_pointer(problem, family, Need::Age), format!("the {name} family has a child of {age}, whom the lodging must take")))
}

/// Those without which the lodgings (where `beds`) and these connections would cost no more than `limit`: whatever can be given
/// up and leaves them dearer is no part of the reason.
pub(super) fn blame(
    problem: &Problem,
    (beds, changes): (bool, &[&Change<'_>]),
    price: &dyn Fn(i64, &[i64]) -> i64,
    limit: i64,
) -> Vec<ConflictingWish> {
    let mut kept = wishes(problem);
    let mut relaxed = problem.clone();
    let mut index = 0;
    while let Some(wish) = kept.get(index) {
        let mut without = relaxed.clone();
        (wish.give_up)(&mut without);
        if least(&without, (beds, changes), price) > limit {
            relaxed = without;
            kept.remove(index);
        } else {
            index += 1;
        }
    }
    kept.into_iter().map(|wish| wish.wish).collect()
}

/// The least that beds and connections cost.
fn least(problem: &Problem, (beds, changes): (bool, &[&Change<'_>]), price: &dyn Fn(i64, &[i64]) -> i64) -> i64 {
    let group = Group::of(&problem.families);
    let bill = |shares: Vec<i64>| price(sum(&shares), &shares);
    let mut least = 0_i64;
    for segment in segments(problem).iter().filter(|segment| beds && segment.nights > 0) {
        let Some(city) = problem.days.get(segment.days.start).map(Day::city_id) else { continue };
        let locked: BTreeSet<&str> = segment.locked.iter().copied().collect();
        let open = problem.lodgings.iter().filter(|lodging| {
            lodging.city == city && locked.iter().all(|id| *id == lodging.id) && suits(problem, &group, lodging, segment.nights)
        });
        least = least.saturating_add(open.map(|lodging| bill(prices::stay(lodging, &group, segment.nights))).min().unwrap_or(0));
    }
    for change in changes {
        let Some(today) = problem.days.get(change.day) else { continue };
        let open = problem
            .legs
            .iter()
            .filter(|leg| legs::allowed(&problem.constraints, leg.mode) && connects(leg, change.from, change.to, today.date));
        least = least.saturating_add(open.map(|leg| bill(prices::leg(leg, &group))).min().unwrap_or(0));
    }
    least
}
