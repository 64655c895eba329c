//! Times and ways of each day: order, windows, travel, walking, rests and pace.

use super::facts::{DayPair, Facts, base_spot, is_visit, seconds, spot};
use super::findings::Findings;
use crate::clock_time::ClockTime;
use crate::planning::plan::{Activity, Item, Way};
use crate::planning::problem::Mode;
use crate::planning::rules::days::rests;
use crate::planning::rules::travel::{Estimate, Spot};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for day in facts.days() {
        items(facts, &day, findings);
        way_back(facts, &day, findings);
        walking(facts, &day, findings);
        rest(facts, &day, findings);
        let (visits, most) = (day.planned.items.iter().filter(|item| is_visit(item)).count(), facts.problem.constraints.visits_a_day());
        findings
            .check("pace", visits <= most, &format!("{}/items", day.at), || format!("{visits} visits on one day; the pace allows {most}"));
    }
}

fn items(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    let breather = facts.problem.constraints.pace.breather_minutes();
    let mut before: Option<&Item> = None;
    for (i, item) in day.planned.items.iter().enumerate() {
        let at = format!("{}/items/{i}", day.at);
        let free_from = before.map_or(day.window.from, |before| before.end);
        findings.check("order", seconds(item) > 0 && before.is_none_or(|b| b.end <= item.start), &at, || {
            format!("{} from {} to {} begins before the one before ends, or takes no time", item.name, item.start, item.end)
        });
        findings.check("day-window", day.window.from <= item.start && item.end <= day.window.until, &at, || {
            format!("{} lies outside the day, which lasts from {} to {}", item.name, day.window.from, day.window.until)
        });
        let origin = before.map_or(base_spot(&day.planned.base), |before| spot(before, &day.planned.base));
        way(facts, &format!("{at}/way"), item.way.as_ref(), origin, spot(item, &day.planned.base), findings);
        let ready = arrival(free_from, item.way.as_ref());
        findings
            .check("ways", ready <= item.start.seconds(), &at, || format!("the way to {} does not fit before {}", item.name, item.start));
        // A rest is time to breathe in itself, and two locked neighbours are the user's own choice.
        if let Some(visit) = before.filter(|b| is_visit(b) && item.activity != Activity::Rest && !(b.locked && item.locked)) {
            findings.check("breather", ready.saturating_add(breather * 60) <= item.start.seconds(), &at, || {
                format!("after {} everybody wants {breather} minutes to breathe", visit.name)
            });
        }
        before = Some(item);
    }
}

/// When a way that starts then is over, in seconds of the day.
fn arrival(start: ClockTime, way: Option<&Way>) -> u32 {
    start.seconds().saturating_add(way.map_or(0, |way| way.seconds))
}

/// A way takes the time of the rule's estimate for its mode, and its metres, on which its price stands.
fn way(facts: &Facts<'_>, at: &str, way: Option<&Way>, from: Spot<'_>, to: Spot<'_>, findings: &mut Findings) {
    let Some(way) = way else {
        let here = facts.ways.between(from, to).is_some_and(|needed| needed.seconds == 0);
        if !here {
            findings.breach("ways", at, "there is no way here from the place before".into());
        }
        return;
    };
    let needed = facts.ways.by(way.mode, from, to);
    findings.check("modes", needed == Some(Estimate::NONE) || facts.ways.allows(way.mode), at, || {
        format!("this way must not be taken by {}", way.mode.label())
    });
    if way.mode == Mode::Walk && way.seconds > 0 {
        let limit = facts.ways.walk_limit();
        findings.check("walking", way.minutes() <= limit, at, || format!("{} minutes on foot; the longest walk is {limit}", way.minutes()));
    }
    let holds = needed.is_some_and(|needed| way.seconds == needed.seconds && way.metres == needed.metres);
    findings.check("ways", holds, at, || match needed {
        Some(needed) => format!("this way is {} metres long and takes {} minutes", needed.metres, needed.minutes()),
        None => format!("one does not get here by {}", way.mode.label()),
    });
}

fn way_back(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    let at = format!("{}/wayBack", day.at);
    let Some(last) = day.planned.items.last() else {
        if day.planned.way_back.is_some() {
            findings.breach("return", &at, "nobody left the base on this day".into());
        }
        return;
    };
    let base = &day.planned.base;
    way(facts, &at, day.planned.way_back.as_ref(), spot(last, base), base_spot(base), findings);
    let back = arrival(last.end, day.planned.way_back.as_ref());
    findings.check("return", back <= day.window.until.seconds(), &at, || format!("the group must be back by {}", day.window.until));
}

fn walking(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    let ways = day.planned.items.iter().filter_map(|item| item.way.as_ref()).chain(&day.planned.way_back);
    let walked: u32 = ways.filter(|way| way.mode == Mode::Walk).map(Way::minutes).fold(0, u32::saturating_add);
    let at = format!("{}/walkMinutes", day.at);
    let said = day.planned.walk_minutes;
    let most = facts.problem.constraints.max_walk_minutes_per_day;
    findings.check("walking-per-day", said == walked && most.is_none_or(|most| walked <= most), &at, || match most {
        Some(most) => format!("{walked} minutes on foot, said to be {said}; the most is {most}"),
        None => format!("{walked} minutes on foot, said to be {said}"),
    });
}

/// Each nap, as far as it lies in the day, is covered by rest items; nothing overlaps, so nothing else can lie in it.
fn rest(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    for nap in rests(&facts.problem.families, day.window) {
        let mut covered = nap.from;
        for item in day.planned.items.iter().filter(|item| item.activity == Activity::Rest && item.start <= nap.until) {
            if item.start <= covered {
                covered = covered.max(item.end);
            }
        }
        findings.check("rest", covered >= nap.until, &format!("{}/items", day.at), || {
            format!("everybody rests at the base from {} to {}", nap.from, nap.until)
        });
    }
}
