//! Families: who belongs together, and who answers for whom.

mod create;
mod delete;
mod list;
mod read;
mod update;

use chrono::{DateTime, Utc};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::ids::{FamilyId, MemberId};
use pathfinder_domain::people::{BirthMonth, Family, Member, Role};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![create::function(), list::function(), read::function(), update::function(), delete::function()]
}

const TAG: &str = "Families";

/// A family, as its members see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Family")]
pub struct FamilyView {
    pub id: FamilyId,
    pub name: String,
    pub members: Vec<MemberView>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A member, as the other members see them.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Member")]
pub struct MemberView {
    pub id: MemberId,
    pub name: String,
    pub role: Role,
    pub born: BirthMonth,
    /// Whether this member signs in.
    pub signs_in: bool,
}

impl From<&Member> for MemberView {
    fn from(member: &Member) -> Self {
        Self { id: member.id, name: member.name.clone(), role: member.role, born: member.born, signs_in: member.user.is_some() }
    }
}

impl From<&Family> for FamilyView {
    fn from(family: &Family) -> Self {
        Self {
            id: family.id,
            name: family.name.clone(),
            members: family.members.iter().map(MemberView::from).collect(),
            created_at: family.created_at,
            updated_at: family.updated_at,
        }
    }
}

/// What an admin may change of the family itself.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FamilyForm {
    #[schemars(length(min = 1, max = 100))]
    name: String,
}

/// The fault of a name that is nothing but spaces.
fn blank(pointer: &str, name: &str) -> Vec<Fault> {
    if name.trim().is_empty() { vec![Fault::new(pointer, "empty", "the name must not be blank")] } else { Vec::new() }
}

/// The path of a family.
pub(crate) fn path(id: FamilyId) -> String {
    format!("/api/v1/families/{id}")
}
