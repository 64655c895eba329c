//! Fills a plan up: first what it must contain, the hardest to place first, then what is worth most for its time.

use super::random::Random;
use super::route::{Fit, Route};
use super::state::{Reserve, State, categories};
use super::table::{Table, Task, TaskId, What};
use crate::planning::problem::Meal;

/// How a round weighs what it inserts; drawn anew for each round, so that rounds differ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taste {
    /// Worth is divided by time to this power: 0 where visits a day are what is scarce, 1 where time is.
    pub time_power: TimePower,
    /// Worth is multiplied by a random factor up to 1 ± this.
    pub noise: f64,
    /// Money counts this many times when meals are chosen; above 1 it also decides on which day something is seen that must be.
    pub thrift: f64,
    /// Meals come before sights: a sight that everybody must see has many days, but may take a day's only hour for a meal.
    pub hungry: bool,
}

impl Taste {
    pub(super) const PLAIN: Self = Self { time_power: TimePower::Half, noise: 0.0, thrift: 1.0, hungry: false };
    pub(super) const HUNGRY: Self = Self { hungry: true, ..Self::PLAIN };

    pub(super) fn draw(random: &mut Random) -> Self {
        Self {
            time_power: random.pick(&TimePower::ALL).copied().unwrap_or(TimePower::Half),
            noise: random.pick(&[0.0, 0.1, 0.3]).copied().unwrap_or(0.0),
            thrift: random.pick(&[0.3, 1.0, 1.0, 4.0]).copied().unwrap_or(1.0),
            hungry: random.below(2) == 0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum TimePower {
    Zero,
    Quarter,
    Half,
    One,
    ThreeHalves,
}

impl TimePower {
    const ALL: [Self; 5] = [Self::Zero, Self::Quarter, Self::Half, Self::One, Self::ThreeHalves];
}

/// Buffers that live as long as the search.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    gains: Vec<f64>,
    points: Vec<f64>,
    values: Vec<f64>,
    banned: Vec<bool>,
    /// By restaurant: how many meals are to be had there before any other is looked at; empty where all are alike.
    pub meals: Vec<u16>,
}

pub(super) fn recreate(table: &Table<'_>, state: &mut State, taste: Taste, random: &mut Random, scratch: &mut Scratch) {
    obligations(table, state, taste, random, &scratch.meals);
    pleasures(table, state, taste, random, scratch);
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Duty {
    See(TaskId),
    Eat(usize, Meal),
}

/// The best way to do a duty.
#[derive(Debug, Clone, Copy)]
struct Choice {
    day: usize,
    task: TaskId,
    fit: Fit,
    /// In how many ways it could be done (days, or restaurants); locked things count none, so that they come first.
    ways: usize,
}

struct Pending {
    duty: Duty,
    choice: Option<Choice>,
    stale: bool,
}

fn obligations(table: &Table<'_>, state: &mut State, taste: Taste, random: &mut Random, wanted: &[u16]) {
    let mut pending: Vec<Pending> = duties(table, state).into_iter().map(|duty| Pending { duty, choice: None, stale: true }).collect();
    let later = |duty: Duty, choice: Choice| taste.hungry && choice.ways > 0 && matches!(duty, Duty::See(_));
    while !pending.is_empty() {
        let missing = table.cuisines & !state.cuisines(table);
        for entry in pending.iter_mut().filter(|entry| entry.stale) {
            entry.choice = match entry.duty {
                Duty::See(id) => see(table, state, id, taste),
                Duty::Eat(day, meal) => eat(table, state, (day, meal), (missing, wanted), taste, random),
            };
            entry.stale = false;
        }
        let hardest = pending
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.choice.is_some())
            .min_by_key(|(_, entry)| entry.choice.map(|choice| (later(entry.duty, choice), choice.ways)));
        let Some(index) = hardest.map(|(index, _)| index) else { break };
        let entry = pending.swap_remove(index);
        let Some(choice) = entry.choice else { break };
        let mut reserve = Reserve::default();
        for other in &pending {
            match other.duty {
                Duty::See(id) => {
                    if let Some(task) = table.task(id) {
                        reserve.add(task.cost, &task.shares);
                    }
                }
                Duty::Eat(day, meal) => {
                    if let Some(day) = table.days.get(day) {
                        reserve.add(day.cheapest[meal], &day.cheapest_shares[meal]);
                    }
                }
            }
        }
        let mut done = state.place(table, choice.day, choice.fit, choice.task, &reserve).then_some(choice.task);
        if done.is_none()
            && let Duty::Eat(day, meal) = entry.duty
            && let Some(cheaper) = eat(table, state, (day, meal), (0, wanted), Taste { thrift: 1e6, ..taste }, random)
        {
            done = state.place(table, cheaper.day, cheaper.fit, cheaper.task, &reserve).then_some(cheaper.task);
        }
        if let Some(done) = done {
            let placed = restaurant_of(table, done);
            pending.retain(|other| match other.duty {
                Duty::Eat(day, meal) => day != choice.day || state.routes.get(day).is_some_and(|route| route.misses(table, meal)),
                Duty::See(_) => true,
            });
            // What had no way before has none after an insertion either.
            for other in pending.iter_mut() {
                let Some(chosen) = other.choice else { continue };
                let same_day = match other.duty {
                    Duty::See(_) => true,
                    Duty::Eat(day, _) => day == choice.day,
                };
                other.stale = same_day || missing != 0 || placed.is_some() && placed == restaurant_of(table, chosen.task);
            }
        }
    }
}

fn restaurant_of(table: &Table<'_>, task: TaskId) -> Option<usize> {
    match table.task(task)?.what {
        What::Meal(_, restaurant) => Some(restaurant),
        What::Visit(_) => None,
    }
}

fn duties(table: &Table<'_>, state: &State) -> Vec<Duty> {
    let sights = table.musts.iter().filter(|id| !state.used.get(**id as usize).copied().unwrap_or(true)).map(|id| Duty::See(*id));
    let missing = |route: &Route| Meal::ALL.into_iter().filter(|meal| route.misses(table, *meal)).collect::<Vec<_>>();
    let meals = state.routes.iter().flat_map(|route| missing(route).into_iter().map(|meal| Duty::Eat(route.day, meal)));
    sights.chain(meals).collect()
}

/// What a minor unit counts against time where money decides, quarters of a second: more than any detour that it can buy.
const TIME_A_CENT: i64 = 1000;

fn see(table: &Table<'_>, state: &State, id: TaskId, taste: Taste) -> Option<Choice> {
    let task = table.task(id)?;
    let thrifty = taste.thrift > 1.0;
    let mut best: Option<((bool, i64, i64), Choice)> = None;
    let mut ways = 0;
    for route in &state.routes {
        if route.visits >= table.visits_a_day || table.starts(id, route.day).is_empty() {
            continue;
        }
        let fit = route.fit_for(table, id, task, if thrifty { TIME_A_CENT } else { 0 });
        if !fit.found() {
            continue;
        }
        ways += 1;
        // The day that is quickest is not always the cheapest, and a budget may leave room for that one only.
        let money = if thrifty { fit.cost } else { 0 };
        let time = 4 * i64::from(fit.travel) + i64::from(fit.push) + 1800 * i64::from(route.visits);
        let key = (!table.had_earlier(id, route.day), money, time);
        if best.is_none_or(|(least, _)| key < least) {
            best = Some((key, Choice { day: route.day, task: id, fit, ways: 0 }));
        }
    }
    best.map(|(_, choice)| Choice { ways: if task.locked { 0 } else { ways }, ..choice })
}

fn eat(
    table: &Table<'_>,
    state: &State,
    (day, meal): (usize, Meal),
    (missing, wanted): (u64, &[u16]),
    taste: Taste,
    random: &mut Random,
) -> Option<Choice> {
    let route = state.routes.get(day)?;
    let info = table.days.get(day)?;
    let mut best: Option<(f64, Choice)> = None;
    let mut ways = 0;
    for id in &info.meals[meal] {
        let Some(task) = table.task(*id) else { continue };
        let restaurant = restaurant_of(table, *id);
        if restaurant.is_some_and(|restaurant| state.eaten_up(table, day, restaurant)) {
            continue;
        }
        let again = restaurant.and_then(|restaurant| state.eaten.get(restaurant)).is_some_and(|times| *times > 0);
        let fit = route.fit(table, *id, task);
        if !fit.found() {
            continue;
        }
        ways += 1;
        let key =
            table.losses.of_way(f64::from(fit.travel), f64::from(fit.walk), taste.thrift * (task.cost.saturating_add(fit.cost)) as f64)
                + table.losses.of_way(f64::from(fit.push) / 8.0, 0.0, 0.0)
                + table.losses.idle * f64::from(fit.idle)
                + if again { table.losses.same_restaurant } else { 0.0 }
                - if table.had_earlier(*id, day) { table.losses.kept } else { 0.0 }
                - if task.cuisines & missing != 0 { 1000.0 } else { 0.0 };
        let due = restaurant.is_some_and(|restaurant| wanted.get(restaurant).copied() > state.eaten.get(restaurant).copied());
        let key = key * (1.0 + taste.noise * random.unit()) - if due { 1e9 } else { 0.0 };
        if best.is_none_or(|(least, _)| key < least) {
            best = Some((key, Choice { day, task: *id, fit, ways: 0 }));
        }
    }
    best.map(|(_, choice)| Choice { ways: if info.meal_locked[meal] { 0 } else { ways }, ..choice })
}

fn pleasures(table: &Table<'_>, state: &mut State, taste: Taste, random: &mut Random, scratch: &mut Scratch) {
    let Scratch { gains, points, values, banned, .. } = scratch;
    gains.resize(table.families, 0.0);
    values.resize(table.visits, 0.0);
    banned.clear();
    banned.resize(table.visits, false);
    let reserve = Reserve::default();
    let again = table.losses.same_day;
    loop {
        let joint = table.worth.joint(&state.points);
        for (visit, value) in values.iter_mut().enumerate() {
            *value = 0.0;
            if state.used.get(visit).copied().unwrap_or(true) || banned.get(visit).copied().unwrap_or(true) {
                continue;
            }
            table.worth.gains(visit, &state.counts, gains);
            points.clear();
            points.extend(state.points.iter().zip(gains.iter()).map(|(points, gain)| points + gain));
            *value = (table.worth.joint(points) - joint) * (1.0 + taste.noise * (2.0 * random.unit() - 1.0));
        }
        let mut best: Option<(f64, usize, TaskId, Fit)> = None;
        for route in &mut state.routes {
            if route.visits >= table.visits_a_day {
                continue;
            }
            let Some(info) = table.days.get(route.day) else { continue };
            route.refresh(info.visits.len());
            let today = categories(table, route);
            for (nth, id) in info.visits.iter().enumerate() {
                let kept = if table.had_earlier(*id, route.day) { table.losses.kept } else { 0.0 };
                let value = values.get(*id as usize).map_or(0.0, |value| value + if *value > 0.0 { kept } else { 0.0 });
                if value <= 0.0 {
                    continue;
                }
                let Some(task) = table.task(*id) else { continue };
                // No fit makes it better than without any way at all.
                if best.is_some_and(|(most, ..)| value / powered(time_of(task, 0), taste.time_power) <= most) {
                    continue;
                }
                let fit = route.known_fit(table, nth, *id, task);
                if !fit.found() {
                    continue;
                }
                let same = table.worth.category(*id as usize).is_some_and(|category| today & 1 << category != 0);
                let price = table.losses.of_way(f64::from(fit.travel), f64::from(fit.walk), task.cost.saturating_add(fit.cost) as f64);
                let price = price + table.losses.idle * f64::from(fit.idle.max(0));
                let net = value - price - if same { again } else { 0.0 };
                if net <= 0.0 {
                    continue;
                }
                let score = net / powered(time_of(task, fit.travel), taste.time_power);
                if best.is_none_or(|(most, ..)| score > most) {
                    best = Some((score, route.day, *id, fit));
                }
            }
        }
        let Some((_, day, id, fit)) = best else { break };
        if !state.place(table, day, fit, id, &reserve)
            && let Some(banned) = banned.get_mut(id as usize)
        {
            *banned = true;
        }
    }
}

/// To the power of 0, 1/4, 1/2, 1 or 3/2 without the cost of `powf`, which this loop would feel.
fn powered(time: f64, power: TimePower) -> f64 {
    match power {
        TimePower::Zero => 1.0,
        TimePower::Quarter => time.sqrt().sqrt(),
        TimePower::Half => time.sqrt(),
        TimePower::One => time,
        TimePower::ThreeHalves => time * time.sqrt(),
    }
}

/// Hours that an insertion takes out of the day.
fn time_of(task: &Task, travel: i32) -> f64 {
    let seconds = i64::from(task.seconds) + i64::from(task.breather) + i64::from(travel);
    (seconds.max(300)) as f64 / 3600.0
}
