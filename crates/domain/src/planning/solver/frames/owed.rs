//! How many meals a day in a city owes the group: at the least whatever base it starts from, and at the most.

use std::cell::RefCell;

use super::super::by_meal::ByMeal;
use super::super::hours::HoursOf;
use super::sample::{Sample, bases, of_city, of_day, to_sight};
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{Day, Meal, Place, Problem};
use crate::planning::rules::availability::closed;
use crate::planning::rules::days::{arrives_in_time, before_departure, connects, locked_on, rests, window};
use crate::planning::rules::ends::Distances;
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::{DAY_OUT_MINUTES, MustSee, earliest, gaps, gives, planned, taken};
use crate::planning::rules::travel::{Spot, Ways};
use crate::planning::rules::wishes::must_see;
use crate::planning::rules::{legs, needs, routes, visits};

/// Steps in which the latest time that still owes a meal is looked for, seconds; in between the meal counts as not owed.
const STEP: u32 = 300;

/// Meals of some days: from `least` to `most`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owes {
    pub least: usize,
    pub most: usize,
}

impl Owes {
    pub(super) fn and(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }
}

/// The days of one city.
pub(super) struct Owed<'p> {
    problem: &'p Problem,
    country: Option<&'p str>,
    sample: Vec<Sample<'p>>,
    /// By day: the same from and to the day's own points; none where it has none.
    own: Vec<Option<Vec<Sample<'p>>>>,
    /// By day and meal: until when a day may begin and still owes the meal.
    from: Vec<ByMeal<Option<u32>>>,
    /// By meal: from when on the last day may end and still owes the meal.
    until: ByMeal<Option<u32>>,
    /// Visits that may stand in for the meals of their day.
    pub excuses: usize,
}

impl<'p> Owed<'p> {
    pub(super) fn of(problem: &'p Problem, city: &'p str, ways: &Ways<'p>, hours: &RefCell<&mut HoursOf>) -> Self {
        let country = problem.cities.iter().find(|known| known.id == city).and_then(|known| known.country.as_deref());
        let bases = bases(problem, city);
        let sample = of_city(problem, city, ways, &bases);
        let own = problem.days.iter().map(|day| of_day(ways, &sample, day)).collect();
        let mut owed = Self { problem, country, sample, own, from: Vec::new(), until: ByMeal::default(), excuses: 0 };
        for (index, day) in problem.days.iter().enumerate() {
            let whole = window(day, &problem.families, None);
            let (from, until) = (whole.from.seconds(), whole.until.seconds());
            owed.from.push(ByMeal::of(|meal| last(from, until, |at| owed.surely(hours, index, meal, (at, until)))));
        }
        if let Some((index, day)) = problem.days.iter().enumerate().next_back() {
            let whole = window(day, &problem.families, None);
            let (from, until) = (whole.from.seconds(), whole.until.seconds());
            // The same question mirrored: how much may be cut off the end.
            let end = |cut: u32| until.saturating_sub(cut);
            let until_of = |meal| last(0, until.saturating_sub(from), |cut| owed.surely(hours, index, meal, (from, end(cut)))).map(end);
            owed.until = ByMeal::of(until_of);
        }
        let mut spans = None;
        let here = problem.places.iter().filter(|place| place.city == city);
        owed.excuses = here.filter(|place| owed.may_excuse(hours, place, (ways, &bases), &mut spans)).count();
        owed
    }

    /// A whole day.
    pub(super) fn day(&self, day: usize) -> Owes {
        self.span(day, None, None)
    }

    /// A day that begins or ends at another time than the day's window, seconds; not both.
    pub(super) fn span(&self, day: usize, from: Option<u32>, until: Option<u32>) -> Owes {
        self.count(day, from, until, |meal| {
            let begins = self.from.get(day).and_then(|from| from[meal]);
            let ends = self.until[meal];
            begins.is_some_and(|latest| from.is_none_or(|from| from <= latest))
                && until.is_none_or(|until| ends.is_some_and(|earliest| until >= earliest))
        })
    }

    /// A day with both an arrival and a departure.
    pub(super) fn between(&self, hours: &RefCell<&mut HoursOf>, day: usize, from: u32, until: u32) -> Owes {
        self.count(day, Some(from), Some(until), |meal| self.surely(hours, day, meal, (from, until)))
    }

    /// Locked meals are paid for elsewhere.
    fn count(&self, day: usize, from: Option<u32>, until: Option<u32>, surely: impl Fn(Meal) -> bool) -> Owes {
        let mut owes = Owes::default();
        let Some(known) = self.problem.days.get(day) else { return owes };
        let whole = window(known, &self.problem.families, None);
        let (from, until) = (from.unwrap_or(whole.from.seconds()), until.unwrap_or(whole.until.seconds()));
        for (meal, rule) in planned(&self.problem.constraints.meals) {
            if locked_on(self.problem, known.date).any(|lock| lock.meal == Some(meal)) {
                continue;
            }
            let possible = from <= rule.until.seconds()
                && until >= rule.from.seconds() + rule.minutes * 60
                && self.sample.iter().any(|sample| gives(sample.restaurant, meal));
            owes.most += usize::from(possible);
            owes.least += usize::from(possible && surely(meal));
        }
        owes
    }

    /// Whether the day owes the meal from every base, if it begins and ends at these times. Less time never owes more: rests are taken as long
    /// as they are from any base, and every way as long as the longest.
    fn surely(&self, hours: &RefCell<&mut HoursOf>, index: usize, meal: Meal, (from, until): (u32, u32)) -> bool {
        let Some(day) = self.problem.days.get(index) else { return false };
        let window = Window { from: time(from), until: time(until) };
        self.had(hours, (index, day), meal, (window, &gaps(window, &taken(self.problem, day, window))))
    }

    /// Whether the meal can be had in the free time of a day from every base.
    fn had(&self, hours: &RefCell<&mut HoursOf>, (index, day): (usize, &Day), meal: Meal, free: (Window, &[Window])) -> bool {
        let Some(rule) = self.problem.constraints.meals.rule(meal) else { return false };
        let sample = self.own.get(index).and_then(Option::as_ref).unwrap_or(&self.sample);
        let given = sample.iter().filter(|sample| gives(sample.restaurant, meal));
        given.filter(|sample| !closed(self.problem, &sample.restaurant.id, day.date)).any(|sample| {
            let open = hours.borrow_mut().on(sample.restaurant.opening_hours.as_deref(), self.country, day.date);
            earliest(rule, &Distances::of_base(sample.there, sample.back), free, &open).is_some()
        })
    }

    /// Whether a visit to the place can leave no room for a meal that its day would owe without it.
    fn may_excuse(
        &self,
        hours: &RefCell<&mut HoursOf>,
        place: &Place,
        (ways, bases): (&Ways<'p>, &[Spot<'p>]),
        spans: &mut Option<Vec<Vec<Window>>>,
    ) -> bool {
        let problem = self.problem;
        if needs::avoided(problem, &place.id).is_some() || needs::place(place, &problem.families).is_err() {
            return false;
        }
        let lock = problem.locked.iter().find(|lock| lock.id == place.id);
        let minutes = lock.and_then(|lock| lock.minutes).unwrap_or_else(|| visits::minutes(place, &Group::of(&problem.families)));
        if minutes >= DAY_OUT_MINUTES {
            return true;
        }
        if !must_see(problem, &place.id) {
            return false;
        }
        let spot = Spot { id: &place.id, point: place.location };
        let reached = bases.iter().filter_map(|base| Some((ways.between(*base, spot)?.seconds, ways.between(spot, *base)?.seconds)));
        let reached: Vec<(u32, u32)> = reached.collect();
        if reached.is_empty() && !problem.days.iter().any(|day| day.city_id() == place.city && day.endpoints().next().is_some()) {
            return false;
        }
        let spans = spans.get_or_insert_with(|| problem.days.iter().map(|day| windows(problem, &place.city, day)).collect());
        let dates = problem.days.iter().enumerate().zip(spans.iter()).filter(|((_, day), _)| lock.is_none_or(|lock| lock.date == day.date));
        dates.into_iter().any(|((index, day), windows)| {
            let Some((near, far)) = to_sight(ways, day, spot, (&reached, bases.len())) else { return false };
            let open = hours.borrow_mut().on(place.opening_hours.as_deref(), self.country, day.date);
            let (start, breather) = (lock.and_then(|lock| lock.start), problem.constraints.pace.breather_minutes() * 60);
            let sight = MustSee { open: &open, start, seconds: minutes * 60, breather, far: Distances::of_base(near.0, near.1) };
            windows.iter().any(|window| self.squeezes(hours, (index, day), *window, (&sight, far)))
        })
    }

    /// Whether the must-see may leave no room for a meal in this window, from the nearest base (the way in `sight`) to the farthest one: two
    /// blocks of time hold whatever its earliest and its latest visit take from any of them.
    fn squeezes(
        &self,
        hours: &RefCell<&mut HoursOf>,
        (index, day): (usize, &Day),
        window: Window,
        (sight, far): (&MustSee<'_>, (u32, u32)),
    ) -> bool {
        let rests = rests(&self.problem.families, window);
        // A day that starts or ends elsewhere keeps less of its naps, or nothing, as its base lies.
        let shortest = if day.endpoints().next().is_some() { &[] } else { rests.as_slice() };
        let Some(near) = sight.extremes(window, shortest) else { return false };
        let begun = |blocks: [Window; 2], there: u32| blocks.map(|block| block.from.seconds().saturating_add(there));
        let [first, latest] = begun(near, sight.far.from_base);
        let farthest = MustSee { far: Distances::of_base(far.0, far.1), ..*sight }.extremes(window, &rests);
        let blocks = farthest.map(|blocks| begun(blocks, far.0)).map(|[first_far, latest_far]| {
            let block = |from: u32, until: u32| Window {
                from: time(from.saturating_sub(far.0)),
                until: time(until.saturating_add(sight.seconds).saturating_add(sight.breather).saturating_add(far.1)),
            };
            [block(first, first_far), block(latest_far, latest)]
        });
        let taken = taken(self.problem, day, window);
        let beside = |block: &Window, meal: Meal| {
            let mut taken = taken.clone();
            taken.push(*block);
            taken.sort_by_key(|window| window.from);
            self.had(hours, (index, day), meal, (window, &gaps(window, &taken)))
        };
        let free = gaps(window, &taken);
        let kept = |meal: Meal| blocks.iter().flatten().any(|block| beside(block, meal));
        Meal::ALL.into_iter().any(|meal| self.had(hours, (index, day), meal, (window, &free)) && !kept(meal))
    }
}

fn time(seconds: u32) -> ClockTime {
    ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY)
}

/// The windows that a day in a city can have: one for each time at which a connection may bring the group, and take it home.
fn windows(problem: &Problem, city: &str, day: &Day) -> Vec<Window> {
    let usual = window(day, &problem.families, None);
    let open = |leg: &&crate::planning::problem::Leg| legs::allowed(&problem.constraints, leg.mode);
    let comes = problem.legs.iter().filter(open).filter(|leg| connects(leg, &leg.from, city, day.date));
    let comes = comes.map(|leg| leg.arrives).filter(|arrives| arrives_in_time(day, &problem.families, *arrives));
    let mut opens: Vec<ClockTime> = comes.map(|arrives| window(day, &problem.families, Some(arrives)).from).chain([usual.from]).collect();
    let home = routes::destination(problem).filter(|_| problem.days.last().is_some_and(|last| last.date == day.date));
    let goes = problem.legs.iter().filter(open).filter(|leg| home.is_some_and(|home| connects(leg, city, home, day.date)));
    let mut closes: Vec<ClockTime> = goes.map(|leg| before_departure(usual, Some(leg.departs)).until).collect();
    if closes.is_empty() {
        closes.push(usual.until);
    }
    for times in [&mut opens, &mut closes] {
        times.sort_unstable();
        times.dedup();
    }
    opens.iter().flat_map(|from| closes.iter().map(|until| Window { from: *from, until: *until })).collect()
}

/// The last multiple of [`STEP`] after `from` at which something holds that holds no more once it has ceased to.
fn last(from: u32, until: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    if !holds(from) {
        return None;
    }
    let (mut good, mut bad) = (0, until.saturating_sub(from) / STEP + 1);
    while good + 1 < bad {
        let middle = u32::midpoint(good, bad);
        if holds(from + middle * STEP) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(from + good * STEP)
}
