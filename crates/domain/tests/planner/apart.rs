//! Families apart: known answers, and random trips in which splits never lower the objective and always hold.

use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::planning::check::check;
use pathfinder_domain::planning::edit::earlier;
use pathfinder_domain::planning::plan::{Party, Plan, Split};
use pathfinder_domain::planning::problem::{Closure, Constraints, Fee, Locked, MealRule, Mode, Place, Problem};
use pathfinder_domain::planning::solver::{Effort, Outcome, Phase, plan};
use pathfinder_domain::planning::validate::validate;
use proptest::prelude::*;

use crate::random::{self, Size};
use crate::sound::{planned, run};
use crate::world::{bare, date, eur, family, hm, likes, place, restaurant, rome};

/// One day in Rome: lunch at noon, a family with a toddler and one with teenagers.
fn zoo_or_crypt() -> Problem {
    let mut problem = bare(1);
    problem.families = vec![
        likes(family("bianchi", &[36, 34, 2]), &[(Category::Animals, 1.0), (Category::History, 0.0)]),
        likes(family("verdi", &[45, 44, 15, 13]), &[(Category::History, 1.0), (Category::Animals, 0.0)]),
    ];
    let zoo = Place { fees: vec![Fee { from_age: 0, price: eur(10, 0) }], ..place("zoo", Category::Animals, 41.9176, 12.4863, 150) };
    let mut crypt = place("crypt", Category::History, 41.9049, 12.4886, 120);
    crypt.tags.insert("min_age".into(), "10".into());
    problem.places = vec![zoo, crypt];
    problem.restaurants = vec![restaurant("trattoria", 41.9080, 12.4870, eur(20, 0), "italian")];
    problem.constraints.meals.lunch = Some(MealRule { from: hm(12, 0), until: hm(13, 30), minutes: 60 });
    problem.constraints.splits = 1;
    problem
}

fn only(plan: &Plan) -> &Split {
    let splits: Vec<&Split> = plan.days.iter().flat_map(|day| &day.splits).collect();
    assert_eq!(splits.len(), 1, "{plan:#?}");
    splits[0]
}

fn seen(party: &Party) -> Vec<&str> {
    party.items.iter().map(|item| item.name.as_str()).collect()
}

fn party<'a>(split: &'a Split, family: &str) -> &'a Party {
    split.party_of(family).unwrap()
}

#[test]
fn each_family_goes_where_the_other_cannot_or_will_not() {
    let plan = planned(&zoo_or_crypt(), 100);
    let split = only(&plan);
    assert_eq!(seen(party(split, "bianchi")), ["zoo"]);
    assert_eq!(seen(party(split, "verdi")), ["crypt"]);
    assert_eq!((split.id.as_str(), split.parties.len()), ("split-2027-05-03", 2));
    assert!(split.name.ends_with(" apart, 3 May"), "{}", split.name);
    assert_eq!(split.parties[0].items[0].cost, eur(30, 0), "only the Bianchi family pays for the zoo");
    assert_eq!(split.parties[0].items[0].end.seconds() - split.parties[0].items[0].start.seconds(), 175 * 60, "slowly, with a toddler");
    assert_eq!(plan.costs.visits, eur(30, 0));
    let report = |id: &str| plan.families.iter().find(|report| report.id == id).unwrap();
    assert_eq!((report("bianchi").satisfaction, report("verdi").satisfaction), (100.0, 100.0));
    assert!(report("bianchi").met.contains(&"sees zoo while the Verdi family is at crypt".to_owned()), "{:#?}", report("bianchi").met);
    assert_eq!(report("verdi").highlights, ["visit-crypt"]);
    assert!(plan.left_out.is_empty());
}

#[test]
fn families_stay_together_unless_they_may_part() {
    let mut problem = zoo_or_crypt();
    problem.constraints.splits = 0;
    assert!(planned(&problem, 100).days.iter().all(|day| day.splits.is_empty()));
    problem = zoo_or_crypt();
    problem.families.truncate(1);
    assert!(planned(&problem, 100).days.iter().all(|day| day.splits.is_empty()), "one family has nobody to part from");
    problem = zoo_or_crypt();
    problem.families[1].members.retain(|member| member.age < 18);
    assert!(planned(&problem, 100).days.iter().all(|day| day.splits.is_empty()), "no adult goes with the teenagers");
}

#[test]
fn what_both_like_is_seen_together() {
    let mut problem = zoo_or_crypt();
    problem.places = vec![place("zoo", Category::Animals, 41.9176, 12.4863, 150), place("garden", Category::Park, 41.9137, 12.4852, 90)];
    for family in &mut problem.families {
        family.interests = [(Category::Animals, 0.8), (Category::Park, 0.8)].into();
    }
    let plan = planned(&problem, 200);
    assert!(plan.days[0].splits.is_empty(), "{:#?}", plan.days[0].splits);
}

#[test]
fn a_must_see_that_not_all_can_see_is_held_by_a_split() {
    for need in ["min_age", "wheelchair", "avoided"] {
        let mut problem = zoo_or_crypt();
        problem.families[1].must_see = vec!["crypt".into()];
        match need {
            "wheelchair" => {
                problem.places[1].tags.clear();
                problem.places[0].tags.insert("wheelchair".into(), "yes".into());
                problem.families[0].needs.step_free = true;
            }
            "avoided" => {
                problem.places[1].tags.clear();
                problem.families[0].must_avoid = vec!["crypt".into()];
            }
            _ => {}
        }
        assert_eq!(seen(party(only(&planned(&problem, 100)), "verdi")), ["crypt"], "{need}");
        problem.constraints.splits = 0;
        assert!(matches!(run(&problem, 100), Outcome::Impossible(_)), "{need}");
    }
}

#[test]
fn two_must_sees_at_the_same_time() {
    let mut problem = bare(1);
    problem.families = vec![family("bianchi", &[40, 12]), family("verdi", &[45, 15])];
    for (index, id) in ["opera", "concert"].into_iter().enumerate() {
        problem.places.push(Place { opening_hours: Some("Mo 19:00-21:00".into()), ..place(id, Category::Show, 41.9, 12.48, 120) });
        problem.families[index].must_see = vec![id.into()];
    }
    problem.constraints.splits = 1;
    let plan = planned(&problem, 100);
    assert_eq!(seen(party(only(&plan), "bianchi")), ["opera"]);
    assert_eq!(seen(party(only(&plan), "verdi")), ["concert"]);
    problem.families[0].must_see.push("concert".into());
    assert!(matches!(run(&problem, 100), Outcome::Impossible(_)), "nobody is in two places at once");
}

#[test]
fn a_must_see_that_no_split_can_hold_is_an_honest_conflict() {
    let mut problem = zoo_or_crypt();
    problem.families[1].must_see = vec!["crypt".into()];
    problem.places[1].opening_hours = Some("Tu-Su 09:00-18:00".into());
    let Outcome::Impossible(conflict) = run(&problem, 100) else { panic!("the crypt is closed") };
    assert!(conflict.wishes.iter().any(|wish| wish.pointer == "/families/1/mustSee/0"), "{conflict:#?}");
    // The only grown-ups cannot go with both.
    let mut problem = zoo_or_crypt();
    problem.families[1].must_see = vec!["crypt".into()];
    problem.families[0].members.retain(|member| member.age < 18);
    let Outcome::Impossible(conflict) = run(&problem, 100) else { panic!("nobody is with the toddler") };
    assert_eq!(conflict.wishes.len(), 2, "{conflict:#?}");
}

#[test]
fn naps_meals_and_locks_stay_common() {
    let mut problem = zoo_or_crypt();
    problem.families[0].needs.nap = Some(Window { from: hm(13, 45), until: hm(15, 15) });
    problem.places.push(place("fountain", Category::Viewpoint, 41.9009, 12.4833, 20));
    problem.locked = vec![Locked { date: date(0), id: "fountain".into(), meal: None, start: Some(hm(16, 0)), minutes: None }];
    let plan = planned(&problem, 100);
    let ids: Vec<&str> = plan.days[0].items.iter().map(|item| item.id.as_str()).collect();
    for id in ["lunch-2027-05-03", "rest-2027-05-03", "visit-fountain"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    only(&plan);
}

#[test]
fn budgets_hold_apart() {
    let mut problem = zoo_or_crypt();
    problem.families[0].budget = Some(eur(70, 0));
    assert_eq!(seen(party(only(&planned(&problem, 100)), "bianchi")), ["zoo"], "40 for lunch, 30 for the zoo");
    problem.families[0].budget = Some(eur(69, 0));
    let plan = planned(&problem, 100);
    assert!(plan.days[0].all_items().all(|item| item.id != "visit-zoo"));
    problem.families[0].budget = None;
    problem.constraints.budget = Some(eur(145, 0));
    assert!(planned(&problem, 100).days[0].all_items().all(|item| item.id != "visit-zoo"), "30 more would break the trip's budget");
}

#[test]
fn the_common_plan_leaves_the_money_for_what_must_be_seen_apart() {
    let mut problem = zoo_or_crypt();
    problem.families[1].must_see = vec!["crypt".into()];
    problem.places[1].fees = vec![Fee { from_age: 0, price: eur(10, 0) }];
    // 120 for lunch, 40 for the crypt, and 70 for everybody to see what all like.
    problem
        .places
        .push(Place { fees: vec![Fee { from_age: 0, price: eur(10, 0) }], ..place("garden", Category::Park, 41.9137, 12.4852, 60) });
    for family in &mut problem.families {
        family.interests.insert(Category::Park, 1.0);
    }
    problem.constraints.budget = Some(eur(200, 0));
    assert!(seen(party(only(&planned(&problem, 100)), "verdi")).contains(&"crypt"));
}

#[test]
fn the_evening_of_one_family_does_not_end_with_the_bedtime_of_the_other() {
    let mut problem = zoo_or_crypt();
    problem.constraints.meals.dinner = Some(MealRule { from: hm(17, 30), until: hm(18, 0), minutes: 60 });
    problem.restaurants.push(restaurant("osteria", 41.8967, 12.4822, eur(20, 0), "italian"));
    problem.families[0].needs.bedtime = Some(hm(19, 30));
    problem.days[0].end = hm(22, 30);
    problem.places[1] = Place { opening_hours: Some("Mo 19:15-22:00".into()), ..place("opera", Category::Show, 41.9, 12.48, 120) };
    problem.families[1].must_see = vec!["opera".into()];
    let plan = planned(&problem, 100);
    let split = only(&plan);
    assert_eq!(seen(party(split, "verdi")), ["opera"]);
    assert!(split.until > hm(21, 0) && split.name.starts_with("Evening"), "{split:#?}");
    assert!(split.meets.item.is_none() && plan.days[0].way_back.is_none());
}

#[test]
fn closures_rain_and_last_entries_hold_apart() {
    let sees = |problem: &Problem, id: &str| planned(problem, 100).item(&format!("visit-{id}")).is_some();
    let mut problem = zoo_or_crypt();
    problem.places[1].tags.insert("indoor".into(), "yes".into());
    assert!(sees(&problem, "zoo") && sees(&problem, "crypt"));
    let closed = Closure { id: "crypt".into(), date: Some(date(0)) };
    assert!(!sees(
        &Problem { constraints: Constraints { closures: vec![closed], ..problem.constraints.clone() }, ..problem.clone() },
        "crypt"
    ));
    problem.constraints.rainy_days = vec![date(0)];
    assert!(!sees(&problem, "zoo") && sees(&problem, "crypt"), "only the crypt has a roof");
    problem.places[1].opening_hours = Some("Mo 09:00-18:00".into());
    problem.places[1].last_entry_minutes = Some(8 * 60);
    let plan = planned(&problem, 100);
    assert!(plan.item("visit-crypt").unwrap().1.start <= hm(10, 0), "{:#?}", only(&plan));
    problem.places[1].last_entry_minutes = Some(9 * 60);
    assert!(!sees(&problem, "crypt"), "nobody is there at nine");
}

#[test]
fn what_the_group_must_see_is_seen_together() {
    let mut problem = zoo_or_crypt();
    problem.places.push(place("garden", Category::Park, 41.9137, 12.4852, 60));
    problem.constraints.must_see = vec!["garden".into()];
    let plan = planned(&problem, 100);
    assert!(plan.days[0].items.iter().any(|item| item.id == "visit-garden"));
    problem.constraints.must_see = vec!["crypt".into()];
    assert!(matches!(run(&problem, 100), Outcome::Impossible(_)), "the toddler cannot come");
}

#[test]
fn remarks_are_those_for_the_party() {
    let mut problem = zoo_or_crypt();
    problem.places[0].tags.insert("wheelchair".into(), "limited".into());
    problem.places[1].tags.insert("wheelchair".into(), "limited".into());
    problem.families[0].needs.step_free = true;
    let plan = planned(&problem, 100);
    let notes = |id: &str| plan.item(id).map(|(_, item)| item.notes.clone());
    assert_eq!(notes("visit-zoo"), Some(vec!["wheelchair: limited".to_owned()]));
    assert_eq!(notes("visit-crypt"), Some(Vec::new()), "nobody there needs it");
}

#[test]
fn an_earlier_plan_tells_what_parties_did() {
    let mut problem = zoo_or_crypt();
    let before = planned(&problem, 100);
    problem.earlier = earlier(&before);
    assert!(problem.earlier.iter().any(|earlier| earlier.id == "zoo") && problem.earlier.iter().any(|earlier| earlier.id == "crypt"));
    let again = planned(&problem, 100);
    assert!(again.item("visit-zoo").is_some() && again.item("visit-crypt").is_some());
}

#[test]
fn at_most_so_many_splits_and_one_a_day() {
    let mut problem = rome();
    for (splits, most) in [(1, 1), (2, 2), (60, 3)] {
        problem.constraints.splits = splits;
        let plan = planned(&problem, 200);
        let count = plan.days.iter().map(|day| day.splits.len()).sum::<usize>();
        assert!(count <= most && plan.days.iter().all(|day| day.splits.len() <= 1), "{count} of {splits}");
    }
}

/// A plan, and the points that the search told last: of the common plan, and with its splits.
fn points(problem: &Problem, rounds: u64) -> Option<(Plan, Option<f64>, f64)> {
    let (mut common, mut last) = (None, None);
    let mut stop = |progress: pathfinder_domain::planning::solver::Progress| {
        // Where money is short a search for the cheapest plan comes before the one that counts.
        common = match progress.phase {
            Phase::Parting => common.or(progress.best),
            _ => None,
        };
        last = progress.best.or(last);
        false
    };
    match plan(problem, &mut Effort { rounds, stop: &mut stop }) {
        Outcome::Planned(plan) => Some((*plan, common, last.unwrap_or(f64::NEG_INFINITY))),
        _ => None,
    }
}

fn sizes() -> impl Strategy<Value = Size> {
    (1_u64..3, 1_u64..6, 2_u64..6, 3_u64..40, 0_u64..25, 0_u64..6, 0_u64..60).prop_map(
        |(cities, days, families, places, restaurants, lodgings, strict)| Size {
            cities,
            days,
            families,
            places,
            restaurants,
            lodgings,
            strict,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn splits_hold_and_never_lower_the_objective(size in sizes(), seed in any::<u64>(), splits in 1_u32..5, car in any::<bool>()) {
        let mut problem = random::problem(size, seed);
        if car {
            problem.travel.modes.push(Mode::Taxi);
        }
        let together = points(&problem, 40);
        problem.constraints.splits = splits;
        check(&problem).unwrap();
        let apart = points(&problem, 40);
        if let Some((plan, common, last)) = &apart {
            let count = plan.days.iter().map(|day| day.splits.len()).sum::<usize>();
            prop_assert!(count <= splits as usize);
            if let Err(breaches) = validate(&problem, plan) {
                prop_assert!(false, "{breaches:#?}\n{}", serde_json::to_string(&problem).unwrap());
            }
            if let Some(common) = common {
                prop_assert!(*last >= common - 1e-6, "{last} is less than {common}");
            }
        }
        if let Some((_, _, together)) = together {
            let (_, _, last) = apart.expect("what is possible together is possible where families may part");
            prop_assert!(last >= together - 1e-6, "{last} is less than {together}");
        }
    }
}

#[test]
fn four_families_with_tastes_of_their_own_part_within_a_week() {
    for seed in 0..3 {
        let mut problem = random::problem(Size { strict: 0, ..random::WEEK }, seed);
        problem.constraints.splits = 3;
        let (plan, common, last) = points(&problem, 100).unwrap();
        let splits = plan.days.iter().map(|day| day.splits.len()).sum::<usize>();
        println!("{splits} splits lead from {common:?} to {last}");
        assert!(splits > 0 && Some(last) > common, "{splits} splits lead from {common:?} to {last}");
    }
}

#[test]
fn the_same_problem_gives_the_same_splits() {
    let mut problem = random::problem(Size { strict: 20, ..random::WEEK }, 7);
    problem.constraints.splits = 3;
    assert_eq!(points(&problem, 60).map(|(plan, ..)| plan), points(&problem, 60).map(|(plan, ..)| plan));
}
