//! What the cheapest trip with given cities is made of: a first plan for when money is what binds.

use std::collections::BTreeMap;

use super::super::hours::HoursOf;
use super::by_cost::{ByCost, PricedStay};
use super::{Frames, Priced};
use crate::planning::problem::Problem;

pub(in super::super) struct Thrift {
    /// By day, and whether the leg ends the trip: index in `problem.legs`.
    pub legs: BTreeMap<(usize, bool), usize>,
    /// By first day of a stay: index in `problem.lodgings`.
    pub lodgings: BTreeMap<usize, usize>,
    /// By restaurant of the problem: how many meals.
    pub meals: Vec<u16>,
}

/// None where the days cannot be spent like this whatever it costs.
pub(in super::super) fn thrift(problem: &Problem) -> Option<Thrift> {
    let frames = Frames::of(problem, &mut HoursOf::default())?;
    let cheapest = frames.priced.iter().filter_map(|frames| Some((frames, ByCost::new(frames, None, true).next_stays()?)));
    let (frames, (_, stays)) = cheapest.min_by_key(|(_, (cost, _))| *cost)?;
    let mut thrift = Thrift { legs: BTreeMap::new(), lodgings: BTreeMap::new(), meals: vec![0; problem.restaurants.len()] };
    let mut before = None;
    for stay in &stays {
        thrift.add(frames, before.replace(stay.city), stay);
    }
    Some(thrift)
}

impl Thrift {
    fn add(&mut self, frames: &Priced<'_>, from: Option<usize>, stay: &PricedStay) {
        let (stays, day, last) = (&frames.stays, stay.days.start, stay.days.end - 1);
        let taken = |ride: &&super::legs::Ride| stays.way(stay.city, day, ride) == stay.way;
        let Some(ride) = stays.rides.to(from, stay.city, day).iter().filter(taken).min_by_key(|ride| ride.cost) else { return };
        let parts = stays.parts(&frames.stops, stay.city, stay.days.clone(), ride.owes);
        let price = |parts: &super::stays::Parts| parts.cost.saturating_add(stays.meals(stay.city, parts, stay.cuisines));
        let Some(parts) = parts.into_iter().min_by_key(price) else { return };
        self.legs.extend(ride.leg.map(|leg| ((day, false), leg)));
        self.legs.extend(ride.back.or(parts.back.and_then(|back| back.back)).map(|leg| ((last, true), leg)));
        self.lodgings.extend(parts.lodging.map(|lodging| (day, lodging)));
        for restaurant in stays.restaurants(stay.city, &parts, stay.cuisines) {
            if let Some(meals) = self.meals.get_mut(restaurant) {
                *meals += 1;
            }
        }
    }
}
