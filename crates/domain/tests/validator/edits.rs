//! Edits and feedback become a changed problem; comparing two plans tells what changed.

use pathfinder_domain::category::Category;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::compare::{Change, compare};
use pathfinder_domain::planning::edit::{Edit, Feedback, apply, apply_feedback, earlier};
use pathfinder_domain::planning::problem::{Locked, Meal, Pace, Problem, Weights};

use crate::sketch::compose;
use crate::world::{plan, problem, sketch};

fn edits(json: &str) -> Vec<Edit> {
    serde_json::from_str(json).unwrap()
}

fn edited(json: &str) -> Problem {
    let problem = apply(&problem(), &plan(), &edits(json)).unwrap();
    assert_eq!(check(&problem), Ok(()), "an edited problem is sound");
    problem
}

fn lock(date: &str, id: &str, meal: Option<Meal>, start: Option<&str>, minutes: Option<u32>) -> Locked {
    Locked { date: date.parse().unwrap(), id: id.into(), meal, start: start.map(|start| start.parse().unwrap()), minutes }
}

fn pantheon() -> Locked {
    lock("2026-11-05", "pantheon", None, Some("15:20"), None)
}

#[test]
fn what_is_locked_stays_locked() {
    assert_eq!(edited("[]"), Problem { earlier: earlier(&plan()), ..problem() });
    let mut unlocked = problem();
    unlocked.locked.clear();
    let kept = apply(&unlocked, &plan(), &[]).unwrap();
    assert_eq!(kept.locked, [lock("2026-11-05", "pantheon", None, Some("15:20"), Some(55))], "locked in the plan");
}

#[test]
fn locking_keeps_an_item_as_it_is() {
    let locked = edited(r#"[{"action":"lock","item":"visit-colosseum"},{"action":"lock","item":"lunch-2026-11-06"},{"action":"lock","item":"stay-casa-duomo-2026-11-07"}]"#).locked;
    let expected = [
        pantheon(),
        lock("2026-11-05", "colosseum", None, Some("09:30"), Some(140)),
        lock("2026-11-06", "enoteca", Some(Meal::Lunch), Some("12:10"), Some(60)),
        lock("2026-11-07", "casa-duomo", None, None, None),
    ];
    assert_eq!(locked, expected);
    assert_eq!(edited(r#"[{"action":"unlock","item":"visit-pantheon"}]"#).locked, []);
}

#[test]
fn moving_locks_at_the_new_time() {
    let moved = edited(r#"[{"action":"move","item":"visit-pantheon","date":"2026-11-06","start":"15:30"}]"#);
    assert_eq!(moved.locked, [lock("2026-11-06", "pantheon", None, Some("15:30"), None)]);
    let moved = edited(r#"[{"action":"move","item":"dinner-2026-11-05","date":"2026-11-06"}]"#);
    assert_eq!(moved.locked, [pantheon(), lock("2026-11-06", "baffetto", Some(Meal::Dinner), None, None)]);
}

#[test]
fn moving_a_locked_meal_leaves_no_lock_behind() {
    let moved = edited(
        r#"[{"action":"lock","item":"dinner-2026-11-05"},{"action":"move","item":"dinner-2026-11-05","date":"2026-11-06","start":"18:00"}]"#,
    );
    assert_eq!(moved.locked, [pantheon(), lock("2026-11-06", "baffetto", Some(Meal::Dinner), Some("18:00"), Some(75))]);
}

#[test]
fn unlocking_a_meal_keeps_the_restaurants_other_locks() {
    let mut problem = problem();
    let other = lock("2026-11-06", "baffetto", Some(Meal::Lunch), None, None);
    problem.locked = vec![lock("2026-11-05", "baffetto", Some(Meal::Dinner), None, None), other.clone()];
    let unlocked = apply(&problem, &plan(), &edits(r#"[{"action":"unlock","item":"dinner-2026-11-05"}]"#)).unwrap();
    assert!(!unlocked.locked.iter().any(|lock| lock.meal == Some(Meal::Dinner)) && unlocked.locked.contains(&other));
}

#[test]
fn a_lodging_is_locked_for_each_stay_by_itself() {
    let mut problem = problem();
    let bed = |date| lock(date, "hotel-navona", None, None, None);
    // The group comes back to Rome for the last night.
    problem.locked = vec![bed("2026-11-12")];
    let locked = apply(&problem, &plan(), &edits(r#"[{"action":"lock","item":"stay-hotel-navona-2026-11-05"}]"#)).unwrap().locked;
    assert!(locked.contains(&bed("2026-11-12")) && locked.contains(&bed("2026-11-05")), "{locked:?}");
    problem.locked = locked;
    let unlocked = apply(&problem, &plan(), &edits(r#"[{"action":"unlock","item":"stay-hotel-navona-2026-11-05"}]"#)).unwrap().locked;
    assert!(unlocked.contains(&bed("2026-11-12")) && !unlocked.contains(&bed("2026-11-05")), "{unlocked:?}");
}

#[test]
fn removing_throws_out_even_a_must_see() {
    let removed = edited(
        r#"[{"action":"remove","item":"visit-colosseum"},{"action":"remove","item":"visit-pantheon"},{"action":"remove","item":"lunch-2026-11-05"}]"#,
    );
    assert_eq!(removed.constraints.excluded, ["zeb", "colosseum", "pantheon", "sora-lella"]);
    assert_eq!(removed.families[0].must_see, Vec::<String>::new());
    assert_eq!(removed.locked, []);
    let mut wished = problem();
    wished.constraints.must_see = vec!["colosseum".into()];
    let removed = apply(&wished, &plan(), &edits(r#"[{"action":"remove","item":"visit-colosseum"}]"#)).unwrap();
    assert_eq!(removed.constraints.must_see, Vec::<String>::new());
}

#[test]
fn adding_and_replacing() {
    let added = edited(r#"[{"action":"add","place":"navona"},{"action":"add","place":"uffizi","date":"2026-11-07"}]"#);
    assert_eq!(added.families[0].must_see, ["colosseum"], "nobody's own wish");
    assert_eq!(added.constraints.must_see, ["navona"]);
    let mut again = apply(&added, &plan(), &edits(r#"[{"action":"add","place":"colosseum"},{"action":"add","place":"navona"}]"#)).unwrap();
    assert_eq!(again.constraints.must_see, ["navona"]);
    again.constraints.excluded.push("navona".into());
    assert_eq!(check(&again).unwrap_err()[0].pointer, "/constraints/mustSee/0");
    assert_eq!(added.locked, [pantheon(), lock("2026-11-07", "uffizi", None, None, None)]);
    let replaced = edited(r#"[{"action":"replace","item":"lunch-2026-11-08","with":"zeb"}]"#);
    assert_eq!(replaced.locked, [pantheon(), lock("2026-11-08", "zeb", Some(Meal::Lunch), None, None)]);
    assert_eq!(replaced.constraints.excluded, Vec::<String>::new());
}

#[test]
fn all_faulty_edits_are_told_at_once() {
    let list = edits(
        r#"[
        {"action":"lock","item":"visit-moon"},
        {"action":"lock","item":"rest-2026-11-05"},
        {"action":"unlock","item":"visit-colosseum"},
        {"action":"move","item":"visit-colosseum","date":"2026-11-07"},
        {"action":"move","item":"visit-colosseum","date":"2027-01-01"},
        {"action":"remove","item":"stay-casa-duomo-2026-11-07"},
        {"action":"add","place":"crypt"},
        {"action":"add","place":"navona","start":"10:00"},
        {"action":"replace","item":"visit-colosseum","with":"navona"},
        {"action":"replace","item":"stay-casa-duomo-2026-11-07","with":"hotel-navona"},
        {"action":"replace","item":"lunch-2026-11-08","with":"enoteca"}
    ]"#,
    );
    let faults = apply(&problem(), &plan(), &list).unwrap_err();
    let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
    let expected = [
        ("/0/item", "unknown-item"),
        ("/1/item", "rest"),
        ("/2/item", "not-locked"),
        ("/3/date", "other-city"),
        ("/4/date", "outside-trip"),
        ("/5/item", "bed-needed"),
        ("/6/place", "avoided"),
        ("/7/start", "date-needed"),
        ("/8/item", "not-a-meal"),
        ("/9/with", "unknown-id"),
        ("/10/with", "other-city"),
    ];
    assert_eq!(told, expected);
    assert!(serde_json::from_str::<Edit>(r#"{"action":"lock","item":"x","start":"10:00"}"#).is_err(), "unknown fields are refused");
}

#[test]
fn feedback_changes_wishes() {
    let feedback: Feedback =
        serde_json::from_str(r#"{"more":["park","beach"],"less":["history"],"cheaper":true,"avoid":["colosseum","moon"],"moreRest":true}"#)
            .unwrap();
    let changed = apply_feedback(&problem(), &plan(), &feedback);
    let interests = &changed.families[0].interests;
    assert!((interests[&Category::Park] - 0.9).abs() < 1e-9 && (interests[&Category::Beach] - 0.6).abs() < 1e-9);
    assert!((interests[&Category::History] - 0.6).abs() < 1e-9 && changed.families[1].interests[&Category::History] == 0.0);
    assert_eq!(changed.constraints.budget.unwrap().minor, (plan().costs.total.minor * 9 + 5) / 10);
    assert_eq!(changed.constraints.excluded, ["zeb", "colosseum"]);
    assert_eq!(changed.constraints.pace, Pace::Relaxed);
    let calmer = apply_feedback(&changed, &plan(), &Feedback { more_rest: true, ..Feedback::default() });
    assert_eq!(calmer.days[0].start.to_string(), "09:30");
    let same = apply_feedback(&problem(), &plan(), &Feedback::default());
    assert_eq!((same.earlier, same.weights.closeness), (earlier(&plan()), 0.25));
    assert_eq!(
        Problem { earlier: vec![], weights: Weights::default(), ..apply_feedback(&problem(), &plan(), &Feedback::default()) },
        problem()
    );
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    assert_eq!(compare(&plan(), &plan()), []);
}

#[test]
fn differences_are_told_in_sentences() {
    let mut changed = sketch();
    changed.lodgings[0] = "other";
    changed.leg = "van-0800";
    changed.days[0][1] = ("12:25", "lunch ditirambo");
    changed.days[1] = vec![("09:30", "navona"), ("12:10", "lunch enoteca"), ("13:30", "rest"), ("17:30", "dinner sora-lella")];
    let mut other = problem();
    let mut cheap = other.lodgings[0].clone();
    (cheap.id, cheap.name, cheap.per_night.minor) = ("other".into(), "The Other".into(), 9000);
    other.lodgings.push(cheap);
    other.locked[0].minutes = Some(60);
    let mut newer = compose(&other, &changed);
    newer.families[0].satisfaction = plan().families[0].satisfaction + 5.0;
    newer.families[1].satisfaction = plan().families[1].satisfaction + 0.4;
    let changes = serde_json::to_value(compare(&plan(), &newer)).unwrap();
    let details: Vec<&str> = changes.as_array().unwrap().iter().map(|change| change["detail"].as_str().unwrap()).collect();
    let expected = [
        "Ditirambo in place of Sora Lella on 2026-11-05",
        "Ditirambo moves: 12:20 becomes 12:25",
        "Pantheon takes 60 minutes, not 55",
        "Villa Borghese on 2026-11-06 at 09:45 is gone",
        "Sora Lella in place of Ditirambo on 2026-11-06",
        "Piazza Navona is new on 2026-11-06 at 09:30",
        "from 2026-11-05 on the group sleeps with The Other in place of Hotel Navona",
        "on 2026-11-07 the group travels with van-0800, 08:00 to 11:30 in place of train-0900, 09:00 to 10:35",
    ];
    assert_eq!(details[..8], expected);
    assert!(matches!(compare(&plan(), &newer).last(), Some(Change::SatisfactionChanged { family, .. }) if family == "ito"));
    assert!(details[8].starts_with("the whole trip: "), "{}", details[8]);
}
