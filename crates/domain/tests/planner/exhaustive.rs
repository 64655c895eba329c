//! The planner says "no plan" exactly where trying everything finds none: small trips full of must-sees, hours, meals and a budget.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::opening::Hours;
use pathfinder_domain::planning::problem::{Fee, Pace, Problem};
use pathfinder_domain::planning::rules::travel::{Spot, Ways};
use pathfinder_domain::planning::solver::Outcome;
use pathfinder_domain::planning::validate::validate;

use crate::random::Draw;
use crate::sound::run;
use crate::world::{bare, eur, hm, place};

const HOURS: [Option<&str>; 5] =
    [None, Some("Mo-Su 09:00-12:00"), Some("Mo-Su 13:00-17:00"), Some("Mo-Su 09:30-11:00,14:00-16:00"), Some("Tu 10:00-18:00")];

/// One or two days, up to five places that must be seen, so close to impossible that about half of them are.
pub(crate) fn tight(seed: u64) -> Problem {
    let mut d = Draw::new(seed);
    let days = 1 + d.upto(2);
    let mut problem = bare(days);
    problem.seed = seed;
    problem.constraints.pace = d.of(&[Pace::Balanced, Pace::Full]);
    for day in &mut problem.days {
        day.end = hm(13 + d.upto(7) as u32, 0);
    }
    let count = 2 + d.upto(4) as usize;
    problem.places = (0..count)
        .map(|i| {
            let (lat, lon) = (41.88 + d.upto(40) as f64 / 1000.0, 12.46 + d.upto(50) as f64 / 1000.0);
            let mut one = place(&format!("place-{i}"), Category::Art, lat, lon, d.of(&[30, 60, 90, 120]));
            one.opening_hours = d.of(&HOURS).map(Into::into);
            one.fees = vec![Fee { from_age: 0, price: eur(d.upto(20) as i64, 0) }];
            one
        })
        .collect();
    problem.families[0].must_see = problem.places.iter().map(|place| place.id.clone()).collect();
    problem.travel.transit_fare = Some(eur(2, 0));
    problem.constraints.budget = d.chance(50).then(|| eur(20 + d.upto(120) as i64, 0));
    problem
}

/// All orders of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for next in 0..count {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}

/// All ways to give so many things to so many days.
fn splits(count: usize, days: usize) -> Vec<Vec<usize>> {
    (0..count).fold(vec![vec![]], |all, _| {
        all.into_iter().flat_map(|split: Vec<usize>| (0..days).map(move |day| [split.clone(), vec![day]].concat())).collect()
    })
}

/// Whether any order of all places on any days keeps hours, windows, pace and budget.
pub(crate) fn possible(problem: &Problem) -> bool {
    let ways = Ways::of(problem);
    let base = Spot { id: "rome", point: problem.cities[0].center };
    let hours: Vec<Vec<Vec<Window>>> = problem
        .places
        .iter()
        .map(|place| {
            let whole = Window { from: hm(0, 0), until: hm(24, 0) };
            let read = place.opening_hours.as_deref().map(|text| Hours::parse(text, Some("IT")).unwrap());
            problem.days.iter().map(|day| read.as_ref().map_or(vec![whole], |hours| hours.on(day.date))).collect()
        })
        .collect();
    let persons = problem.families[0].members.len() as i64;
    let fees: i64 = problem.places.iter().flat_map(|place| &place.fees).map(|fee| fee.price.minor * persons).sum();
    let breather = problem.constraints.pace.breather_minutes() * 60;
    // The cheapest way to do these on one day in this order; none where it cannot be done.
    let tour = |day: usize, order: &[usize]| -> Option<i64> {
        if order.len() > problem.constraints.visits_a_day() {
            return None;
        }
        let (mut at, mut here, mut cost) = (problem.days[day].start.seconds(), base, 0);
        let last = order.len().checked_sub(1);
        for (nth, index) in order.iter().enumerate() {
            let place = &problem.places[*index];
            let there = Spot { id: &place.id, point: place.location };
            let way = ways.between(here, there)?;
            let arrival = at + way.seconds;
            let open = hours[*index][day]
                .iter()
                .find(|open| arrival.max(open.from.seconds()) + place.visit_minutes * 60 <= open.until.seconds())?;
            cost += way.cost;
            at = arrival.max(open.from.seconds()) + place.visit_minutes * 60 + if Some(nth) == last { 0 } else { breather };
            here = there;
        }
        let back = ways.between(here, base)?;
        (at + back.seconds <= problem.days[day].end.seconds()).then_some(cost + back.cost)
    };
    let orders = permutations(problem.places.len());
    splits(problem.places.len(), problem.days.len()).iter().any(|split| {
        orders.iter().any(|order| {
            let cost = (0..problem.days.len()).try_fold(fees, |sum, day| {
                let today: Vec<usize> = order.iter().copied().filter(|index| split[*index] == day).collect();
                if today.is_empty() { Some(sum) } else { Some(sum + tour(day, &today)?) }
            });
            cost.is_some_and(|cost| problem.constraints.budget.is_none_or(|budget| cost <= budget.minor))
        })
    })
}

fn compare(cases: std::ops::Range<u64>) {
    let (mut plans, mut none, mut missed) = (0, 0, Vec::new());
    for seed in cases {
        let problem = tight(seed);
        let expected = possible(&problem);
        match run(&problem, 50) {
            Outcome::Planned(plan) => {
                validate(&problem, &plan).unwrap();
                assert!(expected, "seed {seed}: a plan where there is none");
                plans += 1;
            }
            Outcome::Impossible(conflict) => {
                if expected {
                    missed.push((seed, conflict.summary));
                }
                none += 1;
            }
            Outcome::Stopped => panic!("nobody asked it to stop"),
        }
    }
    assert!(missed.is_empty(), "there are plans, but: {missed:#?}");
    assert!(plans * 5 > none && none * 5 > plans, "{plans} possible, {none} not: too one-sided to tell anything");
}

#[test]
fn no_plan_means_that_there_is_none() {
    compare(0..400);
}

/// Trips whose only plans that the budget allows see more on one day than is quickest.
#[test]
fn the_cheapest_day_is_found_where_it_is_not_the_quickest() {
    for seed in [3989, 4971, 5174, 5528, 6212, 7197, 7746, 8285, 8968] {
        assert!(matches!(run(&tight(seed), 50), Outcome::Planned(_)), "seed {seed}");
    }
}

/// The long form; see docs/verification.md.
#[test]
#[ignore = "minutes: cargo nextest run -p pathfinder-domain --run-ignored only"]
fn no_plan_means_that_there_is_none_10_000_times() {
    compare(0..10_000);
}
