//! What the plan is made of: known things, each once, fit for everybody, open, and visited long enough.

use std::collections::HashMap;

use super::facts::{Facts, is_visit, seconds};
use super::findings::Findings;
use crate::clock_time::Window;
use crate::planning::plan::{Activity, Item, PlannedDay};
use crate::planning::rules::availability::{closed, rained_off};
use crate::planning::rules::notes::of_tags;
use crate::planning::rules::{needs, visits};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut seen: HashMap<&str, String> = HashMap::new();
    let mut ids: HashMap<&str, String> = HashMap::new();
    for (at, day, item) in facts.items() {
        if let Some(first) = ids.insert(&item.id, at.clone()) {
            findings.breach("known", &format!("{at}/id"), format!("{first} has the id {:?} already", item.id));
        }
        known(facts, &at, day, item, findings);
        notes(facts, &at, item, findings);
        let Some(id) = item.activity.reference() else { continue };
        let again = seen.insert(id, at.clone());
        let allowed = again.is_none() || !is_visit(item) && facts.repeats.get(day.city.as_str()) == Some(&true);
        findings.check("once", allowed, &at, || format!("{} comes already at {}", item.name, again.unwrap_or_default()));
        suits(facts, &at, item, findings);
        open(facts, &at, day, item, findings);
    }
}

/// Id known, of the day's city, and everything that the plan copies from the problem copied rightly.
fn known(facts: &Facts<'_>, at: &str, day: &PlannedDay, item: &Item, findings: &mut Findings) {
    let (expected_id, copied) = match &item.activity {
        Activity::Visit { place, category } => {
            let known = facts.places.get(place.as_str()).filter(|p| p.category == *category);
            (format!("visit-{place}"), known.map(|p| (&p.city, &p.name, p.location)))
        }
        Activity::Meal { meal, restaurant } => {
            let known = facts.restaurants.get(restaurant.as_str());
            (format!("{}-{}", meal.label(), day.date), known.map(|r| (&r.city, &r.name, r.location)))
        }
        Activity::Rest => (format!("rest-{}", day.date), Some((&day.city, &item.name, day.base.location))),
    };
    let holds = copied == Some((&day.city, &item.name, item.location));
    findings.check("known", holds, at, || format!("{:?} is not known like this in {}", item.name, day.city_name));
    // A day with two naps rests twice: `rest-<date>` and `rest-<date>-2`.
    let numbered = item.id.strip_prefix(&expected_id).and_then(|rest| rest.strip_prefix('-')).and_then(|n| n.parse::<u8>().ok());
    let id = item.id == expected_id || item.activity == Activity::Rest && numbered.is_some_and(|n| n > 1);
    findings.check("known", id, &format!("{at}/id"), || format!("the id of this is {expected_id:?}"));
}

/// The earliest closing that lets a visit in, seconds of the day; meals have no last entry.
fn last_entry(facts: &Facts<'_>, item: &Item) -> u32 {
    let place = item.activity.reference().and_then(|id| facts.places.get(id));
    place.map_or(0, |place| item.start.seconds().saturating_add(visits::seconds_before_closing(place, 0)))
}

/// The remarks that the tags give rise to, no more and no fewer.
fn notes(facts: &Facts<'_>, at: &str, item: &Item, findings: &mut Findings) {
    let tags = match &item.activity {
        Activity::Visit { place, .. } => facts.places.get(place.as_str()).map(|place| &place.tags),
        Activity::Meal { restaurant, .. } => facts.restaurants.get(restaurant.as_str()).map(|restaurant| &restaurant.tags),
        Activity::Rest => None,
    };
    let expected = tags.map(|tags| of_tags(&facts.problem.families, tags)).unwrap_or_default();
    findings.check("known", item.notes == expected, &format!("{at}/notes"), || format!("the remarks on {} are {expected:?}", item.name));
}

fn suits(facts: &Facts<'_>, at: &str, item: &Item, findings: &mut Findings) {
    let families = &facts.problem.families;
    let found = match &item.activity {
        Activity::Visit { place, .. } => facts.places.get(place.as_str()).map(|place| needs::place(place, families)),
        Activity::Meal { restaurant, .. } => facts.restaurants.get(restaurant.as_str()).map(|r| needs::restaurant(r, families)),
        Activity::Rest => None,
    };
    if let Some(found) = found {
        findings.check("needs", found.is_ok(), at, || found.err().map(|unmet| unmet.detail).unwrap_or_default());
    }
    let id = item.activity.reference().unwrap_or_default();
    let avoided = needs::avoided(facts.problem, id);
    findings.check("must-avoid", avoided.is_none(), at, || format!("somebody asked to leave {} out", item.name));
}

fn open(facts: &Facts<'_>, at: &str, day: &PlannedDay, item: &Item, findings: &mut Findings) {
    let hours = match &item.activity {
        Activity::Visit { place, .. } => facts.places.get(place.as_str()).map(|p| p.opening_hours.as_deref()),
        Activity::Meal { restaurant, .. } => facts.restaurants.get(restaurant.as_str()).map(|r| r.opening_hours.as_deref()),
        Activity::Rest => None,
    };
    if let Some(hours) = hours {
        let entered = last_entry(facts, item);
        let inside = |window: &Window| window.from <= item.start && item.end <= window.until && entered <= window.until.seconds();
        let id = item.activity.reference().unwrap_or_default();
        let holds = !closed(facts.problem, id, day.date) && facts.open(hours, &day.city, day.date).iter().any(inside);
        findings
            .check("opening-hours", holds, at, || format!("{} is not open from {} to {} on {}", item.name, item.start, item.end, day.date));
    }
    if let Activity::Visit { place, .. } = &item.activity
        && let Some(place) = facts.places.get(place.as_str())
    {
        if facts.problem.constraints.rainy_days.contains(&day.date) {
            let holds = !rained_off(facts.problem, place, day.date);
            findings.check("rain", holds, at, || format!("it rains on {}, and {} is outdoors", day.date, item.name));
        }
        let lock = facts.problem.locked.iter().find(|lock| lock.id == place.id && lock.date == day.date);
        let minutes = lock.and_then(|lock| lock.minutes).unwrap_or_else(|| visits::minutes(place, &facts.group));
        findings.check("visit-length", seconds(item) == minutes * 60, at, || format!("a visit to {} takes {minutes} minutes", item.name));
    }
}
