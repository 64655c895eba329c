//! What a stay in one city costs at the least, by its first day, its length, the way there, and the required cuisines that it brings.

use std::cell::RefCell;
use std::ops::Range;

use super::super::build::sum;
use super::super::hours::HoursOf;
use super::NEVER;
use super::legs::{Ride, Rides};
use super::menu::Menu;
use super::owed::{Owed, Owes};
use super::stops::Stops;
use crate::planning::problem::{Leg, Problem, Restaurant};
use crate::planning::rules::days::locked_on;
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::{cooks, planned};
use crate::planning::rules::travel::Ways;
use crate::planning::rules::{lodging, prices, routes};

/// Steps of the tables, about: 20 million take some 30 ms. Each further cuisine takes three times as many.
pub(super) const STEPS: usize = 20_000_000;
/// Required cuisines that the tables follow, at most.
const MOST_CUISINES: usize = 8;

/// All stays in one city that begin on one day.
#[derive(Default)]
struct Beginning {
    /// Meals of the first day under each of the ways there.
    first: Vec<Owes>,
    /// `[((length - 1) * first + way) * sets + cuisines]`.
    cost: Vec<i64>,
}

pub(super) struct Stays<'p> {
    problem: &'p Problem,
    pub rides: Rides,
    /// By stop.
    owed: Vec<Owed<'p>>,
    /// By stop.
    menus: Vec<Menu>,
    /// Required cuisines that no locked meal serves and that are followed, as a set of bits.
    pub cuisines: usize,
    /// By stop: bed and price for so many nights; none where there is no bed.
    beds: Vec<Vec<Option<(usize, i64)>>>,
    /// `[stop * days + day]`.
    beginnings: Vec<Beginning>,
    days: usize,
}

/// How a stay comes to its price.
pub(super) struct Parts {
    /// Index in `problem.lodgings`.
    pub lodging: Option<usize>,
    /// The way out of the last city.
    pub back: Option<Ride>,
    pub repeats: bool,
    pub owes: Owes,
    pub cost: i64,
}

impl<'p> Stays<'p> {
    pub(super) fn of(problem: &'p Problem, stops: &Stops<'p>, hours: &mut HoursOf, allowed: &dyn Fn(&Leg) -> bool) -> Self {
        let ways = Ways::of(problem);
        let hours = RefCell::new(hours);
        let owed: Vec<Owed<'p>> = stops.list.iter().map(|stop| Owed::of(problem, stop.id, &ways, &hours)).collect();
        let rides = Rides::of(problem, stops, &owed, &hours, allowed);
        let cuisines = followed(problem, stops);
        let menu = |(index, stop): (usize, &super::stops::Stop<'p>)| {
            let country = problem.cities.get(stop.city).and_then(|city| city.country.as_deref());
            let mut open = |restaurant: &Restaurant, day: usize| {
                let date = problem.days.get(day).map(|day| day.date).unwrap_or_default();
                hours.borrow_mut().on(restaurant.opening_hours.as_deref(), country, date)
            };
            Menu::of(problem, stop.id, &cuisines, stops.longest(index), &mut open)
        };
        let mut stays = Self {
            problem,
            rides,
            owed,
            menus: stops.list.iter().enumerate().map(menu).collect(),
            cuisines: (1 << cuisines.len()) - 1,
            beds: stops.list.iter().map(|stop| beds(problem, stop.id)).collect(),
            beginnings: Vec::with_capacity(stops.list.len() * stops.days),
            days: stops.days,
        };
        for stop in 0..stops.list.len() {
            for day in 0..stops.days {
                let beginning = stays.beginning(stops, stop, day);
                stays.beginnings.push(beginning);
            }
        }
        stays
    }

    /// Number of sets of cuisines.
    pub(super) fn sets(&self) -> usize {
        self.cuisines + 1
    }

    /// The most ways into a city on one day that differ in their meals.
    pub(super) fn ways(&self) -> usize {
        self.beginnings.iter().map(|beginning| beginning.first.len()).max().unwrap_or(0)
    }

    /// Which way of [`Self::ways`] this ride into the city is.
    pub(super) fn way(&self, stop: usize, day: usize, ride: &Ride) -> usize {
        self.at(stop, day).and_then(|beginning| beginning.first.iter().position(|owes| *owes == ride.owes)).unwrap_or(0)
    }

    /// How many ways lead into the city on that day.
    pub(super) fn ways_on(&self, stop: usize, day: usize) -> usize {
        self.at(stop, day).map_or(0, |beginning| beginning.first.len())
    }

    /// The least for the days, by set of cuisines; empty where the city cannot be stayed in then.
    pub(super) fn costs(&self, stop: usize, days: &Range<usize>, way: usize) -> &[i64] {
        let Some(beginning) = self.at(stop, days.start) else { return &[] };
        let at = ((days.len() - 1) * beginning.first.len() + way) * self.sets();
        beginning.cost.get(at..at + self.sets()).unwrap_or_default()
    }

    /// Cuisines that can be had in the city.
    pub(super) fn cuisines_of(&self, stop: usize) -> usize {
        self.menus.get(stop).map_or(0, Menu::cuisines)
    }

    /// The restaurants of a stay, as often as they come.
    pub(super) fn restaurants(&self, stop: usize, parts: &Parts, cuisines: usize) -> Vec<usize> {
        self.menus.get(stop).map(|menu| menu.choose(self.problem, parts.repeats, parts.owes, cuisines)).unwrap_or_default()
    }

    fn at(&self, stop: usize, day: usize) -> Option<&Beginning> {
        self.beginnings.get(stop * self.days + day)
    }

    fn beginning(&self, stops: &Stops<'p>, stop: usize, day: usize) -> Beginning {
        let from = (0..stops.list.len()).map(Some).chain([None]);
        let mut first: Vec<Owes> = from.flat_map(|from| self.rides.to(from, stop, day)).map(|ride| ride.owes).collect();
        first.sort_unstable();
        first.dedup();
        let mut beginning = Beginning { cost: Vec::new(), first };
        for end in day + 1..=self.days {
            for owes in &beginning.first {
                let parts = self.parts(stops, stop, day..end, *owes);
                beginning.cost.extend((0..self.sets()).map(|cuisines| {
                    let of = |parts: &Parts| parts.cost.saturating_add(self.meals(stop, parts, cuisines)).min(NEVER);
                    parts.iter().map(of).min().unwrap_or(NEVER)
                }));
            }
        }
        beginning
    }

    pub(super) fn meals(&self, stop: usize, parts: &Parts, cuisines: usize) -> i64 {
        self.menus.get(stop).map_or(NEVER, |menu| menu.cost(parts.repeats, parts.owes, cuisines))
    }

    /// The stay without its meals: as many ways as lead out of it. Empty where the city cannot be stayed in.
    pub(super) fn parts(&self, stops: &Stops<'p>, stop: usize, days: Range<usize>, first: Owes) -> Vec<Parts> {
        let bed = stops.allows(stop, days.clone()).then(|| self.bed(stops, stop, &days)).flatten();
        let (Some((lodging, bed)), Some(owed)) = (bed, self.owed.get(stop)) else { return Vec::new() };
        let problem = self.problem;
        let repeats = self.menus.get(stop).is_some_and(|menu| menu.repeats(days.clone()));
        let meals = planned(&problem.constraints.meals).len();
        let part = |until: usize, last: Option<&Ride>| {
            let whole = (days.start + 1..until).map(|day| owed.day(day)).fold(first, Owes::and);
            let owes = last.map_or(whole, |ride| whole.and(ride.owes));
            // Each visit that stands in for meals does so on one day.
            let owes = Owes { least: owes.least.saturating_sub(meals * owed.excuses), ..owes };
            let cost = bed.saturating_add(last.map_or(0, |ride| ride.cost));
            Parts { lodging, back: last.copied(), repeats, owes, cost }
        };
        // A single last day has its way out with its way in.
        if days.end == self.days && routes::destination(problem).is_some() && days.len() > 1 {
            return self.rides.leaving(stop).iter().map(|ride| part(days.end - 1, Some(ride))).collect();
        }
        vec![part(days.end, None)]
    }

    /// The cheapest bed that suits the group for so many nights, or the locked one.
    fn bed(&self, stops: &Stops<'_>, stop: usize, days: &Range<usize>) -> Option<(Option<usize>, i64)> {
        let problem = self.problem;
        let nights = stops.nights(days);
        if nights == 0 || !problem.constraints.lodging {
            return Some((None, 0));
        }
        let dates = problem.days.get(days.clone()).unwrap_or_default();
        let locks = dates.iter().flat_map(|day| locked_on(problem, day.date));
        let mut locked: Vec<usize> = locks.filter_map(|lock| problem.lodgings.iter().position(|lodging| lodging.id == lock.id)).collect();
        locked.sort_unstable();
        locked.dedup();
        match locked.as_slice() {
            [] => self.beds.get(stop)?.get(nights).copied().flatten().map(|(lodging, cost)| (Some(lodging), cost)),
            [lodging] => bed(problem, *lodging, &Group::of(&problem.families), nights).map(|cost| (Some(*lodging), cost)),
            _ => None,
        }
    }
}

/// By number of nights: the cheapest lodging of the city, and its price for the group.
fn beds(problem: &Problem, city: &str) -> Vec<Option<(usize, i64)>> {
    let group = Group::of(&problem.families);
    let here: Vec<usize> =
        problem.lodgings.iter().enumerate().filter(|(_, lodging)| lodging.city == city).map(|(index, _)| index).collect();
    let cheapest = |nights: usize| {
        let suiting = here.iter().filter_map(|index| Some((*index, bed(problem, *index, &group, nights)?)));
        suiting.min_by_key(|(_, cost)| *cost)
    };
    (0..=problem.days.len()).map(cheapest).collect()
}

/// What a stay costs the group; none where the lodging does not suit it.
fn bed(problem: &Problem, lodging: usize, group: &Group, nights: usize) -> Option<i64> {
    let nights = u32::try_from(nights).unwrap_or(u32::MAX);
    let lodging = problem.lodgings.get(lodging).filter(|lodging| lodging::suits(problem, group, lodging, nights))?;
    Some(sum(&prices::stay(lodging, group, nights)).min(NEVER))
}

/// The required cuisines that no locked meal serves, as many of them as the tables can follow.
fn followed<'p>(problem: &'p Problem, stops: &Stops<'_>) -> Vec<&'p str> {
    let locked: Vec<&Restaurant> =
        problem.locked.iter().filter_map(|lock| problem.restaurants.iter().find(|restaurant| restaurant.id == lock.id)).collect();
    let missing = problem.constraints.required_cuisines.iter().filter(|name| !locked.iter().any(|own| cooks(own, name)));
    let mut steps = stops.most.max(1) * stops.list.len() * stops.days * stops.days;
    let mut followed = Vec::new();
    for name in missing.take(MOST_CUISINES) {
        steps = steps.saturating_mul(3);
        if steps > STEPS {
            break;
        }
        followed.push(name.as_str());
    }
    followed
}
