//! Places that are not in the plan, each with the honest reason.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::build::Built;
use super::places::alone;
use super::split::Parted;
use super::table::{NO_WAY, Table, Task, What};
use crate::money::Money;
use crate::planning::plan::{LeftOut, LeftOutReason, MOST_LEFT_OUT};
use crate::planning::problem::{Place, Problem};
use crate::planning::rules::availability::{closed, rained_off};
use crate::planning::rules::needs::{self, Avoided};

/// Farther than this from the base is named as the reason, seconds.
const FAR: u32 = 3600;

pub(super) fn left_out(built: &Built<'_>, parted: &Parted) -> Vec<LeftOut> {
    let (table, state) = (&built.table, &parted.state);
    let problem = table.problem;
    let mut task_of = vec![None; problem.places.len()];
    for (id, task) in table.tasks.iter().take(table.visits).enumerate() {
        if let What::Visit(place) = task.what
            && let Some(entry) = task_of.get_mut(place)
        {
            *entry = Some((id, task));
        }
    }
    let apart: BTreeSet<usize> =
        parted.apart.values().flat_map(|apart| &apart.sides).flat_map(|side| &side.visits).map(|visit| visit.place).collect();
    let used = |task: Option<(usize, &Task)>| task.is_some_and(|(id, _)| state.used.get(id).copied().unwrap_or(false));
    let unused = problem.places.iter().zip(task_of).enumerate().filter(|(index, (_, task))| !used(*task) && !apart.contains(index));
    let mut missing: Vec<_> = unused.map(|(_, (place, task))| (alone(problem, place), place, task)).collect();
    missing.sort_by(|(a, first, _), (b, second, _)| b.total_cmp(a).then_with(|| first.id.cmp(&second.id)));
    let reasoned = missing.into_iter().take(MOST_LEFT_OUT).map(|(_, place, task)| {
        let (reason, detail) = why(table, parted, place, task);
        LeftOut { id: place.id.clone(), name: place.name.clone(), reason, detail }
    });
    reasoned.collect()
}

fn why(table: &Table<'_>, parted: &Parted, place: &Place, task: Option<(usize, &Task)>) -> (LeftOutReason, String) {
    let (problem, state) = (table.problem, &parted.state);
    let name = &place.name;
    match needs::avoided(problem, &place.id) {
        Some(Avoided::Group) => return (LeftOutReason::Avoided, format!("the group took {name} out")),
        Some(Avoided::Family(index)) => {
            let family = problem.families.get(index).map_or("", |family| &family.name);
            return (LeftOutReason::Avoided, format!("the {family} family asked not to go to {name}"));
        }
        None => {}
    }
    if let Err(unmet) = needs::place(place, &problem.families) {
        return (LeftOutReason::Need, unmet.detail);
    }
    let city = city_name(problem, &place.city);
    if !problem.days.iter().any(|day| day.city_id() == place.city) {
        return (LeftOutReason::Distance, format!("{name} is in {city}, where no day of the trip is spent"));
    }
    let full = || (LeftOutReason::Time, format!("the days in {city} are full of what the group likes better than {name}"));
    let Some((id, task)) = task else { return full() };
    let days: Vec<usize> = (0..table.days.len()).filter(|day| !table.starts(id as u32, *day).is_empty()).collect();
    if days.is_empty() {
        if here_dates(problem, place).all(|date| rained_off(problem, place, date)) {
            return (LeftOutReason::Closed, format!("it rains on the days in {city}, and {name} is outdoors"));
        }
        if here_dates(problem, place).all(|date| closed(problem, &place.id, date)) {
            return (LeftOutReason::Closed, format!("{name} is closed on the days in {city}"));
        }
        let minutes = task.seconds / 60;
        return (LeftOutReason::Closed, format!("{name} is not open for {minutes} minutes on any of the days in {city}"));
    }
    let inside = |day: &usize| {
        let route = state.routes.get(*day);
        table
            .starts(id as u32, *day)
            .iter()
            .any(|(from, until)| route.is_some_and(|route| route.open <= *until && from + task.seconds <= route.close))
    };
    if !days.iter().any(inside) {
        return (LeftOutReason::Closed, format!("{name} is closed at the hours in which the group is out in {city}"));
    }
    let away = days.iter().filter_map(|day| {
        let route = state.routes.get(*day)?;
        let hops = table.cities.get(table.days.get(*day)?.city)?;
        Some([route.base, route.start].into_iter().map(|from| hops.hop(from, task.node).seconds).fold(NO_WAY, u32::min))
    });
    match away.min() {
        Some(seconds) if seconds >= NO_WAY => return (LeftOutReason::Distance, format!("no allowed way leads to {name}")),
        Some(seconds) if seconds > FAR => return (LeftOutReason::Distance, format!("{name} is {} minutes away", seconds / 60)),
        _ => {}
    }
    too_dear(table, parted, place, task).unwrap_or_else(full)
}

/// The dates that the trip spends in the place's city.
fn here_dates<'p>(problem: &'p Problem, place: &'p Place) -> impl Iterator<Item = NaiveDate> + 'p {
    problem.days.iter().filter(|day| day.city_id() == place.city).map(|day| day.date)
}

fn too_dear(table: &Table<'_>, parted: &Parted, place: &Place, task: &Task) -> Option<(LeftOutReason, String)> {
    let problem = table.problem;
    let (cost, shares) = (parted.cost(), parted.shares());
    let price = Money::new(task.cost, problem.currency);
    if let Some(budget) = problem.constraints.budget
        && task.cost > 0
        && cost.saturating_add(task.cost) > budget.minor
    {
        return Some((LeftOutReason::Cost, format!("{} costs {price}, which would break the budget of {budget}", place.name)));
    }
    problem.families.iter().enumerate().find_map(|(index, family)| {
        let (share, paid) = (task.shares.get(index).copied()?, shares.get(index).copied()?);
        let budget = family.budget.filter(|budget| share > 0 && paid.saturating_add(share) > budget.minor)?;
        let share = Money::new(share, problem.currency);
        Some((
            LeftOutReason::Cost,
            format!("{} costs the {} family {share}, which would break its budget of {budget}", place.name, family.name),
        ))
    })
}

pub(super) fn city_name<'p>(problem: &'p Problem, id: &str) -> &'p str {
    problem.cities.iter().find(|city| city.id == id).map_or("another city", |city| &city.name)
}
