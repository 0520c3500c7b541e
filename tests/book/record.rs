//! Transcripts: the real programs run, in Rust and in PHP, and what they print is
//! what the page shows.

use std::process::{Command, Stdio};

use libtest_mimic::Failed;

use crate::made::keep;
use crate::port::free_port;
use crate::program::Language::{self, Php, Rust};
use crate::program::program;
use crate::screen::Screen;
use crate::step::{Run, Step, Terminal};
use crate::tidy::tidy;
use crate::tools::has_php;

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    for run in &step.run {
        recorded(step, run)?;
    }
    Ok(())
}

/// Runs it in every mixture of languages. The first, all in Rust, is the transcript;
/// the others must say the same, or what PHP's own transcript says.
pub(crate) fn recorded(step: &Step, run: &Run) -> Result<(), Failed> {
    let all_rust = vec![Rust; run.terminals.len()];
    let transcript = play(run, &all_rust)?;
    for (name, text) in files(run, "", &transcript) {
        keep(step, &name, &text)?;
    }
    if !has_php(&format!("book {}", step.name)) {
        return Ok(());
    }

    for mixture in mixtures(run.terminals.len()) {
        let said = play(run, &mixture)?;
        if said == transcript {
            continue;
        }
        if run.php_differs.is_none() {
            return Err(format!(
                "{mixture:?} and Rust differ:\n{}\n--- Rust\n{}",
                said.join("\n---\n"),
                transcript.join("\n---\n")
            )
            .into());
        }
        for (name, text) in files(run, ".php", &said) {
            keep(step, &name, &text)?;
        }
    }
    Ok(())
}

/// The transcripts of a run and their files.
fn files(run: &Run, language: &str, said: &[String]) -> Vec<(String, String)> {
    let name = &run.name;
    let numbered = said.iter().zip(1..);
    let named = numbered.map(|(text, number)| match said.len() {
        1 => (format!("{name}{language}.txt"), text.clone()),
        _ => (format!("{name}-{number}{language}.txt"), text.clone()),
    });
    named.collect()
}

/// Every mixture with PHP in it.
fn mixtures(count: usize) -> Vec<Vec<Language>> {
    let mixture = |bits: u32| {
        let language = |at| if bits >> at & 1 == 1 { Php } else { Rust };
        (0..count).map(language).collect()
    };
    (1..1 << count).map(mixture).collect()
}

/// What each terminal shows.
fn play(run: &Run, languages: &[Language]) -> Result<Vec<String>, Failed> {
    let port = free_port();
    let mut screens: Vec<Screen> = Vec::new();
    for (terminal, language) in run.terminals.iter().zip(languages) {
        let after = &terminal.after;
        if let Some(screen) = screens.last_mut()
            && screen.wait_for(after, 0).is_none()
        {
            return Err(format!("no {after:?} came, only:\n{}", screen.said).into());
        }
        screens.push(Screen::new(command(run, terminal, *language, port))?);
    }

    let mut said = Vec::new();
    for (mut screen, terminal) in screens.into_iter().zip(&run.terminals) {
        let code = screen.end();
        if code != Some(terminal.exit) {
            let name = &terminal.program;
            return Err(format!("{name} ends with {code:?}:\n{}", screen.said).into());
        }
        said.push(tidy(&screen.said, port));
    }
    Ok(said)
}

fn command(run: &Run, terminal: &Terminal, language: Language, port: u16) -> Command {
    let mut command = program(language, &terminal.program, port);
    command.args(&terminal.arguments);
    if run.unprivileged && nix::unistd::geteuid().is_root() {
        return without_privileges(&command);
    }
    command
}

/// The same command, which can do nothing that only root can.
fn without_privileges(command: &Command) -> Command {
    let mut other = Command::new("setpriv");
    other.args(["--inh-caps=-all", "--bounding-set=-all", "--"]);
    other.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        other.env(name, value.unwrap_or_default());
    }
    other.stdin(Stdio::null());
    other
}
