//! What one party could see in a city, and its own ways between these places.

use super::super::table::{Hop, NO_WAY};
use super::super::worth::{self, category_index};
use super::parties::{Mask, indices};
use crate::planning::problem::{Mode, Problem};
use crate::planning::rules::party::Crew;
use crate::planning::rules::travel::{Estimate, Spot, choose};
use crate::planning::rules::{prices, visits};

/// A party looks at the best so many places of a city: a part of a day holds a few of them.
const MOST_PLACES: usize = 40;

pub(super) struct Ground<'p> {
    pub crew: Crew<'p>,
    pub candidates: Vec<Candidate<'p>>,
    /// `hops[from * candidates + to]`.
    hops: Vec<Hop>,
}

/// A place as this party would visit it.
pub(super) struct Candidate<'p> {
    /// Index in `problem.places`.
    pub place: usize,
    pub spot: Spot<'p>,
    pub seconds: u32,
    /// Entrance fees: minor units, and what each family of the trip pays.
    pub cost: i64,
    pub shares: Vec<i64>,
    /// None where the place has a score of its own.
    pub category: Option<usize>,
    /// Of each family of the party: interest in the category, and what else the place is worth.
    pub worth: Vec<(f64, f64)>,
}

impl<'p> Ground<'p> {
    /// The city is an index in `problem.cities`; `suited` says for each place of the problem which families can and will go there.
    pub(super) fn of(problem: &'p Problem, families: Mask, city: usize, suited: &[Mask]) -> Self {
        let crew = Crew::of(problem, indices(families));
        let here = problem.cities.get(city);
        let crew = if let Some(here) = here { crew.in_city(here) } else { crew };
        let city = here.map_or("", |city| city.id.as_str());
        let open = problem.places.iter().zip(suited).enumerate();
        let mut candidates: Vec<Candidate<'p>> = open
            .filter(|(_, (place, suited))| place.city == city && families & !**suited == 0)
            .map(|(index, _)| index)
            .filter_map(|index| candidate(problem, &crew, index))
            .collect();
        let value = |candidate: &Candidate<'_>| -> f64 {
            crew.families.iter().zip(&candidate.worth).map(|(family, (interest, extra))| family.weight * (interest + extra)).sum()
        };
        candidates.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.place.cmp(&b.place)));
        let wished = |candidate: &Candidate<'_>| {
            problem.places.get(candidate.place).is_some_and(|place| crew.families.iter().any(|family| family.must_see.contains(&place.id)))
        };
        let mut nth = 0;
        candidates.retain(|candidate| {
            nth += 1;
            nth <= MOST_PLACES || wished(candidate)
        });
        let mut ground = Self { crew, candidates, hops: Vec::new() };
        let spots: Vec<Spot<'_>> = ground.candidates.iter().map(|candidate| candidate.spot).collect();
        ground.hops =
            spots.iter().flat_map(|from| spots.iter().map(|to| (*from, *to))).map(|(from, to)| ground.way(problem, from, to)).collect();
        ground
    }

    pub(super) fn hop(&self, from: usize, to: usize) -> Hop {
        self.hops.get(from * self.candidates.len() + to).copied().unwrap_or(NOWHERE)
    }

    /// The party's own way between two points.
    pub(super) fn way(&self, problem: &Problem, from: Spot<'_>, to: Spot<'_>) -> Hop {
        choose(problem, &self.crew.ways, from, to).map_or(NOWHERE, |way| Hop {
            seconds: way.seconds.min(NO_WAY),
            walk: if way.mode == Mode::Walk { way.minutes() } else { 0 },
            cost: way.cost,
        })
    }

    /// What each family of the trip pays of a way of this party.
    pub(super) fn way_shares(&self, problem: &Problem, from: Spot<'_>, to: Spot<'_>) -> Vec<i64> {
        let way = choose(problem, &self.crew.ways, from, to).filter(|way| *way != Estimate::NONE);
        self.crew.spread(&way.map(|way| self.crew.ways.shares(way.mode, way.metres)).unwrap_or_default())
    }
}

const NOWHERE: Hop = Hop { seconds: NO_WAY, walk: 0, cost: 0 };

fn candidate<'p>(problem: &'p Problem, crew: &Crew<'p>, index: usize) -> Option<Candidate<'p>> {
    let place = problem.places.get(index)?;
    let fees = prices::entrance(place, &crew.families);
    let worth = crew.families.iter().map(|family| {
        let one = worth::of_place(family, place);
        (if one.by_interest { worth::interest(family, place.category) } else { 0.0 }, one.extra)
    });
    Some(Candidate {
        place: index,
        spot: Spot { id: &place.id, point: place.location },
        seconds: visits::minutes(place, &crew.group).saturating_mul(60).min(86_400),
        cost: prices::total(&fees),
        shares: crew.spread(&fees),
        category: place.score.is_none().then(|| category_index(place.category)),
        worth: worth.collect(),
    })
}
