//! Both sides make random calls, one by one.

use std::cell::{Cell, RefCell};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::answer::{Answer, Value};
use crate::compare::Comparison;
use crate::differences::Rules;
use crate::judge::Judge;
use crate::play::Side;
use crate::syntax::{Call, Expr};
use crate::twin::Twin;
use crate::{random, random_poll};

/// Both sides, and the outcome of their calls.
pub(crate) struct Pair<'r> {
    here: Side,
    php: Side,
    comparison: Comparison<'r>,
    /// Whether PHP has `Io\Poll`.
    has_poll: bool,
}

impl<'r> Pair<'r> {
    pub(crate) fn start(rules: &'r mut Rules) -> Self {
        let mut judge = Judge::start();
        let version = judge.begin().version;
        Self {
            here: Side::Crate(Twin::new()),
            php: Side::Php(judge),
            comparison: Comparison::new(&version, rules),
            has_poll: version.as_str() >= "8.6",
        }
    }

    /// Plays a hundred random scripts, and returns how many calls that were. Fails with
    /// the shortest script it finds whose answers differ.
    pub(crate) fn play_random(&mut self, seed: u64) -> usize {
        let config = Config {
            cases: 100,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
        // Every second seed is for the calls of `Io\Poll`.
        let scripts = match self.has_poll && seed.is_multiple_of(2) {
            true => random_poll::scripts().boxed(),
            false => random::scripts().boxed(),
        };
        let (pair, made) = (RefCell::new(self), Cell::new(0));

        let result = TestRunner::new_with_rng(config, rng).run(&scripts, |calls| {
            // What does not happen again was a matter of timing.
            let once = || pair.borrow_mut().play(&calls);
            let count = once().or_else(|_| once()).or_else(|_| once());
            made.set(made.get() + count.map_err(TestCaseError::fail)?);
            Ok(())
        });
        match result {
            Ok(()) => made.get(),
            Err(TestError::Fail(why, _)) => panic!("ORACLE_SEED={seed}:\n{why}"),
            Err(error) => panic!("ORACLE_SEED={seed}: {error}"),
        }
    }

    /// Makes the calls up to the first difference that no rule explains. Returns how many
    /// it made.
    fn play(&mut self, calls: &[Call]) -> Result<usize, String> {
        let mut names = (self.here.begin(), self.php.begin());
        for (number, call) in calls.iter().enumerate() {
            let here = self.here.call(call, &mut names.0);
            if would_spin(call, &here) {
                return Ok(number);
            }
            let php = self.php.call(call, &mut names.1).to_string();
            let here = here.to_string();
            if !self.comparison.call(call, &php, &here, true) {
                let lines = calls[..=number].iter().map(|call| format!("    {call}\n"));
                let lines = lines.collect::<String>();
                return Err(format!("\n{lines}  PHP   {php}\n  here  {here}\n"));
            }
        }
        Ok(calls.len())
    }
}

/// Whether PHP would loop forever: for a line that has not arrived completely.
fn would_spin(call: &Call, here: &Answer) -> bool {
    let mut arguments = call.arguments.iter();
    let line = arguments.any(|argument| argument.to_string() == "PHP_NORMAL_READ");
    let whole = match &here.value {
        Value::Text(text) => {
            matches!(text.last(), Some(b'\n' | b'\r'))
                || call.arguments.get(1) == Some(&Expr::Int(text.len() as i64))
        }
        _ => !here.said.is_empty(),
    };
    line && !whole
}
