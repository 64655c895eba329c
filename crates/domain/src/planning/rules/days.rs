//! Which part of a day the group may use.

use chrono::NaiveDate;

use crate::clock_time::{ClockTime, Window};
use crate::planning::problem::{Day, Family, Leg, Locked, Problem};

/// From arriving in a city to starting from the new base, minutes.
pub const SETTLE_MINUTES: u32 = 30;
/// From leaving the city's last place to the departure of the leg that ends the trip, and at least from arriving in a city to leaving it
/// again, minutes.
pub const LEAVE_MINUTES: u32 = 60;
/// Nobody leaves for another city earlier.
pub const FIRST_DEPARTURE: ClockTime = ClockTime::hm(5, 0);

/// The day's window: from its start (or 30 minutes after arriving in the city) until its end or the earliest bedtime of a family. `until`
/// is before `from` where nothing is left of the day.
pub fn window(day: &Day, families: &[Family], arrives: Option<ClockTime>) -> Window {
    Window {
        from: arrives.map_or(day.start, |at| day.start.max(later(at, SETTLE_MINUTES))),
        until: families.iter().filter_map(|f| f.needs.bedtime).fold(day.end, ClockTime::min),
    }
}

/// What a departure leaves of a day's window: everybody is back an hour before.
pub fn before_departure(window: Window, departs: Option<ClockTime>) -> Window {
    Window { until: departs.map_or(window.until, |at| window.until.min(earlier(at, LEAVE_MINUTES))), ..window }
}

/// Whether one can arrive in a city and leave it on the same day.
pub fn can_leave_after(arrives: ClockTime, departs: ClockTime) -> bool {
    arrives.seconds() + LEAVE_MINUTES * 60 <= departs.seconds()
}

/// Whether the group has settled in by the end of a day on which it arrives then: by the day's end and every bedtime.
pub fn arrives_in_time(day: &Day, families: &[Family], arrives: ClockTime) -> bool {
    arrives.seconds() + SETTLE_MINUTES * 60 <= window(day, families, None).until.seconds()
}

/// The families' naps as one list, ascending and merged.
pub fn naps(families: &[Family]) -> Vec<Window> {
    let mut naps: Vec<Window> = families.iter().filter_map(|f| f.needs.nap).filter(|nap| nap.from < nap.until).collect();
    naps.sort_by_key(|nap| nap.from);
    let mut merged: Vec<Window> = Vec::new();
    for nap in naps {
        match merged.last_mut() {
            Some(last) if last.until >= nap.from => last.until = last.until.max(nap.until),
            _ => merged.push(nap),
        }
    }
    merged
}

/// The part of the naps that lies in a window: the group rests at the base then. On a day that starts or ends elsewhere the window is that
/// in which it can be at the base ([`super::ends::Ends::at_base`]).
pub fn rests(families: &[Family], window: Window) -> Vec<Window> {
    let cut = |nap: Window| Window { from: nap.from.max(window.from), until: nap.until.min(window.until) };
    naps(families).into_iter().map(cut).filter(|rest| rest.from < rest.until).collect()
}

/// Whether this connection brings the group from one city to the other on this date.
pub fn connects(leg: &Leg, from: &str, to: &str, date: NaiveDate) -> bool {
    leg.from == from && leg.to == to && leg.date.is_none_or(|only| only == date) && leg.departs >= FIRST_DEPARTURE
}

/// What is locked on a date.
pub fn locked_on(problem: &Problem, date: NaiveDate) -> impl Iterator<Item = &Locked> {
    problem.locked.iter().filter(move |lock| lock.date == date)
}

/// So many seconds later, at the latest 24:00.
pub fn after(time: ClockTime, seconds: u32) -> ClockTime {
    ClockTime::from_seconds(time.seconds().saturating_add(seconds)).unwrap_or(ClockTime::END_OF_DAY)
}

/// So many seconds earlier, at the earliest 00:00.
pub fn before(time: ClockTime, seconds: u32) -> ClockTime {
    ClockTime::from_seconds(time.seconds().saturating_sub(seconds)).unwrap_or_default()
}

/// So many minutes earlier, at the earliest 00:00.
pub fn earlier(time: ClockTime, minutes: u32) -> ClockTime {
    before(time, minutes.saturating_mul(60))
}

/// So many minutes later, at the latest 24:00.
pub fn later(time: ClockTime, minutes: u32) -> ClockTime {
    after(time, minutes.saturating_mul(60))
}
