//! Transcripts: the real programs run, in Rust and in PHP, and what they print is
//! what the page shows.

use libtest_mimic::Failed;
use php_sockets_steps::step::{Run, Step};
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::program::php_of;
use php_sockets_test_support::tools::{has_php, has_php_of, has_tool, is_loopback, lacks};

use crate::made::keep;
use crate::play::{Seen, Watch, can_play, play};
use crate::recording::{self, Recording};
use crate::transcript::{self, Before};

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    let name = format!("book {}", step.name);
    let watch = match has_tool(&name, "strace", "-V", "REQUIRE_STRACE") {
        true => Watch::SystemCalls,
        false => Watch::Calls,
    };
    let mut recordings = Vec::new();
    for run in &step.run {
        recordings.extend(recorded(step, run, watch)?);
    }
    let has_php = has_php(&name);
    let lacks_php = |run: &&Run| match &run.php {
        Some(version) => php_of(version).is_none(),
        None => !has_php,
    };
    let lacking = step.run.iter().filter(lacks_php).map(|run| &*run.name);
    recording::keep_all(step, recordings, &lacking.collect::<Vec<_>>())
}

/// Whether this machine has the PHP that a run needs.
fn has_php_for(name: &str, run: &Run) -> bool {
    match &run.php {
        Some(version) => has_php_of(name, version),
        None => has_php(name),
    }
}

/// Runs it in every mixture of languages. The first, all in Rust if there is a program
/// in Rust, is the transcript; the others must print the same, or what PHP's own
/// transcript has.
pub(crate) fn recorded(step: &Step, run: &Run, watch: Watch) -> Result<Vec<Recording>, Failed> {
    let name = format!("book {}", step.name);
    let mut mixtures = mixtures(run);
    if mixtures.iter().any(|mixture| mixture.contains(&Php)) && !has_php_for(&name, run) {
        mixtures.retain(|mixture| !mixture.contains(&Php));
    }
    let lacking = run.needs.iter().find(|tool| !is_there(tool));
    if let Some(tool) = lacking {
        lacks(&name, tool, &format!("REQUIRE_{}", tool.to_uppercase()));
        return Ok(Vec::new());
    }
    if !can_play(run) {
        lacks(&name, "network namespace", "REQUIRE_NAMESPACES");
        return Ok(Vec::new());
    }

    let (mut rust, mut php): (Option<Vec<Seen>>, Option<Vec<Seen>>) = (None, None);
    for mixture in mixtures {
        let mut seen = play(run, &mixture, watch)?;
        if watch == Watch::Calls && !mixture.contains(&Php) {
            recording::borrow_system_calls(step, run, &mut seen);
        }
        let first = rust.as_ref().or(php.as_ref());
        match first {
            None => show(step, run, "", &seen, None)?,
            Some(first) if says_the_same(first, &seen) => {}
            Some(first) if run.php_differs.is_some() => {
                show(step, run, ".php", &seen, Some(first))?;
            }
            Some(first) => {
                let (this, first) = (said(&seen), said(first));
                return Err(format!("{mixture:?} prints\n{this}\nand Rust\n{first}").into());
            }
        }
        match () {
            () if !mixture.contains(&Php) => rust = Some(seen),
            () if !mixture.contains(&Rust) => php = Some(seen),
            () => {}
        }
    }
    Ok(recording::of_run(run, rust, php))
}

fn said(seen: &[Seen]) -> String {
    let said: Vec<_> = seen.iter().map(|seen| &*seen.said).collect();
    said.join("---\n")
}

fn says_the_same(one: &[Seen], other: &[Seen]) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| one.said == other.said)
}

/// Keeps the output, and what the page shows of it. Where PHP prints something else, it is
/// compared with what Rust prints.
fn show(
    step: &Step,
    run: &Run,
    language: &str,
    seen: &[Seen],
    rust: Option<&Vec<Seen>>,
) -> Result<(), Failed> {
    let name = &run.name;
    for (seen, number) in seen.iter().zip(1..) {
        let file = match run.terminals.len() {
            1 => format!("{name}{language}.txt"),
            _ => format!("{name}-{number}{language}.txt"),
        };
        keep(step, &file, &seen.said)?;
    }
    let page = match seen {
        [seen] if seen.calls.is_empty() => return Ok(()),
        [seen] => {
            let before = match rust {
                Some(rust) => Before {
                    calls: rust[0].calls.clone(),
                    place: "as in Rust".into(),
                },
                None => Before::of(step, &run.terminals[0].program),
            };
            transcript::page(seen, &before)
        }
        _ if rust.is_some() => return Ok(()),
        seen => terminals(step, run, seen),
    };
    let player = match seen.iter().any(|seen| !seen.calls.is_empty()) {
        true => player(&recording::file_name(name, language)),
        false => String::new(),
    };
    keep(step, &format!("{name}{language}.md"), &(player + &page))
}

/// Where the button of the player goes, and what it plays.
fn player(recording: &str) -> String {
    format!(
        "<script type=\"application/json\" class=\"recording\">\n{{{{#include {recording}}}}}\n</script>\n\n"
    )
}

/// Several terminals: beside each other where there is room for their lines.
fn terminals(step: &Step, run: &Run, seen: &[Seen]) -> String {
    let mut page = String::from("<div class=\"pair\">\n");
    let mut window = 0;
    for ((terminal, seen), number) in run.terminals.iter().zip(seen).zip(1..) {
        let (name, command) = (&run.name, terminal.rust());
        // Where one program has ended the next can be started.
        window += u32::from(!terminal.ended || window == 0);
        let shown = match seen.calls.is_empty() {
            true if seen.said.is_empty() => "It prints nothing.\n".to_owned(),
            true => format!("```text\n{{{{#include {name}-{number}.txt}}}}\n```\n"),
            false => transcript::page(seen, &Before::of(step, &terminal.program)),
        };
        page += &format!(
            "<div class=\"half\">\n\nTerminal {window} · `{command}`\n\n{shown}\n</div>\n"
        );
    }
    page + "</div>\n"
}
/// The mixtures of languages that it is run in.
fn mixtures(run: &Run) -> Vec<Vec<Language>> {
    let count = run.terminals.len();
    if run.only_php.is_some() {
        return vec![vec![Php; count]];
    }
    let last = if run.only_rust.is_some() {
        1
    } else {
        1 << count
    };
    let mixture = |bits: u32| {
        let language = |at| if bits >> at & 1 == 1 { Php } else { Rust };
        (0..count).map(language).collect()
    };
    let mut mixtures: Vec<Vec<Language>> = (0..last).map(mixture).collect();
    // A command is the same in any language.
    let is_command = |at: usize| !run.terminals[at].command.is_empty();
    mixtures.retain(|mixture| (0..count).all(|at| mixture[at] == Rust || !is_command(at)));
    if run.unmixed.is_some() {
        let are_all = |mixture: &[Language], language| {
            (0..count).all(|at| mixture[at] == language || is_command(at))
        };
        mixtures.retain(|mixture| are_all(mixture, Rust) || are_all(mixture, Php));
    }
    mixtures
}

/// Whether this machine has a tool, or IPv6.
fn is_there(tool: &str) -> bool {
    match tool {
        "ipv6" => is_loopback("::1"),
        _ => {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
        }
    }
}
