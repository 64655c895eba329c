//! Which meals each day owes the group, for each base and each arrival, and the restaurants without which the search could not have them.

use std::collections::BTreeSet;

use super::by_meal::ByMeal;
use super::hours::HoursOf;
use super::reach::{Reach, open_on};
use super::stays::{arrivals, departures};
use super::table::{CENTRE, LegOption, Owed, Table, TaskId, What};
use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{Day, Meal, MealRule, Problem};
use crate::planning::rules::days::{locked_on, rests, window};
use crate::planning::rules::ends::Ends;
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::{MustSee, gaps, planned, suits, taken};
use crate::planning::rules::routes;
use crate::planning::rules::travel::{Spot, Ways};
use crate::planning::rules::wishes::must_see;

/// For each base and each arrival of each day: which meals the day owes ([`crate::planning::rules::meals`] has the rule in words). False where
/// `stop`, which is asked after each day, ended it.
pub(super) fn add<'p>(
    table: &mut Table<'p>,
    ways: &Ways<'p>,
    (hours, reach): (&mut HoursOf, &mut Reach<'p>),
    stop: &mut dyn FnMut() -> bool,
) -> bool {
    let problem = table.problem;
    let cities = table.cities.iter().filter_map(|city| problem.cities.get(city.city));
    let restaurants: Vec<Vec<usize>> = cities.map(|city| admissible(problem, &city.id)).collect();
    let mut owed = Vec::with_capacity(table.days.len());
    for (index, (info, day)) in table.days.iter().zip(&problem.days).enumerate() {
        let open = open_on(problem, hours, day, restaurants.get(info.city).map(Vec::as_slice).unwrap_or_default());
        let sights = must_sees(table, index, hours);
        let stays = table.runs.get(info.run).map(|run| run.options.as_slice()).unwrap_or_default();
        let lodging = |index: usize| problem.lodgings.get(index).map(|lodging| Spot { id: &lodging.id, point: lodging.location });
        let mut bases: Vec<(u16, Spot<'p>)> = stays.iter().filter_map(|stay| Some((stay.node, lodging(stay.lodging)?))).collect();
        if stays.is_empty() {
            bases.extend(centre(problem, day.city_id()).map(|spot| (CENTRE, spot)));
        }
        let options = |change: Option<usize>| {
            let change = change.and_then(|change| table.changes.get(change));
            change.map(|change| change.options.as_slice()).unwrap_or_default()
        };
        let (opens, closes) = (times(options(info.change), info.open), times(options(info.departure), info.close));
        let mut known = Vec::with_capacity(bases.len() * opens.len() * closes.len());
        for (open_at, close) in opens.iter().flat_map(|open| closes.iter().map(move |close| (*open, *close))) {
            let window = Window { from: time(open_at), until: time(close) };
            let usual = Hours::of(problem, day, (window, window));
            for (node, base) in &bases {
                let ends = Ends::of(day, *base);
                let own = day.endpoints().next().map(|_| Hours::of(problem, day, (window, ends.at_base(problem, ways, window))));
                let Hours { rests, taken, free } = own.as_ref().unwrap_or(&usual);
                let mut had = |meal: Meal, free: &[Window]| {
                    let served = |rule: MealRule| {
                        open.iter().any(|at| reach.serves((problem, ways), &ends, (meal, rule, (window, free)), at).is_some())
                    };
                    problem.constraints.meals.rule(meal).is_some_and(served)
                };
                let locked = |meal: Meal| info.meal_locked[meal];
                let meals = ByMeal::of(|meal| locked(meal) || had(meal, free));
                let sights = sights.iter().map(|sight| (sight.task, sight.from(ways, &ends))).filter(|(_, sight)| sight.far.reachable());
                let excused =
                    sights.map(|(task, sight)| (task, ByMeal::of(|meal| sight.excuses(window, rests, taken, |free| had(meal, free)))));
                let excused = excused.filter(|(_, meals)| meals.iter().any(|excused| *excused)).collect();
                known.push(Owed { base: *node, open: open_at, close, meals, excused });
            }
        }
        owed.push(known);
        if stop() {
            return false;
        }
    }
    table.owed = owed;
    true
}

/// What rests and locked times leave of a day's window.
struct Hours {
    rests: Vec<Window>,
    taken: Vec<Window>,
    free: Vec<Window>,
}

impl Hours {
    fn of(problem: &Problem, day: &Day, (window, at_base): (Window, Window)) -> Self {
        let taken = taken(problem, day, at_base);
        Self { rests: rests(&problem.families, at_base), free: gaps(window, &taken), taken }
    }
}

/// A must-see that a day can have.
struct Sight<'p> {
    task: TaskId,
    place: Spot<'p>,
    open: Vec<Window>,
    start: Option<ClockTime>,
    seconds: u32,
    breather: u32,
}

impl Sight<'_> {
    fn from(&self, ways: &Ways<'_>, ends: &Ends<'_>) -> MustSee<'_> {
        let far = ends.distances(ways, self.place);
        MustSee { open: &self.open, start: self.start, seconds: self.seconds, breather: self.breather, far }
    }
}

fn must_sees<'p>(table: &Table<'p>, day: usize, hours: &mut HoursOf) -> Vec<Sight<'p>> {
    let problem = table.problem;
    let possible = table.musts.iter().filter(|id| !table.starts(**id, day).is_empty());
    let sight = |id: &TaskId| {
        let (task, date) = (table.task(*id)?, problem.days.get(day)?.date);
        let What::Visit(index) = task.what else { return None };
        let place = problem.places.get(index).filter(|place| must_see(problem, &place.id))?;
        let country = problem.cities.iter().find(|city| city.id == place.city).and_then(|city| city.country.as_deref());
        let start = locked_on(problem, date).find(|lock| lock.id == place.id).and_then(|lock| lock.start);
        let open = hours.on(place.opening_hours.as_deref(), country, date);
        let (seconds, breather) = (task.seconds, task.breather);
        Some(Sight { task: *id, place: Spot { id: &place.id, point: place.location }, open, start, seconds, breather })
    };
    possible.filter_map(sight).collect()
}

/// Restaurants that must be among `chosen` so that a meal which any of the city's `restaurants` makes owed can be had: for each day, meal,
/// arrival and base as many that serve it as the city has meals to give, so that none has to come twice.
pub(super) fn missing<'p>(
    (problem, ways): (&'p Problem, &Ways<'p>),
    (hours, reach): (&mut HoursOf, &mut Reach<'p>),
    (restaurants, chosen): (&[usize], &[usize]),
    (city, lodgings): (&str, &[usize]),
) -> BTreeSet<usize> {
    let rules = planned(&problem.constraints.meals);
    let meals = rules.len() * problem.days.iter().filter(|day| day.city_id() == city).count();
    let mut bases: Vec<Spot<'p>> = lodgings
        .iter()
        .filter_map(|index| problem.lodgings.get(*index))
        .map(|lodging| Spot { id: &lodging.id, point: lodging.location })
        .collect();
    bases.extend(centre(problem, city));
    let others: Vec<usize> = restaurants.iter().copied().filter(|index| !chosen.contains(index)).collect();
    let mut missing = BTreeSet::new();
    for (index, day) in problem.days.iter().enumerate().filter(|(_, day)| day.city_id() == city) {
        let (known, unknown) = (open_on(problem, hours, day, chosen), open_on(problem, hours, day, &others));
        for window in windows(problem, index, day) {
            let usual = gaps(window, &taken(problem, day, window));
            for ((meal, rule), base) in rules.iter().flat_map(|rule| bases.iter().map(move |base| (*rule, *base))) {
                let ends = Ends::of(day, base);
                let own = day.endpoints().next().map(|_| gaps(window, &taken(problem, day, ends.at_base(problem, ways, window))));
                let free = own.as_ref().unwrap_or(&usual);
                let mut serves = |at: &(usize, Vec<Window>)| reach.serves((problem, ways), &ends, (meal, rule, (window, free)), at);
                let enough = known.iter().filter(|at| serves(at).is_some()).take(meals).count();
                if enough >= meals {
                    continue;
                }
                let had = unknown.iter().filter(|(index, _)| missing.contains(index)).filter(|at| serves(at).is_some()).count();
                let new = unknown.iter().filter(|(index, _)| !missing.contains(index));
                let mut near: Vec<(u32, usize)> = new.filter_map(|at| Some((serves(at)?, at.0))).collect();
                near.sort_unstable();
                missing.extend(near.iter().take(meals.saturating_sub(enough + had)).map(|(_, index)| *index));
            }
        }
    }
    missing
}

/// The windows that a day can have: one for each connection that may bring the group here, and home from here.
fn windows(problem: &Problem, index: usize, day: &Day) -> Vec<Window> {
    let (usual, group) = (window(day, &problem.families, None), Group::of(&problem.families));
    let before = match index.checked_sub(1) {
        Some(before) => problem.days.get(before).map(Day::city_id),
        None => routes::origin(problem),
    };
    let before = before.filter(|before| *before != day.city_id());
    let homeward = if index + 1 == problem.days.len() { departures(problem, &group) } else { Vec::new() };
    let closes = times(&homeward, usual.until.seconds());
    let opens = match before {
        Some(before) => ready(&arrivals(problem, before, day, &group)),
        None => vec![usual.from.seconds()],
    };
    opens.iter().flat_map(|open| closes.iter().map(|close| Window { from: time(*open), until: time(*close) })).collect()
}

/// The different times of some connections, ascending; where there are none, the usual one.
fn times(options: &[LegOption], usual: u32) -> Vec<u32> {
    if options.is_empty() { vec![usual] } else { ready(options) }
}

fn ready(options: &[LegOption]) -> Vec<u32> {
    let mut ready: Vec<u32> = options.iter().map(|option| option.ready).collect();
    ready.sort_unstable();
    ready.dedup();
    ready
}

fn time(seconds: u32) -> ClockTime {
    ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY)
}

/// Indices of the city's restaurants in which everybody can eat.
pub(super) fn admissible(problem: &Problem, city: &str) -> Vec<usize> {
    let here = problem.restaurants.iter().enumerate().filter(|(_, restaurant)| restaurant.city == city && suits(problem, restaurant));
    here.map(|(index, _)| index).collect()
}

fn centre<'p>(problem: &'p Problem, city: &str) -> Option<Spot<'p>> {
    problem.cities.iter().find(|known| known.id == city).map(|city| Spot { id: &city.id, point: city.center })
}
