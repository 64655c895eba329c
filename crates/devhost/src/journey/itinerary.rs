//! The part of an itinerary that the summary tells.

use chrono::NaiveDate;
use serde::Deserialize;

/// A version with its plan, as the API shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Itinerary {
    pub(super) version: u32,
    pub(super) plan: Plan,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) days: Vec<Day>,
    pub(super) stays: Vec<Stay>,
    pub(super) families: Vec<Family>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) costs: Costs,
    pub(super) proof: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) city_name: String,
    pub(super) leg: Option<Leg>,
    pub(super) departure: Option<Leg>,
    pub(super) items: Vec<Item>,
    #[serde(default)]
    pub(super) splits: Vec<Split>,
    pub(super) walk_minutes: u32,
    pub(super) cost: Money,
}

/// A part of the day that the families spend apart.
#[derive(Debug, Deserialize)]
pub(super) struct Split {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) meets: Meeting,
    pub(super) parties: Vec<Party>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meeting {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Party {
    /// Ids.
    pub(super) families: Vec<String>,
    pub(super) items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Leg {
    pub(super) from_name: String,
    #[serde(default)]
    pub(super) to_name: String,
    pub(super) mode: String,
    pub(super) departs: String,
    pub(super) arrives: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) activity: Activity,
    pub(super) name: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) cost: Money,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(super) enum Activity {
    Visit { category: String },
    Meal { meal: String },
    Rest,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stay {
    pub(super) name: String,
    pub(super) city_name: String,
    pub(super) nights: u32,
    pub(super) rooms: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Family {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) members: u32,
    pub(super) satisfaction: f64,
    pub(super) cost: Money,
    pub(super) budget: Option<Money>,
    pub(super) met: Vec<String>,
    pub(super) gave_up: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LeftOut {
    pub(super) name: String,
    pub(super) detail: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Costs {
    pub(super) visits: Money,
    pub(super) meals: Money,
    pub(super) lodging: Money,
    pub(super) travel: Money,
    pub(super) legs: Money,
    pub(super) total: Money,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Money {
    pub(super) amount: String,
    pub(super) currency: String,
}

impl Money {
    pub(super) fn is_zero(&self) -> bool {
        self.amount.bytes().all(|byte| matches!(byte, b'0' | b'.'))
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{} {}", self.amount, self.currency))
    }
}
