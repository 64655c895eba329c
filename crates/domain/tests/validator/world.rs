//! Two families four days in Rome and Florence: the problem, and a plan written by hand.

use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;

use crate::sketch::{Sketch, compose};

pub(crate) fn problem() -> Problem {
    let problem: Problem = serde_json::from_str(include_str!("two-families.json")).unwrap();
    assert_eq!(check(&problem), Ok(()));
    problem
}

/// Beds, connections, and what happens when; ways, lengths and costs follow from the rules.
pub(crate) fn sketch() -> Sketch {
    Sketch {
        lodgings: vec!["hotel-navona", "casa-duomo"],
        leg: "train-0900",
        days: vec![
            vec![
                ("09:30", "colosseum"),
                ("12:20", "lunch sora-lella"),
                ("13:30", "rest"),
                ("15:20", "pantheon"),
                ("17:30", "dinner baffetto"),
            ],
            vec![("09:45", "borghese"), ("12:10", "lunch enoteca"), ("13:30", "rest"), ("17:30", "dinner ditirambo")],
            vec![("11:40", "lunch mario"), ("13:30", "rest"), ("15:15", "duomo"), ("17:30", "dinner gusta")],
            vec![("09:30", "uffizi"), ("11:45", "lunch mercato"), ("13:30", "rest")],
        ],
    }
}

pub(crate) fn plan() -> Plan {
    compose(&problem(), &sketch())
}
