//! Compares the outcome of the scripts on both sides, and counts.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::differences::Rules;
use crate::scripts::Script;
use crate::syntax::Call;

/// What was compared of one function.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) calls: usize,
    pub(crate) equal: usize,
    /// The rules that explained a difference, and how often.
    pub(crate) explained: BTreeMap<String, usize>,
}

/// All that was compared with one PHP.
pub(crate) struct Comparison<'r> {
    php: String,
    rules: &'r mut Rules,
    pub(crate) functions: BTreeMap<String, Tally>,
    /// The differences that no rule explains.
    pub(crate) unexplained: Vec<String>,
}

impl<'r> Comparison<'r> {
    pub(crate) fn new(php: &str, rules: &'r mut Rules) -> Self {
        Self {
            php: php.to_owned(),
            rules,
            functions: BTreeMap::new(),
            unexplained: Vec::new(),
        }
    }

    /// Compares a script, up to the first difference that nothing explains.
    pub(crate) fn script(&mut self, script: &Script, php: &[String], here: &[String]) {
        let places = script.calls.iter().zip(php.iter().zip(here)).enumerate();
        for (place, (call, (answer, here))) in places {
            let counts = place >= script.setup;
            if !self.call(call, answer, here, counts) {
                let lines = script.calls[..=place]
                    .iter()
                    .map(|call| format!("    {call}\n"));
                self.unexplained.push(format!(
                    "{}: {}\n{}  PHP {}  {answer}\n  here     {here}\n",
                    script.file,
                    script.title,
                    lines.collect::<String>(),
                    self.php,
                ));
                return;
            }
        }
    }

    /// Whether the answers are equal, or the difference is explained.
    pub(crate) fn call(&mut self, call: &Call, answer: &str, here: &str, counts: bool) -> bool {
        let equal = answer == here;
        // Where the result is not recorded, a rule says that it differs.
        let rule = match equal && !call.varies {
            true => None,
            false => self
                .rules
                .explain(&self.php, &call.to_string(), answer, here)
                .map(|rule| rule.id.clone()),
        };
        if !equal && rule.is_none() {
            return false;
        }
        // The functions of PHP's sockets, and the methods of its `Io\Poll`.
        if counts && (call.function.starts_with("socket_") || call.function.contains("::")) {
            let tally = self.functions.entry(call.function.clone()).or_default();
            tally.calls += 1;
            match rule {
                None => tally.equal += 1,
                Some(id) => *tally.explained.entry(id).or_default() += 1,
            }
        }
        true
    }
}

/// The answers as text; `lasting` without what depends on the machine.
pub(crate) fn texts(script: &Script, answers: &[Answer], lasting: bool) -> Vec<String> {
    let both = script.calls.iter().zip(answers);
    let texts = both.map(|(call, answer)| match lasting {
        true => answer.lasting(call).to_string(),
        false => answer.to_string(),
    });
    texts.collect()
}
