//! The money pages: costs by kind, family and day against the budget, the beds and the journeys.

use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{FamilyReport, PlannedDay, PlannedLeg, Stay};
use serde::Serialize;

use super::{cover, family_name, left_of_budget};
use crate::clean;
use crate::document::ItineraryDocument;
use crate::figures;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Finances {
    total: String,
    /// Without the currency.
    total_amount: String,
    /// How the budget stands, in words; absent without a budget.
    budget: Option<String>,
    over: bool,
    /// The bar of the whole: 1 is the larger of total and budget.
    budget_at: Option<f64>,
    kinds: Vec<Kind>,
    families: Vec<FamilyBar>,
    days: Vec<DayBar>,
    stays: Vec<StayLine>,
    legs: Vec<LegLine>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Kind {
    name: &'static str,
    amount: String,
    percent: String,
    /// Of the largest kind, for its own bar.
    of_largest: f64,
    /// Of the whole bar.
    of_whole: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct FamilyBar {
    name: String,
    cost: String,
    budget: String,
    left: String,
    over: bool,
    /// Of the largest cost or budget of any family.
    cost_at: f64,
    budget_at: Option<f64>,
}

#[derive(Debug, Serialize)]
struct DayBar {
    date: String,
    amount: String,
    at: f64,
}

#[derive(Debug, Serialize)]
struct StayLine {
    name: String,
    city: String,
    nights: String,
    dates: String,
    rooms: u32,
    cost: String,
    locked: bool,
}

#[derive(Debug, Serialize)]
struct LegLine {
    date: String,
    route: String,
    mode: &'static str,
    times: String,
    cost: String,
}

impl Finances {
    pub(super) fn of(document: &ItineraryDocument<'_>) -> Self {
        let plan = document.plan;
        let total = plan.costs.total;
        let budget = left_of_budget(document);
        let whole = budget.map_or(total, |(budget, _)| if budget.minor > total.minor { budget } else { total });
        Self {
            total: figures::priced(total),
            total_amount: figures::amount(total),
            budget: cover::budget_line(document),
            over: budget.is_some_and(|(_, left)| left.minor < 0),
            budget_at: budget.map(|(budget, _)| figures::fraction(budget, whole)),
            kinds: kinds(document, whole),
            families: families(document),
            days: days(document),
            stays: plan.stays.iter().map(stay).collect(),
            legs: plan.days.iter().flat_map(leg_lines).collect(),
        }
    }
}

fn kinds(document: &ItineraryDocument<'_>, whole: Money) -> Vec<Kind> {
    let costs = &document.plan.costs;
    let kinds = [
        ("Lodging", costs.lodging),
        ("Meals", costs.meals),
        ("Visits", costs.visits),
        ("Journeys between cities", costs.legs),
        ("Ways inside cities", costs.travel),
    ];
    let largest = kinds.iter().map(|(_, money)| *money).max_by_key(|money| money.minor).unwrap_or(whole);
    let kind = |(name, money): (&'static str, Money)| Kind {
        name,
        amount: figures::amount(money),
        percent: figures::percent(money, costs.total),
        of_largest: figures::fraction(money, largest),
        of_whole: figures::fraction(money, whole),
    };
    kinds.into_iter().filter(|(_, money)| money.minor != 0).map(kind).collect()
}

fn families(document: &ItineraryDocument<'_>) -> Vec<FamilyBar> {
    let reports = &document.plan.families;
    let amounts = reports.iter().flat_map(|report| [Some(report.cost), report.budget]).flatten();
    let Some(largest) = amounts.max_by_key(|money| money.minor) else { return Vec::new() };
    let bar = |report: &FamilyReport| {
        let budget = report.budget.filter(|budget| budget.currency == report.cost.currency);
        let left = budget.map(|budget| Money { minor: budget.minor.saturating_sub(report.cost.minor), ..budget });
        FamilyBar {
            name: family_name(document, &report.id),
            cost: figures::amount(report.cost),
            budget: budget.map_or_else(|| "–".to_owned(), figures::amount),
            left: left.map_or_else(|| "–".to_owned(), figures::amount),
            over: left.is_some_and(|left| left.minor < 0),
            cost_at: figures::fraction(report.cost, largest),
            budget_at: budget.map(|budget| figures::fraction(budget, largest)),
        }
    };
    reports.iter().map(bar).collect()
}

fn days(document: &ItineraryDocument<'_>) -> Vec<DayBar> {
    let days = &document.plan.days;
    let Some(dearest) = days.iter().map(|day| day.cost).max_by_key(|cost| cost.minor) else { return Vec::new() };
    let bar = |day: &PlannedDay| DayBar {
        date: match days.len() {
            0..8 => figures::short_date(day.date),
            8..15 => day.date.format("%-d %b").to_string(),
            _ => day.date.format("%-d").to_string(),
        },
        amount: if day.cost.minor == 0 { "0".to_owned() } else { whole_units(day.cost) },
        at: figures::fraction(day.cost, dearest),
    };
    days.iter().map(bar).collect()
}

/// Without the digits after the point: a chart's label.
fn whole_units(money: Money) -> String {
    let text = figures::amount(money);
    text.split_once('.').map_or(text.clone(), |(whole, _)| whole.to_owned())
}

fn stay(stay: &Stay) -> StayLine {
    StayLine {
        name: clean::name(&stay.name),
        city: clean::name(&stay.city_name),
        nights: stay.nights.to_string(),
        dates: format!("{} – {}", figures::short_date(stay.check_in), figures::short_date(stay.check_out)),
        rooms: stay.rooms,
        cost: figures::amount(stay.cost),
        locked: stay.locked,
    }
}

fn leg_lines(day: &PlannedDay) -> impl Iterator<Item = LegLine> {
    let comes = day.leg.iter().map(|leg| leg_line(day.date, &day.city_name, leg));
    comes.chain(day.departure.iter().map(|leg| leg_line(day.date, &leg.to_name, leg)))
}

fn leg_line(date: chrono::NaiveDate, to: &str, leg: &PlannedLeg) -> LegLine {
    LegLine {
        date: figures::short_date(date),
        route: format!("{} – {}", clean::name(&leg.from_name), clean::name(to)),
        mode: leg.mode.label(),
        times: format!("{} – {}", leg.departs, leg.arrives),
        cost: figures::amount(leg.cost),
    }
}
