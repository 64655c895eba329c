//! Waiting between one thing and the next: reckoned while the search runs, and shortened in what people are told.
//!
//! What is done early can often be done later: a day loses only the waiting that remains when every stop is begun as late as the next one
//! lets it, down to a usual wait (the forward slack of Savelsbergh 1992, doi:10.1287/ijoc.4.2.146, stop by stop). Rests, and the time before
//! the first and behind the last stop, are nobody's loss.

use super::route::{Route, Stop};
use super::table::{CityTable, Hop, REST, Span, Table, latest};

/// Such a wait is what a day with other people takes, seconds.
const USUAL: u32 = 20 * 60;
const FIVE_MINUTES: u32 = 300;

/// When the next stop, begun at this time, has everybody leave the one before at the latest.
fn bound(city: &CityTable, stop: &Stop, next: &Stop, begins: u32) -> u32 {
    begins.saturating_sub(city.hop(stop.node, next.node).seconds + stop.hold(Some(next)))
}

const fn rests(stop: &Stop, next: &Stop) -> bool {
    stop.task == REST || next.task == REST
}

/// Seconds beyond the usual that remain however late the stops are begun, if the last one begins as early as it can. The starts must be the
/// earliest ones.
pub(super) fn reckoned(route: &Route, table: &Table<'_>, city: &CityTable) -> u32 {
    if table.losses.idle <= 0.0 {
        return 0;
    }
    let mut sum = 0;
    let mut behind: Option<(&Stop, u32)> = None;
    for stop in route.stops.iter().rev() {
        let mut start = stop.start;
        if let Some((next, begins)) = behind.filter(|(next, _)| !rests(stop, next)) {
            let bound = bound(city, stop, next, begins);
            let wait = bound.saturating_sub(start);
            if wait > USUAL {
                start = latest(stop.starts(table, route.day), bound - USUAL).map_or(start, |late| late.max(start));
                sum += (bound - start).saturating_sub(USUAL);
            }
        }
        behind = Some((stop, start));
    }
    sum
}

/// What a new stop between two others (with the ways past it and on from it) adds to the waits, about: each stop may be begun as late as the
/// one behind it lets it, what this does to those before is left out. `arrival` is that at the new stop, `starts` are its possible ones.
pub(super) fn added(
    table: &Table<'_>,
    (before, next): (Option<&Stop>, Option<&Stop>),
    (past, on): (Hop, Hop),
    new: &Stop,
    (arrival, starts): (u32, &[Span]),
) -> i32 {
    if table.losses.idle <= 0.0 {
        return 0;
    }
    let (before, next) = (before.filter(|stop| stop.task != REST), next.filter(|stop| stop.task != REST));
    let beyond = |wait: u32, slack: u32| wait.saturating_sub(slack).saturating_sub(USUAL) as i32;
    let slack = |stop: &Stop| stop.latest.saturating_sub(stop.start);
    let there = before.map_or(0, |stop| beyond(new.start.saturating_sub(arrival), slack(stop)));
    let onward = next.map_or(0, |stop| {
        let bound = stop.start.saturating_sub(on.seconds + new.hold(Some(stop)));
        beyond(bound.saturating_sub(latest(starts, bound).unwrap_or(bound).max(new.start)), 0)
    });
    let gone = before.zip(next).map_or(0, |(stop, next)| {
        let bound = next.start.saturating_sub(past.seconds + stop.hold(Some(next)));
        beyond(bound.saturating_sub(stop.start), slack(stop))
    });
    there + onward - gone
}

/// Seconds beyond the usual with the starts as they are; where the families part nobody waits (`apart`: stops before).
pub(super) fn told(route: &Route, city: &CityTable, apart: usize) -> u32 {
    let pairs = route.stops.iter().zip(route.stops.iter().skip(1)).enumerate();
    let waits = pairs.filter(|(nth, (stop, next))| nth + 1 != apart && !rests(stop, next));
    waits.map(|(_, (stop, next))| bound(city, stop, next, next.start).saturating_sub(stop.start).saturating_sub(USUAL)).sum()
}

/// Begins stops later, on a round five minutes, as far as that shortens long waits behind them. The starts must be possible ones.
pub(super) fn shorten(route: &mut Route, table: &Table<'_>, city: &CityTable) {
    if table.losses.idle <= 0.0 {
        return;
    }
    let day = route.day;
    for index in (1..route.stops.len()).rev() {
        let Some(next) = route.stops.get(index).copied() else { return };
        let Some(stop) = route.stops.get_mut(index - 1).filter(|stop| !rests(stop, &next)) else { continue };
        let Some(aim) = bound(city, stop, &next, next.start).checked_sub(USUAL) else { continue };
        let possible = stop.starts(table, day);
        let later = latest(possible, aim).map(|late| late - late % FIVE_MINUTES).filter(|late| latest(possible, *late) == Some(*late));
        if let Some(later) = later.filter(|later| *later > stop.start) {
            stop.start = later;
        }
    }
}
