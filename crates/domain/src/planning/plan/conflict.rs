//! Why there is no plan, and what would help.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// Why there is no plan: wishes that cannot hold together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Conflict {
    /// The smallest set that was found.
    pub wishes: Vec<ConflictingWish>,
    /// One sentence that a family understands.
    pub summary: String,
    /// Whether every wish of the set is proven to be needed: with any one of them given up, and all wishes outside of the set too, there is
    /// a plan that passes the validator. Facts that are told along (the city of a day, somebody's age) cannot be given up and stay, as do beds
    /// and meals where no choice of cities is possible.
    /// That the whole set cannot hold together is proven only where it is seen without searching: beds, connections, cuisines, single sights
    /// and prices. Else the search found no plan, which is a strong sign and no proof.
    #[serde(default)]
    pub minimal: bool,
    /// What would help, each alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relaxations: Vec<Relaxation>,
}

impl Conflict {
    /// These wishes in one sentence; not proven to be minimal, and without what would help.
    pub fn of(wishes: Vec<ConflictingWish>) -> Self {
        Self { summary: sentence(&wishes), wishes, minimal: false, relaxations: Vec::new() }
    }

    /// What the summary says beyond the wishes.
    pub fn remark(&self) -> &str {
        self.summary.strip_prefix(&sentence(&self.wishes)).unwrap_or(&self.summary).trim()
    }
}

fn sentence(wishes: &[ConflictingWish]) -> String {
    let details: Vec<&str> = wishes.iter().map(|wish| wish.detail.as_str()).collect();
    match details.as_slice() {
        [] => "No plan keeps every wish.".to_owned(),
        [one] => format!("There is no plan because {one}."),
        [rest @ .., last] => format!("These cannot hold together: {}; and {last}.", rest.join("; ")),
    }
}

/// How much one wish would have to give for a plan to exist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relaxation {
    /// JSON Pointer to what gives, in the planning problem.
    pub pointer: String,
    /// For people: "90.00 EUR more", "26 May until 19:30 instead of 18:00".
    pub detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConflictingWish {
    /// JSON Pointer to the wish in the planning problem.
    pub pointer: String,
    /// A sentence that a family understands: "the museum is closed on both days that you are in Rome".
    pub detail: String,
}
