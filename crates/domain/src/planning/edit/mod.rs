//! Edits of a plan and feedback on it, as a changed problem: the planner then keeps what is locked and plans the rest anew.

mod disruption;
mod feedback;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock_time::ClockTime;
use crate::fault::Fault;

use super::plan::{Activity, Item, Plan, Split, Stay};
use super::problem::{Earlier, Locked, Meal, Problem};
use super::rules::meals::gives;
use super::rules::wishes::must_see;

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
    /// A place or restaurant turned out to be closed: on this date, or on all of them.
    Close {
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<NaiveDate>,
    },
    /// It rains on this date: nothing that is outdoors only.
    Rain { date: NaiveDate },
    /// The group is there only from this time on: a later arrival, a long sleep.
    Start { date: NaiveDate, start: ClockTime },
}

/// What an item id of the plan stands for.
enum Found<'a> {
    Item(NaiveDate, &'a Item),
    /// Of a party, while the other families are elsewhere.
    Apart(&'a Item, &'a Split),
    Stay(&'a Stay),
}

/// The problem that holds what the user wants, and keeps close to the plan. Edits apply in their order; what is locked in the plan stays
/// locked.
///
/// # Errors
/// All faulty edits at once; pointers go into the list of edits.
pub fn apply(problem: &Problem, plan: &Plan, edits: &[Edit]) -> Result<Problem, Vec<Fault>> {
    let mut edited = Problem { earlier: earlier(plan), ..problem.clone() };
    for day in &plan.days {
        for item in day.items.iter().filter(|item| item.locked) {
            if !edited.locked.iter().any(|lock| is(lock, day.date, &item.activity)) {
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

/// What a plan has, in the form in which a problem asks to keep it.
pub fn earlier(plan: &Plan) -> Vec<Earlier> {
    let item = |(date, item): (NaiveDate, &Item)| {
        let id = item.activity.reference()?.to_owned();
        Some(Earlier { date, id, meal: meal_of(&item.activity), start: Some(item.start) })
    };
    let items = plan.days.iter().flat_map(|day| day.all_items().map(|item| (day.date, item))).filter_map(item);
    let stays = plan.stays.iter().map(|stay| Earlier { date: stay.check_in, id: stay.lodging.clone(), meal: None, start: None });
    items.chain(stays).collect()
}

/// Field, code and sentence of a faulty edit.
type Refused = (&'static str, &'static str, String);

fn one(problem: &mut Problem, plan: &Plan, edit: &Edit) -> Result<(), Refused> {
    match edit {
        Edit::Lock { item } => match find(plan, item)? {
            Found::Item(date, item) => put(problem, lock(date, item).ok_or_else(rest_is_a_need)?),
            Found::Apart(item, split) => return Err(only_together(item, split)),
            Found::Stay(stay) => put_bed(problem, stay, &stay.lodging),
        },
        Edit::Unlock { item } => {
            let found = find(plan, item)?;
            let before = problem.locked.len();
            match found {
                Found::Item(_, item) if item.activity == Activity::Rest => return Err(rest_is_a_need()),
                Found::Item(date, item) => problem.locked.retain(|lock| !is(lock, date, &item.activity)),
                Found::Apart(..) => {}
                Found::Stay(stay) => problem.locked.retain(|lock| !(lock.id == stay.lodging && during(stay, lock.date))),
            }
            if problem.locked.len() == before {
                return Err(("item", "not-locked", format!("{item:?} is not locked")));
            }
        }
        Edit::Move { item, date, start } => {
            let (from, item) = match find(plan, item)? {
                Found::Item(from, item) => (from, item),
                Found::Apart(item, split) => return Err(only_together(item, split)),
                Found::Stay(_) => {
                    return Err(("item", "not-movable", "a stay lasts as long as the days in its city; change the days instead".into()));
                }
            };
            let wanted = Locked { date: *date, start: *start, minutes: None, ..lock(*date, item).ok_or_else(rest_is_a_need)? };
            in_city(problem, plan, &wanted.id, *date)?;
            let minutes = problem.locked.iter().find(|lock| is(lock, from, &item.activity)).and_then(|lock| lock.minutes);
            problem.locked.retain(|lock| !is(lock, from, &item.activity));
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
        Edit::Close { id, date } => disruption::close(problem, id, *date)?,
        Edit::Rain { date } => disruption::rain(problem, *date)?,
        Edit::Start { date, start } => disruption::start(problem, *date, *start)?,
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
        None if must_see(problem, place) => {}
        None => problem.constraints.must_see.push(place.to_owned()),
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
            put_bed(problem, stay, with);
        }
        Found::Apart(item, split) => return Err(only_together(item, split)),
        Found::Item(date, item) => {
            let Activity::Meal { meal, .. } = &item.activity else {
                return Err(("item", "not-a-meal", "only a meal or a stay is replaced; remove this and add another place".into()));
            };
            let Some(restaurant) = problem.restaurants.iter().find(|known| known.id == with) else { return Err(unknown("restaurant")) };
            if !gives(restaurant, *meal) {
                return Err(("with", "no-such-meal", format!("{} does not serve {}", restaurant.name, meal.label())));
            }
            in_city(problem, plan, with, date).map_err(|(_, code, detail)| ("with", code, detail))?;
            problem.locked.retain(|lock| !is(lock, date, &item.activity));
            problem.constraints.excluded.retain(|excluded| excluded != with);
            put(problem, Locked { date, id: with.to_owned(), meal: Some(*meal), start: None, minutes: None });
        }
    }
    Ok(())
}

fn find<'a>(plan: &'a Plan, id: &str) -> Result<Found<'a>, Refused> {
    let items = plan.days.iter().flat_map(|day| day.items.iter().map(|item| (day.date, item)));
    let item = items.into_iter().find(|(_, item)| item.id == id).map(|(date, item)| Found::Item(date, item));
    let apart = plan.item(id).zip(plan.apart(id)).map(|((_, item), (split, _))| Found::Apart(item, split));
    let found = item.or(apart).or_else(|| plan.stays.iter().find(|stay| stay.id == id).map(Found::Stay));
    found.ok_or_else(|| ("item", "unknown-item", format!("the plan has no {id:?}")))
}

fn reference(found: Found<'_>) -> Result<String, Refused> {
    match found {
        Found::Stay(stay) => Ok(stay.lodging.clone()),
        Found::Item(_, item) | Found::Apart(item, _) => item.activity.reference().map(str::to_owned).ok_or_else(rest_is_a_need),
    }
}

/// What parties do is planned anew around what all do together.
fn only_together(item: &Item, split: &Split) -> Refused {
    let detail = format!(
        "{} belongs to \"{}\"; only what all do together is fixed, moved or replaced: add the place for everybody, or remove it",
        item.name, split.name
    );
    ("item", "apart", detail)
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

/// Whether a lock is the lock of this activity of this date. A place comes once in a plan, a restaurant may come again on another date.
fn is(lock: &Locked, date: NaiveDate, activity: &Activity) -> bool {
    activity.reference() == Some(&lock.id) && lock.meal == meal_of(activity) && (lock.meal.is_none() || lock.date == date)
}

/// Whether a lodging that is locked on this date is locked for this stay.
fn during(stay: &Stay, date: NaiveDate) -> bool {
    stay.check_in <= date && date <= stay.check_out
}

/// An item as it stands; none for a rest.
fn lock(date: NaiveDate, item: &Item) -> Option<Locked> {
    let minutes = item.end.seconds().saturating_sub(item.start.seconds()) / 60;
    let id = item.activity.reference()?.to_owned();
    Some(Locked { date, id, meal: meal_of(&item.activity), start: Some(item.start), minutes: Some(minutes) })
}

/// Locks a lodging for a stay, in place of any other.
fn put_bed(problem: &mut Problem, stay: &Stay, lodging: &str) {
    let lodgings = &problem.lodgings;
    problem.locked.retain(|lock| !(during(stay, lock.date) && lodgings.iter().any(|known| known.id == lock.id)));
    problem.locked.push(Locked { date: stay.check_in, id: lodging.to_owned(), meal: None, start: None, minutes: None });
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
    if city.is_some() && city == day.city.as_ref().or_else(chosen) {
        Ok(())
    } else {
        Err(("date", "other-city", format!("on {date} the group is in another city")))
    }
}

fn throw_out(problem: &mut Problem, id: &str) {
    problem.locked.retain(|lock| lock.id != id);
    problem.constraints.must_see.retain(|seen| seen != id);
    for family in &mut problem.families {
        family.must_see.retain(|seen| seen != id);
    }
    if !problem.constraints.excluded.iter().any(|excluded| excluded == id) {
        problem.constraints.excluded.push(id.to_owned());
    }
}
