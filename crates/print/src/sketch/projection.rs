//! From degrees to millimetres: an equirectangular projection round the points' middle, true to scale for the size of a city.

use pathfinder_domain::geo::Point;

/// Millimetres to the right and down.
pub(crate) type Spot = [f64; 2];

/// Metres in one degree of latitude, mean of WGS 84.
const DEGREE_M: f64 = 111_195.0;
/// Points closer together than this fill the drawing no further.
const SMALLEST_EXTENT_M: f64 = 400.0;
const LONGEST_BAR: f64 = 30.0;

/// How points of the Earth map onto a drawing.
pub(crate) struct Fit {
    middle: Point,
    /// Metres east and north of `middle` that lie in the middle of the drawing.
    offset: Spot,
    mm_per_metre: f64,
    centre: Spot,
}

impl Fit {
    /// None without points, or where one is not on the Earth.
    pub(crate) fn of(points: &[Point], width: f64, height: f64, margin: f64) -> Option<Self> {
        let on_earth = |p: &Point| p.lat.abs() <= 90.0 && p.lon.abs() <= 180.0;
        let middle = *points.first()?;
        if !points.iter().all(on_earth) {
            return None;
        }
        let metres: Vec<Spot> = points.iter().map(|&point| metres_from(middle, point)).collect();
        let range = |axis: usize| {
            let values = metres.iter().map(|spot| spot[axis]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((west, east), (south, north)) = (range(0), range(1));
        let (across, along) = ((east - west).max(SMALLEST_EXTENT_M), (north - south).max(SMALLEST_EXTENT_M));
        let mm_per_metre = ((width - 2.0 * margin) / across).min((height - 2.0 * margin) / along);
        let offset = [f64::midpoint(west, east), f64::midpoint(south, north)];
        Some(Self { middle, offset, mm_per_metre, centre: [width / 2.0, height / 2.0] })
    }

    pub(crate) fn spot(&self, point: Point) -> Spot {
        let [east, north] = metres_from(self.middle, point);
        let ([x, y], [offset_east, offset_north]) = (self.centre, self.offset);
        [x + (east - offset_east) * self.mm_per_metre, y - (north - offset_north) * self.mm_per_metre]
    }

    /// Metres and millimetres of a bar with a round length.
    pub(crate) fn scale_bar(&self) -> (u32, f64) {
        let rounds = (1..=7).flat_map(|power| [1, 2, 5].map(|step| step * 10_u32.pow(power)));
        let length = |metres: u32| f64::from(metres) * self.mm_per_metre;
        let metres = rounds.take_while(|&metres| length(metres) <= LONGEST_BAR).last().unwrap_or(10);
        (metres, length(metres))
    }
}

fn metres_from(middle: Point, point: Point) -> Spot {
    // The short way round, also across the date line.
    let east = (point.lon - middle.lon + 540.0).rem_euclid(360.0) - 180.0;
    [east * DEGREE_M * middle.lat.to_radians().cos().max(0.01), (point.lat - middle.lat) * DEGREE_M]
}

/// Moves spots that lie on one another until they can be told apart, and keeps them inside the drawing.
pub(crate) fn spread(spots: &mut [Spot], apart: f64, width: f64, height: f64, margin: f64) {
    for _ in 0..60 {
        let mut moved = false;
        for first in 0..spots.len() {
            for second in first + 1..spots.len() {
                let ([x0, y0], [x1, y1]) = (spots[first], spots[second]);
                let (dx, dy) = (x1 - x0, y1 - y0);
                let distance = dx.hypot(dy);
                if distance >= apart {
                    continue;
                }
                // Two in the same place part in a direction of their own.
                let (ux, uy) = if distance > 0.01 { (dx / distance, dy / distance) } else { (second as f64 * 2.4).sin_cos() };
                let step = (apart - distance) / 2.0 + 0.01;
                spots[first] = [x0 - ux * step, y0 - uy * step];
                spots[second] = [x1 + ux * step, y1 + uy * step];
                moved = true;
            }
        }
        for [x, y] in spots.iter_mut() {
            *x = x.clamp(margin, width - margin);
            *y = y.clamp(margin, height - margin);
        }
        if !moved {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_drawing_to_scale() {
        let points = [Point::new(41.0, 12.0), Point::new(41.01, 12.0), Point::new(41.0, 12.02)];
        let fit = Fit::of(&points, 170.0, 60.0, 10.0).unwrap();
        let [a, b, c] = points.map(|point| fit.spot(point));
        assert!((a[1] - b[1] - 40.0).abs() < 0.01, "the height is filled: {a:?} {b:?}");
        assert!(c[0] > a[0] && (c[1] - a[1]).abs() < 0.01, "east is right");
        let (metres, length) = fit.scale_bar();
        assert_eq!((metres, (length * 10.0).round()), (500, 180.0));
    }

    #[test]
    fn the_date_line_is_no_edge_and_nonsense_is_no_place() {
        let fit = Fit::of(&[Point::new(-17.0, 179.99), Point::new(-17.0, -179.99)], 100.0, 60.0, 10.0).unwrap();
        assert!((fit.spot(Point::new(-17.0, -179.99))[0] - 90.0).abs() < 0.01);
        assert!(Fit::of(&[Point::new(f64::NAN, 0.0)], 100.0, 60.0, 10.0).is_none());
        assert!(Fit::of(&[], 100.0, 60.0, 10.0).is_none());
    }

    #[test]
    fn stops_in_one_place_are_told_apart() {
        let mut spots = [[50.0, 30.0]; 7];
        spread(&mut spots, 6.0, 100.0, 60.0, 5.0);
        for (index, [x, y]) in spots.iter().enumerate() {
            assert!(spots[..index].iter().all(|[a, b]| (x - a).hypot(y - b) > 5.0), "{spots:?}");
        }
    }
}
