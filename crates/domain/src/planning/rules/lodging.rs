//! Which lodgings a group may take: the type of room, what the house forbids, and how long one must stay.

use std::collections::BTreeSet;

use crate::planning::problem::{HouseRule, Lodging, Problem};

use super::group::Group;
use super::needs::{self, Need};

/// A child below this age is one of [`HouseRule::ChildrenUnder10`].
pub const CHILD_AGE: u8 = 10;

/// Why a lodging cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The stay has too few nights.
    Nights,
    /// Of no wished type, or of an unknown one.
    RoomType,
    /// The house forbids what the group needs.
    House(HouseRule),
    /// Steps in the way of somebody who cannot take them: the family's index.
    Need(usize, Need),
}

/// What every lodging of the group must allow: as written, and small children where there is one.
pub fn needed(problem: &Problem, group: &Group) -> BTreeSet<HouseRule> {
    let mut needed: BTreeSet<HouseRule> = problem.constraints.house_rules.iter().copied().collect();
    if group.youngest < CHILD_AGE {
        needed.insert(HouseRule::ChildrenUnder10);
    }
    needed
}

/// Everything that speaks against a lodging for so many nights in a row.
pub fn refusals(problem: &Problem, group: &Group, lodging: &Lodging, nights: u32) -> Vec<Refusal> {
    let types = &problem.constraints.room_types;
    let wrong_type = !types.is_empty() && lodging.room_type.is_none_or(|found| !types.contains(&found));
    let mut refusals = Vec::new();
    refusals.extend((nights < lodging.min_nights).then_some(Refusal::Nights));
    refusals.extend(wrong_type.then_some(Refusal::RoomType));
    refusals.extend(needs::lodging(lodging, &problem.families).err().map(|unmet| Refusal::Need(unmet.family, unmet.need)));
    refusals.extend(needed(problem, group).intersection(&lodging.forbids).copied().map(Refusal::House));
    refusals
}

/// Whether nothing speaks against it.
pub fn suits(problem: &Problem, group: &Group, lodging: &Lodging, nights: u32) -> bool {
    refusals(problem, group, lodging, nights).is_empty()
}
