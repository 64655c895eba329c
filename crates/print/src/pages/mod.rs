//! The values of a document: every word and figure of the pages, ready to be set. Templates decide where they stand, not what they say.

mod cover;
mod day;
mod family;
mod finances;
mod glance;

pub(crate) use day::is_stop;
use serde::Serialize;

use crate::clean;
use crate::document::{ItineraryDocument, Paper};
use crate::figures;

/// `/data.json` of `templates/itinerary.typ`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Pages {
    /// Typst's name of the paper.
    paper: &'static str,
    title: String,
    /// For the foot of each page: one line.
    running_title: String,
    currency: &'static str,
    made: String,
    cover: cover::Cover,
    /// A line for each day; empty for a trip of one day, whose page says it all.
    glance: Vec<glance::DayLine>,
    days: Vec<day::DayPage>,
    finances: finances::Finances,
    families: Vec<family::FamilyPage>,
    left_out: Vec<LeftOut>,
    proof: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    name: String,
    reason: &'static str,
    detail: String,
}

impl Pages {
    pub(crate) fn of(document: &ItineraryDocument<'_>) -> Self {
        let plan = document.plan;
        Self {
            paper: match document.paper {
                Paper::A4 => "a4",
                Paper::Letter => "us-letter",
            },
            title: clean::name(&document.trip.title),
            running_title: clean::clean(&document.trip.title, 60),
            currency: plan.currency.code(),
            made: format!("Made on {} UTC · itinerary version {}", document.made_at.format("%-d %B %Y, %H:%M"), document.trip.version),
            cover: cover::Cover::of(document),
            glance: if plan.days.len() > 1 { plan.days.iter().map(glance::DayLine::of).collect() } else { Vec::new() },
            days: plan.days.iter().enumerate().map(|(index, day)| day::DayPage::of(document, index, day)).collect(),
            finances: finances::Finances::of(document),
            families: family::pages(document),
            left_out: plan.left_out.iter().map(left_out).collect(),
            proof: plan.proof.iter().map(|rule| clean::clean(&rule.detail, clean::REMARK)).filter(|detail| !detail.is_empty()).collect(),
        }
    }
}

fn left_out(candidate: &pathfinder_domain::planning::plan::LeftOut) -> LeftOut {
    use pathfinder_domain::planning::plan::LeftOutReason;
    let reason = match candidate.reason {
        LeftOutReason::Avoided => "asked not to",
        LeftOutReason::Closed => "closed",
        LeftOutReason::Need => "a need",
        LeftOutReason::Cost => "cost",
        LeftOutReason::Distance => "too far",
        LeftOutReason::Time => "time",
    };
    LeftOut { name: clean::name(&candidate.name), reason, detail: clean::clean(&candidate.detail, clean::REMARK) }
}

/// A figure with its label.
#[derive(Debug, Serialize)]
struct Fact {
    label: &'static str,
    value: String,
    /// A second, quieter line.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Fact {
    const fn new(label: &'static str, value: String) -> Self {
        Self { label, value, note: None }
    }
}

/// The name by which pages call a family: from the trip, else from the plan, else its id.
fn family_name(document: &ItineraryDocument<'_>, id: &str) -> String {
    let known = document.trip.families.iter().find(|family| family.id == id).map(|family| family.name.as_str());
    let reported = || document.plan.families.iter().find(|family| family.id == id).map(|family| family.name.as_str());
    clean::name(known.or_else(reported).unwrap_or(id))
}

/// Ids of all families in the order of the pages: first the trip's, then those that only the plan knows.
fn family_ids<'a>(document: &'a ItineraryDocument<'_>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = document.trip.families.iter().map(|family| family.id.as_str()).collect();
    for report in &document.plan.families {
        if !ids.contains(&report.id.as_str()) {
            ids.push(&report.id);
        }
    }
    ids
}

/// "Rome" or "Rome, Florence and Venice", in the order of the days.
fn cities(document: &ItineraryDocument<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for day in &document.plan.days {
        let name = clean::name(&day.city_name);
        if names.last() != Some(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn and_list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Visits of the whole plan.
fn visits(document: &ItineraryDocument<'_>) -> usize {
    document.plan.days.iter().flat_map(|day| day.all_items()).filter(|item| item.is_visit()).count()
}

/// The trip's budget and what is left of it, where both are in the plan's currency.
fn left_of_budget(document: &ItineraryDocument<'_>) -> Option<(pathfinder_domain::money::Money, pathfinder_domain::money::Money)> {
    let (budget, total) = (document.trip.budget?, document.plan.costs.total);
    let left = pathfinder_domain::money::Money { minor: budget.minor.checked_sub(total.minor)?, ..budget };
    (budget.currency == total.currency).then_some((budget, left))
}

/// Where a line about the budget says how much is left or missing.
fn left_or_over(left: pathfinder_domain::money::Money) -> String {
    if left.minor < 0 {
        format!("{} over", figures::priced(pathfinder_domain::money::Money { minor: left.minor.saturating_neg(), ..left }))
    } else {
        format!("{} left", figures::priced(left))
    }
}
