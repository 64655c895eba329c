//! Participations: which families are on a trip, and what each wishes.

mod leave;
mod list;
mod wishes_read;
mod wishes_write;

use chrono::{DateTime, Utc};
use pathfinder_domain::ids::FamilyId;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;

pub fn functions() -> Vec<Function<App>> {
    vec![list::function(), leave::function(), wishes_read::function(), wishes_write::function()]
}

const TAG: &str = "Families on a trip";

/// A family on the trip, as the other families see it: no birth months, no wishes, no money.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ParticipationView {
    family: FamilyId,
    name: String,
    adults: usize,
    children: usize,
    organises: bool,
    joined_at: DateTime<Utc>,
    /// Whether the family has said what it wishes.
    has_wishes: bool,
}
