//! Plans with a split: the validator names the broken rule of every damaged one; edits and comparisons live with them.

use std::collections::BTreeSet;

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::compare::{Change, compare};
use pathfinder_domain::planning::edit::{Edit, apply};
use pathfinder_domain::planning::plan::{Activity, Item, Party, Plan, PlannedDay, Split};
use pathfinder_domain::planning::problem::{Closure, Fee, Meal, Mode, Pace, Problem};
use pathfinder_domain::planning::rules::days::later;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;
use serde_json::Value;

use crate::mutations::{at, broken, collect, other};
use crate::world;

/// Meyer (with a daughter of 13) must see the gladiators, who admit nobody of three; Ito the crypt, which Meyer avoids.
fn problem() -> Problem {
    let mut problem = world::problem();
    problem.constraints.splits = 1;
    let price = problem.families[1].budget.map(|budget| pathfinder_domain::money::Money { minor: 1200, ..budget }).unwrap();
    for id in ["gladiators", "crypt", "dome"] {
        problem.places.iter_mut().find(|place| place.id == id).unwrap().fees = vec![Fee { from_age: 6, price }];
    }
    problem.families[0].must_see.push("crypt".into());
    problem.families[1].must_see = vec!["gladiators".into(), "dome".into()];
    assert_eq!(check(&problem), Ok(()));
    problem
}

fn planned(problem: &Problem) -> Plan {
    match plan(problem, &mut Effort { rounds: 30, stop: &mut |_| false }) {
        Outcome::Planned(plan) => *plan,
        other => panic!("{other:#?}"),
    }
}

fn day(plan: &mut Plan) -> &mut PlannedDay {
    plan.days.iter_mut().find(|day| !day.splits.is_empty()).unwrap()
}

fn split(plan: &mut Plan) -> &mut Split {
    &mut day(plan).splits[0]
}

fn ito(plan: &mut Plan) -> &mut Party {
    &mut split(plan).parties[0]
}

fn meyer(plan: &mut Plan) -> &mut Party {
    &mut split(plan).parties[1]
}

fn shift(item: &mut Item, minutes: u32) {
    (item.start, item.end) = (later(item.start, minutes), later(item.end, minutes));
}

#[test]
fn the_split_plan_holds_and_its_proof_says_so() {
    let proof = validate(&problem(), &planned(&problem())).unwrap();
    let splits = proof.iter().find(|rule| rule.rule == "splits").unwrap();
    assert!(splits.detail.contains("statements about time apart hold"), "{}", splits.detail);
    let mut plan = planned(&problem());
    assert_eq!(ito(&mut plan).families, ["ito"]);
    assert_eq!(meyer(&mut plan).families, ["meyer"]);
    assert_eq!(meyer(&mut plan).items.len(), 2, "gladiators and dome");
}

type Mutation = (&'static str, &'static str, fn(&mut Plan));

const MUTATIONS: &[Mutation] = &[
    ("a second split on the day", "splits", |p| {
        let again = split(p).clone();
        day(p).splits.push(again);
    }),
    ("another id", "splits", |p| split(p).id.push('x')),
    ("another name", "splits", |p| split(p).name = "Night apart".into()),
    ("apart later", "splits", |p| split(p).from = later(split(p).from, 5)),
    ("together earlier", "splits", |p| split(p).until = at("09:00")),
    ("parting elsewhere", "splits", |p| split(p).begins.location.lat += 0.01),
    ("parting from another item", "splits", |p| split(p).begins.item = Some("visit-moon".into())),
    ("meeting elsewhere", "splits", |p| split(p).meets.name = "The Moon".into()),
    ("meeting at another item", "splits", |p| split(p).meets.item = Some("visit-moon".into())),
    ("three parties", "splits", |p| {
        let third = Party { families: vec![], items: vec![], way_back: None };
        split(p).parties.push(third);
    }),
    ("one party", "splits", |p| drop(split(p).parties.pop())),
    ("a family forgotten", "splits", |p| ito(p).families.clear()),
    ("a family in both parties", "splits", |p| ito(p).families.push("meyer".into())),
    ("a stranger", "splits", |p| ito(p).families.push("nobody".into())),
    ("nobody does anything", "splits", |p| {
        ito(p).items.clear();
        meyer(p).items.clear();
    }),
    ("a locked visit of a party", "splits", |p| ito(p).items[0].locked = true),
    ("a meal of a party", "splits", |p| ito(p).items[0].activity = Activity::Meal { meal: Meal::Lunch, restaurant: "mario".into() }),
    ("the families change places", "needs", |p| {
        let families = std::mem::replace(&mut ito(p).families, vec!["meyer".into()]);
        meyer(p).families = families;
    }),
    ("what the party avoids", "must-avoid", |p| {
        let families = std::mem::replace(&mut ito(p).families, vec!["meyer".into()]);
        meyer(p).families = families;
    }),
    ("a short visit", "visit-length", |p| ito(p).items[0].end = later(ito(p).items[0].start, 10)),
    ("visits swapped", "order", |p| meyer(p).items.swap(0, 1)),
    ("before they part", "order", |p| {
        let item = &mut ito(p).items[0];
        (item.start, item.end) = (at("08:30"), later(at("08:30"), 55));
    }),
    ("no way", "ways", |p| ito(p).items[0].way = None),
    ("a way too fast", "ways", |p| ito(p).items[0].way.as_mut().unwrap().seconds -= 1),
    ("a way too short", "ways", |p| meyer(p).items[1].way.as_mut().unwrap().metres -= 1),
    ("no time for the way", "ways", |p| {
        let end = meyer(p).items[0].end;
        let item = &mut meyer(p).items[1];
        (item.start, item.end) = (later(end, 1), later(end, 61));
    }),
    ("by taxi", "modes", |p| ito(p).items[0].way.as_mut().unwrap().mode = Mode::Taxi),
    ("no way back", "ways", |p| meyer(p).way_back = None),
    ("too late at the meeting point", "return", |p| shift(meyer(p).items.last_mut().unwrap(), 120)),
    ("walking told wrongly", "walking-per-day", |p| day(p).walk_minutes += 1),
    ("a place twice", "once", |p| {
        let again = meyer(p).items[0].clone();
        ito(p).items[0] = again;
    }),
    ("two items of one id", "known", |p| ito(p).items[0].id = meyer(p).items[0].id.clone()),
    ("an invented remark", "known", |p| ito(p).items[0].notes.push("stairs".into())),
    ("a moved place", "known", |p| ito(p).items[0].location.lat += 0.001),
    ("must-see missing", "must-see", |p| drop(meyer(p).items.pop())),
    ("a cent too much", "costs", |p| ito(p).items[0].cost.minor += 1),
    ("a wrong day", "costs", |p| day(p).cost.minor += 1),
    ("a wrong sum of visits", "costs", |p| p.costs.visits.minor -= 1),
    ("the other family pays", "shares", |p| ito(p).items[0].shares[0].family = "meyer".into()),
    ("a highlight of the others", "form", |p| p.families[0].highlights.push("visit-gladiators".into())),
    ("left out and seen", "form", |p| {
        p.left_out.push(pathfinder_domain::planning::plan::LeftOut {
            id: "gladiators".into(),
            name: "Gladiator School".into(),
            reason: pathfinder_domain::planning::plan::LeftOutReason::Need,
            detail: "too young".into(),
        });
    }),
];

#[test]
fn every_damage_is_named() {
    let problem = problem();
    let sound = planned(&problem);
    for (name, rule, damage) in MUTATIONS {
        let mut plan = sound.clone();
        damage(&mut plan);
        let found = broken(&problem, &plan);
        assert!(found.contains(rule), "{name}: expected {rule}, found {found:?}");
    }
}

#[test]
fn a_common_way_to_the_meeting_point_is_one_too_many() {
    let problem = problem();
    let mut plan = planned(&problem);
    let way = meyer(&mut plan).way_back.clone();
    let day = day(&mut plan);
    let place = (0..=day.items.len()).find(|index| day.split_before(*index).is_some()).unwrap();
    let rule = match day.items.get_mut(place) {
        Some(item) => {
            item.way = way;
            "ways"
        }
        None => {
            day.way_back = way;
            "return"
        }
    };
    assert!(broken(&problem, &plan).contains(rule));
}

/// The same plan against changed wishes.
#[test]
fn every_unkept_wish_is_named() {
    type Wish = (&'static str, &'static str, fn(&mut Problem));
    let wishes: &[Wish] = &[
        ("always together", "splits", |p| p.constraints.splits = 0),
        ("no adult", "splits", |p| p.families[0].members.iter_mut().for_each(|member| member.age = member.age.min(17))),
        ("closed", "opening-hours", |p| {
            p.places.iter_mut().find(|place| place.id == "crypt").unwrap().opening_hours = Some("Mo-Su 07:00-07:30".into())
        }),
        ("closed for once", "opening-hours", |p| p.constraints.closures.push(Closure { id: "crypt".into(), date: None })),
        ("past the last entry", "opening-hours", |p| {
            p.places.iter_mut().find(|place| place.id == "crypt").unwrap().last_entry_minutes = Some(24 * 60);
        }),
        ("rain on the gladiators", "rain", |p| {
            p.constraints.rainy_days = p.days.iter().map(|day| day.date).collect();
            p.families[1].must_see.clear();
            p.places.iter_mut().find(|place| place.id == "gladiators").unwrap().tags.remove("indoor");
        }),
        ("everybody must see it", "must-see", |p| p.constraints.must_see.push("gladiators".into())),
        ("too young", "needs", |p| p.families[1].members[2].age = 5),
        ("not that", "must-avoid", |p| p.families[1].must_avoid.push("gladiators".into())),
        ("thrown out", "must-avoid", |p| p.constraints.excluded.push("gladiators".into())),
        ("short legs", "walking", |p| p.families[1].needs.max_walk_minutes = Some(1)),
        ("little walking", "walking-per-day", |p| p.constraints.max_walk_minutes_per_day = Some(5)),
        ("few visits", "pace", |p| p.constraints.max_visits_per_day = Some(1)),
        ("a relaxed pace", "breather", |p| p.constraints.pace = Pace::Relaxed),
        ("the others must see it too", "must-see", |p| p.families[0].must_see.push("gladiators".into())),
        ("another price", "costs", |p| p.places.iter_mut().find(|place| place.id == "gladiators").unwrap().fees[0].price.minor += 1),
        ("a small budget", "budget", |p| p.families[1].budget.as_mut().unwrap().minor = 100),
    ];
    let plan = planned(&problem());
    for (name, rule, change) in wishes {
        let mut problem = problem();
        change(&mut problem);
        let found = broken(&problem, &plan);
        assert!(found.contains(rule), "{name}: expected {rule}, found {found:?}");
    }
}

#[test]
fn no_leaf_of_a_split_plan_can_be_changed_unseen() {
    let problem = problem();
    let whole = serde_json::to_value(planned(&problem)).unwrap();
    let mut leaves = Vec::new();
    collect(&whole, String::new(), &mut leaves);
    let (mut apart, mut changed) = (BTreeSet::new(), 0);
    for pointer in leaves.iter().filter(|pointer| pointer.starts_with("/days/")) {
        let free = pointer.strip_suffix("/name").or_else(|| pointer.strip_suffix("/end"));
        if free.and_then(|item| whole.pointer(&format!("{item}/activity/kind"))).is_some_and(|kind| kind == "rest") {
            continue;
        }
        let mut damaged: Value = whole.clone();
        let leaf = damaged.pointer_mut(pointer).unwrap();
        *leaf = other(leaf, pointer);
        let Ok(plan) = serde_json::from_value::<Plan>(damaged) else { continue };
        assert!(validate(&problem, &plan).is_err(), "{pointer} was changed unseen");
        changed += 1;
        if pointer.contains("/splits/") {
            apart.insert(pointer.clone());
        }
    }
    assert!(changed > 200 && apart.len() > 50, "{changed}, {} of them apart", apart.len());
}

#[test]
fn an_edit_of_a_split_plan_is_told_or_done() {
    let problem = problem();
    let plan = planned(&problem);
    let edits = |json: &str| serde_json::from_str::<Vec<Edit>>(json).unwrap();
    let refused = edits(
        r#"[{"action":"lock","item":"visit-gladiators"},{"action":"unlock","item":"visit-gladiators"},
            {"action":"move","item":"visit-crypt","date":"2026-11-06"},{"action":"replace","item":"visit-crypt","with":"mario"}]"#,
    );
    let faults = apply(&problem, &plan, &refused).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, ["apart", "not-locked", "apart", "apart"]);
    let removed = apply(&problem, &plan, &edits(r#"[{"action":"remove","item":"visit-crypt"}]"#)).unwrap();
    assert_eq!(removed.families[0].must_see, ["colosseum"]);
    let again = planned(&removed);
    validate(&removed, &again).unwrap();
    assert!(again.item("visit-crypt").is_none() && again.item("visit-gladiators").is_some());
    let common = plan.days[0].items.iter().find(|item| item.id == "visit-pantheon").unwrap();
    let kept = apply(&problem, &plan, &edits(r#"[{"action":"lock","item":"visit-pantheon"}]"#)).unwrap();
    let again = planned(&kept);
    validate(&kept, &again).unwrap();
    assert_eq!(again.item("visit-pantheon").unwrap().1.start, common.start);
}

#[test]
fn a_comparison_tells_who_is_apart() {
    let plan = planned(&problem());
    assert_eq!(compare(&plan, &plan), []);
    let mut together = plan.clone();
    let removed: Vec<Split> = std::mem::take(&mut day(&mut together).splits);
    let changes = compare(&together, &plan);
    let parted = changes.iter().find_map(|change| match change {
        Change::Parted { split, detail, .. } => Some((split, detail)),
        _ => None,
    });
    let (id, detail) = parted.unwrap();
    assert_eq!(*id, removed[0].id);
    assert!(detail.contains("Ito is at Capuchin Crypt") && detail.contains("while Meyer is at"), "{detail}");
    assert!(changes.iter().any(|change| matches!(change, Change::Added { item, .. } if item == "visit-gladiators")));
    assert!(compare(&plan, &together).iter().any(|change| matches!(change, Change::Rejoined { .. })));
}
