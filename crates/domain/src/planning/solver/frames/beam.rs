//! Frames that promise good plans: a beam search over the days by a rough estimate of joy less cost.

use std::collections::BTreeMap;

use super::bounds::Due;
use super::{Frame, NEVER, Priced};

/// Beginnings of frames kept for each day.
const WIDTH: usize = 300;
/// Of them, as many in one city after the same others.
const ALIKE: usize = 4;
/// Answers with the same cities in the same order.
const SAME_ORDER: usize = 3;

#[derive(Debug, Clone)]
struct Beginning {
    value: f64,
    cost: i64,
    city: Option<usize>,
    visited: u32,
    due: Due,
    stays: Vec<(usize, usize)>,
}

/// The `most` most promising frames within `limit`, the best first. `joy` is what so many days in a city (by index in `problem.cities`) are
/// worth, and `price` what a minor unit counts beside that. Whether all cuisines can be had within the limit is not looked at. None, once
/// `stop` says so.
pub(super) fn promising(
    frames: &Priced<'_>,
    limit: Option<i64>,
    most: usize,
    joy: &dyn Fn(usize, usize) -> f64,
    price: f64,
    stop: &mut dyn FnMut() -> bool,
) -> Vec<(f64, Frame)> {
    let stops = &frames.stops;
    let joys: Vec<Vec<f64>> = stops.list.iter().map(|stop| (0..=stops.days).map(|days| joy(stop.city, days)).collect()).collect();
    let limit = limit.map_or(NEVER - 1, |limit| limit.saturating_sub(stops.cost));
    let mut layers: Vec<Vec<Beginning>> = vec![Vec::new(); stops.days + 1];
    let start = Beginning { value: 0.0, cost: 0, city: None, visited: 0, due: frames.bounds.all(), stays: Vec::new() };
    if let Some(first) = layers.first_mut() {
        first.push(start);
    }
    for day in 0..stops.days {
        let layer = layers.get_mut(day).map(std::mem::take).unwrap_or_default();
        for beginning in best(layer) {
            if stop() {
                return Vec::new();
            }
            for next in 0..stops.list.len() {
                if stops.follows(beginning.city, next) && stops.open(beginning.visited, next) {
                    extend(frames, &beginning, day, next, limit, |end, cost, mut longer| {
                        let worth = joys.get(next).and_then(|joys| joys.get(end - day)).copied().unwrap_or(0.0);
                        longer.value += worth - price * cost as f64;
                        if let Some(layer) = layers.get_mut(end) {
                            layer.push(longer);
                        }
                    });
                }
            }
        }
    }
    let mut whole = layers.pop().unwrap_or_default();
    whole.retain(|frame| frame.visited & stops.required == stops.required);
    whole.sort_by(|a, b| b.value.total_cmp(&a.value));
    let mut orders: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    whole.retain(|frame| {
        let count = orders.entry(frame.stays.iter().map(|(city, _)| *city).collect()).or_default();
        *count += 1;
        *count <= SAME_ORDER
    });
    let city = |stop: usize| stops.list.get(stop).map_or(0, |stop| stop.city);
    let frame =
        |found: &Beginning| Frame { cities: found.stays.iter().flat_map(|(stop, days)| std::iter::repeat_n(city(*stop), *days)).collect() };
    whole.iter().take(most).map(|found| (found.value, frame(found))).collect()
}

fn extend(frames: &Priced<'_>, beginning: &Beginning, day: usize, next: usize, limit: i64, mut found: impl FnMut(usize, i64, Beginning)) {
    let visited = beginning.visited | 1 << next;
    let count = if frames.stops.once { visited.count_ones() as usize } else { beginning.stays.len() + 1 };
    let due = frames.bounds.after(beginning.due, next) & !frames.stays.cuisines_of(next);
    for end in day + 1..=frames.stops.days {
        let price = |ride: &super::legs::Ride| {
            let costs = frames.stays.costs(next, &(day..end), frames.stays.way(next, day, ride));
            costs.first().map_or(NEVER, |cost| cost.saturating_add(ride.cost))
        };
        let Some(cost) = frames.stays.rides.to(beginning.city, next, day).iter().map(price).min() else { continue };
        let rest = frames.bounds.leaving(count, end, Some(next), due);
        let total = beginning.cost.saturating_add(cost);
        if total.saturating_add(rest) <= limit {
            let mut stays = beginning.stays.clone();
            stays.push((next, end - day));
            found(end, cost, Beginning { value: beginning.value, cost: total, city: Some(next), visited, due, stays });
        }
    }
}

/// The best of a layer, not all of them alike.
fn best(mut layer: Vec<Beginning>) -> Vec<Beginning> {
    layer.sort_by(|a, b| b.value.total_cmp(&a.value));
    let mut alike: BTreeMap<(Option<usize>, u32), usize> = BTreeMap::new();
    layer.retain(|beginning| {
        let count = alike.entry((beginning.city, beginning.visited)).or_default();
        *count += 1;
        *count <= ALIKE
    });
    layer.truncate(WIDTH);
    layer
}
