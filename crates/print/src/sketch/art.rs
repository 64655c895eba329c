//! The cover's drawing: the ways of all days in one, without names or scale.

use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::plan::PlannedDay;
use serde::Serialize;

use super::projection::{Fit, Spot};
use crate::clean;

/// Of the band across A4; on Letter paper it is 6 mm wider, which nobody sees.
const WIDTH: f64 = 210.0;
/// Of the part of the band above the title.
const HEIGHT: f64 = 104.0;
const MARGIN: f64 = 16.0;
/// Decoration need not show more.
const MOST_POINTS: usize = 400;
/// A place farther from the middle than so many usual distances is an excursion.
const FAR: f64 = 3.0;
/// More names would lie on one another.
const MOST_NAMES: usize = 8;
/// So many of a hundred places may be left out as excursions, so that they do not shrink the rest to a dot.
const MOST_EXCURSIONS: usize = 20;

#[derive(Debug, Serialize)]
pub(crate) struct Art {
    /// One line of points for each day, in millimetres.
    days: Vec<Vec<Spot>>,
    /// Names beside the drawing; only where there are several cities.
    cities: Vec<CityName>,
}

#[derive(Debug, Serialize)]
struct CityName {
    name: String,
    at: Spot,
    /// Whether the name stands left of its place, for want of room.
    left: bool,
}

/// None where less than three places would be joined.
pub(crate) fn art(days: &[PlannedDay]) -> Option<Art> {
    let mut room = MOST_POINTS;
    let mut lines: Vec<Vec<Point>> = Vec::new();
    for day in days {
        let (start, end) = (day.start().location, day.end().location);
        // A change of city is a line too: it starts where the day before ended.
        let before = lines.last().and_then(|line| line.last()).copied().filter(|&before| before != start);
        let stops = day.all_items().map(|item| item.location);
        let line: Vec<Point> = before.into_iter().chain([start]).chain(stops).chain([end]).take(room).collect();
        room -= line.len();
        lines.push(line);
    }
    let places = distinct(&lines.concat());
    if places.len() < 3 || !places.iter().all(|place| place.lat.is_finite() && place.lon.is_finite()) {
        return None;
    }
    let near = near(&places);
    let fit = Fit::of(&near, WIDTH, HEIGHT, MARGIN)?;
    let spots = |line: &Vec<Point>| line.iter().filter(|point| near.contains(point)).map(|&point| fit.spot(point)).collect();
    let drawn = lines.iter().map(spots).filter(|line: &Vec<Spot>| line.len() > 1).collect();
    Some(Art { days: drawn, cities: cities(days, &near, &fit) })
}

fn cities(days: &[PlannedDay], near: &[Point], fit: &Fit) -> Vec<CityName> {
    let mut seen: Vec<&str> = Vec::new();
    let mut cities = Vec::new();
    for day in days.iter().filter(|day| near.contains(&day.base.location)) {
        if !seen.contains(&day.city.as_str()) {
            seen.push(&day.city);
            let at = fit.spot(day.base.location);
            cities.push(CityName { name: clean::clean(&day.city_name, 30), at, left: at[0] > WIDTH * 0.6 });
        }
    }
    if cities.len() > 1 && cities.len() <= MOST_NAMES { cities } else { Vec::new() }
}

fn distinct(points: &[Point]) -> Vec<Point> {
    let mut places: Vec<Point> = Vec::new();
    for point in points {
        if !places.contains(point) {
            places.push(*point);
        }
    }
    places
}

/// The places without the excursions.
fn near(places: &[Point]) -> Vec<Point> {
    let median = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let middle = Point::new(median(places.iter().map(|place| place.lat).collect()), median(places.iter().map(|place| place.lon).collect()));
    let usual = median(places.iter().map(|place| middle.metres_to(*place)).collect());
    let near: Vec<Point> = places.iter().copied().filter(|place| middle.metres_to(*place) <= usual * FAR).collect();
    if (places.len() - near.len()) * 100 <= places.len() * MOST_EXCURSIONS { near } else { places.to_vec() }
}
