//! How little of one wish would have to give for a plan to exist: "90.00 EUR more", "an hour later", "one day longer".
//!
//! Each answer was tried: with it, the search found a plan. That no smaller step would do is not proven, only not found.

use chrono::Days;

use super::super::rescue::{self, Cheapest};
use super::super::{Effort, Phase, Progress};
use super::possible;
use crate::clock_time::ClockTime;
use crate::money::Money;
use crate::planning::plan::{Conflict, Relaxation};
use crate::planning::problem::{Pace, Problem};

/// Steps that people think in, minutes.
const STEPS: [u32; 7] = [15, 30, 45, 60, 90, 120, 180];
/// Nobody walks longer than this for a relaxation, minutes.
const LONGEST_WALK: u32 = 240;

/// Asks again and again whether a changed trip is possible, as long as nobody stops it.
struct Trials<'a, 'e> {
    effort: &'a mut Effort<'e>,
    asked: u64,
    /// The cheapest plan, once it is known.
    cheapest: Option<Cheapest>,
}

impl Trials<'_, '_> {
    fn stopped(&mut self) -> bool {
        self.asked += 1;
        (self.effort.stop)(Progress { rounds: self.asked, best: None, phase: Phase::Explaining })
    }

    /// Once it is stopped nothing works any more.
    fn works(&mut self, problem: &Problem) -> bool {
        !self.stopped() && possible(problem, &mut || self.stopped())
    }
}

/// Adds to a conflict what would help, as long as the effort is not stopped. The cheapest plan is passed on where it is known already.
pub(super) fn relax(problem: &Problem, mut conflict: Conflict, cheapest: Option<Cheapest>, effort: &mut Effort<'_>) -> Conflict {
    let mut trials = Trials { effort, asked: 0, cheapest };
    for wish in &conflict.wishes {
        conflict.relaxations.extend(of_wish(problem, &wish.pointer, &mut trials));
    }
    if !conflict.wishes.iter().any(|wish| wish.pointer.ends_with("/budget")) {
        conflict.relaxations.extend(one_day_longer(problem, &mut trials));
        let sights = conflict.wishes.iter().all(|wish| wish.pointer.contains("/mustSee/"));
        if sights && conflict.relaxations.is_empty() {
            conflict.relaxations.extend(some_longer_day(problem, &mut trials));
        }
    }
    conflict
}

/// The day that must be longer by the least.
fn some_longer_day(problem: &Problem, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let longer = (0..problem.days.len()).filter_map(|index| longer_hours(problem, &format!("/days/{index}"), index, trials));
    longer.min_by_key(|relaxation| relaxation.minutes)
}

fn of_wish(problem: &Problem, pointer: &str, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    let index = |text: &str| text.parse::<usize>().ok();
    match parts.as_slice() {
        ["constraints", "budget"] => money(problem, pointer, None, trials),
        ["families", family, "budget"] => money(problem, pointer, Some(index(family)?), trials),
        ["days", day] => longer_hours(problem, pointer, index(day)?, trials),
        ["families", family, "needs", "bedtime"] => later_bedtime(problem, pointer, index(family)?, trials),
        ["families", family, "needs", "maxWalkMinutes"] => {
            let family = index(family)?;
            let now = problem.families.get(family)?.needs.max_walk_minutes?;
            longer_walk(problem, pointer, (now, trials), |problem, most| {
                if let Some(family) = problem.families.get_mut(family) {
                    family.needs.max_walk_minutes = Some(most);
                }
            })
        }
        ["travel", "maxWalkMinutes"] => {
            longer_walk(problem, pointer, (problem.travel.max_walk_minutes, trials), |problem, most| problem.travel.max_walk_minutes = most)
        }
        ["constraints", "maxWalkMinutesPerDay"] => {
            let now = problem.constraints.max_walk_minutes_per_day?;
            longer_walk(problem, pointer, (now, trials), |problem, most| problem.constraints.max_walk_minutes_per_day = Some(most))
        }
        ["constraints", "pace"] => faster_pace(problem, pointer, trials),
        _ => None,
    }
}

/// What the cheapest plan found costs beyond the budget: of the trip, or of one family. The plan itself is the proof.
fn money(problem: &Problem, pointer: &str, family: Option<usize>, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    if trials.cheapest.is_none() {
        trials.cheapest = rescue::cheapest(problem, trials.effort);
    }
    let cheapest = trials.cheapest.as_ref()?;
    let (budget, least) = match family {
        None => (problem.constraints.budget?, cheapest.cost),
        Some(index) => (problem.families.get(index)?.budget?, *cheapest.shares.get(index)?),
    };
    let more = least.checked_sub(budget.minor).filter(|more| *more > 0)?;
    let fits = |paid: i64, budget: Option<Money>| budget.is_none_or(|budget| paid <= budget.minor);
    // Other budgets must hold as they are, or the amount would promise too much.
    let others = problem.families.iter().zip(&cheapest.shares).enumerate();
    let others = others.filter(|(index, _)| Some(*index) != family).all(|(_, (other, paid))| fits(*paid, other.budget));
    if !others || family.is_some() && !fits(cheapest.cost, problem.constraints.budget) {
        return None;
    }
    let amount = Money::new(more, problem.currency);
    let detail = match family.and_then(|family| problem.families.get(family)) {
        Some(family) => format!("{amount} more from the {} family", family.name),
        None => format!("{amount} more"),
    };
    Some(Relaxation { money: Some(amount), ..relaxation(pointer, detail) })
}

fn longer_hours(problem: &Problem, pointer: &str, index: usize, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let day = problem.days.get(index)?;
    STEPS.iter().find_map(|minutes| {
        let seconds = minutes * 60;
        let end = ClockTime::from_seconds(day.end.seconds() + seconds);
        let later = end.filter(|end| trials.works(&with_day(problem, index, day.start, *end)));
        if let Some(end) = later {
            return Some(minutes_more(pointer, *minutes, format!("{} until {end} instead of {}", day.date, day.end)));
        }
        let start = day.start.seconds().checked_sub(seconds).and_then(ClockTime::from_seconds)?;
        let earlier = trials.works(&with_day(problem, index, start, day.end));
        earlier.then(|| minutes_more(pointer, *minutes, format!("{} from {start} instead of {}", day.date, day.start)))
    })
}

fn with_day(problem: &Problem, index: usize, start: ClockTime, end: ClockTime) -> Problem {
    let mut longer = problem.clone();
    if let Some(day) = longer.days.get_mut(index) {
        (day.start, day.end) = (start, end);
    }
    longer
}

fn later_bedtime(problem: &Problem, pointer: &str, index: usize, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let family = problem.families.get(index)?;
    let bedtime = family.needs.bedtime?;
    STEPS.iter().find_map(|minutes| {
        let later = ClockTime::from_seconds(bedtime.seconds() + minutes * 60)?;
        let mut relaxed = problem.clone();
        relaxed.families.get_mut(index)?.needs.bedtime = Some(later);
        let detail = || format!("the {} family back by {later} instead of {bedtime}", family.name);
        trials.works(&relaxed).then(|| minutes_more(pointer, *minutes, detail()))
    })
}

/// The least longer walk: possible stays possible with more, so halving finds it.
fn longer_walk(
    problem: &Problem,
    pointer: &str,
    (now, trials): (u32, &mut Trials<'_, '_>),
    set: impl Fn(&mut Problem, u32),
) -> Option<Relaxation> {
    let mut works = |most: u32| {
        let mut relaxed = problem.clone();
        set(&mut relaxed, most);
        trials.works(&relaxed)
    };
    if now >= LONGEST_WALK || !works(LONGEST_WALK) {
        return None;
    }
    let (mut fails, mut works_at) = (now, LONGEST_WALK);
    while works_at - fails > 1 {
        let middle = fails.midpoint(works_at);
        if works(middle) { works_at = middle } else { fails = middle }
    }
    Some(minutes_more(pointer, works_at - now, format!("{works_at} minutes on foot instead of {now}")))
}

fn faster_pace(problem: &Problem, pointer: &str, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let faster = match problem.constraints.pace {
        Pace::Relaxed => [Pace::Balanced, Pace::Full].as_slice(),
        Pace::Balanced => [Pace::Full].as_slice(),
        Pace::Full => [].as_slice(),
    };
    faster.iter().find_map(|pace| {
        let mut relaxed = problem.clone();
        relaxed.constraints.pace = *pace;
        let detail = format!("up to {} visits a day with {} minutes after each", pace.visits_a_day(), pace.breather_minutes());
        trials.works(&relaxed).then(|| relaxation(pointer, detail))
    })
}

/// The trip with its last day once more, on the next date.
fn one_day_longer(problem: &Problem, trials: &mut Trials<'_, '_>) -> Option<Relaxation> {
    let mut longer = problem.clone();
    let mut last = longer.days.last()?.clone();
    last.date = last.date.checked_add_days(Days::new(1))?;
    let detail = format!("one day longer, until {}", last.date.format("%-d %B"));
    longer.days.push(last);
    trials.works(&longer).then(|| Relaxation { days: Some(1), ..relaxation("/days", detail) })
}

fn relaxation(pointer: &str, detail: String) -> Relaxation {
    Relaxation { pointer: pointer.to_owned(), detail, money: None, minutes: None, days: None }
}

fn minutes_more(pointer: &str, minutes: u32, detail: String) -> Relaxation {
    Relaxation { minutes: Some(minutes), ..relaxation(pointer, detail) }
}
