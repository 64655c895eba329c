//! Who may part from whom, who can go where, and what somebody must see.

use crate::planning::problem::{Family, Problem};
use crate::planning::rules::{needs, party};

/// Families, one bit each, by their index in the problem.
pub(in super::super) type Mask = u32;

/// Up to so many families every way to part is looked at: 31 of them.
const ALL_WAYS: usize = 6;
const MOST: usize = 31;
/// A family with a child below this age likes other things than one without.
const CHILD_AGE: u8 = 8;

/// A place that some families must see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duty {
    pub place: usize,
    pub families: Mask,
}

pub(super) const fn has(mask: Mask, family: usize) -> bool {
    family < Mask::BITS as usize && mask & (1 << family) != 0
}

pub(super) fn indices(mask: Mask) -> impl Iterator<Item = usize> + use<> {
    (0..Mask::BITS as usize).filter(move |family| has(mask, *family))
}

/// The families that `holds` is true of.
fn mask(problem: &Problem, holds: impl Fn(&Family) -> bool) -> Mask {
    problem.families.iter().take(Mask::BITS as usize).enumerate().fold(0, |mask, (index, family)| mask | Mask::from(holds(family)) << index)
}

/// The two parties of each way to part; none where splits are not allowed. Each party has an adult.
///
/// More than six families part only by what keeps them apart: the sights that not all can see, small children, and one family alone.
pub(super) fn partings(problem: &Problem) -> Vec<[Mask; 2]> {
    let count = problem.families.len();
    if problem.constraints.splits == 0 || !(2..Mask::BITS as usize).contains(&count) {
        return Vec::new();
    }
    let all: Mask = (1 << count) - 1;
    let mut sides: Vec<Mask> = Vec::new();
    // The last family is always in the second party, so that no two ways are the same.
    let mut add = |side: Mask| {
        let side = if has(side, count - 1) { all & !side } else { side };
        let adults = |side: Mask| {
            indices(side).filter_map(|index| problem.families.get(index)).any(|family| party::has_adult(std::slice::from_ref(family)))
        };
        if side != 0 && !sides.contains(&side) && adults(side) && adults(all & !side) {
            sides.push(side);
        }
    };
    if count <= ALL_WAYS {
        (1..all).for_each(&mut add);
    } else {
        duties(problem).iter().filter_map(|duty| problem.places.get(duty.place)).for_each(|place| add(suits(problem, &place.id)));
        add(mask(problem, |family| family.members.iter().any(|member| member.age < CHILD_AGE)));
        (0..count).for_each(|family| add(1 << family));
    }
    sides.truncate(MOST);
    sides.into_iter().map(|side| [side, all & !side]).collect()
}

/// The families that can and will go to a place of this id.
fn suits(problem: &Problem, id: &str) -> Mask {
    let Some(place) = problem.places.iter().find(|place| place.id == id) else { return 0 };
    if problem.constraints.excluded.contains(&place.id) {
        return 0;
    }
    mask(problem, |family| !family.must_avoid.contains(&place.id) && needs::place(place, std::slice::from_ref(family)).is_ok())
}

/// By place of the problem: the families that can and will go there. Locked places are everybody's.
pub(super) fn suited(problem: &Problem) -> Vec<Mask> {
    let here = |city: &String| problem.days.iter().any(|day| day.city_id() == city);
    let locked = |id: &String| problem.locked.iter().any(|lock| lock.id == *id);
    problem.places.iter().map(|place| if here(&place.city) && !locked(&place.id) { suits(problem, &place.id) } else { 0 }).collect()
}

pub(super) fn duties(problem: &Problem) -> Vec<Duty> {
    let wished = problem
        .places
        .iter()
        .enumerate()
        .map(|(place, known)| Duty { place, families: mask(problem, |family| family.must_see.contains(&known.id)) });
    wished.filter(|duty| duty.families != 0).collect()
}

/// Whether there is anybody who may part.
pub(in super::super) fn may_part(problem: &Problem) -> bool {
    !partings(problem).is_empty()
}

/// Whether a split could hold this sight, which not everybody can or will see: all who must see it in one party, and only such as can.
pub(in super::super) fn may_hold(problem: &Problem, id: &str) -> bool {
    let partings = partings(problem);
    // What the group must see is seen by all together.
    if partings.is_empty() || problem.constraints.must_see.iter().any(|other| other == id) {
        return false;
    }
    let (wished, can) = (mask(problem, |family| family.must_see.iter().any(|other| other == id)), suits(problem, id));
    partings.iter().flatten().any(|side| side & wished == wished && side & !can == 0)
}
