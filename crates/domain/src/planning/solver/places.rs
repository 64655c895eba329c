//! The points of a city that the search considers, and the ways between all of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::build::{Nodes, sum};
use super::hours::HoursOf;
use super::owed;
use super::reach::{Reach, open_on};
use super::stays::{Segment, segments};
use super::table::{CityTable, Hop, NO_WAY, Node};
use super::worth;
use crate::planning::problem::{Day, Family, Lodging, Mode, Place, Problem};
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::cooks;
use crate::planning::rules::travel::{Estimate, Spot, Ways, choose};
use crate::planning::rules::wishes::must_see;
use crate::planning::rules::{ends, lodging, needs, prices};

/// The search looks at the best so many of a city. Ways grow with the square; a city of this size takes about 30 ms.
const MOST_PLACES: usize = 300;
const MOST_RESTAURANTS: usize = 120;
const MOST_LODGINGS: usize = 40;
const MOST_OF_A_CUISINE: usize = 12;

/// Tables of cities by index in `problem.cities`, for problems that differ in nothing but the cities of their days: which points the search
/// considers depends on those days, the ways between the points do not.
#[derive(Default)]
pub(super) struct CityTables(BTreeMap<usize, Vec<Known>>);

/// The points considered, and the ways between them.
type Known = (Rc<Nodes>, Rc<CityTable>);

impl CityTables {
    pub(super) fn of<'p>(
        &mut self,
        problem: &'p Problem,
        city: usize,
        (ways, splits): (&Ways<'p>, bool),
        known: (&mut HoursOf, &mut Reach<'p>),
    ) -> Known {
        let (nodes, spots) = points(problem, city, ways, known);
        let tables = self.0.entry(city).or_default();
        if let Some((nodes, table)) = tables.iter().find(|(known, _)| **known == nodes) {
            return (Rc::clone(nodes), Rc::clone(table));
        }
        let new = (Rc::new(nodes), Rc::new(city_table(problem, city, (ways, splits), &spots)));
        tables.push(new.clone());
        new
    }
}

fn points<'p>(
    problem: &'p Problem,
    city: usize,
    ways: &Ways<'p>,
    (hours, reach): (&mut HoursOf, &mut Reach<'p>),
) -> (Nodes, Vec<Spot<'p>>) {
    let mut nodes = Nodes { places: BTreeMap::new(), restaurants: BTreeMap::new(), lodgings: BTreeMap::new(), endpoints: BTreeMap::new() };
    let Some(here) = problem.cities.get(city) else { return (nodes, Vec::new()) };
    let mut spots = vec![Spot { id: &here.id, point: here.center }];
    for index in places(problem, &here.id) {
        if let Some(place) = problem.places.get(index) {
            nodes.places.insert(index, spots.len() as Node);
            spots.push(Spot { id: &place.id, point: place.location });
        }
    }
    let beds = lodgings(problem, &here.id);
    for index in restaurants((problem, ways), &here.id, &beds, (hours, reach)) {
        if let Some(restaurant) = problem.restaurants.get(index) {
            nodes.restaurants.insert(index, spots.len() as Node);
            spots.push(Spot { id: &restaurant.id, point: restaurant.location });
        }
    }
    for index in beds {
        if let Some(lodging) = problem.lodgings.get(index) {
            nodes.lodgings.insert(index, spots.len() as Node);
            spots.push(Spot { id: &lodging.id, point: lodging.location });
        }
    }
    for point in problem.days.iter().filter(|day| day.city_id() == here.id).flat_map(Day::endpoints) {
        if !nodes.endpoints.contains_key(&point.id) {
            nodes.endpoints.insert(point.id.clone(), spots.len() as Node);
            spots.push(ends::spot(point));
        }
    }
    (nodes, spots)
}

fn city_table(problem: &Problem, city: usize, (ways, splits): (&Ways<'_>, bool), spots: &[Spot<'_>]) -> CityTable {
    let ways = &problem.cities.get(city).map_or_else(|| ways.clone(), |city| ways.in_city(city));
    let mut table = CityTable { city, nodes: spots.len(), hops: Vec::with_capacity(spots.len() * spots.len()), hop_shares: Vec::new() };
    for from in spots {
        for to in spots {
            let way = choose(problem, ways, *from, *to);
            table.hops.push(way.map_or(Hop { seconds: NO_WAY, walk: 0, cost: 0 }, |way| Hop {
                seconds: way.seconds.min(NO_WAY),
                walk: if way.mode == Mode::Walk { way.minutes() } else { 0 },
                cost: way.cost,
            }));
            if splits {
                let before = table.hop_shares.len();
                if let Some(way) = way.filter(|way| *way != Estimate::NONE) {
                    table.hop_shares.extend(ways.shares(way.mode, way.metres));
                }
                table.hop_shares.resize(before + problem.families.len(), 0);
            }
        }
    }
    table
}

fn locked(problem: &Problem, id: &str) -> bool {
    problem.locked.iter().any(|lock| lock.id == id)
}

/// Whether a plan is none without this place.
fn demanded(problem: &Problem, id: &str) -> bool {
    locked(problem, id) || must_see(problem, id)
}

/// Places that everybody can and will go to; of very many the ones worth most.
fn places(problem: &Problem, city: &str) -> Vec<usize> {
    let suits = |place: &Place| needs::avoided(problem, &place.id).is_none() && needs::place(place, &problem.families).is_ok();
    let mut found: Vec<usize> =
        problem.places.iter().enumerate().filter(|(_, place)| place.city == city && suits(place)).map(|(index, _)| index).collect();
    if found.len() > MOST_PLACES {
        let value = |index: &usize| problem.places.get(*index).map_or(0.0, |place| alone(problem, place));
        found.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
        let keep = |index: &usize| problem.places.get(*index).is_some_and(|place| demanded(problem, &place.id));
        let extra: Vec<usize> = found.iter().skip(MOST_PLACES).copied().filter(keep).collect();
        found.truncate(MOST_PLACES);
        found.extend(extra);
    }
    found
}

/// What a first visit is worth to all families together.
pub(super) fn alone(problem: &Problem, place: &Place) -> f64 {
    let one = |family: &Family| {
        let worth = worth::of_place(family, place);
        worth.extra + if worth.by_interest { worth::interest(family, place.category) } else { 0.0 }
    };
    problem.families.iter().map(|family| one(family) * family.weight).filter(|value| value.is_finite()).sum()
}

/// Restaurants in which everybody can eat; of very many what is locked, a third by price, the others nearest to the centre, and besides them
/// some of each required cuisine, and those without which a meal that is owed could not be had.
fn restaurants<'p>(
    (problem, ways): (&'p Problem, &Ways<'p>),
    city: &str,
    beds: &[usize],
    (hours, reach): (&mut HoursOf, &mut Reach<'p>),
) -> Vec<usize> {
    let found = owed::admissible(problem, city);
    let wanted = |index: &usize| problem.restaurants.get(*index).is_some_and(|restaurant| locked(problem, &restaurant.id));
    let price = |index: &usize| problem.restaurants.get(*index).map_or(0, |restaurant| restaurant.price.minor);
    let centre = problem.cities.iter().find(|other| other.id == city).map(|city| city.center);
    let far = |index: &usize| {
        problem.restaurants.get(*index).zip(centre).map_or(0.0, |(restaurant, centre)| restaurant.location.metres_to(centre))
    };
    let mut chosen = shortlist(found.clone(), MOST_RESTAURANTS, wanted, price, far);
    if chosen.len() == found.len() {
        return chosen;
    }
    for cuisine in &problem.constraints.required_cuisines {
        let serves = |index: &usize| problem.restaurants.get(*index).is_some_and(|restaurant| cooks(restaurant, cuisine));
        let opens = |index: &usize| {
            let mut days = problem.days.iter().filter(|day| day.city_id() == city);
            days.any(|day| !open_on(problem, hours, day, &[*index]).is_empty())
        };
        let cooking: Vec<usize> = found.iter().copied().filter(serves).filter(opens).collect();
        chosen.extend(shortlist(cooking, MOST_OF_A_CUISINE, |_| false, price, far));
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen.extend(owed::missing((problem, ways), (hours, reach), (&found, &chosen), (city, beds)));
    chosen.sort_unstable();
    chosen
}

/// Lodgings that suit one of the stays in the city; for each stay, of very many, the cheapest for this group and for each family with a
/// budget, and the nearest to the centre.
fn lodgings(problem: &Problem, city: &str) -> Vec<usize> {
    if !problem.constraints.lodging {
        return Vec::new();
    }
    let group = Group::of(&problem.families);
    let here = |segment: &Segment<'_>| problem.days.get(segment.days.start).is_some_and(|day| day.city_id() == city);
    let mut nights: Vec<u32> = segments(problem).iter().filter(|segment| here(segment)).map(|segment| segment.nights).collect();
    nights.sort_unstable();
    nights.dedup();
    let mut all: Vec<usize> = nights.into_iter().flat_map(|nights| lodgings_for(problem, city, &group, nights)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn lodgings_for(problem: &Problem, city: &str, group: &Group, nights: u32) -> Vec<usize> {
    let suits = |lodging: &Lodging| lodging.city == city && lodging::suits(problem, group, lodging, nights);
    let found: Vec<usize> = problem.lodgings.iter().enumerate().filter(|(_, lodging)| suits(lodging)).map(|(index, _)| index).collect();
    let shares = |index: &usize| problem.lodgings.get(*index).map(|lodging| prices::stay(lodging, group, 1)).unwrap_or_default();
    let budgets = problem.families.iter().enumerate().filter(|(_, family)| family.budget.is_some());
    let cheapest: Vec<usize> = budgets
        .filter_map(|(family, _)| found.iter().copied().min_by_key(|index| shares(index).get(family).copied().unwrap_or(0)))
        .collect();
    let centre = problem.cities.iter().find(|other| other.id == city).map(|city| city.center);
    let far = |index: &usize| problem.lodgings.get(*index).zip(centre).map_or(0.0, |(lodging, centre)| lodging.location.metres_to(centre));
    let wanted =
        |index: &usize| cheapest.contains(index) || problem.lodgings.get(*index).is_some_and(|lodging| locked(problem, &lodging.id));
    shortlist(found, MOST_LODGINGS, wanted, |index| sum(&shares(index)), far)
}

fn shortlist(
    mut found: Vec<usize>,
    most: usize,
    wanted: impl Fn(&usize) -> bool,
    price: impl Fn(&usize) -> i64,
    far: impl Fn(&usize) -> f64,
) -> Vec<usize> {
    if found.len() <= most {
        return found;
    }
    let (mut keep, mut rest): (Vec<usize>, Vec<usize>) = found.drain(..).partition(|index| wanted(index));
    rest.sort_by_key(|index| (price(index), *index));
    let cheap = rest.len().min(most / 3);
    let mut others = rest.split_off(cheap);
    keep.append(&mut rest);
    others.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b)));
    others.truncate(most.saturating_sub(keep.len()));
    keep.append(&mut others);
    keep.sort_unstable();
    keep
}
