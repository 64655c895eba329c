//! What is told as a minimal conflict is one: held against trying everything, with a stop at any time, and with facts among the wishes.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::planning::problem::{Closure, Lodging, Pace, Problem};
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};

use crate::exhaustive::{possible, tight};
use crate::impossible::two_shows;
use crate::sound::{pointers, reason, run};
use crate::world::{eur, hm, lodging, place, rome};

/// All hard wishes of a [`tight`] trip.
fn wishes(problem: &Problem) -> Vec<String> {
    let days = (0..problem.days.len()).map(|index| format!("/days/{index}"));
    let musts = (0..problem.families[0].must_see.len()).map(|index| format!("/families/0/mustSee/{index}"));
    let others = ["/constraints/pace", "/constraints/budget", "/travel/maxWalkMinutes"].map(String::from);
    days.chain(musts).chain(others).collect()
}

/// The trip with only these wishes, given up here without any of the planner's code.
fn only(problem: &Problem, kept: &[&str]) -> Problem {
    let given_up = |pointer: &str| !kept.contains(&pointer);
    let mut relaxed = problem.clone();
    for (index, day) in relaxed.days.iter_mut().enumerate() {
        if given_up(&format!("/days/{index}")) {
            (day.start, day.end) = (day.start.min(hm(6, 0)), ClockTime::END_OF_DAY);
        }
    }
    let musts = problem.families[0].must_see.iter().enumerate().filter(|(index, _)| !given_up(&format!("/families/0/mustSee/{index}")));
    relaxed.families[0].must_see = musts.map(|(_, id)| id.clone()).collect();
    // Nobody needs any other place.
    let musts = &relaxed.families[0].must_see;
    relaxed.places.retain(|place| musts.contains(&place.id));
    if given_up("/constraints/pace") {
        relaxed.constraints.pace = Pace::Full;
    }
    if given_up("/constraints/budget") {
        relaxed.constraints.budget = None;
    }
    if given_up("/travel/maxWalkMinutes") {
        relaxed.travel.max_walk_minutes = 240;
    }
    relaxed
}

#[test]
fn a_minimal_conflict_is_one() {
    let (mut minimal, mut all) = (0, 0);
    for seed in 0..200 {
        let problem = tight(seed);
        let Outcome::Impossible(conflict) = run(&problem, 50) else { continue };
        all += 1;
        if !conflict.minimal {
            continue;
        }
        minimal += 1;
        let set = pointers(&conflict);
        let known = wishes(&problem);
        assert!(set.iter().all(|pointer| known.iter().any(|known| known == pointer)), "seed {seed}: {set:?}");
        assert!(!possible(&only(&problem, &set)), "seed {seed}: these hold together: {set:?}");
        for wish in &set {
            let rest: Vec<&str> = set.iter().copied().filter(|other| other != wish).collect();
            assert!(possible(&only(&problem, &rest)), "seed {seed}: {wish} is not needed in {set:?}");
        }
    }
    assert!(all > 60 && minimal * 10 >= all * 9, "{minimal} of {all} conflicts are proven to be minimal");
}

#[test]
fn whenever_it_is_stopped_the_set_stays_true() {
    let whole = reason(&two_shows());
    let mut told = Vec::new();
    for limit in (0..400).step_by(7) {
        let mut asked = 0;
        let mut stop = |_| {
            asked += 1;
            asked > limit
        };
        if let Outcome::Impossible(conflict) = plan(&two_shows(), &mut Effort { rounds: 10, stop: &mut stop }) {
            assert!(!conflict.minimal || conflict.wishes == whole.wishes, "{conflict:#?}");
            assert!(whole.wishes.iter().all(|wish| conflict.wishes.contains(wish)), "stopped after {limit}: {conflict:#?}");
            told.push(conflict.minimal);
        }
    }
    assert!(told.contains(&true) && told.contains(&false), "{told:?}");
}

/// The age of a child is told and stays; what can be given up is proven.
#[test]
fn facts_are_told_along() {
    let mut problem = rome();
    let gladiators = place("gladiators", Category::Show, 41.9, 12.48, 60);
    problem.places.push(pathfinder_domain::planning::problem::Place { tags: [("min_age".into(), "9".into())].into(), ..gladiators });
    problem.families[1].must_see = vec!["gladiators".into()];
    // Also a house that takes no children: the age is a wish of lodgings then, and nothing that the gladiators would look at.
    let strict = Lodging {
        forbids: [pathfinder_domain::planning::problem::HouseRule::ChildrenUnder10].into(),
        ..lodging("strict", 41.9, 12.5, eur(10, 0), 4)
    };
    problem.lodgings.push(strict);
    let conflict = reason(&problem);
    assert_eq!(pointers(&conflict), ["/families/1/mustSee/0", "/families/0/members/3/age"]);
    assert!(conflict.minimal);
}

#[test]
fn a_wish_that_stands_twice_is_told_once() {
    let mut problem = rome();
    let closed = problem.places[0].id.clone();
    problem.constraints.must_see = vec![closed.clone(), closed.clone()];
    problem.constraints.closures = vec![Closure { id: closed, date: None }];
    let Outcome::Impossible(conflict) = run(&problem, 60) else { panic!("closed on all days") };
    assert_eq!(conflict.wishes.len(), 1, "{conflict:#?}");
}
