//! Small problems whose best plans are known.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::money::Money;
use pathfinder_domain::planning::plan::{Activity, Item, LeftOutReason, Plan};
use pathfinder_domain::planning::problem::{Diet, Fee, Leg, LegMode, Locked, Meal, MealRule, Meals, Mode, Pace, PricedPer, Problem};
use pathfinder_domain::planning::reasons;
use pathfinder_domain::planning::solver::{Effort, Outcome, plan};
use pathfinder_domain::planning::text::render;

use crate::sound::{planned, run};
use crate::world::{bare, city, date, day, eur, family, hm, likes, lodging, place, restaurant, rome};

fn items(plan: &Plan) -> Vec<&Item> {
    plan.days.iter().flat_map(|day| &day.items).collect()
}

fn visits(plan: &Plan) -> Vec<&str> {
    let visit = |item: &&Item| matches!(item.activity, Activity::Visit { .. });
    items(plan).into_iter().filter(visit).filter_map(|item| item.activity.reference()).collect()
}

fn has(plan: &Plan, id: &str) -> bool {
    items(plan).iter().any(|item| item.activity.reference() == Some(id))
}

#[test]
fn nothing_to_do_is_a_plan_too() {
    let plan = planned(&bare(2), 10);
    assert!(plan.days.iter().all(|day| day.items.is_empty() && day.way_back.is_none()));
    assert_eq!(plan.costs.total, eur(0, 0));
    assert!((plan.families[0].satisfaction - 100.0).abs() < f64::EPSILON);
}

/// A plan of more than a thousand million dong is stored and read back.
#[test]
fn a_dear_plan_can_be_read_again() {
    let mut problem = bare(1);
    problem.currency = "VND".parse().unwrap();
    let mut tower = place("tower", Category::Art, 41.897, 12.482, 60);
    tower.fees = vec![Fee { from_age: 0, price: Money::new(900_000_000, problem.currency) }];
    problem.places = vec![tower];
    problem.families[0].must_see = vec!["tower".into()];
    let plan = planned(&problem, 10);
    assert_eq!(plan.costs.total.to_string(), "1800000000 VND");
    assert_eq!(serde_json::from_value::<Plan>(serde_json::to_value(&plan).unwrap()).unwrap(), plan);
}

#[test]
fn visits_follow_the_opening_hours() {
    let mut problem = bare(1);
    let mut morning = place("morning", Category::Art, 41.897, 12.482, 60);
    morning.opening_hours = Some("Mo 09:00-10:30".into());
    let mut evening = place("evening", Category::Art, 41.898, 12.483, 60);
    evening.opening_hours = Some("Mo 19:00-20:00".into());
    let mut noon = place("noon", Category::History, 41.899, 12.484, 60);
    noon.opening_hours = Some("Mo 09:00-10:00,12:00-13:00".into());
    problem.places = vec![evening, noon, morning];
    let plan = planned(&problem, 100);
    assert_eq!(visits(&plan), ["morning", "noon", "evening"]);
}

#[test]
fn a_family_gets_what_it_likes_when_visits_are_scarce() {
    let mut problem = bare(1);
    problem.constraints.pace = Pace::Relaxed;
    problem.families = vec![likes(family("kim", &[40]), &[(Category::Animals, 1.0), (Category::Art, 0.0)])];
    problem.places = vec![
        place("gallery", Category::Art, 41.897, 12.482, 60),
        place("museum", Category::Art, 41.897, 12.483, 60),
        place("zoo", Category::Animals, 41.898, 12.483, 60),
        place("aquarium", Category::Animals, 41.899, 12.484, 60),
    ];
    let plan = planned(&problem, 100);
    let mut seen = visits(&plan);
    seen.sort_unstable();
    assert_eq!(seen, ["aquarium", "zoo"]);
    assert!((plan.families[0].satisfaction - 100.0).abs() < f64::EPSILON);
    assert!(plan.left_out.iter().all(|left| left.reason == LeftOutReason::Time));
}

#[test]
fn the_worst_off_family_is_not_forgotten() {
    let mut problem = bare(1);
    problem.constraints.pace = Pace::Relaxed;
    problem.families = vec![
        likes(family("kim", &[40]), &[(Category::Animals, 1.0), (Category::Art, 0.0)]),
        likes(family("rossi", &[40]), &[(Category::Animals, 0.0), (Category::Art, 1.0)]),
    ];
    problem.places = vec![
        place("gallery", Category::Art, 41.897, 12.482, 60),
        place("museum", Category::Art, 41.897, 12.483, 60),
        place("zoo", Category::Animals, 41.898, 12.483, 60),
        place("aquarium", Category::Animals, 41.899, 12.484, 60),
    ];
    let plan = planned(&problem, 100);
    assert!(plan.families.iter().all(|family| family.satisfaction > 50.0), "{:?}", visits(&plan));
}

#[test]
fn scores_count_in_place_of_interests() {
    let mut problem = bare(1);
    problem.constraints.pace = Pace::Relaxed;
    problem.families = vec![likes(family("kim", &[40]), &[(Category::Art, 1.0)])];
    problem.places = (0..6)
        .map(|i| {
            let mut place = place(&format!("p{i}"), Category::Art, 41.897, 12.48 + 0.001 * f64::from(i), 60);
            place.score = Some(f64::from(i) * 10.0);
            place
        })
        .collect();
    let mut seen: Vec<String> = visits(&planned(&problem, 200)).into_iter().map(ToOwned::to_owned).collect();
    seen.sort_unstable();
    assert_eq!(seen, ["p4", "p5"]);
}

#[test]
fn a_must_see_that_nobody_likes_is_seen() {
    let mut problem = rome();
    problem.families[0].must_see = vec!["campo-market".into(), "gianicolo".into()];
    let plan = planned(&problem, 300);
    for id in ["campo-market", "gianicolo", "pantheon"] {
        assert!(has(&plan, id), "{id}");
    }
    assert!(plan.families[0].met.contains(&"sees campo market".to_owned()));
}

#[test]
fn what_somebody_avoids_is_left_out_with_its_reason() {
    let mut problem = rome();
    problem.families[1].must_avoid = vec!["bioparco".into(), "roscioli".into()];
    problem.constraints.excluded = vec!["colosseum".into()];
    let plan = planned(&problem, 300);
    assert!(!has(&plan, "bioparco") && !has(&plan, "roscioli") && !has(&plan, "colosseum"));
    let zoo = plan.left_out.iter().find(|left| left.id == "bioparco").unwrap();
    assert_eq!((zoo.reason, zoo.detail.as_str()), (LeftOutReason::Avoided, "the Rossi family asked not to go to bioparco"));
}

#[test]
fn each_day_has_its_meals_and_a_quiet_nap() {
    let mut problem = rome();
    problem.families.push(family("ito", &[33, 34, 2]));
    problem.families[2].needs.nap = Some(Window { from: hm(13, 30), until: hm(15, 0) });
    problem.families[2].needs.bedtime = Some(hm(20, 0));
    let plan = planned(&problem, 300);
    for day in &plan.days {
        let kinds: Vec<&str> = day.items.iter().map(|item| item.id.split('-').next().unwrap()).filter(|kind| *kind != "visit").collect();
        assert_eq!(kinds, ["lunch", "rest", "dinner"], "{}", day.date);
        let rest = day.items.iter().find(|item| item.activity == Activity::Rest).unwrap();
        assert!(rest.start <= hm(13, 30) && rest.end >= hm(15, 0));
        assert!(day.items.last().unwrap().end <= hm(20, 0));
    }
}

#[test]
fn everybody_can_eat_everywhere() {
    let mut problem = rome();
    problem.families[0].needs.diets = vec![Diet::Vegan];
    for id in ["da-enzo", "pizzeria-remo", "green-corner"] {
        let restaurant = problem.restaurants.iter_mut().find(|restaurant| restaurant.id == id).unwrap();
        restaurant.tags.insert("diet:vegan".into(), "yes".into());
    }
    let plan = planned(&problem, 300);
    let meals: Vec<&Item> = items(&plan).into_iter().filter(|item| matches!(item.activity, Activity::Meal { .. })).collect();
    assert_eq!(meals.len(), 6);
    assert!(meals.iter().all(|meal| ["da-enzo", "pizzeria-remo", "green-corner"].contains(&meal.activity.reference().unwrap())));
}

#[test]
fn a_city_without_a_table_for_everybody_says_so() {
    let mut problem = rome();
    problem.families[0].needs.diets = vec![Diet::Kosher];
    let plan = planned(&problem, 50);
    let note = "no lunch: no restaurant that is known in Rome suits everybody; for one, da enzo is not known to serve kosher food, which the Nonna family needs";
    assert!(plan.days.iter().all(|day| day.notes.len() == 2 && day.notes[0] == note), "{:?}", plan.days[0].notes);
    assert!(render(&plan).contains("  ! no dinner: no restaurant that is known in Rome suits everybody"));
}

#[test]
fn nobody_dines_on_ice_cream() {
    let mut problem = rome();
    problem.days.truncate(1);
    problem.restaurants.truncate(4);
    let mut parlour = restaurant("giolitti", 41.8977, 12.4801, eur(3, 0), "ice_cream");
    parlour.meals = Some(vec![]);
    let mut bakery = restaurant("forno", 41.8976, 12.4801, eur(3, 0), "bakery");
    bakery.meals = Some(vec![Meal::Lunch]);
    problem.restaurants.extend([parlour, bakery]);
    let plan = planned(&problem, 100);
    assert!(!has(&plan, "giolitti"));
    assert!(items(&plan).iter().all(|item| item.activity.reference() != Some("forno") || item.id.starts_with("lunch")));
    problem.restaurants.retain(|restaurant| restaurant.meals.is_some());
    let plan = planned(&problem, 100);
    assert!(items(&plan).iter().all(|item| !item.id.starts_with("dinner")), "nobody serves dinner");
}

#[test]
fn a_required_cuisine_is_tasted() {
    let mut problem = rome();
    problem.constraints.required_cuisines = vec!["Asian".into(), "vegetarian ".into()];
    let plan = planned(&problem, 100);
    assert!(has(&plan, "monti-noodles") && has(&plan, "green-corner"));
}

#[test]
fn a_day_out_may_stand_in_for_lunch() {
    let mut problem = rome();
    let mut park = place("theme-park", Category::Amusement, 41.90, 12.48, 480);
    park.opening_hours = Some("Mo-Su 10:00-19:00".into());
    problem.places.push(park);
    problem.families[0].must_see = vec!["theme-park".into()];
    let plan = planned(&problem, 300);
    let day = plan.days.iter().find(|day| day.items.iter().any(|item| item.id == "visit-theme-park")).unwrap();
    assert!(day.items.iter().all(|item| !item.id.starts_with("lunch")));
    assert!(day.notes[0].starts_with("no lunch: the visit to theme park from "), "{:?}", day.notes);
}

/// More restaurants than the search looks at, of which only a few far and dear ones serve dinner.
#[test]
fn a_meal_is_had_where_few_of_very_many_restaurants_serve_it() {
    let mut problem = rome();
    let cheap = |i: usize| {
        let mut one = restaurant(&format!("snack-{i}"), 41.8975 + 0.00001 * i as f64, 12.4800, eur(5, 0), "snack");
        one.opening_hours = Some("Mo-Su 11:00-16:00".into());
        one
    };
    let dear = |i: usize| {
        let mut one = restaurant(&format!("hill-{i}"), 41.8980 + 0.00001 * i as f64, 12.4400, eur(60, 0), "roman");
        one.opening_hours = Some("Mo-Su 18:00-23:00".into());
        one
    };
    problem.restaurants = (0..400).map(cheap).chain((0..8).map(dear)).collect();
    let plan = planned(&problem, 20);
    assert_eq!(items(&plan).iter().filter(|item| item.id.starts_with("dinner")).count(), 3);
    problem.constraints.required_cuisines = vec!["snack".into(), "roman".into()];
    problem.locked = (0..6)
        .map(|i| {
            let meal = if i < 3 { Meal::Lunch } else { Meal::Dinner };
            let id = if i < 3 { format!("snack-{}", 390 + i) } else { format!("hill-{i}") };
            Locked { date: date(1 + i % 3), id, meal: Some(meal), start: None, minutes: None }
        })
        .collect();
    planned(&problem, 20);
}

/// A must-see that can be seen at any hour does not stand in for lunch; one that is open at noon only does.
#[test]
fn an_excuse_for_a_meal_cannot_be_chosen() {
    let mut problem = rome();
    problem.days.truncate(1);
    problem.families[0].must_see = vec!["villa-borghese".into()];
    problem.weights.cost = 10.0;
    let lunches = |problem: &Problem| items(&planned(problem, 300)).iter().filter(|item| item.id.starts_with("lunch")).count();
    assert_eq!(lunches(&problem), 1);
    let villa = problem.places.iter_mut().find(|place| place.id == "villa-borghese").unwrap();
    (villa.opening_hours, villa.visit_minutes) = (Some("Mo-Su 11:00-14:30".into()), 200);
    assert_eq!(lunches(&problem), 0);
}

#[test]
fn what_is_locked_stays() {
    let mut problem = rome();
    problem.locked = vec![
        Locked { date: date(2), id: "colosseum".into(), meal: None, start: Some(hm(15, 0)), minutes: Some(90) },
        Locked { date: date(2), id: "roscioli".into(), meal: Some(Meal::Dinner), start: Some(hm(19, 0)), minutes: None },
        Locked { date: date(1), id: "ostello-termini".into(), meal: None, start: None, minutes: None },
    ];
    let plan = planned(&problem, 300);
    let visit = plan.days[1].items.iter().find(|item| item.id == "visit-colosseum").unwrap();
    assert!(visit.locked && visit.start == hm(15, 0) && visit.end == hm(16, 30));
    let dinner = plan.days[1].items.iter().find(|item| item.id.starts_with("dinner")).unwrap();
    assert!(dinner.locked && dinner.start == hm(19, 0) && dinner.activity.reference() == Some("roscioli"));
    assert!(plan.stays[0].locked && plan.stays[0].lodging == "ostello-termini");
}

#[test]
fn budgets_hold() {
    let mut problem = rome();
    let free = planned(&problem, 500);
    problem.constraints.budget = Some(eur(1150, 0));
    problem.families[1].budget = Some(eur(500, 0));
    let tight = planned(&problem, 500);
    assert!(free.costs.total.minor > 115_000 && tight.costs.total.minor <= 115_000, "{} {}", free.costs.total, tight.costs.total);
    assert!(tight.families[1].cost.minor <= 50_000);
}

/// Two days in Rome, one in Florence.
fn two_cities() -> Problem {
    let mut problem = rome();
    problem.cities.push(city("florence", "Florence", 43.7696, 11.2558));
    problem.days = vec![day(0, "rome"), day(1, "rome"), day(2, "florence"), day(3, "florence")];
    let mut uffizi = place("uffizi", Category::Art, 43.7678, 11.2553, 150);
    uffizi.opening_hours = Some("Tu-Su 08:15-18:30".into());
    uffizi.city = "florence".into();
    let mut table = restaurant("trattoria-mario", 43.7765, 11.2539, eur(16, 0), "italian");
    table.city = "florence".into();
    let mut bed = lodging("albergo-arno", 43.7680, 11.2540, eur(110, 0), 4);
    bed.city = "florence".into();
    problem.places.push(uffizi);
    problem.restaurants.push(table);
    problem.lodgings.push(bed);
    let train = |id: &str, departs, arrives, price| Leg {
        id: id.into(),
        from: "rome".into(),
        to: "florence".into(),
        mode: LegMode::Train,
        date: None,
        departs,
        arrives,
        price,
        per: PricedPer::Person,
        seats: None,
    };
    problem.legs = vec![train("early", hm(7, 30), hm(9, 5), eur(40, 0)), train("late", hm(19, 0), hm(20, 40), eur(15, 0))];
    problem
}

#[test]
fn a_change_of_city_takes_a_leg_and_a_new_bed() {
    let plan = planned(&two_cities(), 300);
    let leg = plan.days[2].leg.as_ref().unwrap();
    assert_eq!((leg.id.as_str(), leg.cost), ("early", eur(6 * 40, 0)));
    assert!(plan.days[2].items.iter().all(|item| item.start >= hm(9, 35)));
    let stays: Vec<(&str, u32)> = plan.stays.iter().map(|stay| (stay.city.as_str(), stay.nights)).collect();
    assert_eq!(stays, [("rome", 2), ("florence", 1)]);
    assert!(has(&plan, "uffizi"));
}

#[test]
fn a_limit_on_walking_takes_other_ways() {
    let mut problem = rome();
    problem.constraints.max_walk_minutes_per_day = Some(30);
    let plan = planned(&problem, 300);
    assert!(plan.days.iter().all(|day| day.walk_minutes <= 30));
    assert!(visits(&plan).len() >= 9, "{:?}", visits(&plan));
}

#[test]
fn forbidden_ways_are_not_taken() {
    let mut problem = rome();
    problem.travel.modes = vec![Mode::Walk, Mode::Transit, Mode::Taxi];
    problem.constraints.forbidden_modes = vec![Mode::Transit];
    let plan = planned(&problem, 100);
    let ways = plan.days.iter().flat_map(|day| day.items.iter().filter_map(|item| item.way.as_ref()).chain(&day.way_back));
    assert!(ways.into_iter().all(|way| way.mode != Mode::Transit));
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    let problem = two_cities();
    assert_eq!(planned(&problem, 400), planned(&problem, 400));
    let other = Problem { seed: 99, ..problem };
    planned(&other, 400);
}

#[test]
fn more_rounds_are_never_worse() {
    let problem = rome();
    let points = |rounds| {
        let mut best = None;
        plan(
            &problem,
            &mut Effort {
                rounds,
                stop: &mut |progress| {
                    best = progress.best.or(best);
                    false
                },
            },
        );
        best.unwrap()
    };
    assert!(points(1000) >= points(8));
}

#[test]
fn a_stop_is_heard_before_the_search_and_while_explaining() {
    let stopped = |problem: &Problem, after: u32| {
        let mut asked = 0;
        let outcome = plan(
            problem,
            &mut Effort {
                rounds: 50,
                stop: &mut |_| {
                    asked += 1;
                    asked > after
                },
            },
        );
        (outcome, asked)
    };
    assert_eq!(stopped(&rome(), 1), (Outcome::Stopped, 2), "each day of the trip asks");
    let mut problem = rome();
    problem.families[0].needs.nap = Some(Window { from: hm(13, 0), until: hm(15, 0) });
    problem.locked = vec![Locked { date: date(2), id: "colosseum".into(), meal: None, start: Some(hm(14, 0)), minutes: None }];
    let (_, asked) = stopped(&problem, 100);
    assert!(asked <= 103, "asked {asked} times");
}

#[test]
fn a_stop_gives_the_plan_so_far() {
    let problem = rome();
    let mut asked = 0;
    let outcome = plan(
        &problem,
        &mut Effort {
            rounds: u64::MAX,
            stop: &mut |_| {
                asked += 1;
                asked > 12
            },
        },
    );
    assert!(matches!(outcome, Outcome::Planned(_)));
}

#[test]
fn long_meals_and_odd_rules_do_not_break_anything() {
    let mut problem = rome();
    problem.constraints.meals = Meals { lunch: Some(MealRule { from: hm(23, 0), until: hm(23, 30), minutes: 240 }), ..Meals::NONE };
    planned(&problem, 50);
    problem.days[0].end = hm(9, 1);
    planned(&problem, 50);
}

#[test]
fn the_reasons_of_a_plan_are_told() {
    let mut problem = rome();
    problem.families[1].must_avoid = vec!["bioparco".into()];
    problem.families[0].name = "No\u{1b}[31mnna\u{202e}".into();
    let mut plan = planned(&problem, 100);
    plan.proof = pathfinder_domain::planning::validate::validate(&problem, &plan).unwrap();
    let text = reasons::render(&plan);
    for words in ["The No [31mnna family: ", "  + sees pantheon", "the Rossi family asked not to go to bioparco", "opening-hours: "] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    problem.families[1].must_see.push("bioparco".into());
    let Outcome::Impossible(conflict) = run(&problem, 100) else { panic!("avoided and wished") };
    assert!(reasons::render_conflict(&conflict).contains("(/families/1/mustSee/1)"), "{}", reasons::render_conflict(&conflict));
}

#[test]
fn the_text_of_a_plan_fits_a_terminal() {
    let plan = planned(&two_cities(), 200);
    let text = render(&plan);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    for word in ["train from Rome", "lunch at", "Nights", "Families", "uffizi (art)"] {
        assert!(text.contains(word), "{word}\n{text}");
    }
    println!("{text}");
}

#[test]
fn an_unchecked_problem_does_not_panic() {
    let mut problem = rome();
    problem.days[0].city = Some("atlantis".into());
    assert!(matches!(run(&problem, 10), Outcome::Impossible(_)));
    let mut empty = bare(0);
    empty.families.clear();
    empty.cities.clear();
    let _ = run(&empty, 10);
}

/// A short visit to a place that lets nobody in during its last hour.
#[test]
fn nobody_comes_after_the_last_entry() {
    let mut problem = bare(1);
    let mut museum = place("museum", Category::Art, 41.8967, 12.4822, 30);
    museum.opening_hours = Some("Mo-Su 10:00-12:00".into());
    museum.last_entry_minutes = Some(60);
    problem.places = vec![museum];
    problem.days[0].start = hm(11, 0);
    assert_eq!(planned(&problem, 20).days[0].items.len(), 1);
    problem.days[0].start = hm(11, 5);
    assert!(planned(&problem, 20).days[0].items.is_empty());
}
