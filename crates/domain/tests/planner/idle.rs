//! Waiting between one thing and the next: known answers, and what weighing it does to random weeks.

use pathfinder_domain::category::Category;
use pathfinder_domain::planning::plan::{Activity, Item, Plan, PlannedDay};
use pathfinder_domain::planning::problem::Problem;

use crate::random::{self, Size, WEEK};
use crate::sound::planned;
use crate::world::{bare, hm, place};

fn starts(plan: &Plan) -> Vec<(&str, String)> {
    plan.days.iter().flat_map(|day| &day.items).map(|item| (item.name.as_str(), item.start.to_string())).collect()
}

/// Minutes between two things that neither the way nor rest explains, beyond twenty.
fn waited(day: &PlannedDay) -> f64 {
    let pairs = day.items.windows(2).filter_map(|pair| <&[Item; 2]>::try_from(pair).ok());
    let wait = |[before, next]: &[Item; 2]| {
        let rests = before.activity == Activity::Rest || next.activity == Activity::Rest;
        let way = next.way.as_ref().map_or(0, |way| way.seconds);
        let free = next.start.seconds().saturating_sub(before.end.seconds() + way).saturating_sub(20 * 60);
        if rests { 0.0 } else { f64::from(free) / 60.0 }
    };
    pairs.map(wait).sum()
}

#[test]
fn the_day_begins_later_rather_than_with_a_wait() {
    let mut problem = bare(1);
    problem.places = vec![place("forum", Category::History, 41.8967, 12.4822, 60), place("opera", Category::Show, 41.8967, 12.4822, 120)];
    problem.places[1].opening_hours = Some("Mo 15:00-20:00".into());
    // Ten minutes are no wait, and the opera may also come first.
    problem.places[0].opening_hours = Some("Mo 09:00-14:30".into());
    let plan = planned(&problem, 20);
    assert_eq!(starts(&plan), [("forum", "13:25".to_owned()), ("opera", "15:00".to_owned())], "15 minutes to breathe, 20 as usual");
    problem.weights.idle = 0.0;
    assert_eq!(starts(&planned(&problem, 20)), [("forum", "09:00".to_owned()), ("opera", "15:00".to_owned())]);
}

/// Either order keeps the hours, but only one needs no waiting.
#[test]
fn the_order_with_less_waiting_is_taken() {
    let mut problem = bare(2);
    problem.days.iter_mut().for_each(|day| day.end = hm(19, 0));
    let at = |id: &str, hours: &str| {
        let mut place = place(id, Category::History, 41.8967, 12.4822, 60);
        place.opening_hours = Some(hours.into());
        place
    };
    problem.places = vec![
        at("early", "Mo-Tu 09:00-10:00"),
        at("late", "Mo-Tu 17:00-18:00"),
        at("dawn", "Mo-Tu 10:15-11:15"),
        at("dusk", "Mo-Tu 15:45-16:45"),
    ];
    let plan = planned(&problem, 200);
    assert!(plan.days.iter().all(|day| day.items.len() == 2 && waited(day) < 0.5), "{:?}", starts(&plan));
}

/// Weighing the waits makes them shorter, and costs next to no satisfaction and no visits.
#[test]
fn weeks_wait_less_and_lose_nothing() {
    let of = |idle: f64| {
        let mut sums = (0.0, 0.0, 0);
        for seed in 0..6 {
            let problem = random::problem(Size { strict: 0, ..WEEK }, seed);
            let plan =
                planned(&Problem { weights: pathfinder_domain::planning::problem::Weights { idle, ..problem.weights }, ..problem }, 300);
            sums.0 += plan.days.iter().map(waited).sum::<f64>() / plan.days.len() as f64;
            sums.1 += plan.families.iter().map(|family| family.satisfaction).sum::<f64>() / plan.families.len() as f64;
            sums.2 += plan.days.iter().flat_map(|day| &day.items).filter(|item| item.is_visit()).count();
        }
        (sums.0 / 6.0, sums.1 / 6.0, sums.2)
    };
    let (without, with) = (of(0.0), of(1.0));
    eprintln!("minutes a day, satisfaction, visits: {without:?} without, {with:?} with");
    assert!(with.0 < 0.75 * without.0, "{with:?} {without:?}");
    assert!(with.1 > without.1 - 1.0 && with.2 + 4 > without.2, "{with:?} {without:?}");
}
