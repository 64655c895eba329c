//! A family's page: how well the plan suits it, its favourite moments, and what it pays.

use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{Activity, FamilyReport, Item, PlannedDay, Share};
use serde::Serialize;

use super::{Fact, and_list, day, family_name, left_or_over};
use crate::clean;
use crate::document::ItineraryDocument;
use crate::figures;

const MOST_LINES: usize = 12;
const MOST_HIGHLIGHTS: usize = 8;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FamilyPage {
    name: String,
    people: String,
    /// 0 … 100.
    satisfaction: f64,
    cost: String,
    per_person: Option<String>,
    /// How the family's budget stands, in words.
    budget: Option<String>,
    over: bool,
    cost_at: f64,
    wishes: Vec<String>,
    met: Vec<String>,
    gave_up: Vec<String>,
    highlights: Vec<Highlight>,
    /// By kind.
    pays: Vec<Fact>,
    days: Vec<DayShare>,
}

#[derive(Debug, Serialize)]
struct Highlight {
    when: String,
    name: String,
    label: &'static str,
    share: String,
}

#[derive(Debug, Serialize)]
struct DayShare {
    date: String,
    visits: String,
    meals: String,
    ways: String,
    total: String,
}

/// One page for each report of the plan, in its order.
pub(super) fn pages(document: &ItineraryDocument<'_>) -> Vec<FamilyPage> {
    document.plan.families.iter().map(|report| page(document, report)).collect()
}

fn page(document: &ItineraryDocument<'_>, report: &FamilyReport) -> FamilyPage {
    let facts = document.trip.families.iter().find(|family| family.id == report.id);
    let people = facts.map(|family| clean::lines(&family.people, 50)).unwrap_or_default();
    let budget = report.budget.filter(|budget| budget.currency == report.cost.currency);
    let left = budget.map(|budget| Money { minor: budget.minor.saturating_sub(report.cost.minor), ..budget });
    FamilyPage {
        name: family_name(document, &report.id),
        people: if people.is_empty() { figures::count(report.members as usize, "person", "people") } else { and_list(&people) },
        satisfaction: if report.satisfaction.is_finite() { report.satisfaction.clamp(0.0, 100.0).round() } else { 0.0 },
        cost: figures::priced(report.cost),
        per_person: per_person(report),
        budget: budget.zip(left).map(|(budget, left)| format!("{} of {}", left_or_over(left), figures::priced(budget))),
        over: left.is_some_and(|left| left.minor < 0),
        cost_at: budget.map_or(1.0, |budget| figures::fraction(report.cost, budget)),
        wishes: facts.map(|family| clean::lines(&family.wishes, MOST_LINES)).unwrap_or_default(),
        met: clean::lines(&report.met, MOST_LINES),
        gave_up: clean::lines(&report.gave_up, MOST_LINES),
        highlights: report.highlights.iter().take(MOST_HIGHLIGHTS).filter_map(|id| highlight(document, report, id)).collect(),
        pays: pays(document, report),
        days: document.plan.days.iter().map(|day| day_share(document, report, day)).collect(),
    }
}

fn per_person(report: &FamilyReport) -> Option<String> {
    let members = i64::from(report.members);
    (members > 1).then(|| figures::priced(Money { minor: report.cost.minor / members, ..report.cost }))
}

fn highlight(document: &ItineraryDocument<'_>, report: &FamilyReport, id: &str) -> Option<Highlight> {
    document.plan.item(id).map(|(date, item)| Highlight {
        when: format!("{}, {}", figures::short_date(date), item.start),
        name: clean::name(&item.name),
        label: match &item.activity {
            Activity::Visit { category, .. } => category.label(),
            Activity::Meal { meal, .. } => meal.label(),
            Activity::Rest => "quiet time",
        },
        share: of(document, report, &item.shares),
    })
}

fn of<'s>(document: &ItineraryDocument<'_>, report: &FamilyReport, shares: impl IntoIterator<Item = &'s Share>) -> String {
    let share = figures::sum(
        Money::zero(document.plan.currency),
        shares.into_iter().filter(|share| share.family == report.id).map(|share| share.amount),
    );
    if share.minor == 0 { "–".to_owned() } else { figures::amount(share) }
}

const fn is_meal(item: &&Item) -> bool {
    matches!(item.activity, Activity::Meal { .. })
}

fn pays(document: &ItineraryDocument<'_>, report: &FamilyReport) -> Vec<Fact> {
    let days = &document.plan.days;
    let items = || days.iter().flat_map(|day| day.all_items());
    let ways = days.iter().flat_map(|day| day.all_ways()).flat_map(|way| &way.shares);
    let legs = days.iter().flat_map(day::legs).flat_map(|leg| &leg.shares);
    vec![
        Fact::new("Lodging", of(document, report, document.plan.stays.iter().flat_map(|stay| &stay.shares))),
        Fact::new("Meals", of(document, report, items().filter(is_meal).flat_map(|item| &item.shares))),
        Fact::new("Visits", of(document, report, items().filter(|item| !is_meal(item)).flat_map(|item| &item.shares))),
        Fact::new("Journeys", of(document, report, legs)),
        Fact::new("Ways", of(document, report, ways)),
    ]
}

fn day_share(document: &ItineraryDocument<'_>, report: &FamilyReport, day: &PlannedDay) -> DayShare {
    let items = |meals: bool| day.all_items().filter(move |item| is_meal(item) == meals).flat_map(|item| &item.shares);
    DayShare {
        date: figures::short_date(day.date),
        visits: of(document, report, items(false)),
        meals: of(document, report, items(true)),
        ways: of(document, report, day.all_ways().flat_map(|way| &way.shares).chain(day::legs(day).flat_map(|leg| &leg.shares))),
        total: of(document, report, day::day_shares(day)),
    }
}
