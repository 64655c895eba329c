//! The validator passes the plan written by hand and names the broken rule of every damaged one.

use std::collections::BTreeSet;

use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{Activity, Plan};
use pathfinder_domain::planning::problem::{HouseRule, LegMode, MealRule, Mode, Pace, Problem, RoomType};
use pathfinder_domain::planning::rules::days::later;
use pathfinder_domain::planning::validate::{Breach, validate};
use serde_json::Value;

use crate::sketch::compose;
use crate::world::{plan, problem, sketch};

fn rules_of(breaches: &[Breach]) -> BTreeSet<&'static str> {
    breaches.iter().map(|breach| breach.rule).collect()
}

pub(crate) fn broken(problem: &Problem, plan: &Plan) -> BTreeSet<&'static str> {
    validate(problem, plan).err().map(|breaches| rules_of(&breaches)).unwrap_or_default()
}

pub(crate) fn at(time: &str) -> ClockTime {
    time.parse().unwrap()
}

#[test]
fn the_plan_written_by_hand_holds_and_its_proof_counts() {
    let proof = validate(&problem(), &plan()).unwrap();
    let of = |rule: &str| proof.iter().find(|proven| proven.rule == rule).map(|proven| proven.detail.as_str()).unwrap();
    assert_eq!(of("opening-hours"), "12 visits and meals lie inside the opening hours of their dates");
    assert_eq!(of("rest"), "4 naps are kept, all at the base");
    assert_eq!(of("must-see"), "1 place that must be seen is there");
    assert_eq!(of("budget"), "2 budgets hold");
    assert_eq!(proof.len(), 33, "every rule had something to look at: {proof:#?}");
}

/// What is done to the plan, and a rule that must be named.
type Mutation = (&'static str, &'static str, fn(&mut Plan));

const MUTATIONS: &[Mutation] = &[
    ("another version", "form", |p| p.version = 2),
    ("another title", "form", |p| p.title.push('!')),
    ("another seed", "form", |p| p.seed += 1),
    ("a day too few", "days", |p| drop(p.days.pop())),
    ("days swapped", "days", |p| p.days.swap(0, 1)),
    ("another zone", "days", |p| p.days[0].time_zone = "Europe/Paris".into()),
    ("no connection", "legs", |p| p.days[2].leg = None),
    ("a connection too many", "legs", |p| p.days[1].leg = p.days[2].leg.clone()),
    ("a connection of another date", "legs", |p| p.days[2].leg.as_mut().unwrap().id = "train-sunday".into()),
    ("a faster train", "legs", |p| p.days[2].leg.as_mut().unwrap().arrives = at("10:00")),
    ("no bed in Florence", "lodging", |p| drop(p.stays.pop())),
    ("a bed too many", "lodging", |p| p.stays.push(p.stays[0].clone())),
    ("a night too few", "lodging", |p| p.stays[0].check_out = p.stays[0].check_out.pred_opt().unwrap()),
    ("one room for all", "lodging", |p| p.stays[1].rooms = 1),
    ("a taxi that was a train", "legs", |p| p.days[2].leg.as_mut().unwrap().mode = LegMode::Taxi),
    ("a bed for more nights", "min-nights", |p| p.stays[0].nights = 1),
    ("an unknown lodging", "known", |p| p.stays[0].lodging = "palace".into()),
    ("another base", "lodging", |p| p.days[0].base.id = "casa-duomo".into()),
    ("a base elsewhere", "lodging", |p| p.days[0].base.location.lat += 0.001),
    ("an unknown place", "known", |p| p.days[0].items[0].activity = Activity::Visit { place: "moon".into(), category: visited(p) }),
    ("a place of another city", "known", |p| p.days[0].items[0] = p.days[2].items[2].clone()),
    ("a moved place", "known", |p| p.days[0].items[0].location.lon += 0.01),
    ("two items of one id", "known", |p| p.days[0].items[4].id = p.days[0].items[1].id.clone()),
    ("a place twice", "once", |p| {
        let again = p.days[0].items[0].clone();
        p.days[1].items[0] = again;
    }),
    ("a restaurant twice", "once", |p| {
        let lunch = p.days[0].items[1].clone();
        p.days[1].items[1] = lunch;
    }),
    ("too early", "opening-hours", |p| shift(p, 0, 0, -90)),
    ("a shorter visit", "visit-length", |p| p.days[0].items[0].end = at("11:00")),
    ("an overlap", "order", |p| shift(p, 0, 1, -60)),
    ("items swapped", "order", |p| p.days[0].items.swap(0, 4)),
    ("an end before its start", "order", |p| p.days[1].items[0].end = at("09:00")),
    ("before the day", "day-window", |p| shift(p, 1, 0, -60)),
    ("after bedtime", "day-window", |p| shift(p, 0, 4, 90)),
    ("before the train is there", "day-window", |p| shift(p, 2, 0, -40)),
    ("no way", "ways", |p| p.days[0].items[0].way = None),
    ("a way too fast", "ways", |p| p.days[0].items[0].way.as_mut().unwrap().seconds -= 1),
    ("a way too short", "ways", |p| p.days[0].items[0].way.as_mut().unwrap().metres -= 1),
    ("no time for the way", "ways", |p| shift(p, 0, 1, -25)),
    ("by taxi", "modes", |p| p.days[0].items[0].way.as_mut().unwrap().mode = Mode::Taxi),
    ("by one's own car", "modes", |p| p.days[0].items[0].way.as_mut().unwrap().mode = Mode::Car),
    ("a long walk", "walking", |p| {
        let way = p.days[0].items[0].way.as_mut().unwrap();
        (way.mode, way.seconds) = (Mode::Walk, 33 * 60);
    }),
    ("walking told wrongly", "walking-per-day", |p| p.days[0].walk_minutes += 1),
    ("no way back", "ways", |p| p.days[0].way_back = None),
    ("back late", "return", |p| shift(p, 0, 4, 75)),
    ("no rest", "rest", |p| drop(p.days[0].items.remove(2))),
    ("a short rest", "rest", |p| p.days[1].items[2].end = at("14:30")),
    ("a rest in the park", "known", |p| p.days[1].items[2].location = p.days[1].items[0].location),
    ("no time to breathe", "breather", |p| shift(p, 0, 1, -10)),
    ("no lunch", "meals", |p| drop(p.days[0].items.remove(1))),
    ("no dinner", "meals", |p| drop(p.days[1].items.remove(3))),
    ("a second dinner", "meals", |p| {
        let dinner = p.days[1].items[3].clone();
        p.days[0].items.push(dinner);
    }),
    ("a late lunch", "meals", |p| shift(p, 3, 1, 150)),
    ("a hasty lunch", "meals", |p| p.days[0].items[1].end = at("12:40")),
    ("must-see missing", "must-see", |p| drop(p.days[0].items.remove(0))),
    ("locked item moved in time", "locked", |p| shift(p, 0, 3, 10)),
    ("locked item gone", "locked", |p| drop(p.days[0].items.remove(3))),
    ("locked item on another date", "locked", |p| {
        let pantheon = p.days[0].items.remove(3);
        p.days[1].items.insert(3, pantheon);
    }),
    ("lock forgotten", "locked", |p| p.days[0].items[3].locked = false),
    ("lock invented", "locked", |p| p.days[0].items[0].locked = true),
    ("a cent too much", "costs", |p| p.days[0].items[0].cost.minor += 1),
    ("a cheap way", "costs", |p| p.days[0].items[0].way.as_mut().unwrap().cost.minor = 0),
    ("a cheap bed", "costs", |p| p.stays[0].cost.minor -= 1),
    ("a wrong day", "costs", |p| p.days[3].cost.minor += 1),
    ("a wrong total", "costs", |p| p.costs.total.minor += 1),
    ("a family's sum wrong", "costs", |p| p.families[1].cost.minor -= 1),
    ("another currency", "costs", |p| p.costs.total = Money::new(p.costs.total.minor, "USD".parse().unwrap())),
    ("the other family pays", "shares", |p| {
        let shares = &mut p.days[0].items[0].shares;
        shares[0].amount.minor += 500;
        shares[1].amount.minor -= 500;
    }),
    ("a stranger pays", "shares", |p| p.days[0].items[0].shares[0].family = "nobody".into()),
    ("a family forgotten", "form", |p| drop(p.families.pop())),
    ("too happy", "form", |p| p.families[0].satisfaction = 100.5),
    ("a little happier", "form", |p| p.families[0].satisfaction -= 0.1),
    ("an invented excuse", "form", |p| p.days[0].notes.push("no lunch: nobody was hungry".into())),
    ("a remark forgotten", "known", |p| p.days[0].items[0].notes.clear()),
    ("a stranger left out", "known", |p| p.left_out[0].id = "moon".into()),
    ("a name left out wrongly", "known", |p| p.left_out[0].name.push('!')),
    ("left out and there", "form", |p| (p.left_out[0].id, p.left_out[0].name) = ("colosseum".into(), "Colosseum".into())),
    ("left out twice", "form", |p| p.left_out.push(p.left_out[0].clone())),
    ("very much left out", "form", |p| p.left_out = vec![p.left_out[0].clone(); 51]),
    ("not a number", "form", |p| p.families[0].satisfaction = f64::NAN),
    ("a highlight that is not there", "form", |p| p.families[0].highlights.push("visit-moon".into())),
];

fn visited(plan: &Plan) -> pathfinder_domain::category::Category {
    match plan.days[0].items[0].activity {
        Activity::Visit { category, .. } => category,
        _ => unreachable!("the first item is a visit"),
    }
}

/// An item some minutes later or, negative, earlier.
pub(crate) fn shift(plan: &mut Plan, day: usize, item: usize, minutes: i32) {
    let item = &mut plan.days[day].items[item];
    for time in [&mut item.start, &mut item.end] {
        let moved = i64::from(time.seconds()) + i64::from(minutes) * 60;
        *time = ClockTime::from_seconds(u32::try_from(moved).unwrap()).unwrap();
    }
}

#[test]
fn every_damage_is_named() {
    let problem = problem();
    for (name, rule, damage) in MUTATIONS {
        let mut plan = plan();
        damage(&mut plan);
        let found = broken(&problem, &plan);
        assert!(found.contains(rule), "{name}: expected {rule}, found {found:?}");
    }
}

/// The same plan against changed wishes.
#[test]
fn every_unkept_wish_is_named() {
    type Wish = (&'static str, &'static str, fn(&mut Problem));
    let wishes: &[Wish] = &[
        ("a small budget", "budget", |p| p.constraints.budget.as_mut().unwrap().minor = 100_000),
        ("a small budget of one family", "budget", |p| p.families[1].budget.as_mut().unwrap().minor = 50_000),
        ("closed that day", "opening-hours", |p| p.places[0].opening_hours = Some("Mo-We 08:30-16:30".into())),
        ("closed on the holiday", "opening-hours", |p| p.places[0].opening_hours = Some("Mo-Su 08:30-16:30; Nov 05 off".into())),
        ("unreadable hours", "opening-hours", |p| p.places[0].opening_hours = Some("sometimes".into())),
        ("steps", "needs", |p| p.families[0].needs.step_free = true),
        ("steps to the bed", "needs", |p| {
            p.families[1].needs.step_free = true;
            p.places.iter_mut().for_each(|place| drop(place.tags.insert("wheelchair".into(), "yes".into())));
            p.lodgings[0].tags.insert("wheelchair".into(), "no".into());
        }),
        ("a stroller", "needs", |p| drop(p.places[1].tags.insert("stroller".into(), "no".into()))),
        ("too young", "needs", |p| drop(p.places[1].tags.insert("min_age".into(), "4".into()))),
        ("another diet", "needs", |p| p.families[1].needs.diets.push(pathfinder_domain::planning::problem::Diet::Halal)),
        ("a longer nap", "rest", |p| p.families[0].needs.nap.as_mut().unwrap().until = at("15:15")),
        ("a second nap", "rest", |p| {
            p.families[1].needs.nap = Some(pathfinder_domain::clock_time::Window { from: at("16:30"), until: at("17:00") });
        }),
        ("an earlier bedtime", "return", |p| p.families[0].needs.bedtime = Some(at("18:47"))),
        ("a relaxed pace", "breather", |p| p.constraints.pace = Pace::Relaxed),
        ("short legs", "walking", |p| p.families[1].needs.max_walk_minutes = Some(2)),
        ("little walking", "walking-per-day", |p| p.constraints.max_walk_minutes_per_day = Some(5)),
        ("no buses", "modes", |p| p.constraints.forbidden_modes.push(Mode::Transit)),
        ("another type of room", "room-type", |p| p.constraints.room_types = [RoomType::PrivateRoom].into()),
        ("a room of unknown type", "room-type", |p| p.lodgings[0].room_type = None),
        ("a dog", "house-rules", |p| p.constraints.house_rules.push(HouseRule::Pets)),
        ("no small children", "house-rules", |p| p.lodgings[0].forbids = [HouseRule::ChildrenUnder10].into()),
        ("nights too few", "min-nights", |p| p.lodgings[1].min_nights = 2),
        ("no trains", "leg-modes", |p| p.constraints.forbidden_leg_modes.push(LegMode::Train)),
        ("breakfast out", "meals", |p| {
            p.constraints.meals.breakfast = Some(MealRule { from: at("08:00"), until: at("10:00"), minutes: 20 });
        }),
        ("another cuisine", "cuisines", |p| p.constraints.required_cuisines.push("sushi".into())),
        ("another must-see", "must-see", |p| p.families[1].must_see.push("navona".into())),
        ("a place that the group added", "must-see", |p| p.constraints.must_see.push("navona".into())),
        ("not that", "must-avoid", |p| p.families[1].must_avoid.push("pantheon".into())),
        ("thrown out", "must-avoid", |p| p.constraints.excluded.push("mario".into())),
        ("a parent who is a baby", "costs", |p| p.families[0].members[1].age = 1),
        ("breakfast in bed", "day-window", |p| p.days[1].start = at("10:00")),
        ("an ice-cream parlour", "meals", |p| p.restaurants[0].meals = Some(vec![])),
        ("a bedtime before the train is there", "arrival", |p| p.families[0].needs.bedtime = Some(at("11:00"))),
        ("an early end", "return", |p| p.days[3].end = at("14:00")),
        ("no lodging", "lodging", |p| p.constraints.lodging = false),
        ("a bed locked elsewhere", "locked", |p| {
            let mut other = p.lodgings[0].clone();
            other.id = "other".into();
            p.lodgings.push(other);
            let date = p.days[0].date;
            p.locked.push(pathfinder_domain::planning::problem::Locked {
                date,
                id: "other".into(),
                meal: None,
                start: None,
                minutes: None,
            });
        }),
    ];
    for (name, rule, change) in wishes {
        let mut problem = problem();
        change(&mut problem);
        let found = broken(&problem, &plan());
        assert!(found.contains(rule), "{name}: expected {rule}, found {found:?}");
    }
}

/// Visits that nobody may make, put into an otherwise sound plan.
#[test]
fn what_does_not_suit_is_named() {
    for (place, rule) in [("crypt", "must-avoid"), ("dome", "needs"), ("gladiators", "needs"), ("villa", "opening-hours")] {
        let mut sketch = sketch();
        sketch.days[1].insert(3, ("15:40", place));
        assert_eq!(broken(&problem(), &compose(&problem(), &sketch)), BTreeSet::from([rule]), "{place}");
    }
    let mut sketch = sketch();
    sketch.days[1][1].1 = "lunch steakhouse";
    assert_eq!(broken(&problem(), &compose(&problem(), &sketch)), BTreeSet::from(["needs"]));
}

#[test]
fn a_long_day_out_excuses_a_meal_and_a_late_arrival_does_not_owe_one() {
    let mut problem = problem();
    problem.places[2].visit_minutes = 240;
    problem.families[0].needs.nap = None;
    let mut sketch = sketch();
    for day in &mut sketch.days {
        day.retain(|(_, line)| *line != "rest");
    }
    sketch.days[1] = vec![("10:00", "borghese"), ("17:30", "dinner ditirambo")];
    let mut excused = compose(&problem, &sketch);
    assert_eq!(broken(&problem, &excused), BTreeSet::from(["form"]), "the plan must say so");
    excused.days[1].notes = vec!["no lunch: the visit to Villa Borghese from 10:00 to 14:40 takes its time".into()];
    assert_eq!(broken(&problem, &excused), BTreeSet::new());
    problem.places[2].visit_minutes = 165;
    assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::from(["meals"]));
    sketch.days[1].insert(1, ("13:45", "lunch enoteca"));
    problem.legs[0].arrives = at("19:00");
    sketch.days[2] = vec![];
    let mut late = compose(&problem, &sketch);
    late.days[2].notes = vec!["no dinner: no restaurant in Florence that suits everybody is open and near enough at that time".into()];
    assert_eq!(broken(&problem, &late), BTreeSet::new(), "no meal is owed after 19:30 before 20:00");
}

#[test]
fn too_many_visits_break_the_pace() {
    let mut sketch = sketch();
    sketch.days[1].splice(3..3, [("15:10", "navona")]);
    let mut problem = problem();
    assert_eq!(broken(&problem, &compose(&problem, &sketch)), BTreeSet::new());
    problem.constraints.pace = Pace::Relaxed;
    sketch.days[1].splice(4..4, [("16:40", "pantheon")]);
    problem.locked.clear();
    sketch.days[0].remove(3);
    assert!(broken(&problem, &compose(&problem, &sketch)).contains("pace"));
}

/// Every statement of the plan carries weight: whichever leaf of its JSON form is changed, the validator sees it.
#[test]
fn no_leaf_of_the_plan_can_be_changed_unseen() {
    let problem = problem();
    let whole = serde_json::to_value(plan()).unwrap();
    let mut leaves = Vec::new();
    collect(&whole, String::new(), &mut leaves);
    let mut changed = 0;
    for pointer in &leaves {
        if is_free_sentence(pointer) {
            continue;
        }
        // The name of a rest is free, and a rest may last longer.
        let free = pointer.strip_suffix("/name").or_else(|| pointer.strip_suffix("/end"));
        let rest = free.and_then(|item| whole.pointer(&format!("{item}/activity/kind"))).is_some_and(|kind| kind == "rest");
        if rest {
            continue;
        }
        let mut damaged = whole.clone();
        let leaf = damaged.pointer_mut(pointer).unwrap();
        *leaf = other(leaf, pointer);
        // What cannot even be read is refused earlier.
        let Ok(plan) = serde_json::from_value::<Plan>(damaged) else { continue };
        assert!(validate(&problem, &plan).is_err(), "{pointer} was changed unseen");
        changed += 1;
    }
    assert!(changed > 500, "only {changed} of {} leaves were tried", leaves.len());
}

/// Sentences for people whose content other statements carry: wishes met and given up, and why something was left out.
fn is_free_sentence(pointer: &str) -> bool {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    matches!(parts.as_slice(), ["families", _, "met" | "gaveUp", _] | ["leftOut", _, "reason" | "detail"])
}

/// Figures that no trip has make breaches and never a panic.
#[test]
fn absurd_figures_are_told_like_others() {
    let problem = problem();
    let whole = serde_json::to_value(plan()).unwrap();
    let mut leaves = Vec::new();
    collect(&whole, String::new(), &mut leaves);
    let (mut dear, mut debt) = (whole.clone(), whole.clone());
    for pointer in &leaves {
        for (damaged, amount) in [(&mut dear, "999999999.99"), (&mut debt, "-999999999.99")] {
            let leaf = damaged.pointer_mut(pointer).unwrap();
            if pointer.ends_with("/amount") {
                *leaf = amount.into();
            } else if leaf.is_u64() {
                *leaf = u32::MAX.into();
            }
        }
    }
    for damaged in [dear, debt] {
        assert!(broken(&problem, &serde_json::from_value(damaged).unwrap()).len() > 5);
    }
    let mut dear = problem;
    dear.places[0].fees[1].price.minor = i64::MAX;
    dear.travel.transit_fare.as_mut().unwrap().minor = i64::MAX;
    dear.lodgings[0].per_night.minor = i64::MAX;
    assert!(broken(&dear, &plan()).contains("costs"));
}

pub(crate) fn collect(value: &Value, pointer: String, leaves: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| collect(value, format!("{pointer}/{key}"), leaves)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| collect(value, format!("{pointer}/{i}"), leaves)),
        _ => leaves.push(pointer),
    }
}

/// Something else of the same sort.
pub(crate) fn other(leaf: &Value, pointer: &str) -> Value {
    match leaf {
        Value::Bool(flag) => Value::Bool(!flag),
        // More minutes than needed are allowed for a way; fewer are not.
        Value::Number(n) if pointer.ends_with("/minutes") => Value::from(n.as_u64().unwrap() - 1),
        Value::Number(n) if n.is_u64() => Value::from(n.as_u64().unwrap() + 1),
        Value::Number(n) => Value::from(n.as_f64().unwrap() + 0.1),
        Value::String(text) => Value::String(other_text(text, pointer)),
        Value::Null | Value::Array(_) | Value::Object(_) => unreachable!("not a leaf"),
    }
}

fn other_text(text: &str, pointer: &str) -> String {
    if let Ok(time) = text.parse::<ClockTime>() {
        return later(time, 7).to_string();
    }
    if let Ok(date) = text.parse::<chrono::NaiveDate>() {
        return date.succ_opt().unwrap().to_string();
    }
    if pointer.ends_with("/amount") {
        let money = Money::parse(text, "EUR".parse().unwrap()).unwrap();
        return Money::new(money.minor + 1, money.currency).amount();
    }
    let enums = [
        ("EUR", "USD"),
        ("walk", "transit"),
        ("transit", "walk"),
        ("train", "bus"),
        ("lunch", "dinner"),
        ("dinner", "lunch"),
        ("history", "art"),
    ];
    enums.iter().find(|(from, _)| *from == text).map_or_else(|| format!("{text}x"), |(_, to)| (*to).to_owned())
}
