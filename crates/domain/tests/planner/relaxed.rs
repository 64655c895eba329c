//! What would help where there is no plan: told with the amount, and true.

use pathfinder_domain::planning::plan::Relaxation;
use pathfinder_domain::planning::problem::{Pace, Problem};

use crate::sound::{planned, reason};
use crate::world::{date, eur, hm, rome};

fn relaxations(problem: &Problem) -> Vec<Relaxation> {
    reason(problem).relaxations
}

#[test]
fn a_tight_budget_says_how_much_more() {
    let mut problem = rome();
    problem.constraints.budget = Some(eur(300, 0));
    let found = relaxations(&problem);
    let more = found.iter().find(|relaxation| relaxation.pointer == "/constraints/budget").unwrap();
    let more = more.money.unwrap();
    problem.constraints.budget = Some(eur(0, 30_000 + more.minor));
    planned(&problem, 200);
}

#[test]
fn a_family_that_cannot_pay_says_how_much_more() {
    let mut problem = rome();
    problem.families[1].budget = Some(eur(50, 0));
    let found = relaxations(&problem);
    let more = found.iter().find(|relaxation| relaxation.pointer == "/families/1/budget").unwrap();
    assert!(more.detail.ends_with("more from the Rossi family"), "{}", more.detail);
    problem.families[1].budget = Some(eur(0, 5_000 + more.money.unwrap().minor));
    planned(&problem, 200);
}

#[test]
fn too_much_for_the_days_says_one_day_longer() {
    let mut problem = rome();
    problem.days.truncate(1);
    problem.constraints.pace = Pace::Full;
    problem.families[1].must_see = ["vatican-museums", "galleria-borghese", "bioparco", "colosseum"].map(String::from).to_vec();
    let found = relaxations(&problem);
    let longer = found.iter().find(|relaxation| relaxation.days == Some(1)).unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(longer.detail, "one day longer, until 5 May");
}

#[test]
fn a_short_day_says_how_much_longer() {
    let mut problem = rome();
    problem.days.truncate(1);
    problem.days[0].end = hm(11, 0);
    problem.families[1].must_see = vec!["vatican-museums".into()];
    assert_eq!(problem.days[0].date, date(1));
    let found = relaxations(&problem);
    let longer = found.iter().find(|relaxation| relaxation.pointer == "/days/0").unwrap_or_else(|| panic!("{found:#?}"));
    assert!(longer.minutes.is_some_and(|minutes| minutes <= 120), "{longer:?}");
}
