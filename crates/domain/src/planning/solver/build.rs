//! Turns a problem into the table that the search works on.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::by_meal::ByMeal;
use super::earlier;
use super::hours::{HoursOf, starts};
use super::losses::Losses;
use super::owed;
use super::palettes;
use super::places::CityTables;
use super::reach::Reach;
use super::split;
use super::stays;
use super::table::{CityTable, DayTable, Node, Span, Table, Task, TaskId, What};
use super::worth::Worth;
use crate::planning::problem::{Endpoint, Locked, Meal, Place, Problem};
use crate::planning::rules::availability::{closed, rained_off};
use crate::planning::rules::days::{naps, window};
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::{DEFAULT_MEAL_MINUTES, cooks, gives, may_repeat};
use crate::planning::rules::travel::Ways;
use crate::planning::rules::wishes::{must_see, must_sees};
use crate::planning::rules::{prices, visits};

/// Points that the table knows in each city.
#[derive(PartialEq, Eq)]
pub(super) struct Nodes {
    /// By index in `problem.places`, `restaurants`, `lodgings`.
    pub places: BTreeMap<usize, Node>,
    pub restaurants: BTreeMap<usize, Node>,
    pub lodgings: BTreeMap<usize, Node>,
    /// By id: where days start and end in place of the lodging.
    pub endpoints: BTreeMap<String, Node>,
}

pub(super) struct Built<'p> {
    pub table: Table<'p>,
    pub ways: Ways<'p>,
}

/// Why there is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unbuilt {
    /// A day is in a city that does not exist: [`crate::planning::check::check`] names that fault.
    UnknownCity,
    Stopped,
}

/// What problems that differ in nothing but the cities of their days share.
#[derive(Default)]
pub(super) struct Known {
    pub hours: HoursOf,
    cities: CityTables,
}

/// `stop` is asked after each city and each day.
pub(super) fn build<'p>(problem: &'p Problem, stop: &mut dyn FnMut() -> bool) -> Result<Built<'p>, Unbuilt> {
    build_with(problem, &mut Known::default(), stop)
}

pub(super) fn build_with<'p>(problem: &'p Problem, known: &mut Known, stop: &mut dyn FnMut() -> bool) -> Result<Built<'p>, Unbuilt> {
    let Known { hours, cities: shared } = known;
    let group = Group::of(&problem.families);
    let ways = Ways::of(problem);
    let splits = problem.families.iter().any(|family| family.budget.is_some());
    let mut city_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut cities = Vec::new();
    let mut nodes: Vec<Rc<Nodes>> = Vec::new();
    let mut days = Vec::new();
    let mut reach = Reach::default();
    for day in &problem.days {
        let city = problem.cities.iter().position(|city| city.id == day.city_id()).ok_or(Unbuilt::UnknownCity)?;
        if stop() {
            return Err(Unbuilt::Stopped);
        }
        let index = *city_of.entry(city).or_insert_with(|| {
            let (known, table) = shared.of(problem, city, (&ways, splits), (hours, &mut reach));
            cities.push(table);
            nodes.push(known);
            cities.len() - 1
        });
        let span = window(day, &problem.families, None);
        let node = |point: &Option<Endpoint>| nodes.get(index)?.endpoints.get(&point.as_ref()?.id).copied();
        days.push(DayTable {
            city: index,
            run: 0,
            change: None,
            departure: None,
            start: node(&day.starts_at),
            end: node(&day.ends_at),
            open: span.from.seconds(),
            close: span.until.seconds(),
            naps: naps(&problem.families).iter().map(|nap| (nap.from.seconds(), nap.until.seconds())).collect(),
            visits: Vec::new(),
            meals: ByMeal::default(),
            cheapest: ByMeal::default(),
            cheapest_shares: ByMeal::default(),
            meal_locked: ByMeal::default(),
        });
    }
    let repeats =
        cities.iter().map(|city: &Rc<CityTable>| problem.cities.get(city.city).is_some_and(|city| may_repeat(problem, &city.id))).collect();
    let mut table = Table {
        problem,
        families: problem.families.len(),
        cities,
        days,
        runs: Vec::new(),
        changes: Vec::new(),
        palettes: Vec::new(),
        tasks: Vec::new(),
        visits: 0,
        lost: 0,
        musts: Vec::new(),
        spans: Vec::new(),
        starts: Vec::new(),
        worth: Worth::default(),
        visits_a_day: u32::try_from(problem.constraints.visits_a_day()).unwrap_or(u32::MAX),
        walk_a_day: problem.constraints.max_walk_minutes_per_day.unwrap_or(u32::from(u16::MAX)),
        budget: problem.constraints.budget.map(|budget| budget.minor),
        family_budgets: problem.families.iter().map(|family| family.budget.map(|budget| budget.minor)).collect(),
        splits,
        cuisines: (0..problem.constraints.required_cuisines.len().min(64)).fold(0, |bits, bit| bits | 1 << bit),
        losses: Losses::default(),
        earlier: Vec::new(),
        repeats,
        owed: Vec::new(),
    };
    add_visits(&mut table, &nodes, hours, &group);
    add_meals(&mut table, &nodes, hours);
    table.earlier = earlier::tasks(&table);
    stays::add(&mut table, &nodes, &group);
    table.palettes = palettes::palettes(&table);
    if !owed::add(&mut table, &ways, (hours, &mut reach), stop) {
        return Err(Unbuilt::Stopped);
    }
    table.losses = Losses::of(problem, usual_cost(&table));
    table.lost = lost(&table);
    Ok(Built { table, ways })
}

/// Obligations without any task, bed or connection, and connections that never go together.
fn lost(table: &Table<'_>) -> u32 {
    let problem = table.problem;
    let known = |id: &str| {
        table.tasks.iter().any(|task| match task.what {
            What::Visit(place) => problem.places.get(place).is_some_and(|place| place.id == id),
            What::Meal(_, restaurant) => task.locked && problem.restaurants.get(restaurant).is_some_and(|restaurant| restaurant.id == id),
        })
    };
    let sights = must_sees(problem).filter(|wished| !known(wished.place) && !split::may_hold(problem, wished.place)).count();
    let is_lodging = |id: &String| problem.lodgings.iter().any(|lodging| lodging.id == *id);
    let locks = problem.locked.iter().filter(|lock| !is_lodging(&lock.id) && !known(&lock.id)).count();
    let beds = table.runs.iter().filter(|run| problem.constraints.lodging && run.nights > 0 && run.options.is_empty()).count();
    let legs = table.changes.iter().filter(|change| change.options.is_empty()).count();
    let served = table.tasks.iter().fold(0, |bits, task| bits | task.cuisines);
    let cuisines = (table.cuisines & !served).count_ones() as usize + problem.constraints.required_cuisines.len().saturating_sub(64);
    let apart = usize::from(table.palettes.is_empty());
    u32::try_from(sights + locks + beds + legs + cuisines + apart).unwrap_or(u32::MAX)
}

/// Mean prices of everything a plan of this length needs.
fn usual_cost(table: &Table<'_>) -> f64 {
    let mean = |costs: &mut dyn Iterator<Item = i64>| {
        let (count, sum) = costs.fold((0_u32, 0.0), |(count, sum), cost| (count + 1, sum + cost as f64));
        sum / f64::from(count.max(1))
    };
    let task = |id: &TaskId| table.task(*id).map_or(0, |task| task.cost);
    let stays: f64 = table.runs.iter().map(|run| mean(&mut run.options.iter().map(|option| option.cost))).sum();
    let legs: f64 = table.changes.iter().map(|change| mean(&mut change.options.iter().map(|option| option.cost))).sum();
    let meals: f64 = table.days.iter().flat_map(|day| day.meals.iter()).map(|list| mean(&mut list.iter().map(task))).sum();
    let visits: f64 = table.days.iter().map(|day| f64::from(table.visits_a_day.min(4)) * mean(&mut day.visits.iter().map(task))).sum();
    (stays + legs + meals + visits).max(1.0)
}

fn add_visits(table: &mut Table<'_>, nodes: &[Rc<Nodes>], hours: &mut HoursOf, group: &Group) {
    let problem = table.problem;
    let breather = problem.constraints.pace.breather_minutes() * 60;
    let mut known: Vec<&Place> = Vec::new();
    for (city, city_nodes) in nodes.iter().enumerate() {
        let country = country(table, city);
        for (place_index, node) in &city_nodes.places {
            let Some(place) = problem.places.get(*place_index) else { continue };
            let lock = problem.locked.iter().find(|lock| lock.id == place.id);
            let minutes = lock.and_then(|lock| lock.minutes).unwrap_or_else(|| visits::minutes(place, group));
            let must = lock.is_some() || must_see(problem, &place.id);
            let id = table.tasks.len() as TaskId;
            let shares = prices::entrance(place, &problem.families);
            let task = Task {
                what: What::Visit(*place_index),
                node: *node,
                seconds: minutes.saturating_mul(60).min(86_400),
                breather,
                cost: sum(&shares),
                shares,
                cuisines: 0,
                locked: lock.is_some(),
            };
            for day in 0..table.days.len() {
                let date = problem.days.get(day).map(|day| day.date);
                let here = table.days.get(day).is_some_and(|day| day.city == city)
                    && date.is_some_and(|date| !closed(problem, &place.id, date) && !rained_off(problem, place, date));
                let allowed = match lock {
                    Some(lock) if Some(lock.date) != date => None,
                    Some(Locked { start: Some(start), .. }) => Some((start.seconds(), start.seconds())),
                    _ => Some((0, 86_400)),
                };
                let (Some(date), true, Some(allowed)) = (date, here, allowed) else {
                    table.spans.push((0, 0));
                    continue;
                };
                let open = hours.on(place.opening_hours.as_deref(), country, date);
                let needed = visits::seconds_before_closing(place, task.seconds);
                if push_starts(table, starts(&open, needed, allowed))
                    && let Some(day) = table.days.get_mut(day)
                {
                    day.visits.push(id);
                }
            }
            if must {
                table.musts.push(id);
            }
            known.push(place);
            table.tasks.push(task);
        }
    }
    table.visits = table.tasks.len();
    let most = (table.visits_a_day as usize).saturating_mul(table.days.len()).min(known.len());
    table.worth = Worth::new(problem, &known, most);
}

fn add_meals(table: &mut Table<'_>, nodes: &[Rc<Nodes>], hours: &mut HoursOf) {
    let problem = table.problem;
    for meal in Meal::ALL {
        let rule = problem.constraints.meals.rule(meal);
        for (city, city_nodes) in nodes.iter().enumerate() {
            for (index, node) in &city_nodes.restaurants {
                if !problem.restaurants.get(*index).is_some_and(|restaurant| gives(restaurant, meal)) {
                    continue;
                }
                if let Some(rule) = rule {
                    let free = |lock: Option<&Locked>| lock.is_none().then_some((rule.from.seconds(), rule.until.seconds()));
                    add_meal(table, hours, (meal, *index, *node, city), rule.minutes, free);
                }
                for lock in problem
                    .locked
                    .iter()
                    .filter(|lock| lock.meal == Some(meal) && problem.restaurants.get(*index).is_some_and(|r| r.id == lock.id))
                {
                    let minutes = lock.minutes.or(rule.map(|rule| rule.minutes)).unwrap_or(DEFAULT_MEAL_MINUTES);
                    let usual = rule.map_or((0, 86_400), |rule| (rule.from.seconds(), rule.until.seconds()));
                    let span = lock.start.map_or(usual, |start| (start.seconds(), start.seconds()));
                    let only = |on: Option<&Locked>| on.is_some_and(|on| std::ptr::eq(on, lock)).then_some(span);
                    add_meal(table, hours, (meal, *index, *node, city), minutes, only);
                    let day = problem.days.iter().position(|day| day.date == lock.date);
                    if let Some(day) = day.and_then(|day| table.days.get_mut(day)) {
                        day.meal_locked[meal] = true;
                    }
                }
            }
        }
    }
    for day in &mut table.days {
        for meal in Meal::ALL {
            let tasks = day.meals[meal].iter().filter_map(|id| table.tasks.get(*id as usize));
            if let Some(task) = tasks.min_by_key(|task| task.cost) {
                day.cheapest[meal] = task.cost;
                day.cheapest_shares[meal].clone_from(&task.shares);
            }
        }
    }
}

/// Adds one meal task; `allowed` gives the span of its start on a day, from what is locked as that meal on that day.
fn add_meal(
    table: &mut Table<'_>,
    hours: &mut HoursOf,
    (meal, index, node, city): (Meal, usize, Node, usize),
    minutes: u32,
    allowed: impl Fn(Option<&Locked>) -> Option<Span>,
) {
    let problem = table.problem;
    let Some(restaurant) = problem.restaurants.get(index) else { return };
    let required = problem.constraints.required_cuisines.iter().take(64).enumerate();
    let cuisines = required.filter(|(_, name)| cooks(restaurant, name)).fold(0, |bits, (bit, _)| bits | 1 << bit);
    let shares = prices::meal(restaurant, &problem.families);
    let id = table.tasks.len() as TaskId;
    let seconds = minutes.saturating_mul(60).min(86_400);
    let country = country(table, city);
    let mut locked = false;
    for day in 0..table.days.len() {
        let date = problem.days.get(day).map(|day| day.date);
        let lock = problem.locked.iter().find(|lock| Some(lock.date) == date && lock.meal == Some(meal));
        let here =
            table.days.get(day).is_some_and(|day| day.city == city) && date.is_some_and(|date| !closed(problem, &restaurant.id, date));
        let (Some(date), true, Some(allowed)) = (date, here, allowed(lock)) else {
            table.spans.push((0, 0));
            continue;
        };
        locked |= lock.is_some();
        let open = hours.on(restaurant.opening_hours.as_deref(), country, date);
        if push_starts(table, starts(&open, seconds, allowed))
            && let Some(day) = table.days.get_mut(day)
        {
            day.meals[meal].push(id);
        }
    }
    table.tasks.push(Task { what: What::Meal(meal, index), node, seconds, breather: 0, cost: sum(&shares), shares, cuisines, locked });
}

fn push_starts(table: &mut Table<'_>, spans: impl Iterator<Item = Span>) -> bool {
    let from = table.starts.len() as u32;
    table.starts.extend(spans);
    let until = table.starts.len() as u32;
    table.spans.push((from, until));
    from < until
}

fn country<'p>(table: &Table<'p>, city: usize) -> Option<&'p str> {
    let city = table.cities.get(city)?;
    table.problem.cities.get(city.city)?.country.as_deref()
}

pub(super) fn sum(shares: &[i64]) -> i64 {
    shares.iter().fold(0, |sum, share| sum.saturating_add(*share))
}
