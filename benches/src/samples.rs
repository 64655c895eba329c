//! Measured times, kept one by one so that every percentile is exact.

use std::time::Duration;

/// Microseconds of one kind of thing. A run measures some ten thousand at most, so a histogram would save nothing.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    micros: Vec<u32>,
    sorted: bool,
}

impl Samples {
    pub fn add(&mut self, time: Duration) {
        self.micros.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
        self.sorted = false;
    }

    pub fn merge(&mut self, other: &Self) {
        self.micros.extend(&other.micros);
        self.sorted = false;
    }

    pub fn len(&self) -> usize {
        self.micros.len()
    }

    pub fn is_empty(&self) -> bool {
        self.micros.is_empty()
    }

    /// Milliseconds below which so many of 100 lie (nearest rank); 0 where nothing was measured. 0 is the least, 100 the greatest.
    pub fn percentile(&mut self, percent: f64) -> f64 {
        if !self.sorted {
            self.micros.sort_unstable();
            self.sorted = true;
        }
        let Some(last) = self.micros.len().checked_sub(1) else { return 0.0 };
        let rank = (percent / 100.0 * self.micros.len() as f64).ceil() as usize;
        f64::from(self.micros[rank.saturating_sub(1).min(last)]) / 1000.0
    }

    /// `least / median / 95 % / greatest`, milliseconds.
    pub fn line(&mut self) -> String {
        let [least, median, high, greatest] = [0.0, 50.0, 95.0, 100.0].map(|percent| self.percentile(percent));
        format!("least {least:.2} ms, median {median:.2} ms, 95 % {high:.2} ms, greatest {greatest:.2} ms ({} runs)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let mut samples = Samples::default();
        assert_eq!(samples.percentile(50.0), 0.0);
        for millis in [5, 1, 4, 2, 3] {
            samples.add(Duration::from_millis(millis));
        }
        assert_eq!([0.0, 50.0, 95.0, 100.0].map(|percent| samples.percentile(percent)), [1.0, 3.0, 5.0, 5.0]);
    }
}
