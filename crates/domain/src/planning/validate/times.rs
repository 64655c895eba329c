//! Times and ways of each day: order, windows, travel, walking, rests and pace.

use super::facts::{DayPair, Facts, is_visit, seconds, spot};
use super::findings::Findings;
use crate::clock_time::ClockTime;
use crate::planning::plan::{Activity, Item, Way};
use crate::planning::problem::Mode;
use crate::planning::rules::days::rests;
use crate::planning::rules::travel::{Estimate, Spot, Ways};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for day in facts.days() {
        items(facts, &day, findings);
        way_back(facts, &day, findings);
        walking(facts, &day, findings);
        rest(facts, &day, findings);
        let apart = day.parties(facts).map(|party| party.party.items.len()).max().unwrap_or(0);
        let together = day.planned.items.iter().filter(|item| is_visit(item)).count();
        let (visits, most) = (together + apart, facts.problem.constraints.visits_a_day());
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
        if day.planned.split_before(i).is_some() {
            // All come here by the ways of their parties, which [`super::splits`] looks at.
            if item.way.is_some() {
                findings.breach("ways", &format!("{at}/way"), "all meet here after a split, so that there is no common way".into());
            }
            before = Some(item);
            continue;
        }
        let origin = before.map_or(day.ends.start, |before| spot(before, &day.ends));
        way(&facts.ways, &format!("{at}/way"), item.way.as_ref(), origin, spot(item, &day.ends), findings);
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
pub(super) fn arrival(start: ClockTime, way: Option<&Way>) -> u32 {
    start.seconds().saturating_add(way.map_or(0, |way| way.seconds))
}

/// A way takes the time of the rule's estimate for its mode, and its metres, on which its price stands.
pub(super) fn way(ways: &Ways<'_>, at: &str, way: Option<&Way>, from: Spot<'_>, to: Spot<'_>, findings: &mut Findings) {
    let Some(way) = way else {
        let here = ways.between(from, to).is_some_and(|needed| needed.seconds == 0);
        if !here {
            findings.breach("ways", at, "there is no way here from the place before".into());
        }
        return;
    };
    let needed = ways.by(way.mode, from, to);
    findings.check("modes", needed == Some(Estimate::NONE) || ways.allows(way.mode), at, || {
        format!("this way must not be taken by {}", way.mode.label())
    });
    if way.mode == Mode::Walk && way.seconds > 0 {
        let limit = ways.walk_limit();
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
    let back = day.planned.way_back.as_ref();
    if day.planned.split_before(day.planned.items.len()).is_some() {
        if back.is_some() {
            findings.breach("return", &at, "all meet where the day ends after a split, so that there is no common way".into());
        }
        return;
    }
    let Some(last) = day.planned.items.last() else { return idle(facts, day, &at, findings) };
    way(&facts.ways, &at, back, spot(last, &day.ends), day.ends.end, findings);
    let back = arrival(last.end, back);
    findings.check("return", back <= day.window.until.seconds(), &at, || format!("the group must be back by {}", day.window.until));
}

/// On a day without items there is only the way from its start to its end, if any; it takes the time that it takes.
fn idle(facts: &Facts<'_>, day: &DayPair<'_>, at: &str, findings: &mut Findings) {
    let (start, end) = (day.ends.start, day.ends.end);
    let back = day.planned.way_back.as_ref();
    if start.id != end.id && (back.is_some() || facts.ways.between(start, end).is_some()) {
        way(&facts.ways, at, back, start, end, findings);
    } else if back.is_some() {
        findings.breach("return", at, "nobody went anywhere on this day".into());
    }
}

fn walking(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    let ways = day.planned.items.iter().filter_map(|item| item.way.as_ref()).chain(&day.planned.way_back);
    let apart = day.parties(facts).map(|party| walked(party.party.ways())).max().unwrap_or(0);
    let walked = walked(ways).saturating_add(apart);
    let at = format!("{}/walkMinutes", day.at);
    let said = day.planned.walk_minutes;
    let most = facts.problem.constraints.max_walk_minutes_per_day;
    findings.check("walking-per-day", said == walked && most.is_none_or(|most| walked <= most), &at, || match most {
        Some(most) => format!("{walked} minutes on foot, said to be {said}; the most is {most}"),
        None => format!("{walked} minutes on foot, said to be {said}"),
    });
}

fn walked<'w>(ways: impl Iterator<Item = &'w Way>) -> u32 {
    ways.filter(|way| way.mode == Mode::Walk).map(Way::minutes).fold(0, u32::saturating_add)
}

/// Each nap, as far as it lies in the day and the group can be at its base, is covered by rest items; nothing overlaps, so nothing else can lie in it.
fn rest(facts: &Facts<'_>, day: &DayPair<'_>, findings: &mut Findings) {
    for nap in rests(&facts.problem.families, day.ends.at_base(facts.problem, &facts.ways, day.window)) {
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
