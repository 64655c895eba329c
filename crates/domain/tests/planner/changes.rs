//! Planning anew after something changed: close to the plan before, around what is closed, in the rain, and later.

use pathfinder_domain::planning::compare::{Change, compare};
use pathfinder_domain::planning::edit::{Edit, apply};
use pathfinder_domain::planning::plan::{Activity, Plan};
use pathfinder_domain::planning::problem::Problem;

use crate::random::{self, Size};
use crate::sound::planned;
use crate::world::{date, hm, rome};

const ROUNDS: u64 = 400;

/// Plans, edits, plans anew with another seed.
fn replanned(problem: &Problem, edits: &[Edit]) -> (Plan, Plan) {
    let before = planned(problem, ROUNDS);
    let edited = Problem { seed: 77, ..apply(problem, &before, edits).unwrap() };
    let after = planned(&edited, ROUNDS);
    (before, after)
}

/// Ids of all visits and meals with their dates.
fn things(plan: &Plan) -> Vec<(chrono::NaiveDate, &str)> {
    let items = plan.days.iter().flat_map(|day| day.items.iter().map(|item| (day.date, item)));
    items.filter_map(|(date, item)| Some((date, item.activity.reference()?))).collect()
}

#[test]
fn without_a_change_nothing_changes() {
    let (before, after) = replanned(&rome(), &[]);
    let lost: Vec<_> = things(&before).into_iter().filter(|thing| !things(&after).contains(thing)).collect();
    assert!(lost.is_empty(), "{lost:?} are gone");
    assert_eq!(before.stays, after.stays);
}

#[test]
fn a_removed_visit_leaves_the_rest_alone() {
    let problem = rome();
    let before = planned(&problem, ROUNDS);
    let victim = before
        .days
        .iter()
        .flat_map(|day| &day.items)
        .find(|item| matches!(&item.activity, Activity::Visit { place, .. } if place != "pantheon"));
    let victim = victim.unwrap().id.clone();
    let (before, after) = replanned(&problem, &[Edit::Remove { item: victim.clone() }]);
    let lost: Vec<_> = things(&before).into_iter().filter(|thing| !things(&after).contains(thing)).collect();
    assert_eq!(lost.len(), 1, "{lost:?} are gone, not only {victim}");
    let gone = compare(&before, &after).into_iter().filter(|change| matches!(change, Change::Removed { .. })).count();
    assert_eq!(gone, 1);
}

#[test]
fn what_is_closed_on_a_date_is_not_visited_then() {
    let problem = rome();
    let before = planned(&problem, ROUNDS);
    let (day, place) = things(&before)[0];
    let (_, after) = replanned(&problem, &[Edit::Close { id: place.to_owned(), date: Some(day) }]);
    assert!(!things(&after).contains(&(day, place)), "{place} is closed on {day}");
    let kept = things(&before).iter().filter(|thing| things(&after).contains(thing)).count();
    assert!(kept + 3 >= things(&before).len(), "only {kept} of {} things are left", things(&before).len());
}

#[test]
fn a_rainy_day_is_spent_indoors_save_for_what_must_be_seen() {
    let mut problem = rome();
    for place in &mut problem.places {
        let indoor = ["vatican-museums", "galleria-borghese", "explora"].contains(&place.id.as_str());
        place.tags.insert("indoor".into(), if indoor { "yes" } else { "no" }.into());
    }
    let rainy = date(2);
    let (_, after) = replanned(&problem, &[Edit::Rain { date: rainy }]);
    let wet: Vec<&str> = things(&after)
        .into_iter()
        .filter(|(on, id)| *on == rainy && problem.places.iter().any(|place| place.id == *id && place.tags["indoor"] == "no"))
        .map(|(_, id)| id)
        .filter(|id| *id != "pantheon")
        .collect();
    assert!(wet.is_empty(), "{wet:?} on a rainy day");
}

#[test]
fn a_later_start_moves_or_drops_only_that_day() {
    let (before, after) = replanned(&rome(), &[Edit::Start { date: date(1), start: hm(13, 0) }]);
    for (old, new) in before.days.iter().zip(&after.days).skip(1) {
        let ids = |day: &pathfinder_domain::planning::plan::PlannedDay| day.items.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
        assert!(ids(old).iter().all(|id| ids(new).contains(id)), "{} changed", old.date);
    }
    assert!(after.days[0].items.iter().all(|item| item.start >= hm(13, 0)));
}

#[test]
fn disruptions_outside_the_trip_are_refused() {
    let problem = rome();
    let plan = planned(&problem, 50);
    let edits =
        [Edit::Rain { date: date(40) }, Edit::Close { id: "nowhere".into(), date: None }, Edit::Start { date: date(1), start: hm(23, 0) }];
    let faults = apply(&problem, &plan, &edits).unwrap_err();
    let found: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_ref())).collect();
    assert_eq!(found, [("/0/date", "outside-trip"), ("/1/id", "unknown-place"), ("/2/start", "after-end")]);
}

/// Most of a plan of any shape survives being planned again with another seed.
#[test]
fn random_plans_stay_what_they_were() {
    let size = Size { cities: 2, days: 5, families: 2, places: 30, restaurants: 20, lodgings: 4, strict: 20 };
    let (mut had, mut kept) = (0, 0);
    for seed in 0..12 {
        let problem = random::problem(size, seed);
        let pathfinder_domain::planning::solver::Outcome::Planned(_) = crate::sound::run(&problem, 100) else { continue };
        let (before, after) = replanned(&problem, &[]);
        had += things(&before).len();
        kept += things(&before).iter().filter(|thing| things(&after).contains(thing)).count();
    }
    assert!(had > 100 && kept * 100 >= had * 97, "{kept} of {had} things were kept");
}

#[test]
fn a_day_outdoors_has_a_spare_that_the_validator_knows_by_heart() {
    let mut problem = rome();
    for place in &mut problem.places {
        let indoor = ["vatican-museums", "galleria-borghese", "explora", "pantheon"].contains(&place.id.as_str());
        place.tags.insert("indoor".into(), if indoor { "yes" } else { "no" }.into());
    }
    problem.constraints.pace = pathfinder_domain::planning::problem::Pace::Relaxed;
    problem.families[1].interests.insert(pathfinder_domain::category::Category::Art, 0.0);
    let plan = planned(&problem, ROUNDS);
    let day = plan.days.iter().position(|day| day.spare.is_some()).expect("a spare on one of three days");
    let whole = serde_json::to_value(plan.days[day].spare.as_ref().unwrap()).unwrap();
    for (field, other) in [
        ("place", "colosseum".into()),
        ("name", "Elsewhere".into()),
        ("location", serde_json::json!({"lat": 41.9, "lon": 12.4})),
        ("insteadOf", "visit-nothing".into()),
        ("start", "09:01".into()),
        ("end", "20:59".into()),
        ("cost", serde_json::json!({"amount": "999.00", "currency": "EUR"})),
        ("detail", "something else".into()),
    ] {
        let mut changed = whole.clone();
        changed[field] = other;
        let mut damaged = plan.clone();
        damaged.days[day].spare = Some(serde_json::from_value(changed).unwrap());
        let breaches = pathfinder_domain::planning::validate::validate(&problem, &damaged).unwrap_err();
        assert!(breaches.iter().any(|breach| breach.rule == "spare"), "{field} was changed unseen");
    }
}
