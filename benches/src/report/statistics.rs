//! Medians and spreads.

use super::Data;

/// The middle of several values, and the values between which half of them lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) middle: f64,
    pub(super) high: f64,
}

impl Spread {
    /// Of any number of values but none.
    pub(super) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)? as f64;
        // Between two values, in proportion.
        let at = |part: f64| {
            let place = last * part;
            let (below, above) = (
                values[place.floor() as usize],
                values[place.ceil() as usize],
            );
            below + (above - below) * place.fract()
        };
        Some(Self {
            low: at(0.25),
            middle: at(0.5),
            high: at(0.75),
        })
    }

    /// Half of the distance from low to high.
    pub(super) fn half(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

impl Data {
    /// The result of a contender at a job.
    pub(super) fn result(&self, job: &str, contender: &str) -> Option<Spread> {
        Spread::of(self.values(job, contender))
    }

    /// The results of a contender as a ratio to those of another: each to that of the
    /// same round, which came shortly before or after.
    pub(super) fn ratio(&self, job: &str, contender: &str, to: &str) -> Option<Spread> {
        let mine = self.values(job, contender);
        let theirs = self.values(job, to);
        let ratios = mine.iter().zip(theirs).map(|(mine, theirs)| mine / theirs);
        Spread::of(ratios.collect())
    }

    /// The difference instead of the ratio.
    pub(super) fn difference(&self, job: &str, contender: &str, to: &str) -> Option<Spread> {
        let mine = self.values(job, contender);
        let theirs = self.values(job, to);
        let ratios = mine.iter().zip(theirs).map(|(mine, theirs)| mine - theirs);
        Spread::of(ratios.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_values_lie_in_the_spread() {
        let spread = Spread::of(vec![5.0, 1.0, 4.0, 2.0, 3.0]);
        let expected = Spread {
            low: 2.0,
            middle: 3.0,
            high: 4.0,
        };
        assert_eq!(spread, Some(expected));
        assert_eq!(Spread::of(vec![1.0, 2.0]).unwrap().middle, 1.5);
        assert_eq!(Spread::of(vec![]), None);
    }
}
