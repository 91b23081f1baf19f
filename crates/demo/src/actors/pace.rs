//! How fast the play goes.

use std::time::Duration;

use crate::dice::Dice;

/// Scales what people take time for; the network's own times are not scaled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace(f64);

impl Pace {
    /// Speeds that are no positive number count as 1.
    pub(super) fn new(speed: f64) -> Self {
        Self(if speed.is_finite() && speed > 0.0 { speed } else { 1.0 })
    }

    pub(super) const fn speed(self) -> f64 {
        self.0
    }

    /// So many seconds of the play.
    pub(super) fn seconds(self, seconds: f64) -> Duration {
        Duration::from_secs_f64((seconds / self.0).clamp(0.005, 86_400.0))
    }

    /// A number of seconds of the play between two.
    pub(super) fn between(self, dice: &mut Dice, least: i64, most: i64) -> Duration {
        self.seconds(dice.between(least * 10, most * 10) as f64 / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_divides_and_nonsense_counts_as_one() {
        assert_eq!(Pace::new(10.0).seconds(20.0), Duration::from_secs(2));
        assert_eq!(Pace::new(f64::NAN).seconds(2.0), Duration::from_secs(2));
        assert_eq!(Pace::new(-3.0).seconds(2.0), Duration::from_secs(2));
        assert_eq!(Pace::new(1e9).seconds(1.0), Duration::from_millis(5));
    }
}
