//! Members of a family: adults with and without a login, and child profiles.

mod add;
mod remove;
mod update;

use pathfinder_domain::fault::Fault;
use pathfinder_domain::people::{ADULT_AGE, BirthMonth, Family, Member, Role};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::problem::{Answer, Problem};

pub fn functions() -> Vec<Function<App>> {
    vec![add::function(), update::function(), remove::function()]
}

const TAG: &str = "Families";

/// What can be said of a member.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MemberForm {
    /// First name or nickname is enough.
    #[schemars(length(min = 1, max = 100))]
    name: String,
    role: Role,
    born: BirthMonth,
}

impl MemberForm {
    fn of(member: &Member) -> Self {
        Self { name: member.name.clone(), role: member.role, born: member.born }
    }

    /// Every broken rule of a member that signs in or not.
    fn faults(&self, signs_in: bool, today: chrono::NaiveDate) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push(Fault::new("/name", "empty", "the name must not be blank"));
        }
        match self.born.living_age("/born", today) {
            Ok(age) if self.role != Role::Child && age < ADULT_AGE => {
                faults.push(Fault::new("/role", "too-young", format!("members under {ADULT_AGE} are child profiles")));
            }
            Ok(_) => {}
            Err(fault) => faults.push(fault),
        }
        if self.role == Role::Child && signs_in {
            faults.push(Fault::new("/role", "signs-in", "somebody who signs in cannot be a child profile"));
        }
        if self.role == Role::Admin && !signs_in {
            faults.push(Fault::new("/role", "no-login", "only somebody who signs in can be an admin; invite them first"));
        }
        faults
    }
}

/// A family keeps at least one admin who signs in.
///
/// # Errors
/// 409 when nobody would be left.
fn keeps_an_admin(family: &Family) -> Answer<()> {
    if family.admins() > 0 {
        Ok(())
    } else {
        Err(Problem::conflict("a family keeps at least one admin; make somebody else an admin first"))
    }
}
