//! What the search works on: the problem as numbers, each rule evaluated once.

use std::ops::Range;
use std::rc::Rc;

use super::by_meal::ByMeal;
use super::losses::Losses;
use super::palettes::Palette;
use super::worth::Worth;
use crate::planning::problem::{LegMode, Meal, Problem};

/// Index of a task. [`REST`] stands for quiet time at the base.
pub(super) type TaskId = u32;
pub(super) const REST: TaskId = TaskId::MAX;

/// Index of a point of a city: 0 is its centre.
pub(super) type Node = u16;
pub(super) const CENTRE: Node = 0;

/// Something that can stand in a day: a visit to a place, or a meal in a restaurant.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub what: What,
    pub node: Node,
    /// Seconds that it takes.
    pub seconds: u32,
    /// Idle seconds afterwards.
    pub breather: u32,
    /// Minor units: entrance fees or meals.
    pub cost: i64,
    /// What each family pays of it.
    pub shares: Vec<i64>,
    /// Required cuisines served, one bit each.
    pub cuisines: u64,
    pub locked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Index in `problem.places`.
    Visit(usize),
    /// Index in `problem.restaurants`.
    Meal(Meal, usize),
}

/// A way inside a city.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hop {
    /// [`NO_WAY`] where no allowed way exists.
    pub seconds: u32,
    /// Minutes on foot.
    pub walk: u32,
    pub cost: i64,
}

/// More seconds than a day has.
pub(super) const NO_WAY: u32 = 10_000_000;

/// A city in which at least one day is spent.
#[derive(Debug, Default)]
pub(super) struct CityTable {
    /// Index in `problem.cities`.
    pub city: usize,
    pub nodes: usize,
    /// `hops[from * nodes + to]`.
    pub hops: Vec<Hop>,
    /// `shares[(from * nodes + to) * families ..]`; empty while no family has a budget.
    pub hop_shares: Vec<i64>,
}

/// From and until in seconds of the day.
pub(super) type Span = (u32, u32);

#[derive(Debug)]
pub(super) struct DayTable {
    /// Index in [`Table::cities`].
    pub city: usize,
    /// Index in [`Table::runs`].
    pub run: usize,
    /// Index in [`Table::changes`], where a leg brings the group here.
    pub change: Option<usize>,
    /// The same, where a leg ends the trip.
    pub departure: Option<usize>,
    /// Where the day starts and ends, where that is not its base.
    pub start: Option<Node>,
    pub end: Option<Node>,
    pub open: u32,
    /// Everybody is back at the base, or at `end`: the day's end, or the earliest bedtime.
    pub close: u32,
    /// Quiet times, disjoint and ascending, not yet cut to the day.
    pub naps: Vec<Span>,
    /// Visits that are possible on this date.
    pub visits: Vec<TaskId>,
    /// Meals that are possible on this date.
    pub meals: ByMeal<Vec<TaskId>>,
    /// Cheapest of each, minor units: kept back in the budget until the meal is chosen.
    pub cheapest: ByMeal<i64>,
    pub cheapest_shares: ByMeal<Vec<i64>>,
    /// Locked to a restaurant, hence due in any case.
    pub meal_locked: ByMeal<bool>,
}

/// Days in a row with one base.
#[derive(Debug)]
pub(super) struct Run {
    pub days: Range<usize>,
    pub nights: u32,
    /// Empty where no bed is needed: the base is the city's centre.
    pub options: Vec<StayOption>,
    pub locked: bool,
}

#[derive(Debug, Clone)]
pub(super) struct StayOption {
    /// Index in `problem.lodgings`.
    pub lodging: usize,
    pub node: Node,
    pub rooms: u32,
    /// All nights of the run, minor units.
    pub cost: i64,
    pub shares: Vec<i64>,
    /// Mean seconds to the places of the city.
    pub remoteness: f64,
    /// Whether the earlier plan slept here on one of the nights.
    pub earlier: bool,
}

/// A change of city at the start of a day; or the end of the trip, back to where it started.
#[derive(Debug)]
pub(super) struct Change<'p> {
    pub day: usize,
    /// Ids of the cities.
    pub from: &'p str,
    pub to: &'p str,
    /// Whether the leg ends the trip.
    pub ends: bool,
    pub options: Vec<LegOption>,
}

impl Change<'_> {
    /// What an option takes of its day, for comparing: an arrival takes the more the later it is, a departure the more the earlier.
    pub(super) fn lost(&self, option: &LegOption) -> u32 {
        if self.ends { u32::MAX - option.ready } else { option.ready }
    }
}

#[derive(Debug, Clone)]
pub(super) struct LegOption {
    /// Index in `problem.legs`.
    pub leg: usize,
    pub mode: LegMode,
    /// When the day in the new city can begin; where the leg ends the trip, when the group has to be back at the base. Seconds.
    pub ready: u32,
    pub cost: i64,
    pub shares: Vec<i64>,
}

#[derive(Debug)]
pub(super) struct Table<'p> {
    pub problem: &'p Problem,
    pub families: usize,
    /// Shared with the tables of other choices of cities.
    pub cities: Vec<Rc<CityTable>>,
    pub days: Vec<DayTable>,
    pub runs: Vec<Run>,
    pub changes: Vec<Change<'p>>,
    /// Empty where no legs go together.
    pub palettes: Vec<Palette>,
    /// Visits first, then meals.
    pub tasks: Vec<Task>,
    /// How many of `tasks` are visits.
    pub visits: usize,
    /// Obligations that no task can ever meet: each alone makes the trip impossible.
    pub lost: u32,
    /// Visits that a plan must contain.
    pub musts: Vec<TaskId>,
    /// `spans[task * days + day]` is the slice of `starts` with the task's possible starts on that day.
    pub spans: Vec<(u32, u32)>,
    pub starts: Vec<Span>,
    pub worth: Worth,
    pub visits_a_day: u32,
    pub walk_a_day: u32,
    pub budget: Option<i64>,
    pub family_budgets: Vec<Option<i64>>,
    /// Whether any family has a budget of its own.
    pub splits: bool,
    /// Required cuisines, one bit each.
    pub cuisines: u64,
    /// What a plan loses in points beside its visits.
    pub losses: Losses,
    /// `earlier[task * days + day]`: whether the earlier plan had it; empty without one.
    pub earlier: Vec<bool>,
    /// Whether a restaurant may come twice, by index in `cities`.
    pub repeats: Vec<bool>,
    /// By day: the meals owed, for each base and arrival.
    pub owed: Vec<Vec<Owed>>,
}

/// The meals that a day owes the group when it starts from this base at this time and ends at that one.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub base: Node,
    pub open: u32,
    pub close: u32,
    pub meals: ByMeal<bool>,
    /// Must-sees beside which these meals have no room.
    pub excused: Vec<(TaskId, ByMeal<bool>)>,
}

impl Table<'_> {
    pub(super) fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(id as usize)
    }

    /// Possible starts on a day, ascending and disjoint, both ends included.
    pub(super) fn starts(&self, id: TaskId, day: usize) -> &[Span] {
        let (from, until) = self.spans.get(id as usize * self.days.len() + day).copied().unwrap_or_default();
        self.starts.get(from as usize..until as usize).unwrap_or_default()
    }

    /// Whether the earlier plan had the task on the day.
    pub(super) fn had_earlier(&self, id: TaskId, day: usize) -> bool {
        !self.earlier.is_empty() && self.earlier.get(id as usize * self.days.len() + day).copied().unwrap_or(false)
    }

    pub(super) fn owed(&self, day: usize, base: Node, span: Span) -> ByMeal<bool> {
        self.owed_from(day, base, span).map(|owed| owed.meals).unwrap_or_default()
    }

    fn owed_from(&self, day: usize, base: Node, (open, close): Span) -> Option<&Owed> {
        self.owed.get(day)?.iter().find(|owed| owed.base == base && owed.open == open && owed.close == close)
    }

    /// Whether a must-see leaves no room for this meal on the day, whenever it is begun.
    pub(super) fn excuses(&self, (day, base, span): (usize, Node, Span), id: TaskId, meal: Meal) -> bool {
        let excused = self.owed_from(day, base, span).and_then(|owed| owed.excused.iter().find(|(task, _)| *task == id));
        excused.is_some_and(|(_, meals)| meals[meal])
    }
}

impl CityTable {
    #[inline]
    pub(super) fn hop(&self, from: Node, to: Node) -> Hop {
        let none = Hop { seconds: NO_WAY, walk: 0, cost: 0 };
        self.hops.get(usize::from(from) * self.nodes + usize::from(to)).copied().unwrap_or(none)
    }

    pub(super) fn shares(&self, from: Node, to: Node, families: usize) -> &[i64] {
        let at = (usize::from(from) * self.nodes + usize::from(to)) * families;
        self.hop_shares.get(at..at + families).unwrap_or_default()
    }
}

/// First possible start at or after a time.
pub(super) fn earliest(starts: &[Span], from: u32) -> Option<u32> {
    starts.iter().find(|(_, until)| from <= *until).map(|(first, _)| from.max(*first))
}

/// Last possible start at or before a time.
pub(super) fn latest(starts: &[Span], until: u32) -> Option<u32> {
    starts.iter().rev().find(|(first, _)| *first <= until).map(|(_, last)| until.min(*last))
}
