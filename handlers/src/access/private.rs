//! What one family does not learn of another: needs, budgets and members. Plans and failures are made of everybody's, and pass through here on
//! their way out.

use pathfinder_domain::access::TripRole;
use pathfinder_domain::ids::FamilyId;
use pathfinder_domain::planning::plan::{Conflict, ConflictingWish, LeftOutReason, Plan};
use pathfinder_domain::planning::problem::{Family, Problem as PlanningProblem};
use pathfinder_domain::planning::rules::notes::FOR_ONE;

use crate::access::OnTrip;
use crate::store::operations::{OperationError, StoredFault, Veil};

/// Code of a wish that cannot be kept beside the others.
const CONFLICTING: &str = "conflicting-wish";

/// Somebody who looks at what was made for all families of a trip.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Settles conflicts, and so reads them whole.
    organises: bool,
    own: Vec<FamilyId>,
}

impl<A> OnTrip<A> {
    pub fn viewer(&self) -> Viewer {
        Viewer { organises: self.role == TripRole::Organiser, own: self.families.iter().map(|(family, _)| *family).collect() }
    }
}

impl Viewer {
    /// Somebody of no family: for files, which everybody on the trip may fetch.
    pub const fn nobody() -> Self {
        Self { organises: false, own: Vec::new() }
    }

    fn is_of(&self, family: &str) -> bool {
        self.own.iter().any(|own| own.to_string() == family)
    }

    /// The plan without what is private to families that are not the viewer's: what they can spend, and which needs it meets.
    #[must_use]
    pub fn plan(&self, mut plan: Plan) -> Plan {
        let mut veiled = Vec::new();
        if !plan.families.iter().all(|family| self.is_of(&family.id)) {
            for left in &mut plan.left_out {
                let neutral = match left.reason {
                    LeftOutReason::Need => format!("{} does not fit everybody's needs", left.name),
                    LeftOutReason::Cost => format!("{} would break a budget", left.name),
                    _ => continue,
                };
                veiled.push((std::mem::replace(&mut left.detail, neutral.clone()), neutral));
            }
            for note in plan.days.iter_mut().flat_map(|day| &mut day.notes) {
                note.truncate(note.find(FOR_ONE).unwrap_or(note.len()));
            }
        }
        // The remarks on what a party does follow from the needs of its few families.
        let parties = plan.days.iter_mut().flat_map(|day| &mut day.splits).flat_map(|split| &mut split.parties);
        for party in parties.filter(|party| !party.families.iter().any(|family| self.is_of(family))) {
            party.items.iter_mut().for_each(|item| item.notes.clear());
        }
        for family in &mut plan.families {
            // The reasons why a place was left out stand in these lines again.
            for line in &mut family.gave_up {
                for (detail, neutral) in &veiled {
                    *line = line.replace(detail, neutral);
                }
            }
            if !self.is_of(&family.id) {
                family.budget = None;
                family.met.retain(|line| tells_of_sights(line));
            }
        }
        plan
    }

    /// The failure without what is private to families that are not the viewer's: a wish of theirs is named, but not told.
    #[must_use]
    pub fn failure(&self, error: &OperationError) -> OperationError {
        if error.errors.iter().all(|fault| self.veil_of(fault).is_none()) {
            return error.clone();
        }
        let shown = error.errors.iter().map(|fault| {
            let Some(veil) = self.veil_of(fault) else { return fault.clone() };
            StoredFault { pointer: at_family(&fault.pointer), detail: veil.neutral.clone(), ..fault.clone() }
        });
        let errors: Vec<StoredFault> = shown.collect();
        let wishes = errors.iter().filter(|fault| fault.code == CONFLICTING);
        let details: Vec<&str> = wishes.map(|fault| fault.detail.as_str()).collect();
        let detail = format!("These cannot hold together: {}.", details.join("; "));
        OperationError { code: error.code.clone(), detail, errors }
    }

    fn veil_of<'f>(&self, fault: &'f StoredFault) -> Option<&'f Veil> {
        fault.veil.as_ref().filter(|veil| !self.organises && !veil.families.iter().all(|family| self.own.contains(family)))
    }
}

/// "/families/1" in place of "/families/1/needs/bedtime", which tells the need.
fn at_family(pointer: &str) -> String {
    let cut = ["/needs", "/members"].iter().filter_map(|private| pointer.find(private)).min();
    let own = cut.filter(|_| pointer.starts_with("/families/")).and_then(|cut| pointer.get(..cut));
    own.unwrap_or(pointer).to_owned()
}

/// The lines of what a plan meets that a family's needs and money do not show in. Whatever is not known to be such a line is not shown.
fn tells_of_sights(line: &str) -> bool {
    line.starts_with("sees ") || line.ends_with(": one visit") || line.ends_with(" visits")
}

/// The faults of a conflict, each with what others may read of it.
pub fn faults_of(conflict: Conflict, problem: &PlanningProblem) -> Vec<StoredFault> {
    let wishes = conflict.wishes.into_iter().map(|wish| fault_of(CONFLICTING, wish, problem));
    let help = conflict.relaxations.into_iter().map(|help| ConflictingWish { pointer: help.pointer, detail: help.detail });
    wishes.chain(help.map(|help| fault_of("would-help", help, problem))).collect()
}

fn fault_of(code: &str, wish: ConflictingWish, problem: &PlanningProblem) -> StoredFault {
    let told: Vec<&Family> =
        problem.families.iter().enumerate().filter(|(index, family)| tells(&wish, *index, family)).map(|(_, family)| family).collect();
    let veil = (!told.is_empty()).then(|| Veil {
        families: told.iter().filter_map(|family| family.id.parse().ok()).collect(),
        neutral: neutral(&wish, &told, problem),
    });
    StoredFault { pointer: wish.pointer, code: code.to_owned(), detail: wish.detail, veil }
}

/// Whether a wish tells something private of a family: it is a need, budget or member of it, or gives one of its needs or members as a reason.
fn tells(wish: &ConflictingWish, index: usize, family: &Family) -> bool {
    let own = ["needs", "budget", "members"].map(|private| format!("/families/{index}/{private}"));
    let reasons = ["needs", "brings"].map(|verb| format!("the {} family {verb}", family.name));
    let members = family.members.iter().map(|member| format!("{} is {}", member.name, member.age));
    own.iter().any(|own| wish.pointer.starts_with(own)) || reasons.into_iter().chain(members).any(|told| wish.detail.contains(&told))
}

fn neutral(wish: &ConflictingWish, told: &[&Family], problem: &PlanningProblem) -> String {
    let of = |family: &Family| {
        if wish.pointer.ends_with("/budget") {
            format!("the budget of the {} family", family.name)
        } else {
            format!("a need of the {} family", family.name)
        }
    };
    let whose: Vec<String> = told.iter().map(|family| of(family)).collect();
    let whose = whose.join(" and ");
    // "the Miller family must see the Colosseum, but ..."
    match wish.detail.split_once(", but ") {
        Some((wanted, _)) if !problem.families.iter().any(|family| family.name.contains(", but ")) => {
            format!("{wanted}, but {whose} stands against it")
        }
        _ => whose,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn ages_and_the_kind_of_a_need_are_veiled_wherever_they_stand() {
        let text = include_str!("../../../examples/problems/lisbon-closed-monday.json");
        let mut problem: PlanningProblem = serde_json::from_str(text).unwrap();
        let ids: Vec<FamilyId> = (1..).map(|number| FamilyId(Uuid::from_u128(number))).take(problem.families.len()).collect();
        for (family, id) in problem.families.iter_mut().zip(&ids) {
            family.id = id.to_string();
        }
        let name = problem.families[0].name.clone();
        let wish = |pointer: &str, detail: String| ConflictingWish { pointer: pointer.to_owned(), detail };
        let wishes = vec![
            wish("/families/0/members/1/age", format!("the {name} family has a child of 6, whom the lodging must take")),
            wish("/families/0/needs/bedtime", format!("the {name} family is back by 19:30")),
            wish("/families/0/budget", format!("the {name} family can pay 300.00 EUR")),
            wish("/route/cities/0/minNights", "at least 2 nights must be spent in Lisbon if it is visited".to_owned()),
        ];
        let conflict = Conflict::of(wishes);
        let error = OperationError { code: "no-plan".to_owned(), detail: conflict.summary.clone(), errors: faults_of(conflict, &problem) };
        let seen = |viewer: Viewer| viewer.failure(&error);
        let told = |shown: &OperationError| shown.errors.iter().map(|e| (e.pointer.clone(), e.detail.clone())).collect::<Vec<_>>();

        let stranger = seen(Viewer { organises: false, own: vec![ids[1]] });
        let need = ("/families/0".to_owned(), format!("a need of the {name} family"));
        let budget = ("/families/0/budget".to_owned(), format!("the budget of the {name} family"));
        let route = (error.errors[3].pointer.clone(), error.errors[3].detail.clone());
        assert_eq!(told(&stranger), [need.clone(), need, budget, route]);
        assert!(!stranger.detail.contains("child of") && !stranger.detail.contains("19:30"), "{}", stranger.detail);
        for whole in [Viewer { organises: true, own: vec![ids[1]] }, Viewer { organises: false, own: vec![ids[0]] }] {
            assert_eq!(told(&seen(whole)), told(&error));
        }
    }
}
