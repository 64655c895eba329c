//! A day's route as a drawing to scale, north up: numbered stops, the ways between them, a scale bar. No map below it.
//!
//! All lengths are millimetres from the upper left corner of the drawing.

pub(crate) mod art;
mod labels;
mod projection;

use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::plan::{Base, PlannedDay, Way};
use pathfinder_domain::planning::problem::Mode;
use serde::Serialize;

use crate::clean;
use crate::pages::is_stop;

use labels::Label;
use projection::{Fit, Spot};

pub(crate) const HEIGHT: f64 = 72.0;
/// Free space between the outermost points and the edge.
const MARGIN: f64 = 10.0;
/// Least distance between two marks' middles; a mark has a radius of 2.6.
const APART: f64 = 6.0;
/// A way bends to its left by this part of its length, so that there and back are two lines.
const BEND: f64 = 0.09;
/// Shorter ways have no room for an arrow.
const SHORTEST_ARROW: f64 = 11.0;

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Sketch {
    width: f64,
    height: f64,
    ways: Vec<Line>,
    marks: Vec<Mark>,
    labels: Vec<Label>,
    scale: Scale,
    /// Kinds of ways that the drawing shows, for its legend.
    modes: Vec<Mode>,
    /// The drawing in words.
    alt: String,
}

#[derive(Debug, Serialize)]
struct Line {
    from: Spot,
    bend: Spot,
    to: Spot,
    mode: Mode,
    arrow: Option<[Spot; 3]>,
}

#[derive(Debug, Serialize)]
struct Mark {
    at: Spot,
    /// Absent for the base.
    number: Option<usize>,
    meal: bool,
}

#[derive(Debug, Serialize)]
struct Scale {
    length: f64,
    label: String,
}

/// One end of a way: where it is and what the page calls it.
struct Stop {
    location: Point,
    name: String,
    number: Option<usize>,
    meal: bool,
}

/// None where nothing is to be drawn: no stop, or coordinates that are none.
pub(crate) fn sketch(day: &PlannedDay, width: f64) -> Option<Sketch> {
    let stops = stops(day);
    let locations: Vec<Point> = stops.iter().map(|stop| stop.location).collect();
    let fit = Fit::of(&locations, width, HEIGHT, MARGIN)?;
    if stops.iter().all(|stop| stop.number.is_none()) {
        return None;
    }
    let mut spots: Vec<Spot> = locations.iter().map(|&location| fit.spot(location)).collect();
    projection::spread(&mut spots, APART, width, HEIGHT, MARGIN / 2.0);
    let ways = ways(day, &stops, &spots);
    let mut modes: Vec<Mode> = ways.iter().map(|way| way.mode).collect();
    modes.sort_unstable();
    modes.dedup();
    let marks: Vec<Mark> = stops.iter().zip(&spots).map(|(stop, &at)| Mark { at, number: stop.number, meal: stop.meal }).collect();
    let lines: Vec<[Spot; 3]> = ways.iter().map(|way| [way.from, way.bend, way.to]).collect();
    let names: Vec<&str> = stops.iter().map(|stop| stop.name.as_str()).collect();
    let (metres, length) = fit.scale_bar();
    Some(Sketch {
        width,
        height: HEIGHT,
        labels: labels::place(&names, &spots, &lines, width, HEIGHT),
        ways,
        marks,
        scale: Scale { length, label: bar_label(metres) },
        modes,
        alt: words(day, &stops),
    })
}

/// Round lengths need no digits after the point.
fn bar_label(metres: u32) -> String {
    if metres < 1_000 { format!("{metres} m") } else { format!("{} km", metres / 1_000) }
}

/// Where the day starts, then each numbered stop, then the base and the day's end where these are elsewhere ([`points`]).
fn stops(day: &PlannedDay) -> Vec<Stop> {
    let point = |base: &Base| Stop { location: base.location, name: clean::name(&base.name), number: None, meal: false };
    let numbered = day.all_items().filter(|item| is_stop(item)).enumerate().map(|(index, item)| Stop {
        location: item.location,
        name: clean::name(&item.name),
        number: Some(index + 1),
        meal: matches!(item.activity, pathfinder_domain::planning::plan::Activity::Meal { .. }),
    });
    let base = day.starts_at.as_ref().map(|_| point(&day.base));
    std::iter::once(point(day.start())).chain(numbered).chain(base).chain(day.ends_at.as_ref().map(point)).collect()
}

/// Which stops are the base and the day's end.
fn points(day: &PlannedDay) -> (usize, usize) {
    let numbered = day.all_items().filter(|item| is_stop(item)).count();
    let base = if day.starts_at.is_some() { numbered + 1 } else { 0 };
    let after = if day.starts_at.is_some() { numbered + 2 } else { numbered + 1 };
    (base, if day.ends_at.is_some() { after } else { base })
}

/// A rest sends the line back to the base and from there on; where families part, two lines lead to where all meet.
fn ways(day: &PlannedDay, stops: &[Stop], spots: &[Spot]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(stops.len() + 1);
    let (base, end) = points(day);
    let (mut here, mut next) = (0, 1);
    for index in 0..=day.items.len() {
        let split = day.split_before(index);
        let apart = split.map_or(0, |split| split.parties.iter().flat_map(|party| &party.items).count());
        let item = day.items.get(index);
        let there = item.map_or(end, |item| if is_stop(item) { next + apart } else { base });
        for party in split.iter().flat_map(|split| &split.parties) {
            let mut from = here;
            for item in &party.items {
                lines.extend(line(spots[from], spots[next], mode(item.way.as_ref())));
                from = next;
                next += 1;
            }
            lines.extend(line(spots[from], spots[there], mode(party.way_back.as_ref())));
        }
        match item {
            Some(item) if split.is_none() => lines.extend(line(spots[here], spots[there], mode(item.way.as_ref()))),
            None => lines.extend(day.way_back.as_ref().and_then(|back| line(spots[here], spots[end], back.mode))),
            Some(_) => {}
        }
        here = there;
        next += usize::from(item.is_some_and(is_stop));
    }
    debug_assert_eq!(next, stops.iter().filter(|stop| stop.number.is_some()).count() + 1);
    lines
}

fn mode(way: Option<&Way>) -> Mode {
    way.map_or(Mode::Walk, |way| way.mode)
}

fn line(from: Spot, to: Spot, mode: Mode) -> Option<Line> {
    let ([x0, y0], [x1, y1]) = (from, to);
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length = dx.hypot(dy);
    if length < 0.5 {
        return None;
    }
    let bend = [x0 + dx / 2.0 + dy * BEND * 2.0, y0 + dy / 2.0 - dx * BEND * 2.0];
    // The middle of a quadratic curve lies half way to its control point and runs along the chord.
    let (mx, my) = (x0 + dx / 2.0 + dy * BEND, y0 + dy / 2.0 - dx * BEND);
    let (ux, uy) = (dx / length, dy / length);
    let corner = |along: f64, aside: f64| [mx + ux * along - uy * aside, my + uy * along + ux * aside];
    let arrow = (length >= SHORTEST_ARROW).then(|| [corner(1.3, 0.0), corner(-0.9, 1.0), corner(-0.9, -1.0)]);
    Some(Line { from, bend, to, mode, arrow })
}

fn words(day: &PlannedDay, stops: &[Stop]) -> String {
    let named: Vec<String> =
        stops.iter().filter_map(|stop| stop.number.map(|number| format!("{number} {}", clean::clean(&stop.name, 60)))).collect();
    let back = match (&day.ends_at, &day.way_back) {
        (Some(end), _) => format!(", and on to {}", clean::clean(&end.name, 60)),
        (None, Some(_)) => ", and back".to_owned(),
        (None, None) => String::new(),
    };
    format!("Sketch of the day's route, north up: from {} to {}{back}.", clean::clean(&day.start().name, 60), named.join(", "))
}
