//! Plans whose days start and end elsewhere: the validator names what is changed of their points, ways and times.

use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::{Base, Plan};
use pathfinder_domain::planning::problem::{Endpoint, Problem};
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::validate::validate;
use serde_json::Value;

use crate::mutations::{at, broken, collect, other};
use crate::world;

/// From Rome's station on the first day, to Florence's on the last.
fn problem() -> Problem {
    let mut problem = world::problem();
    let point =
        |id: &str, name: &str, lat: f64, lon: f64| Some(Endpoint { id: id.into(), name: name.into(), location: Point::new(lat, lon) });
    problem.days[0].starts_at = point("roma-termini", "Termini", 41.9010, 12.5020);
    problem.days[3].ends_at = point("firenze-smn", "Santa Maria Novella", 43.7763, 11.2477);
    assert_eq!(check(&problem), Ok(()));
    problem
}

fn planned(problem: &Problem) -> Plan {
    match plan(problem, &mut Effort { rounds: 60, stop: &mut |_| false }) {
        Outcome::Planned(plan) => *plan,
        other => panic!("{other:#?}"),
    }
}

#[test]
fn the_plan_holds_and_its_proof_counts_the_points() {
    let plan = planned(&problem());
    let proof = validate(&problem(), &plan).unwrap();
    let of = |rule: &str| proof.iter().find(|proven| proven.rule == rule).map(|proven| proven.detail.as_str());
    assert_eq!(of("endpoints"), Some("2 starts and ends of days are where they should be"));
    assert_eq!((plan.days[0].start().name.as_str(), plan.days[3].end().name.as_str()), ("Termini", "Santa Maria Novella"));
    let first = plan.days[0].items[0].way.as_ref().map(|way| way.metres);
    assert!(first.is_some(), "nothing is at the station itself");
}

type Mutation = (&'static str, &'static str, fn(&mut Plan));

const MUTATIONS: &[Mutation] = &[
    ("a start at the lodging", "endpoints", |p| p.days[0].starts_at = None),
    ("an end at the lodging", "endpoints", |p| p.days[3].ends_at = None),
    ("a start that nobody named", "endpoints", |p| p.days[1].starts_at = p.days[0].starts_at.clone()),
    ("start and end swapped", "endpoints", |p| p.days[0].ends_at = p.days[0].starts_at.take()),
    ("another station", "endpoints", |p| end(p).id = "roma-termini".into()),
    ("another name", "endpoints", |p| end(p).name.push('!')),
    ("a station elsewhere", "endpoints", |p| end(p).location.lat += 0.001),
    ("no way to the station", "ways", |p| p.days[3].way_back = None),
    ("a shorter way to the station", "ways", |p| p.days[3].way_back.as_mut().unwrap().metres -= 100),
    ("a faster way from the station", "ways", |p| p.days[0].items[0].way.as_mut().unwrap().seconds -= 60),
    ("no way from the station", "ways", |p| p.days[0].items[0].way = None),
    ("a dearer way", "costs", |p| p.days[3].way_back.as_mut().unwrap().cost.minor += 1),
    ("less walking", "walking-per-day", |p| p.days[3].walk_minutes += 1),
    ("another base", "lodging", |p| p.days[0].base = p.days[0].starts_at.clone().unwrap()),
];

fn end(plan: &mut Plan) -> &mut Base {
    plan.days[3].ends_at.as_mut().unwrap()
}

#[test]
fn every_damage_is_named() {
    let (problem, plan) = (problem(), planned(&problem()));
    for (what, rule, damage) in MUTATIONS {
        let mut damaged = plan.clone();
        damage(&mut damaged);
        let broken = broken(&problem, &damaged);
        assert!(broken.contains(rule), "{what}: {rule} is not in {broken:?}");
    }
}

/// The plan of one problem does not hold for another with other points.
#[test]
fn other_wishes_break_the_plan() {
    let plan = planned(&problem());
    let without = broken(&world::problem(), &plan);
    assert!(without.contains("endpoints") && without.contains("ways"), "{without:?}");
    let mut later = problem();
    later.days[3].end = at("15:00");
    assert!(broken(&later, &plan).contains("return"));
    let mut moved = problem();
    moved.days[3].ends_at.as_mut().unwrap().location.lon += 0.02;
    let found = broken(&moved, &plan);
    assert!(found.contains("endpoints") && found.contains("ways"), "{found:?}");
}

#[test]
fn no_leaf_of_the_points_can_be_changed_unseen() {
    let problem = problem();
    let whole: Value = serde_json::to_value(planned(&problem)).unwrap();
    let mut leaves = Vec::new();
    collect(&whole, String::new(), &mut leaves);
    let own: Vec<&String> = leaves.iter().filter(|leaf| leaf.contains("/startsAt/") || leaf.contains("/endsAt/")).collect();
    assert_eq!(own.len(), 8);
    for pointer in own {
        let mut damaged = whole.clone();
        let leaf = damaged.pointer_mut(pointer).unwrap();
        *leaf = other(leaf, pointer);
        let plan = serde_json::from_value::<Plan>(damaged).unwrap();
        assert!(validate(&problem, &plan).is_err(), "{pointer} was changed unseen");
    }
}
