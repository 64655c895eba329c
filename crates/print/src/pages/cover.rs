//! The cover: what, where, when, who, and the figures one asks for first.

use serde::Serialize;

use super::{Fact, and_list, cities, family_ids, family_name, left_of_budget, left_or_over, visits};
use crate::clean;
use crate::document::ItineraryDocument;
use crate::figures;
use crate::sketch::art::{Art, art};

const MOST_NOTES: usize = 6;
const MOST_PEOPLE: usize = 50;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Cover {
    destination: String,
    dates: String,
    facts: Vec<Fact>,
    families: Vec<Party>,
    notes: Vec<String>,
    /// All days' ways as one drawing; absent where the plan has no way.
    art: Option<Art>,
}

#[derive(Debug, Serialize)]
struct Party {
    name: String,
    /// "Anna, Ben and Mia (6)".
    people: String,
}

impl Cover {
    pub(super) fn of(document: &ItineraryDocument<'_>) -> Self {
        let (trip, plan) = (&document.trip, document.plan);
        let nights: u32 = plan.stays.iter().map(|stay| stay.nights).sum();
        let mut days = Fact::new("Days", plan.days.len().to_string());
        days.note = (nights > 0).then(|| figures::count(nights as usize, "night", "nights"));
        let mut seen = Fact::new("Visits", visits(document).to_string());
        let cities = cities(document);
        seen.note = Some(if cities.len() == 1 { format!("in {}", cities[0]) } else { format!("in {} cities", cities.len()) });
        let mut total = Fact::new("Total cost", figures::amount(plan.costs.total));
        total.note = Some(format!("{}, everybody together", plan.currency));
        let mut facts = vec![days, seen, total];
        if let Some((budget, left)) = left_of_budget(document) {
            let label = if left.minor < 0 { "Over budget" } else { "Budget left" };
            let mut fact =
                Fact::new(label, figures::amount(pathfinder_domain::money::Money { minor: left.minor.saturating_abs(), ..left }));
            fact.note = Some(format!("of {}", figures::priced(budget)));
            facts.push(fact);
        } else if let Some(budget) = trip.budget {
            let mut fact = Fact::new("Budget", figures::amount(budget));
            fact.note = Some(budget.currency.code().to_owned());
            facts.push(fact);
        }
        Self {
            destination: clean::name(&trip.destination),
            dates: figures::dates(trip.first_day, trip.last_day),
            facts,
            families: family_ids(document).into_iter().map(|id| party(document, id)).collect(),
            notes: clean::lines(&trip.notes, MOST_NOTES),
            art: art(&plan.days),
        }
    }
}

fn party(document: &ItineraryDocument<'_>, id: &str) -> Party {
    let people = document.trip.families.iter().find(|family| family.id == id).map(|family| clean::lines(&family.people, MOST_PEOPLE));
    let reported = document.plan.families.iter().find(|family| family.id == id).map(|family| family.members as usize);
    let people = match (people, reported) {
        (Some(people), _) if !people.is_empty() => and_list(&people),
        (_, Some(members)) => figures::count(members, "person", "people"),
        _ => String::new(),
    };
    Party { name: family_name(document, id), people }
}

/// For pages that say how the budget stands in one line.
pub(super) fn budget_line(document: &ItineraryDocument<'_>) -> Option<String> {
    left_of_budget(document).map(|(budget, left)| format!("{} of a budget of {}", left_or_over(left), figures::priced(budget)))
}
