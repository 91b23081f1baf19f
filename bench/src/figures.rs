//! Named figures and percentiles.

use std::time::Duration;

use serde_json::{Map, Value};

/// Figures of one benchmark, by name.
#[derive(Default)]
pub(crate) struct Figures(Map<String, Value>);

impl Figures {
    /// Adds a figure and prints it for people.
    pub(crate) fn add(&mut self, name: &str, value: f64, unit: &str) {
        let shown =
            if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.3}") };
        println!("{name:<42} {shown:>14} {unit}");
        let rounded = (value * 1e6).round() / 1e6;
        self.0.insert(name.to_owned(), Value::from(rounded));
    }

    /// One line of JSON.
    pub(crate) fn json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

/// Durations, sorted once they are all there.
#[derive(Default)]
pub(crate) struct Spread(Vec<Duration>);

impl Spread {
    pub(crate) fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    /// The value below which a share (0 to 1) of all lies, milliseconds; 0 when there is none.
    pub(crate) fn millis(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a list of this length"
        )]
        let at = ((self.0.len().saturating_sub(1)) as f64 * share).round() as usize;
        self.0.get(at).map_or(0.0, |found| found.as_secs_f64() * 1e3)
    }

    /// The mean, microseconds.
    pub(crate) fn mean_micros(&self) -> f64 {
        let sum: Duration = self.0.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let count = self.0.len().max(1) as f64;
        sum.as_secs_f64() * 1e6 / count
    }
}
