//! A transcript as the page shows it: what the step before also printed is folded, the kernel's
//! new rows are marked, and each call has its system calls.

use php_sockets_steps::step::{self, Step};

use crate::play::Seen;
use crate::recording::{Call, KERNEL, read};

/// HTML that can be read without a style. The calls that `before` begins with too are folded.
pub(crate) fn page(seen: &Seen, before: &Before) -> String {
    let mut page = String::from("<div class=\"transcript\">\n");
    let known = known(&seen.calls, &before.calls);
    let (old, new) = seen.calls.split_at(known);
    if old.is_empty() {
        block(&mut page, &seen.printed, new);
    } else {
        let calls = if known == 1 { "call" } else { "calls" };
        let place = &before.place;
        page += &format!("<details>\n<summary>{known} {calls} {place}</summary>\n");
        block(&mut page, &seen.printed, old);
        page += "\n</details>\n";
        block(&mut page, &[], new);
    }
    page + "\n</div>\n"
}

/// What a reader has seen.
#[derive(Default)]
pub(crate) struct Before {
    pub(crate) calls: Vec<Call>,
    /// Where: `as in step 08`.
    pub(crate) place: String,
}

impl Before {
    /// The program that `program` of this step is compared with.
    pub(crate) fn of(step: &Step, program: &str) -> Self {
        let at = step.programs.iter().position(|shown| shown == program);
        let before = at.and_then(|at| step.before.get(at));
        before
            .and_then(|before| Self::find(step, before))
            .unwrap_or_default()
    }

    /// The calls of a program, in the recording of its step.
    fn find(step: &Step, program: &str) -> Option<Self> {
        step::all().iter().find_map(|other| {
            let terminals = read(other)
                .into_iter()
                .flat_map(|recording| recording.terminals);
            let mut terminals = terminals.filter(|terminal| !terminal.rust.is_empty());
            let terminal = terminals.find(|terminal| terminal.program == program)?;
            let place = match other.name == step.name {
                true => "as above".into(),
                false => format!("as in step {}", other.number()),
            };
            Some(Self {
                calls: terminal.calls,
                place,
            })
        })
    }
}

/// How many calls at the start are known. One is always left to show.
fn known(calls: &[Call], before: &[Call]) -> usize {
    let alike = calls.iter().zip(before);
    let known = alike.take_while(|(call, before)| call.is_like(before));
    known.count().min(calls.len().saturating_sub(1))
}

/// The blank line makes the block one of its own, which a blank line in it does not end.
fn block(page: &mut String, printed: &[String], calls: &[Call]) {
    *page += "\n<pre><code class=\"nohighlight\">";
    for line in printed {
        *page += &format!("{}\n", escaped(line));
    }
    for call in calls {
        *page += &escaped(&call.call);
        if let Some(result) = &call.result {
            *page += &format!(" -&gt; {}", escaped(result));
        }
        *page += "\n";
        for system in &call.system {
            *page += &format!(
                "<span class=\"system\">  system | {}</span>\n",
                escaped(system)
            );
        }
        for (at, row) in call.kernel.iter().flatten().enumerate() {
            let row = match call.new.contains(&at) {
                true => format!("<mark>{}</mark>", escaped(row)),
                false => escaped(row),
            };
            *page += &format!("{KERNEL}{row}\n");
        }
        for line in &call.printed {
            *page += &format!("{}\n", escaped(line));
        }
    }
    *page += "</code></pre>\n";
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
}
