//! What an organiser may set of a trip, and the rules it must keep.

use chrono::{NaiveDate, TimeDelta};
use pathfinder_domain::catalogue;
use pathfinder_domain::clock_time::{ClockTime, Window};
use pathfinder_domain::fault::Fault;
use pathfinder_domain::limits::Limits;
use pathfinder_domain::money::{Currency, MAX_MAJOR_UNITS, Money};
use pathfinder_domain::planning::problem::{Mode, Pace};
use pathfinder_domain::trip::{Trip, TripCity, TripConstraints, TripRoute};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::route;

/// The changeable part of a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TripForm {
    #[schemars(length(min = 1, max = 120))]
    pub(super) title: String,
    pub(super) first_day: NaiveDate,
    /// The same as the first for a day trip.
    pub(super) last_day: NaiveDate,
    /// In travelling order, unless `route` leaves that open.
    #[schemars(length(min = 1, max = 20))]
    pub(super) cities: Vec<TripCity>,
    /// Where the planner chooses how the trip goes through its cities, or where the trip has an origin. Absent: as listed, with the nights
    /// that each city names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) route: Option<TripRoute>,
    /// All prices of the trip are shown in it.
    pub(super) currency: Currency,
    /// The most that the trip may cost all families together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) budget: Option<Money>,
    #[serde(default)]
    pub(super) pace: Pace,
    /// Ways to move inside a city.
    #[serde(default = "usual_modes")]
    #[schemars(length(min = 1, max = 4))]
    pub(super) modes: Vec<Mode>,
    /// The part of each day that may be planned.
    #[serde(default = "usual_window")]
    pub(super) day_window: Window,
    #[serde(default)]
    pub(super) constraints: TripConstraints,
}

fn usual_modes() -> Vec<Mode> {
    vec![Mode::Walk, Mode::Transit]
}

fn usual_window() -> Window {
    Window { from: ClockTime::hm(9, 0), until: ClockTime::hm(21, 0) }
}

impl TripForm {
    pub(super) fn of(trip: &Trip) -> Self {
        Self {
            title: trip.title.clone(),
            first_day: trip.first_day,
            last_day: trip.last_day,
            cities: trip.cities.clone(),
            route: trip.route.clone(),
            currency: trip.currency,
            budget: trip.budget,
            pace: trip.pace,
            modes: trip.modes.clone(),
            day_window: trip.day_window,
            constraints: trip.constraints.clone(),
        }
    }

    /// Every broken rule. `own_cities` are the cities of the trip's own catalogue; `earliest` is the first date that may be set.
    pub(super) fn faults(&self, limits: &Limits, today: NaiveDate, earliest: NaiveDate, own_cities: &[String]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, code: &str, detail: String| faults.push(Fault::new(pointer, code, detail));
        if self.title.trim().is_empty() {
            fault("/title", "empty", "the title must not be blank".to_owned());
        }
        if self.first_day < earliest {
            fault("/firstDay", "past", format!("the trip must not start before {earliest}"));
        }
        if self.first_day > today + TimeDelta::days(limits.days_ahead) {
            fault("/firstDay", "too-far", format!("the trip must start within {} days from today", limits.days_ahead));
        }
        if self.last_day < self.first_day {
            fault("/lastDay", "before-first-day", "the last day must not come before the first".to_owned());
        }
        let days = (self.last_day - self.first_day).num_days() + 1;
        if usize::try_from(days).is_ok_and(|days| days > limits.days_per_trip) {
            fault("/lastDay", "too-long", format!("a trip has at most {} days", limits.days_per_trip));
        }
        if self.day_window.until.seconds() < self.day_window.from.seconds() + 3600 {
            fault("/dayWindow/until", "too-short", "the day must have at least an hour between from and until".to_owned());
        }
        if let Some(budget) = self.budget {
            if budget.currency != self.currency {
                fault("/budget/currency", "currency", format!("the budget must be in the trip's currency, {}", self.currency));
            }
            if budget.minor <= 0 {
                fault("/budget/amount", "minimum", "the budget must be more than nothing; leave it out for none".to_owned());
            }
            if !budget.within_reason() {
                fault("/budget/amount", "maximum", format!("the budget must stay below {MAX_MAJOR_UNITS} {}", budget.currency));
            }
        }
        if self.modes.iter().enumerate().any(|(at, mode)| self.modes[..at].contains(mode)) {
            fault("/modes", "duplicate", "each way of moving is named once".to_owned());
        }
        faults.extend(self.city_faults(limits, days, own_cities));
        faults
    }

    fn city_faults(&self, limits: &Limits, days: i64, own_cities: &[String]) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.cities.len() > limits.cities_per_trip {
            faults.push(Fault::new("/cities", "too-many", format!("a trip has at most {} cities", limits.cities_per_trip)));
        }
        for (at, city) in self.cities.iter().enumerate() {
            let built_in = catalogue::destination(&city.destination);
            if built_in.is_none() && !own_cities.contains(&city.destination) {
                let detail = format!(
                    "{:?} is neither a destination (see GET /api/v1/destinations) nor a city of the trip's own catalogue",
                    city.destination
                );
                faults.push(Fault::new(format!("/cities/{at}/destination"), "unknown-destination", detail));
            }
            if built_in.is_some_and(|found| found.parts(self.currency).is_none()) {
                let detail = format!("there is no exchange rate between {} and the prices of {}", self.currency, city.destination);
                faults.push(Fault::new("/currency", "no-rate", detail));
            }
        }
        // Where the last day comes before the first, nights are no fault of theirs.
        faults.extend(match &self.route {
            Some(route) => route::faults(route, &self.cities, days, own_cities),
            None => route::fixed_faults(&self.cities, days),
        });
        faults
    }

    /// Takes the form over into the trip.
    pub(super) fn put_into(self, trip: &mut Trip) {
        trip.title = self.title;
        trip.first_day = self.first_day;
        trip.last_day = self.last_day;
        trip.cities = self.cities;
        trip.route = self.route;
        trip.currency = self.currency;
        trip.budget = self.budget;
        trip.pace = self.pace;
        trip.modes = self.modes;
        trip.day_window = self.day_window;
        trip.constraints = self.constraints;
    }
}
