//! Tables of the rules that planner and validator share.

use pathfinder_domain::clock_time::{ClockTime, Window};
use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::problem::{Matrix, Mode, Problem};
use pathfinder_domain::planning::rules::days::{naps, rests, window};
use pathfinder_domain::planning::rules::ends::Distances;
use pathfinder_domain::planning::rules::group::Group;
use pathfinder_domain::planning::rules::meals::{MustSee, day_out, earliest, free, gaps};
use pathfinder_domain::planning::rules::travel::{Spot, Ways};
use pathfinder_domain::planning::rules::{needs, prices, visits};
use proptest::prelude::*;

use crate::world::problem;

fn at(time: &str) -> ClockTime {
    time.parse().unwrap()
}

fn span(from: &str, until: &str) -> Window {
    Window { from: at(from), until: at(until) }
}

/// A spot so many metres north of Rome's centre.
fn north<'a>(id: &'a str, metres: f64) -> Spot<'a> {
    Spot { id, point: Point::new(41.8967 + metres / 111_195.08, 12.4822) }
}

fn grown_ups() -> Problem {
    let mut problem = problem();
    problem.families[0].members.retain(|member| member.age > 6);
    problem
}

#[test]
fn ways_take_the_documented_times() {
    let (slow, fast) = (problem(), grown_ups());
    // Metres as the crow flies; mode, minutes, metres and cents of six or seven persons.
    for (problem, crow, expected) in [
        (&slow, 0.0, (Mode::Walk, 0, 0, 0)),
        (&slow, 29.0, (Mode::Walk, 0, 0, 0)),
        (&slow, 1000.0, (Mode::Walk, 22, 1300, 0)),
        (&fast, 1000.0, (Mode::Walk, 19, 1300, 0)),
        (&slow, 1200.0, (Mode::Transit, 14, 1560, 900)),
        (&fast, 6000.0, (Mode::Transit, 34, 7800, 900)),
        (&fast, 6001.0, (Mode::Transit, 35, 7801, 900)),
    ] {
        let way = Ways::of(problem).between(north("a", 0.0), north("b", crow)).unwrap();
        assert_eq!((way.mode, way.minutes(), way.metres, way.cost), expected, "{crow} metres");
    }
}

#[test]
fn the_fastest_allowed_mode_goes_where_nobody_walks() {
    let mut problem = problem();
    problem.constraints.forbidden_modes.clear();
    let mode = |problem: &Problem, metres: f64| {
        Ways::of(problem).between(north("a", 0.0), north("b", metres)).map(|way| (way.mode, way.minutes()))
    };
    assert_eq!(mode(&problem, 3000.0), Some((Mode::Taxi, 16)));
    let taxi = Ways::of(&problem).between(north("a", 0.0), north("b", 3000.0)).unwrap();
    // Two taxis for seven persons, 3.00 and 4.05 km at 1.60 each; four sevenths and three sevenths of 18.96.
    assert_eq!(taxi.cost, 2 * (300 + 648));
    assert_eq!(Ways::of(&problem).shares(Mode::Taxi, taxi.metres), [1083, 813]);
    problem.constraints.forbidden_modes = vec![Mode::Taxi, Mode::Transit];
    assert_eq!(mode(&problem, 3000.0), None);
    problem.travel.modes.push(Mode::Car);
    assert_eq!(mode(&problem, 3000.0), Some((Mode::Car, 19)));
    problem.constraints.forbidden_modes.push(Mode::Walk);
    assert_eq!(mode(&problem, 500.0), Some((Mode::Car, 10)));
    assert_eq!(mode(&problem, 10.0), Some((Mode::Walk, 0)), "the same place needs no mode");
}

#[test]
fn the_shortest_walking_limit_holds() {
    let mut problem = problem();
    problem.families[1].needs.max_walk_minutes = Some(10);
    let ways = Ways::of(&problem);
    assert_eq!(ways.walk_limit(), 10);
    assert_eq!(ways.between(north("a", 0.0), north("b", 600.0)).unwrap().mode, Mode::Transit);
    assert_eq!(ways.by(Mode::Walk, north("a", 0.0), north("b", 600.0)), None);
}

#[test]
fn a_matrix_decides_time_and_mode() {
    let mut problem = problem();
    problem.travel.matrix = Some(Matrix { ids: vec!["a".into(), "b".into()], seconds: vec![vec![0, 61], vec![3600, 0]] });
    let mode = |problem: &Problem, from: &str, to: &str| {
        Ways::of(problem).between(north(from, 0.0), north(to, 100.0)).map(|w| (w.mode, w.minutes()))
    };
    assert_eq!(mode(&problem, "a", "b"), Some((Mode::Transit, 2)));
    assert_eq!(mode(&problem, "b", "a"), Some((Mode::Transit, 60)));
    assert_eq!(mode(&problem, "a", "c"), Some((Mode::Walk, 3)), "not in the matrix");
    problem.travel.modes = vec![Mode::Walk];
    assert_eq!(mode(&problem, "a", "b"), Some((Mode::Walk, 2)));
    assert_eq!(mode(&problem, "b", "a"), None, "too far on foot");
}

#[test]
fn visits_take_longer_with_small_children() {
    let (slow, fast) = (problem(), grown_ups());
    let minutes = |problem: &Problem, usual: u32| {
        let mut place = problem.places[0].clone();
        place.visit_minutes = usual;
        visits::minutes(&place, &Group::of(&problem.families))
    };
    for (usual, with_toddler) in [(120, 140), (45, 55), (100, 115), (5, 10), (20, 25)] {
        assert_eq!(minutes(&slow, usual), with_toddler);
        assert_eq!(minutes(&fast, usual), usual);
    }
}

#[test]
fn prices_follow_age() {
    let problem = problem();
    assert_eq!([0, 17, 18, 90].map(|age| prices::fee(&problem.places[0], age)), [0, 0, 1800, 1800]);
    assert_eq!([0, 2, 3, 11, 12, 40].map(|age| prices::meal_price(1725, age)), [0, 0, 863, 863, 1725, 1725]);
    // Ito: two adults, 7 and 3; Meyer: two adults and 13.
    assert_eq!(prices::meal(&problem.restaurants[0], &problem.families), [2 * 1725 + 2 * 863, 3 * 1725]);
    assert_eq!(prices::entrance(&problem.places[0], &problem.families), [3600, 3600]);
}

#[test]
fn rooms_and_seats_are_each_familys_own() {
    let mut problem = problem();
    let group = Group::of(&problem.families);
    assert_eq!(prices::rooms(&problem.lodgings[0], &group), [1, 1]);
    assert_eq!(prices::stay(&problem.lodgings[1], &group, 2), [2 * 2 * 12_000, 2 * 12_000]);
    assert_eq!(prices::leg(&problem.legs[0], &group), [4 * 2500, 3 * 2500]);
    // Two vans for seven; 200.02 by four and three sevenths.
    assert_eq!(prices::leg(&problem.legs[1], &group), [11_430, 8572]);
    problem.families[0].members[3].age = 1;
    let group = Group::of(&problem.families);
    assert_eq!(prices::rooms(&problem.lodgings[1], &group), [1, 1], "a baby sleeps in its parents' room");
    assert_eq!(prices::leg(&problem.legs[0], &group), [3 * 2500, 3 * 2500], "and on their lap");
}

#[test]
fn needs_rule_out_what_does_not_suit() {
    let problem = problem();
    let fault = |index: usize| needs::place(&problem.places[index], &problem.families).map_err(|unmet| (unmet.need, unmet.family));
    assert_eq!(fault(0), Ok(()));
    assert_eq!(fault(5), Err((needs::Need::Stroller, 0)));
    assert_eq!(fault(6), Err((needs::Need::Age, 0)));
    let steak = needs::restaurant(&problem.restaurants[4], &problem.families).unwrap_err();
    assert_eq!(steak.detail, "Steakhouse is not known to serve vegetarian food, which the Ito family needs");
    let mut wheels = problem.clone();
    wheels.families[1].needs.step_free = true;
    for (mark, suits) in [("yes", true), ("limited", true), ("no", false), ("", false)] {
        wheels.places[0].tags.insert("wheelchair".into(), mark.into());
        assert_eq!(needs::place(&wheels.places[0], &wheels.families).is_ok(), suits, "{mark}");
        wheels.restaurants[0].tags.insert("wheelchair".into(), mark.into());
        assert_eq!(needs::restaurant(&wheels.restaurants[0], &wheels.families).is_ok(), mark != "no", "{mark}");
    }
}

#[test]
fn days_end_at_the_first_bedtime_and_begin_after_arriving() {
    let problem = problem();
    assert_eq!(window(&problem.days[0], &problem.families, None), span("09:00", "20:00"));
    assert_eq!(window(&problem.days[2], &problem.families, Some(at("10:35"))), span("11:05", "20:00"));
    assert_eq!(window(&problem.days[2], &problem.families, Some(at("07:00"))), span("09:00", "20:00"));
}

#[test]
fn naps_merge_and_are_cut_to_the_day() {
    let mut problem = problem();
    problem.families[1].needs.nap = Some(span("14:30", "15:30"));
    assert_eq!(naps(&problem.families), [span("13:30", "15:30")]);
    assert_eq!(rests(&problem.families, span("14:00", "20:00")), [span("14:00", "15:30")]);
    assert_eq!(rests(&problem.families, span("16:00", "20:00")), []);
    problem.families[1].needs.nap = Some(span("16:00", "16:30"));
    assert_eq!(naps(&problem.families), [span("13:30", "15:00"), span("16:00", "16:30")]);
}

#[test]
fn a_table_is_found_at_the_earliest_free_time() {
    let problem = problem();
    let ways = Ways::of(&problem);
    let taken = [span("13:30", "15:00")];
    let rule = problem.constraints.meals.lunch.unwrap();
    let lunch = |open: &[Window], metres: f64, day: Window| {
        let seconds = ways.between(north("base", 0.0), north("table", metres)).unwrap().seconds;
        earliest(rule, &Distances::of_base(seconds, seconds), (day, &gaps(day, &taken)), open).map(|start| start.to_string())
    };
    let day = span("09:00", "20:00");
    assert_eq!(lunch(&[span("00:00", "24:00")], 500.0, day).as_deref(), Some("11:30"));
    assert_eq!(lunch(&[span("12:15", "15:00")], 500.0, day).as_deref(), Some("12:15"));
    assert_eq!(lunch(&[span("12:30", "15:00")], 500.0, day), None, "the nap begins 60 + 11 minutes later than 12:19");
    assert_eq!(lunch(&[span("00:00", "24:00")], 500.0, span("11:30", "20:00")).as_deref(), Some("11:41"));
    assert_eq!(lunch(&[span("11:00", "12:00")], 500.0, day), None, "closes during the meal");
    assert_eq!(lunch(&[], 500.0, day), None);
}

#[test]
fn a_day_out_excuses_the_meals_inside_it() {
    let lunch = problem().constraints.meals.lunch.unwrap();
    for (visit, excused) in
        [(span("10:00", "15:00"), true), (span("12:00", "16:00"), true), (span("12:30", "17:00"), false), (span("09:00", "13:59"), false)]
    {
        assert_eq!(day_out(visit, lunch), excused, "{visit:?}");
    }
    assert!(!day_out(span("11:00", "14:30"), lunch), "shorter than four hours");
}

/// Whether a must-see of so many minutes excuses a lunch that is served from 11:30 on, on a day from nine to eight with this rest.
fn excused(open: Window, start: Option<&str>, minutes: u32, rest: Option<Window>) -> bool {
    let lunch = problem().constraints.meals.lunch.unwrap();
    let rests: Vec<Window> = rest.into_iter().collect();
    let sight = MustSee { open: &[open], start: start.map(at), seconds: minutes * 60, breather: 900, far: Distances::of_base(600, 600) };
    let (day, far) = (span("09:00", "20:00"), Distances::of_base(300, 300));
    sight.excuses(day, &rests, &rests, |free| earliest(lunch, &far, (day, free), &[span("11:30", "22:00")]).is_some())
}

#[test]
fn a_must_see_excuses_the_meal_that_has_no_room_beside_any_start_of_it() {
    assert!(excused(span("11:00", "14:30"), None, 200, None), "open at noon only");
    assert!(!excused(span("09:00", "19:00"), None, 200, None), "one can go there later");
    assert!(excused(span("09:00", "19:00"), Some("11:30"), 150, None), "but not where the start is locked");
    assert!(!excused(span("11:00", "16:00"), None, 150, None), "lunch fits before it, from 11:30 to 12:30");
    assert!(excused(span("11:00", "16:00"), None, 150, Some(span("15:00", "17:00"))), "but not where everybody must be back by three");
    assert!(excused(span("10:00", "11:00"), None, 120, None), "it is never open for so long");
}

/// On a day that begins with a journey, tables before the arrival do not count.
#[test]
fn what_is_free_of_a_day_begins_after_the_arrival() {
    let problem = problem();
    assert_eq!(free(&problem, &problem.days[2]), [span("12:00", "13:30"), span("15:00", "20:00")], "the van arrives at 11:30");
    assert_eq!(free(&problem, &problem.days[3]), [span("09:00", "13:30"), span("15:00", "16:00")]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_add_up_exactly_and_fairly(total in 0_i64..=1_000_000_000_000, weights in prop::collection::vec(0_i64..=50, 1..20)) {
        let parts = prices::split(total, &weights);
        prop_assert_eq!(parts.iter().sum::<i64>(), total);
        let sum: i64 = weights.iter().sum();
        if sum > 0 {
            for (part, weight) in parts.iter().zip(&weights) {
                let floor = i64::try_from(i128::from(total) * i128::from(*weight) / i128::from(sum)).unwrap();
                prop_assert!(*part == floor || *part == floor + 1);
            }
        }
    }

    #[test]
    fn scaling_rounds_half_up(amount in 0_i64..=1_000_000_000, metres in 0_i64..=1_000_000) {
        let scaled = prices::scaled(amount, metres, 1000);
        let twice = 2 * i128::from(amount) * i128::from(metres);
        let rounded = 2 * i128::from(scaled) * 1000;
        prop_assert!(rounded - twice <= 1000 && twice - rounded < 1000);
    }

    #[test]
    fn a_longer_way_never_takes_less_time(a in 0.0_f64..20_000.0, b in 0.0_f64..20_000.0) {
        let problem = problem();
        let ways = Ways::of(&problem);
        for mode in [Mode::Walk, Mode::Transit] {
            let by = |metres: f64| ways.by(mode, north("a", 0.0), north("b", metres)).map_or(u32::MAX, |way| way.minutes());
            prop_assert!(by(a.min(b)) <= by(a.max(b)));
        }
    }
}
