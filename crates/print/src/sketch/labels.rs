//! Names beside the marks of a sketch, where they cover nothing; a name without room is left to the list below the drawing.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::projection::Spot;
use crate::clean;

const MOST_CHARACTERS: usize = 26;
/// Of a line of 7 pt.
const LINE: f64 = 3.4;
/// From a mark's middle to its label.
const GAP: f64 = 4.0;
/// A label may lie on so many sampled points of ways, not on more.
const MOST_CROSSINGS: usize = 5;

#[derive(Debug, Serialize)]
pub(crate) struct Label {
    text: String,
    /// Upper left corner.
    at: Spot,
    width: f64,
    /// Typst's word for where the text stands in its width.
    align: &'static str,
}

struct Frame {
    at: Spot,
    width: f64,
    height: f64,
}

impl Frame {
    fn overlaps(&self, other: &Self) -> bool {
        let ([x, y], [a, b]) = (self.at, other.at);
        x < a + other.width && a < x + self.width && y < b + other.height && b < y + self.height
    }

    fn contains(&self, [x, y]: Spot) -> bool {
        let [left, top] = self.at;
        (left..=left + self.width).contains(&x) && (top..=top + self.height).contains(&y)
    }
}

/// Greedy, in the order of the stops: the side with the fewest crossings of ways.
pub(super) fn place(names: &[&str], spots: &[Spot], lines: &[[Spot; 3]], width: f64, height: f64) -> Vec<Label> {
    let around = |[x, y]: &Spot| Frame { at: [x - 2.9, y - 2.9], width: 5.8, height: 5.8 };
    let mut taken: Vec<Frame> = spots.iter().map(around).collect();
    // The north arrow and the scale bar.
    taken.push(Frame { at: [width - 11.0, 0.0], width: 11.0, height: 14.0 });
    taken.push(Frame { at: [0.0, height - 8.0], width: 48.0, height: 8.0 });
    let on_ways: Vec<Spot> = lines.iter().flat_map(|line| (1..12).map(|step| along(line, f64::from(step) / 12.0))).collect();
    let mut labels = Vec::new();
    for (name, &[x, y]) in names.iter().zip(spots) {
        let text = clean::clean(&name.replace('\u{200b}', ""), MOST_CHARACTERS);
        let wide = text_width(&text);
        let sides = [
            ([x + GAP, y - LINE / 2.0], "left"),
            ([x - GAP - wide, y - LINE / 2.0], "right"),
            ([x - wide / 2.0, y - GAP - LINE], "center"),
            ([x - wide / 2.0, y + GAP], "center"),
        ];
        let free = sides.into_iter().filter_map(|(at, align)| {
            let frame = Frame { at, width: wide, height: LINE };
            let inside = at[0] >= 1.5 && at[1] >= 1.5 && at[0] + wide <= width - 1.5 && at[1] + LINE <= height - 1.5;
            let crossings = on_ways.iter().filter(|&&spot| frame.contains(spot)).count();
            (inside && crossings <= MOST_CROSSINGS && !taken.iter().any(|other| other.overlaps(&frame)))
                .then_some((crossings, align, frame))
        });
        if let Some((_, align, frame)) = free.min_by_key(|(crossings, ..)| *crossings) {
            labels.push(Label { text, at: frame.at, width: wide, align });
            taken.push(frame);
        }
    }
    labels
}

/// A generous guess for 7 pt: the label is set without a frame, so a wrong one covers a bit of a line at worst.
fn text_width(text: &str) -> f64 {
    text.graphemes(true).map(|character| if character >= "\u{1100}" { 2.7 } else { 1.5 }).sum()
}

fn along([from, bend, to]: &[Spot; 3], t: f64) -> Spot {
    let mix = |axis: usize| (1.0 - t).powi(2) * from[axis] + 2.0 * t * (1.0 - t) * bend[axis] + t * t * to[axis];
    [mix(0), mix(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_inside_and_apart() {
        let spots = [[20.0, 30.0], [26.0, 30.0], [165.0, 30.0], [90.0, 50.0]];
        let names = ["Hotel Artemide", "Colosseum", "Villa Borghese", "A name that is far too long to stand beside a mark"];
        let labels = place(&names, &spots, &[], 170.0, 60.0);
        assert!(labels.len() >= 3, "{labels:?}");
        for (index, label) in labels.iter().enumerate() {
            assert!(label.at[0] >= 0.0 && label.at[0] + label.width <= 170.0, "{label:?}");
            let frame = |label: &Label| Frame { at: label.at, width: label.width, height: LINE };
            assert!(labels[..index].iter().all(|other| !frame(other).overlaps(&frame(label))), "{labels:?}");
        }
    }
}
