//! An itinerary as pages.

use bytes::Bytes;
use pathfinder_domain::catalogue::rates;
use pathfinder_domain::people::ADULT_AGE;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::{Family, Problem as PlanningProblem};
use pathfinder_print::{FamilyFacts, ItineraryDocument, TripFacts};

use super::Paper;
use super::make::fatal;
use crate::app::App;
use crate::itineraries::versions::Version;
use crate::jobs::Failure;
use crate::planning::ESTIMATE;

/// Lays out and writes the document, on a thread that may be busy.
pub(super) async fn render(app: &App, plan: Plan, problem: PlanningProblem, version: Version, paper: Paper) -> Result<Bytes, Failure> {
    let app = app.clone();
    let printed = tokio::task::spawn_blocking(move || {
        let paper = match paper {
            Paper::A4 => pathfinder_print::Paper::A4,
            Paper::Letter => pathfinder_print::Paper::Letter,
        };
        let document = ItineraryDocument { trip: facts(&plan, &problem, version.version), plan: &plan, made_at: version.created_at, paper };
        app.printer.itinerary(&document)
    });
    match printed.await {
        Ok(Ok(pdf)) => {
            if !pdf.missing_glyphs.is_empty() {
                tracing::warn!(characters = pdf.missing_glyphs.len(), "no font at hand shows some characters of a document");
            }
            Ok(Bytes::from(pdf.bytes))
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a document could not be printed");
            Err(fatal("print-failed", "the pages could not be made; this was noted as a fault of ours"))
        }
        Err(error) => Err(Failure::Retry(format!("the printer did not come back: {error}"))),
    }
}

/// From what the plan was made of, so that paper and plan agree although families may have changed since.
fn facts(plan: &Plan, problem: &PlanningProblem, version: u32) -> TripFacts {
    let mut cities: Vec<&str> = Vec::new();
    for day in &plan.days {
        if cities.last() != Some(&day.city_name.as_str()) {
            cities.push(&day.city_name);
        }
    }
    let first_day = plan.days.first().map(|day| day.date).unwrap_or_default();
    TripFacts {
        title: plan.title.clone(),
        destination: cities.join(" · "),
        first_day,
        last_day: plan.days.last().map_or(first_day, |day| day.date),
        families: problem.families.iter().map(|family| family_facts(family, problem)).collect(),
        version,
        budget: problem.constraints.budget,
        notes: notes(plan),
    }
}

fn notes(plan: &Plan) -> Vec<String> {
    let mut notes = vec![format!("Prices are estimates; amounts in other currencies were converted at the rates of {}.", rates::as_of())];
    if plan.days.iter().flat_map(|day| day.leg.iter().chain(&day.departure)).any(|leg| leg.id.starts_with(ESTIMATE)) {
        notes.push("Connections between cities are estimated: book your own and enter them in the trip.".to_owned());
    }
    notes
}

/// What all families on the trip may read of each: how many come, and what they hope to see. Names, ages, needs and money stay at home.
fn family_facts(family: &Family, problem: &PlanningProblem) -> FamilyFacts {
    let children = family.members.iter().filter(|member| member.age < ADULT_AGE).count();
    let counts = [(family.members.len() - children, "adult", "adults"), (children, "child", "children")];
    let people = counts.into_iter().filter(|(count, ..)| *count > 0);
    FamilyFacts {
        id: family.id.clone(),
        name: family.name.clone(),
        people: people.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect(),
        wishes: wishes(family, problem),
    }
}

fn wishes(family: &Family, problem: &PlanningProblem) -> Vec<String> {
    let mut lines = Vec::new();
    let names: Vec<&str> =
        problem.places.iter().filter(|place| family.must_see.contains(&place.id)).map(|place| place.name.as_str()).collect();
    if !names.is_empty() {
        lines.push(format!("Must see: {}", names.join(", ")));
    }
    let mut interests: Vec<_> = family.interests.iter().filter(|(_, interest)| **interest > 0.5).collect();
    interests.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    if !interests.is_empty() {
        let labels: Vec<&str> = interests.iter().take(5).map(|(category, _)| category.label()).collect();
        lines.push(format!("Likes {}", labels.join(", ")));
    }
    lines
}
