//! The example problems are what their README says.

use std::path::Path;

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::reasons::render_conflict;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::text::render;
use pathfinder_domain::planning::validate::validate;

fn example(name: &str) -> Problem {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/problems").join(name);
    let problem: Problem = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(check(&problem), Ok(()), "{name}");
    problem
}

fn planned(problem: &Problem) -> Option<Plan> {
    let Outcome::Planned(plan) = plan(problem, &mut Effort { rounds: 300, stop: &mut |_| false }) else { return None };
    validate(problem, &plan).unwrap();
    Some(*plan)
}

/// Why there is no plan, as people read it, and what that points to.
fn conflict(problem: &Problem) -> (String, Vec<String>) {
    let Outcome::Impossible(conflict) = plan(problem, &mut Effort { rounds: 300, stop: &mut |_| false }) else { panic!("there is a plan") };
    assert!(conflict.minimal, "{conflict:#?}");
    (
        render_conflict(&conflict).split_whitespace().collect::<Vec<_>>().join(" "),
        conflict.wishes.into_iter().map(|wish| wish.pointer).collect(),
    )
}

#[test]
fn lisbon() {
    assert!(planned(&example("lisbon-week.json")).is_some());
    let (told, pointers) = conflict(&example("lisbon-closed-monday.json"));
    assert_eq!(pointers, ["/families/1/mustSee/0"]);
    assert!(told.contains("Without this wish there is one: it was found and checked."), "{told}");
}

#[test]
fn hamburg() {
    let problem = example("hamburg-evening.json");
    let (told, pointers) = conflict(&problem);
    assert_eq!(
        pointers,
        ["/families/0/needs/bedtime", "/constraints/requiredCuisines/0", "/constraints/budget", "/families/1/mustSee/0"],
        "{told}"
    );
    assert!(told.contains("for each a plan was found and checked. Each of these would help:"), "{told}");
    assert!(told.ends_with("+ 74.00 EUR more (/constraints/budget)"), "{told}");
    let give_up: [fn(&mut Problem); 4] = [
        |problem| problem.families[0].needs.bedtime = None,
        |problem| problem.constraints.required_cuisines.clear(),
        |problem| problem.constraints.budget = None,
        |problem| problem.families[1].must_see.clear(),
    ];
    for give_up in give_up {
        let mut relaxed = problem.clone();
        give_up(&mut relaxed);
        assert!(planned(&relaxed).is_some());
    }
}

#[test]
fn london_apart() {
    let mut problem = example("london-apart.json");
    let plan = planned(&problem).unwrap();
    let splits: Vec<_> = plan.days.iter().flat_map(|day| &day.splits).collect();
    assert_eq!(splits.len(), 1);
    for (family, visit) in [("lindqvist", "visit-hms-belfast"), ("okafor", "visit-london-zoo")] {
        assert!(splits[0].party_of(family).unwrap().items.iter().any(|item| item.id == visit), "{family}: {:#?}", splits[0]);
    }
    let text = render(&plan);
    for words in [splits[0].name.as_str(), "| Lindqvist", "| Okafor", "HMS Belfast (transport)", "while the Okafor family is at"] {
        assert!(text.contains(words), "{words} is missing in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    problem.constraints.splits = 0;
    assert!(planned(&problem).is_none(), "together nobody gets on board with a stroller");
}
