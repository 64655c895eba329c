//! Itineraries: numbered versions of a trip's plan, made by operations, compared, changed and approved.

mod approve;
mod changes;
mod edit;
mod feedback;
pub mod generate;
mod list;
mod prepare;
mod read;
mod search;
mod start;
pub mod versions;
pub mod view;

use pathfinder_domain::planning::edit::{Edit, Feedback};
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;

pub use search::PATIENCE;
pub use versions::{ITINERARY, PLAN, PROBLEM, SLOT};
pub use view::ItineraryView;

pub fn functions() -> Vec<Function<App>> {
    vec![
        start::function(),
        list::function(),
        read::function(),
        changes::function(),
        edit::function(),
        feedback::function(),
        approve::function(),
        generate::function(),
    ]
}

const TAG: &str = "Itineraries";

/// The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
const MAX_SEED: u64 = (1 << 53) - 1;

/// What an itinerary is made from: the trip as it stands, and where a version is named, what the group locked and changed in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "NewItinerary")]
pub struct Request {
    /// The version that is changed; what is locked in it stays. Absent: a plan from nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub based_on: Option<u32>,
    /// Changes of `basedOn`, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 50))]
    pub edits: Vec<Edit>,
    /// What the group says of `basedOn` as a whole; comes after the edits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    /// The same trip and seed give the same plan; another seed may give another one as good. Absent: that of `basedOn`, else 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = MAX_SEED))]
    pub seed: Option<u64>,
}
