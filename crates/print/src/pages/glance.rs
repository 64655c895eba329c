//! The days at a glance: one line for each.

use pathfinder_domain::planning::plan::{Activity, PlannedDay};
use serde::Serialize;

use crate::clean;
use crate::figures;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DayLine {
    weekday: String,
    date: String,
    city: String,
    /// "by train from Rome, 09:10 – 10:45".
    arrival: Option<String>,
    visits: Vec<String>,
    /// "lunch at Da Enzo, dinner at Roscioli".
    meals: String,
    walk: String,
    cost: String,
}

impl DayLine {
    pub(super) fn of(day: &PlannedDay) -> Self {
        let visit = |item: &pathfinder_domain::planning::plan::Item| {
            matches!(item.activity, Activity::Visit { .. }).then(|| clean::clean(&item.name, 60))
        };
        let meal = |item: &pathfinder_domain::planning::plan::Item| match &item.activity {
            Activity::Meal { meal, .. } => Some(format!("{} at {}", meal.label(), clean::clean(&item.name, 60))),
            _ => None,
        };
        Self {
            weekday: day.date.format("%a").to_string(),
            date: day.date.format("%-d %b").to_string(),
            city: clean::name(&day.city_name),
            arrival: day
                .leg
                .as_ref()
                .map(|leg| format!("{} from {}, {} – {}", leg.mode.label(), clean::name(&leg.from_name), leg.departs, leg.arrives)),
            visits: day.items.iter().filter_map(visit).collect(),
            meals: day.items.iter().filter_map(meal).collect::<Vec<_>>().join(", "),
            walk: if day.walk_minutes == 0 { "–".to_owned() } else { figures::minutes(day.walk_minutes) },
            cost: figures::amount(day.cost),
        }
    }
}
