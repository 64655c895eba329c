//! Writes the search's result down as a plan: times, ways, costs, shares.

mod apart;

use chrono::NaiveDate;

use super::build::{Built, sum};
use super::left_out;
use super::notes;
use super::report;
use super::route::{Route, Stop};
use super::spares;
use super::split::{Apart, Parted};
use super::state::State;
use super::table::{LegOption, REST, StayOption, Table, Task, What};
use crate::clock_time::ClockTime;
use crate::money::Money;
use crate::planning::plan::{self, Activity, Base, Costs, Item, Plan, PlannedDay, PlannedLeg, Share, Stay, Way};
use crate::planning::problem::{City, Day, Endpoint, Problem};
use crate::planning::rules::ends::Ends;
use crate::planning::rules::notes::of_tags;
use crate::planning::rules::travel::{Estimate, Spot, Ways, choose};

pub(super) fn assemble(built: &Built<'_>, parted: &Parted) -> Plan {
    let problem = built.table.problem;
    let state = &parted.state;
    let mut writer = Writer { built, problem, sums: Sums::default() };
    let routes = problem.days.iter().zip(&state.routes);
    let mut days: Vec<PlannedDay> = routes.filter_map(|(day, route)| writer.day(state, day, route, parted.apart.get(&route.day))).collect();
    for (day, spare) in days.iter_mut().zip(spares::spares(built, parted)) {
        day.spare = spare;
    }
    let stays: Vec<Stay> = (0..built.table.runs.len()).filter_map(|run| writer.stay(state, run)).collect();
    let Sums { visits, meals, lodging, travel, legs } = writer.sums;
    let money = |minor| Money::new(minor, problem.currency);
    let costs = Costs {
        visits: money(visits),
        meals: money(meals),
        lodging: money(lodging),
        travel: money(travel),
        legs: money(legs),
        total: money(sum(&[visits, meals, lodging, travel, legs])),
    };
    let left_out = left_out::left_out(built, parted);
    let families = report::families(built, &days, &stays, &left_out);
    Plan {
        version: plan::VERSION,
        title: problem.title.clone(),
        currency: problem.currency,
        seed: problem.seed,
        days,
        stays,
        families,
        left_out,
        costs,
        proof: Vec::new(),
    }
}

/// The starts of a day's common stops that people are told: later than they need be where that shortens a long wait.
pub(super) fn told(table: &Table<'_>, route: &Route, apart: Option<&Apart>) -> Vec<u32> {
    let starts = |route: &Route| route.stops.iter().map(|stop| stop.start).collect();
    apart.map_or_else(
        || {
            let mut rounded = rounded(table, route);
            rounded.shorten(table);
            starts(&rounded)
        },
        |apart| starts(&apart.route),
    )
}

/// The day with its earliest starts, moved to the next five minutes where that costs nothing that follows.
pub(super) fn rounded(table: &Table<'_>, route: &Route) -> Route {
    let mut rounded = route.clone();
    rounded.round(table);
    rounded
}

#[derive(Default)]
struct Sums {
    visits: i64,
    meals: i64,
    lodging: i64,
    travel: i64,
    legs: i64,
}

struct Writer<'b, 'p> {
    built: &'b Built<'p>,
    problem: &'p Problem,
    sums: Sums,
}

impl<'p> Writer<'_, 'p> {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.problem.currency)
    }

    /// Who pays what; families that pay nothing are not named.
    fn shares(&self, amounts: &[i64]) -> Vec<Share> {
        let paying = self.problem.families.iter().zip(amounts).filter(|(_, amount)| **amount != 0);
        paying.map(|(family, amount)| Share { family: family.id.clone(), amount: self.money(*amount) }).collect()
    }

    fn day(&mut self, state: &State, day: &'p Day, route: &Route, apart: Option<&Apart>) -> Option<PlannedDay> {
        let city = self.problem.cities.iter().find(|city| city.id == day.city_id())?;
        let base = self.base(state, route.day, city);
        let base_spot = Spot { id: &base.id, point: base.location };
        let ends = Ends::of(day, base_spot);
        let ways = self.built.ways.in_city(city);
        let (comes, goes) = self.built.table.days.get(route.day).map(|day| (day.change, day.departure))?;
        let (leg, departure) = (self.leg(state, comes), self.leg(state, goes));
        let mut cost = leg.iter().chain(&departure).fold(0_i64, |sum, leg| sum.saturating_add(leg.cost.minor));
        let mut walk = 0;
        let mut items = Vec::with_capacity(route.stops.len());
        let mut from = ends.start;
        let mut rests = 0;
        for (nth, (stop, start)) in route.stops.iter().zip(told(&self.built.table, route, apart)).enumerate() {
            let (mut item, spot) = match self.built.table.task(stop.task) {
                Some(task) if stop.task != REST => self.item(task, stop, day)?,
                _ => {
                    rests += 1;
                    (self.rest(day, &base, rests), base_spot)
                }
            };
            item.start = time(start);
            item.end = time(start + stop.seconds);
            item.way =
                if apart.is_some_and(|apart| apart.before == nth) { None } else { self.way(&ways, from, spot, (&mut cost, &mut walk)) };
            cost = cost.saturating_add(item.cost.minor);
            items.push(item);
            from = spot;
        }
        let met_at_end = apart.is_some_and(|apart| apart.before == items.len());
        let stays = items.is_empty() && ends.start.id == ends.end.id;
        let way_back = if stays || met_at_end { None } else { self.way(&ways, from, ends.end, (&mut cost, &mut walk)) };
        let [starts_at, ends_at] = [&day.starts_at, &day.ends_at].map(|point| point.as_ref().map(endpoint));
        let points = [&starts_at, &ends_at].map(|point| point.as_ref().unwrap_or(&base));
        let split = apart.and_then(|apart| self.split(apart, (day, city), (&base, points), &items));
        if let Some(apart) = apart {
            walk = walk.saturating_add(apart.sides.iter().map(|side| side.walk).max().unwrap_or(0));
            cost = apart.sides.iter().fold(cost, |cost, side| cost.saturating_add(side.cost));
        }
        let notes = notes::of(&self.built.table, city, route, &items);
        Some(PlannedDay {
            date: day.date,
            city: city.id.clone(),
            city_name: city.name.clone(),
            time_zone: city.time_zone.clone(),
            base: base.clone(),
            starts_at,
            ends_at,
            leg,
            departure,
            items,
            way_back,
            splits: split.into_iter().collect(),
            spare: None,
            walk_minutes: walk,
            cost: self.money(cost),
            notes,
        })
    }

    fn base(&self, state: &State, day: usize, city: &City) -> Base {
        let run = self.built.table.days.get(day).map_or(usize::MAX, |day| day.run);
        match self.stay_option(state, run).and_then(|option| self.problem.lodgings.get(option.lodging)) {
            Some(lodging) => Base { id: lodging.id.clone(), name: lodging.name.clone(), location: lodging.location },
            None => Base { id: city.id.clone(), name: city.name.clone(), location: city.center },
        }
    }

    fn stay_option(&self, state: &State, run: usize) -> Option<&StayOption> {
        let option = state.stays.get(run).copied().flatten()?;
        self.built.table.runs.get(run)?.options.get(option)
    }

    fn item(&mut self, task: &Task, stop: &Stop, day: &Day) -> Option<(Item, Spot<'p>)> {
        let (activity, name, location, id, tags, key) = match task.what {
            What::Visit(index) => {
                let place = self.problem.places.get(index)?;
                self.sums.visits = self.sums.visits.saturating_add(task.cost);
                let activity = Activity::Visit { place: place.id.clone(), category: place.category };
                (activity, &place.name, place.location, &place.id, &place.tags, format!("visit-{}", place.id))
            }
            What::Meal(meal, index) => {
                let restaurant = self.problem.restaurants.get(index)?;
                self.sums.meals = self.sums.meals.saturating_add(task.cost);
                let activity = Activity::Meal { meal, restaurant: restaurant.id.clone() };
                let key = format!("{}-{}", meal.label(), day.date);
                (activity, &restaurant.name, restaurant.location, &restaurant.id, &restaurant.tags, key)
            }
        };
        let item = Item {
            id: key,
            activity,
            name: name.clone(),
            location,
            start: time(stop.start),
            end: time(stop.start + stop.seconds),
            way: None,
            cost: self.money(task.cost),
            shares: self.shares(&task.shares),
            locked: task.locked,
            notes: of_tags(&self.problem.families, tags),
        };
        Some((item, Spot { id, point: location }))
    }

    fn rest(&self, day: &Day, base: &Base, nth: usize) -> Item {
        let id = if nth == 1 { format!("rest-{}", day.date) } else { format!("rest-{}-{nth}", day.date) };
        Item {
            id,
            activity: Activity::Rest,
            name: "Quiet time".to_owned(),
            location: base.location,
            start: ClockTime::MIDNIGHT,
            end: ClockTime::MIDNIGHT,
            way: None,
            cost: self.money(0),
            shares: Vec::new(),
            locked: false,
            notes: Vec::new(),
        }
    }

    fn way(&mut self, ways: &Ways<'_>, from: Spot<'_>, to: Spot<'_>, (cost, walk): (&mut i64, &mut u32)) -> Option<Way> {
        let estimate = choose(self.problem, ways, from, to).filter(|way| *way != Estimate::NONE)?;
        let shares = ways.shares(estimate.mode, estimate.metres);
        self.sums.travel = self.sums.travel.saturating_add(estimate.cost);
        *cost = cost.saturating_add(estimate.cost);
        if estimate.mode == crate::planning::problem::Mode::Walk {
            *walk += estimate.minutes();
        }
        Some(Way {
            mode: estimate.mode,
            seconds: estimate.seconds,
            metres: estimate.metres,
            cost: self.money(estimate.cost),
            shares: self.shares(&shares),
        })
    }

    fn leg(&mut self, state: &State, change: Option<usize>) -> Option<PlannedLeg> {
        let change = change?;
        let option: &LegOption = self.built.table.changes.get(change)?.options.get(*state.legs.get(change)?)?;
        let leg = self.problem.legs.get(option.leg)?;
        let city = |id: &str| self.problem.cities.iter().find(|city| city.id == id);
        let (from, to) = (city(&leg.from)?, city(&leg.to)?);
        self.sums.legs = self.sums.legs.saturating_add(option.cost);
        Some(PlannedLeg {
            id: leg.id.clone(),
            from: leg.from.clone(),
            from_name: from.name.clone(),
            to: leg.to.clone(),
            to_name: to.name.clone(),
            mode: leg.mode,
            departs: leg.departs,
            arrives: leg.arrives,
            cost: self.money(option.cost),
            shares: self.shares(&option.shares),
        })
    }

    fn stay(&mut self, state: &State, run: usize) -> Option<Stay> {
        let info = self.built.table.runs.get(run)?;
        let option = self.stay_option(state, run)?.clone();
        let lodging = self.problem.lodgings.get(option.lodging)?;
        let city = self.problem.cities.iter().find(|city| city.id == lodging.city)?;
        let check_in = self.problem.days.get(info.days.start)?.date;
        let check_out = check_in.checked_add_days(chrono::Days::new(u64::from(info.nights))).unwrap_or(NaiveDate::MAX);
        self.sums.lodging = self.sums.lodging.saturating_add(option.cost);
        Some(Stay {
            id: format!("stay-{}-{check_in}", lodging.id),
            lodging: lodging.id.clone(),
            name: lodging.name.clone(),
            city: city.id.clone(),
            city_name: city.name.clone(),
            location: lodging.location,
            check_in,
            check_out,
            nights: info.nights,
            rooms: option.rooms,
            cost: self.money(option.cost),
            shares: self.shares(&option.shares),
            locked: info.locked,
        })
    }
}

fn endpoint(point: &Endpoint) -> Base {
    Base { id: point.id.clone(), name: point.name.clone(), location: point.location }
}

fn time(seconds: u32) -> ClockTime {
    ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY)
}
