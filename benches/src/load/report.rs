//! What came of the load, as a table for `docs/benchmarks.md`.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::mix::Kind;
use crate::samples::Samples;

#[derive(Debug, Clone, Default)]
pub struct Report {
    times: BTreeMap<Kind, Samples>,
    errors: BTreeMap<(Kind, String), u64>,
}

impl Report {
    pub(super) fn add(&mut self, kind: Kind, time: Duration) {
        self.times.entry(kind).or_default().add(time);
    }

    pub(super) fn fail(&mut self, kind: Kind, reason: String) {
        *self.errors.entry((kind, reason)).or_default() += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        for (kind, samples) in &other.times {
            self.times.entry(*kind).or_default().merge(samples);
        }
        for (key, count) in &other.errors {
            *self.errors.entry(key.clone()).or_default() += count;
        }
    }

    /// Errors of any kind, the time before the measurement included.
    pub fn errors(&self) -> u64 {
        self.errors.values().sum()
    }

    /// Measured calls that succeeded.
    pub fn calls(&self) -> usize {
        self.times.values().map(Samples::len).sum()
    }

    fn all(&self, wanted: impl Fn(Kind) -> bool) -> Samples {
        let mut all = Samples::default();
        self.times.iter().filter(|(kind, _)| wanted(**kind)).for_each(|(_, samples)| all.merge(samples));
        all
    }
}

/// Milliseconds.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| call | count | p50 | p90 | p95 | p99 | p99.9 | max |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        row(f, "all", self.all(|_| true))?;
        row(f, "reads", self.all(|kind| !kind.is_write()))?;
        row(f, "writes", self.all(Kind::is_write))?;
        for (kind, samples) in &self.times {
            row(f, kind.label(), samples.clone())?;
        }
        writeln!(f, "\nerrors: {}", self.errors())?;
        for ((kind, reason), count) in &self.errors {
            writeln!(f, "  {count} x {}: {reason}", kind.label())?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, label: &str, mut samples: Samples) -> fmt::Result {
    let [p50, p90, p95, p99, p999, max] = [50.0, 90.0, 95.0, 99.0, 99.9, 100.0].map(|percent| samples.percentile(percent));
    writeln!(f, "| {label} | {} | {p50:.2} | {p90:.2} | {p95:.2} | {p99:.2} | {p999:.2} | {max:.2} |", samples.len())
}
