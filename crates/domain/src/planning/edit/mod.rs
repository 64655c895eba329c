//! Edits of a plan and feedback on it, as a changed problem: the planner then keeps what is locked and plans the rest anew.

mod feedback;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock_time::ClockTime;
use crate::fault::Fault;

use super::plan::{Activity, Item, Plan, Stay};
use super::problem::{Locked, Meal, Problem};

pub use feedback::{Feedback, apply_feedback};

/// One wish to change a plan. `item` is the id of an item or stay of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "action", deny_unknown_fields)]
pub enum Edit {
    /// Keep it as it is.
    Lock { item: String },
    /// The planner may change it again.
    Unlock { item: String },
    /// To another date, at this start or at any time; it is locked there.
    Move {
        item: String,
        date: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<ClockTime>,
    },
    /// The group does not want it any more: its place or restaurant is excluded, and no longer anybody's must-see.
    Remove { item: String },
    /// A place that must be in the plan: on this date, or on any.
    Add {
        place: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<ClockTime>,
    },
    /// Another restaurant for a meal, or another lodging for a stay; it is locked.
    Replace { item: String, with: String },
}

/// What an item id of the plan stands for.
enum Found<'a> {
    Item(NaiveDate, &'a Item),
    Stay(&'a Stay),
}

/// The problem that holds what the user wants. Edits apply in their order; what is locked in the plan stays locked.
///
/// # Errors
/// All faulty edits at once; pointers go into the list of edits.
pub fn apply(problem: &Problem, plan: &Plan, edits: &[Edit]) -> Result<Problem, Vec<Fault>> {
    let mut edited = problem.clone();
    for day in &plan.days {
        for item in day.items.iter().filter(|item| item.locked) {
            if !edited.locked.iter().any(|lock| is(lock, &item.activity)) {
                edited.locked.extend(lock(day.date, item));
            }
        }
    }
    let mut faults = Vec::new();
    for (i, edit) in edits.iter().enumerate() {
        if let Err((field, code, detail)) = one(&mut edited, plan, edit) {
            faults.push(Fault::new(format!("/{i}/{field}"), code, detail));
        }
    }
    if faults.is_empty() { Ok(edited) } else { Err(faults) }
}

/// Field, code and sentence of a faulty edit.
type Refused = (&'static str, &'static str, String);

fn one(problem: &mut Problem, plan: &Plan, edit: &Edit) -> Result<(), Refused> {
    match edit {
        Edit::Lock { item } => {
            let wanted = match find(plan, item)? {
                Found::Item(date, item) => lock(date, item).ok_or_else(rest_is_a_need)?,
                Found::Stay(stay) => bed(stay, &stay.lodging),
            };
            put(problem, wanted);
        }
        Edit::Unlock { item } => {
            let id = reference(find(plan, item)?)?;
            let before = problem.locked.len();
            problem.locked.retain(|lock| lock.id != id);
            if problem.locked.len() == before {
                return Err(("item", "not-locked", format!("{item:?} is not locked")));
            }
        }
        Edit::Move { item, date, start } => {
            let Found::Item(_, item) = find(plan, item)? else {
                return Err(("item", "not-movable", "a stay lasts as long as the days in its city; change the days instead".into()));
            };
            let wanted = Locked { date: *date, start: *start, minutes: None, ..lock(*date, item).ok_or_else(rest_is_a_need)? };
            in_city(problem, plan, &wanted.id, *date)?;
            let minutes = problem.locked.iter().find(|lock| is(lock, &item.activity)).and_then(|lock| lock.minutes);
            put(problem, Locked { minutes, ..wanted });
        }
        Edit::Remove { item } => {
            let found = find(plan, item)?;
            if matches!(found, Found::Stay(_)) {
                return Err(("item", "bed-needed", "everybody needs a bed; replace the lodging by another one".into()));
            }
            let id = reference(found)?;
            throw_out(problem, &id);
        }
        Edit::Add { place, date, start } => add(problem, plan, place, *date, *start)?,
        Edit::Replace { item, with } => replace(problem, plan, item, with)?,
    }
    Ok(())
}

fn add(problem: &mut Problem, plan: &Plan, place: &str, date: Option<NaiveDate>, start: Option<ClockTime>) -> Result<(), Refused> {
    if !problem.places.iter().any(|known| known.id == place) {
        return Err(("place", "unknown-place", format!("there is no place {place:?}")));
    }
    if let Some(family) = problem.families.iter().find(|family| family.must_avoid.iter().any(|avoided| avoided == place)) {
        return Err(("place", "avoided", format!("the {} family must avoid this place", family.name)));
    }
    match date {
        Some(date) => {
            in_city(problem, plan, place, date)?;
            put(problem, Locked { date, id: place.to_owned(), meal: None, start, minutes: None });
        }
        None if start.is_some() => return Err(("start", "date-needed", "a start needs its date".into())),
        // A wish of the group without a date has no field of its own: the first family carries it.
        None => {
            if let Some(first) = problem.families.first_mut()
                && !first.must_see.iter().any(|seen| seen == place)
            {
                first.must_see.push(place.to_owned());
            }
        }
    }
    problem.constraints.excluded.retain(|excluded| excluded != place);
    Ok(())
}

fn replace(problem: &mut Problem, plan: &Plan, item: &str, with: &str) -> Result<(), Refused> {
    let unknown = |what: &str| ("with", "unknown-id", format!("there is no {what} {with:?}"));
    match find(plan, item)? {
        Found::Stay(stay) => {
            let known = problem.lodgings.iter().any(|lodging| lodging.id == with && lodging.city == stay.city);
            if !known {
                return Err(unknown("lodging of this city"));
            }
            let wanted = bed(stay, with);
            problem.locked.retain(|lock| lock.id != stay.lodging);
            put(problem, wanted);
        }
        Found::Item(date, item) => {
            let Activity::Meal { meal, restaurant } = &item.activity else {
                return Err(("item", "not-a-meal", "only a meal or a stay is replaced; remove this and add another place".into()));
            };
            if !problem.restaurants.iter().any(|known| known.id == with) {
                return Err(unknown("restaurant"));
            }
            in_city(problem, plan, with, date).map_err(|(_, code, detail)| ("with", code, detail))?;
            problem.locked.retain(|lock| !(lock.id == *restaurant && lock.date == date && lock.meal == Some(*meal)));
            problem.constraints.excluded.retain(|excluded| excluded != with);
            put(problem, Locked { date, id: with.to_owned(), meal: Some(*meal), start: None, minutes: None });
        }
    }
    Ok(())
}

fn find<'a>(plan: &'a Plan, id: &str) -> Result<Found<'a>, Refused> {
    let items = plan.days.iter().flat_map(|day| day.items.iter().map(|item| (day.date, item)));
    let item = items.into_iter().find(|(_, item)| item.id == id).map(|(date, item)| Found::Item(date, item));
    let found = item.or_else(|| plan.stays.iter().find(|stay| stay.id == id).map(Found::Stay));
    found.ok_or_else(|| ("item", "unknown-item", format!("the plan has no {id:?}")))
}

fn reference(found: Found<'_>) -> Result<String, Refused> {
    match found {
        Found::Stay(stay) => Ok(stay.lodging.clone()),
        Found::Item(_, item) => item.activity.reference().map(str::to_owned).ok_or_else(rest_is_a_need),
    }
}

fn rest_is_a_need() -> Refused {
    ("item", "rest", "rest follows from a family's needs; change those instead".into())
}

fn meal_of(activity: &Activity) -> Option<Meal> {
    match activity {
        Activity::Meal { meal, .. } => Some(*meal),
        Activity::Visit { .. } | Activity::Rest => None,
    }
}

/// Whether a lock is the lock of this activity.
fn is(lock: &Locked, activity: &Activity) -> bool {
    activity.reference() == Some(&lock.id) && lock.meal == meal_of(activity)
}

/// An item as it stands; none for a rest.
fn lock(date: NaiveDate, item: &Item) -> Option<Locked> {
    let minutes = item.end.seconds().saturating_sub(item.start.seconds()) / 60;
    let id = item.activity.reference()?.to_owned();
    Some(Locked { date, id, meal: meal_of(&item.activity), start: Some(item.start), minutes: Some(minutes) })
}

fn bed(stay: &Stay, lodging: &str) -> Locked {
    Locked { date: stay.check_in, id: lodging.to_owned(), meal: None, start: None, minutes: None }
}

/// Adds a lock in place of those that it contradicts: of the same place, or of the same meal on the same date.
fn put(problem: &mut Problem, wanted: Locked) {
    let contradicts = |lock: &Locked| match wanted.meal {
        None => lock.id == wanted.id,
        Some(_) => lock.meal == wanted.meal && lock.date == wanted.date,
    };
    problem.locked.retain(|lock| !contradicts(lock));
    problem.locked.push(wanted);
}

/// Whether the trip is in the city of this place or restaurant on that date. Where the planner chooses the city, the plan's counts: what is
/// locked keeps the next plan there on that date.
fn in_city(problem: &Problem, plan: &Plan, id: &str, date: NaiveDate) -> Result<(), Refused> {
    let Some(day) = problem.days.iter().find(|day| day.date == date) else {
        return Err(("date", "outside-trip", format!("{date} is not a date of the trip")));
    };
    let place = problem.places.iter().find(|place| place.id == id).map(|place| &place.city);
    let city = place.or_else(|| problem.restaurants.iter().find(|restaurant| restaurant.id == id).map(|restaurant| &restaurant.city));
    let chosen = || plan.days.iter().find(|day| day.date == date).map(|day| &day.city);
    if city.is_some() && city == day.city.as_ref().or_else(chosen) { Ok(()) } else { Err(("date", "other-city", format!("on {date} the group is in another city"))) }
}

fn throw_out(problem: &mut Problem, id: &str) {
    problem.locked.retain(|lock| lock.id != id);
    for family in &mut problem.families {
        family.must_see.retain(|seen| seen != id);
    }
    if !problem.constraints.excluded.iter().any(|excluded| excluded == id) {
        problem.constraints.excluded.push(id.to_owned());
    }
}
