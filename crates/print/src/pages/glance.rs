//! The days at a glance: one line for each.

use pathfinder_domain::planning::plan::{Activity, PlannedDay, PlannedLeg};
use serde::Serialize;

use crate::clean;
use crate::figures;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DayLine {
    weekday: String,
    date: String,
    city: String,
    /// "train from Rome, 09:10 – 10:45; flight back to Berlin, 19:00 – 21:05".
    arrival: Option<String>,
    visits: Vec<String>,
    /// "lunch at Da Enzo, dinner at Roscioli".
    meals: String,
    walk: String,
    cost: String,
}

impl DayLine {
    pub(super) fn of(day: &PlannedDay) -> Self {
        let apart = |item: &pathfinder_domain::planning::plan::Item| !day.items.iter().any(|common| common.id == item.id);
        let visit = |item: &pathfinder_domain::planning::plan::Item| {
            let name = || clean::clean(&item.name, 60);
            item.is_visit().then(|| if apart(item) { format!("{} (apart)", name()) } else { name() })
        };
        let meal = |item: &pathfinder_domain::planning::plan::Item| match &item.activity {
            Activity::Meal { meal, .. } => Some(format!("{} at {}", meal.label(), clean::clean(&item.name, 60))),
            _ => None,
        };
        Self {
            weekday: day.date.format("%a").to_string(),
            date: day.date.format("%-d %b").to_string(),
            city: clean::name(&day.city_name),
            arrival: journeys(day),
            visits: day.all_items().filter_map(visit).collect(),
            meals: day.items.iter().filter_map(meal).collect::<Vec<_>>().join(", "),
            walk: if day.walk_minutes == 0 { "–".to_owned() } else { figures::minutes(day.walk_minutes) },
            cost: figures::amount(day.cost),
        }
    }
}

fn journeys(day: &PlannedDay) -> Option<String> {
    let told = |leg: &PlannedLeg, way: &str, city: &str| {
        format!("{} {way} {}, {} – {}", leg.mode.label(), clean::name(city), leg.departs, leg.arrives)
    };
    let comes = day.leg.as_ref().map(|leg| told(leg, "from", &leg.from_name));
    let goes = day.departure.as_ref().map(|leg| told(leg, "back to", &leg.to_name));
    let both: Vec<String> = comes.into_iter().chain(goes).collect();
    (!both.is_empty()).then(|| both.join("; "))
}
