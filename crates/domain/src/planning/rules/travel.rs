//! Ways inside a city: how long, how far, by what, and for how much.
//!
//! The figures are coarse averages of large cities: door to door, waiting and parking included. Streets are 1.3 times as long as the great
//! circle, for cars 1.35 (road networks of whole countries lie between 1.1 and 2.1: Ballou, Rahardja and Sakai 2002,
//! doi:10.1016/S0965-8564(01)00044-1). A group walks 4.2 km/h, a little less than adults alone (4.6 to 5.3 km/h: Bohannon 1997,
//! doi:10.1093/ageing/26.1.15), because it waits for its own; with a child under 6, 3.6 km/h.

use std::collections::HashMap;
use std::rc::Rc;

use crate::geo::Point;
use crate::planning::problem::{City, Family, Matrix, Mode, Problem};

use super::group::Group;
use super::prices::{scaled, split, total};

/// Points closer than this are the same place.
pub const SAME_PLACE_METRES: f64 = 30.0;
/// Persons in one taxi.
pub const TAXI_SEATS: i64 = 4;
/// A child below this age slows everybody's walk.
pub const SLOW_WALK_AGE: u8 = 6;

/// A daily limit on walking is worth this many walks; longer ones are ridden where that is possible.
const WALKS_A_DAY: u32 = 6;

/// One end of a way: the id of a place, restaurant, lodging, city or a day's endpoint, and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot<'a> {
    pub id: &'a str,
    pub point: Point,
}

/// A way as the group would take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub mode: Mode,
    pub seconds: u32,
    /// Metres on the street, rounded.
    pub metres: u32,
    /// Minor units, for the whole group.
    pub cost: i64,
}

impl Estimate {
    /// No way at all: both ends are the same place.
    pub const NONE: Self = Self { mode: Mode::Walk, seconds: 0, metres: 0, cost: 0 };

    /// Whole minutes, rounded up: what people read, and what limits on walking count.
    pub const fn minutes(&self) -> u32 {
        self.seconds.div_ceil(60)
    }
}

/// The ways of one problem's group.
#[derive(Debug, Clone)]
pub struct Ways<'a> {
    /// Modes that are offered and not forbidden, in [`Mode`]'s order.
    allowed: Vec<Mode>,
    /// Longest single walk, minutes.
    walk_limit: u32,
    /// Metres a minute.
    walk_speed: u32,
    matrix: Option<(&'a Matrix, Rc<HashMap<&'a str, usize>>)>,
    /// How the entries of the matrix are travelled.
    matrix_mode: Option<Mode>,
    /// One ride by public transport.
    transit_fare: i64,
    taxi_base: i64,
    taxi_per_km: i64,
    group: Group,
}

impl<'a> Ways<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        Self::of_families(problem, &problem.families)
    }

    /// The ways of some families of the problem: their walking limits, their speed, their tickets at the fare of a city without one of its own
    /// ([`Self::in_city`]). Shares have one entry for each of them.
    pub fn of_families(problem: &'a Problem, families: &[Family]) -> Self {
        let travel = &problem.travel;
        let group = Group::of(families);
        let forbidden = &problem.constraints.forbidden_modes;
        let offered = || travel.modes.iter().copied().filter(|mode| !forbidden.contains(mode));
        let mut allowed: Vec<Mode> = offered().collect();
        allowed.sort_unstable();
        allowed.dedup();
        let minor = |money: Option<crate::money::Money>| money.map_or(0, |m| m.minor);
        Self {
            allowed,
            walk_limit: families.iter().filter_map(|f| f.needs.max_walk_minutes).fold(travel.max_walk_minutes, u32::min),
            walk_speed: if group.youngest < SLOW_WALK_AGE { 3_600 / 60 } else { 4_200 / 60 },
            matrix: travel.matrix.as_ref().map(|m| (m, Rc::new(m.ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect()))),
            matrix_mode: offered().find(|&mode| mode != Mode::Walk).or_else(|| offered().next()),
            transit_fare: minor(travel.transit_fare),
            taxi_base: minor(travel.taxi_base),
            taxi_per_km: minor(travel.taxi_per_km),
            group,
        }
    }

    /// The same ways at the fare of this city, where it has one of its own.
    #[must_use]
    pub fn in_city(&self, city: &City) -> Self {
        Self { transit_fare: city.transit_fare.map_or(self.transit_fare, |fare| fare.minor), ..self.clone() }
    }

    /// Whether the group may move this way.
    pub fn allows(&self, mode: Mode) -> bool {
        self.allowed.contains(&mode)
    }

    /// Longest single walk: the shortest of the trip's and every family's limit, minutes.
    pub fn walk_limit(&self) -> u32 {
        self.walk_limit
    }

    /// The way that the group takes: on foot within the limit, else the fastest other mode (on equal time public transport before taxi
    /// before car); none where nothing allowed gets there. An entry of the matrix decides time and mode instead.
    pub fn between(&self, from: Spot<'_>, to: Spot<'_>) -> Option<Estimate> {
        if let Some(seconds) = self.entry(from, to) {
            return if seconds == 0 { Some(Estimate::NONE) } else { self.by(self.matrix_mode?, from, to) };
        }
        if let Some(walk) = self.by(Mode::Walk, from, to) {
            return Some(walk);
        }
        self.allowed.iter().filter(|&&mode| mode != Mode::Walk).filter_map(|&mode| self.by(mode, from, to)).min_by_key(|way| way.seconds)
    }

    /// The way that takes least time, by whatever is allowed.
    pub fn quickest(&self, from: Spot<'_>, to: Spot<'_>) -> Option<Estimate> {
        self.allowed.iter().filter_map(|&mode| self.by(mode, from, to)).min_by_key(|way| way.seconds)
    }

    /// The way by this mode; none where the mode is not allowed or the walk is too long. Where both ends are the same place there is no
    /// way to take, whatever is allowed. Where the matrix knows both ends, only its mode goes there.
    pub fn by(&self, mode: Mode, from: Spot<'_>, to: Spot<'_>) -> Option<Estimate> {
        let crow = from.point.metres_to(to.point);
        let entry = self.entry(from, to);
        if entry == Some(0) || entry.is_none() && (from.id == to.id || crow < SAME_PLACE_METRES) {
            return Some(Estimate::NONE);
        }
        if !self.allows(mode) || entry.is_some() && self.matrix_mode != Some(mode) {
            return None;
        }
        let (detour, fixed_minutes, metres_a_minute) = match mode {
            Mode::Walk => (1.3, 0, self.walk_speed),
            Mode::Transit => (1.3, 8, 18_000 / 60),
            Mode::Taxi => (1.35, 5, 24_000 / 60),
            Mode::Car => (1.35, 8, 24_000 / 60),
        };
        let metres = whole(crow * detour);
        let seconds = entry.unwrap_or_else(|| (fixed_minutes + metres.div_ceil(metres_a_minute)).saturating_mul(60));
        let way = Estimate { mode, seconds, metres, cost: total(&self.shares(mode, metres)) };
        (mode != Mode::Walk || way.minutes() <= self.walk_limit).then_some(way)
    }

    /// What each family pays of a way: its own tickets, or its part of the taxis by persons.
    pub fn shares(&self, mode: Mode, metres: u32) -> Vec<i64> {
        match mode {
            Mode::Walk | Mode::Car => vec![0; self.group.members.len()],
            Mode::Transit => self.group.riders.iter().map(|riders| riders.saturating_mul(self.transit_fare)).collect(),
            Mode::Taxi => {
                let one = self.taxi_base.saturating_add(scaled(self.taxi_per_km, i64::from(metres), 1000));
                let taxis = (self.group.persons + TAXI_SEATS - 1) / TAXI_SEATS;
                split(taxis.saturating_mul(one), &self.group.members)
            }
        }
    }

    /// Seconds of the matrix, where it knows both ends.
    fn entry(&self, from: Spot<'_>, to: Spot<'_>) -> Option<u32> {
        let (matrix, index) = self.matrix.as_ref()?;
        matrix.seconds.get(*index.get(from.id)?)?.get(*index.get(to.id)?).copied()
    }
}

/// The way that plans take: as the rules say, but where the day's walking is limited, a longer walk is ridden if it can be.
pub fn choose(problem: &Problem, ways: &Ways<'_>, from: Spot<'_>, to: Spot<'_>) -> Option<Estimate> {
    let usual = ways.between(from, to)?;
    match problem.constraints.max_walk_minutes_per_day {
        Some(limit) if usual.mode == Mode::Walk && usual.minutes() > (limit / WALKS_A_DAY).max(5) => {
            let rides = [Mode::Transit, Mode::Taxi, Mode::Car].into_iter().filter_map(|mode| ways.by(mode, from, to));
            Some(rides.min_by_key(|way| way.seconds).unwrap_or(usual))
        }
        _ => Some(usual),
    }
}

/// Rounded metres; half the Earth's circumference fits many times.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, and distances are far below the limit")]
fn whole(value: f64) -> u32 {
    value.round() as u32
}
