//! What must be seen, and who says so.

use crate::planning::problem::{Family, Problem};

/// A place that a plan must contain.
#[derive(Debug, Clone)]
pub struct Wished<'a> {
    /// None where it is a wish of the group.
    pub family: Option<&'a Family>,
    /// Id of the place.
    pub place: &'a str,
    /// Where the problem says it.
    pub pointer: String,
}

impl Wished<'_> {
    /// "the Ito family must see Colosseum".
    pub fn sentence(&self, name: &str) -> String {
        match self.family {
            Some(family) => format!("the {} family must see {name}", family.name),
            None => format!("the group must see {name}"),
        }
    }
}

/// Every must-see of a problem, the families' first; a place that several wish stands several times.
pub fn must_sees(problem: &Problem) -> impl Iterator<Item = Wished<'_>> {
    let families = problem.families.iter().enumerate().flat_map(|(index, family)| {
        let wishes = family.must_see.iter().enumerate();
        wishes.map(move |(nth, place)| Wished { family: Some(family), place, pointer: format!("/families/{index}/mustSee/{nth}") })
    });
    let group = problem.constraints.must_see.iter().enumerate();
    families.chain(group.map(|(nth, place)| Wished { family: None, place, pointer: format!("/constraints/mustSee/{nth}") }))
}

/// Whether somebody must see this place.
pub fn must_see(problem: &Problem, place: &str) -> bool {
    let wishes = problem.families.iter().flat_map(|family| &family.must_see).chain(&problem.constraints.must_see);
    wishes.into_iter().any(|id| id == place)
}
